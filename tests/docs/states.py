"""Writes docs/states.md from what each room draws in its states.py. `make fix` runs it; the test compares."""

from __future__ import annotations

import ast
import inspect
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "states.md"
HEAD = """# What can become what

Each room draws the moves of its records in its `states.py`, and its verbs refuse every other. This page is written
from those drawings by `make fix`, and a test compares them: change the drawing, never this page.
"""


def page() -> str:
    """The whole page, room by room."""
    return "\n".join([HEAD, *(_of_room(file) for file in sorted(ROOT.glob("**/states.py")) if _is_a_rooms(file))])


def _is_a_rooms(file: Path) -> bool:
    return file.relative_to(ROOT).parts[0] in ("apps", "platform", "tenants")


def _of_room(file: Path) -> str:
    title, _, drawn = inspect.cleandoc(ast.get_docstring(ast.parse(file.read_text()), clean=False) or "").partition(
        "\n"
    )
    room = file.parent.name.replace("_", " ").capitalize()
    drawing = textwrap.dedent(drawn.strip("\n"))
    return f"## {room}\n\n{title}\n\n```text\n{drawing}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page())
