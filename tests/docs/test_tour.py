"""docs/tour.md tells the truth: its blocks are run in order, in Northfield's home. What first pages name is there."""

from __future__ import annotations

import doctest
import re

import pytest

from tests.house.plan import ROOT

TOUR = ROOT / "docs" / "tour.md"
FIRST_PAGES = ["README.md", "docs/tour.md"]
PLACES = ("apps/", "docs/", "platform/", "templates/", "tenants/", "tests/")


def test_the_tour_does_what_it_says(northfield):
    failed, tried = doctest.testfile(str(TOUR), module_relative=False, globs={"partner": northfield})

    assert (failed, tried > 60) == (0, True)


@pytest.mark.parametrize("document", FIRST_PAGES)
def test_every_file_that_a_page_names_is_there(document):
    words = re.split(r"[\s()`,|]+", (ROOT / document).read_text())

    named = {word.rstrip("./:") for word in words if word.startswith(PLACES)}

    assert sorted(name for name in named if not (ROOT / name).exists()) == []
    assert len(named) > 5


def test_the_tour_takes_all_six_steps():
    steps = re.findall(r"^## (\d)\. ", TOUR.read_text(), re.MULTILINE)

    assert steps == ["1", "2", "3", "4", "5", "6"]
