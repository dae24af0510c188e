"""Walls on length. What stood over a wall when it was built is in the ratchet, and may only shrink."""

import ast

from tests.house.plan import SOURCES, TEMPLATES, trees, where

FILE_WALL, FUNCTION_WALL, TEMPLATE_WALL = 400, 60, 120
RATCHET: dict[str, int] = {}


def _lines(file) -> int:
    return len(file.read_text().splitlines())


def test_no_file_is_longer_than_its_wall():
    over = {where(file): _lines(file) for file in SOURCES if _lines(file) > RATCHET.get(where(file), FILE_WALL)}

    assert over == {}, "Split by idea, not by size."


def test_no_template_is_longer_than_its_wall():
    over = {where(file): _lines(file) for file in TEMPLATES if _lines(file) > TEMPLATE_WALL}

    assert over == {}, "Move a part into components/, with its contract at the top."


def test_no_function_is_longer_than_its_wall():
    over = [
        f"{where(file)}:{node.lineno} {node.name}"
        for file, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= FUNCTION_WALL
    ]

    assert over == [], "A function this long has two ideas in it."
