"""Walls on length. What stood over a wall when it was built is in the ratchet, and may only shrink."""

import ast
from collections.abc import Iterator

from tests.house.plan import ROOT, SOURCES, TEMPLATES, trees, where

FILE_WALL, FUNCTION_WALL, OPERATION_WALL, TEST_WALL, TEMPLATE_WALL = 400, 60, 40, 25, 120
TESTS = sorted((ROOT / "tests").rglob("*.py"))
RATCHET = {  # tests that tell a long story; a number here is never raised
    "account_services/test_the_robot.py an_approved_request_is_prepared_counted_once_and_switched_on_at_midnight": 27,
    "charging/test_scenarios.py a_month_of_several_pools_is_answered_with_second_stages_last": 31,
    "recruitment/test_pages.py a_candidate_applies_through_the_pages": 28,
    "recruitment/test_pages.py from_outcome_to_first_day_through_the_pages": 31,
    "reference/test_ods.py every_bad_row_is_a_fault_with_its_number_and_what_to_do": 27,
}


def _lines(file) -> int:
    return len(file.read_text().splitlines())


def _functions(file, tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield (
                f"{where(file).removeprefix('tests/')} {node.name.removeprefix('test_')}",
                node,
                (node.end_lineno or 0) - node.lineno + 1,
            )


def test_no_file_is_longer_than_its_wall():
    over = {where(file): _lines(file) for file in [*SOURCES, *TESTS] if _lines(file) > FILE_WALL}

    assert over == {}, "Split by idea, not by size."


def test_no_template_is_longer_than_its_wall():
    over = {where(file): _lines(file) for file in TEMPLATES if _lines(file) > TEMPLATE_WALL}

    assert over == {}, "Move a part into components/, with its contract at the top."


def test_no_function_is_longer_than_its_wall():
    over = [name for file, tree in trees() for name, _, length in _functions(file, tree) if length > FUNCTION_WALL]

    assert over == [], "A function this long has two ideas in it."


def test_no_operation_is_longer_than_its_wall():
    over = [
        name
        for file, tree in trees()
        for name, node, length in _functions(file, tree)
        if length > OPERATION_WALL and "operation" in [ast.unparse(mark) for mark in node.decorator_list]
    ]

    assert over == [], "Make a step of a paragraph, or a question of a judgement."


def test_no_test_is_longer_than_its_wall_and_the_ratchet_only_shrinks():
    over = {
        name: length
        for file in TESTS
        for name, node, length in _functions(file, ast.parse(file.read_text()))
        if node.name.startswith("test_") and length > TEST_WALL
    }

    grown = {name: length for name, length in over.items() if length > RATCHET.get(name, TEST_WALL)}
    done = set(RATCHET) - set(over)

    assert (grown, done) == ({}, set()), "Tell one thing in a test; take out of the ratchet what is short now."
