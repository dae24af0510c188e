"""What is written down stays true: numbers without gaps, links that lead somewhere, drawings of the code's own."""

import re

import pytest

from tests.docs.states import PAGE, page
from tests.house.plan import ROOT, where

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PARTS = ["**Context.**", "**Decision.**", "**What we gave up.**", "**How we will know we were wrong.**"]


def test_decisions_are_numbered_without_gaps():
    numbers = [int(file.name[:4]) for file in DECISIONS]

    assert numbers == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("file", DECISIONS, ids=where)
def test_a_decision_has_its_number_and_its_four_parts(file):
    words = file.read_text()

    assert words.startswith(f"# {file.name[:4]}. ")
    assert re.findall(r"^\*\*[^*]+\.\*\*", words, re.MULTILINE) == PARTS


@pytest.mark.parametrize("file", DOCUMENTS, ids=where)
def test_every_link_inside_the_tree_leads_somewhere(file):
    links = [link.split("#")[0] for link in LINK.findall(file.read_text()) if "://" not in link]
    lost = [link for link in links if link and not (file.parent / link).exists()]

    assert lost == [], "Mend the link, or what it leads to."


@pytest.mark.parametrize("file", DOCUMENTS, ids=where)
def test_every_module_and_file_that_a_document_names_is_there(file):
    named = re.findall(r"`((?:apps|platform|tenants|templates|tests|docs|bench)/[\w./-]+)`", file.read_text())

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_states_are_those_that_the_rooms_draw():
    assert PAGE.read_text() == page(), "Run make fix: it writes docs/states.md from every states.py."
