"""Every component with sample values, as a browser sees it."""

from __future__ import annotations

import pytest

PARTS = ("", "parts/", "lists/", "form/", "errors/", "front/")


@pytest.mark.parametrize("part", PARTS)
def test_every_component_passes_the_checks_of_a_browser(walk, part):
    walk("visitor").open("base", f"/gallery/{part}").look(f"gallery {part or 'first page'}")
