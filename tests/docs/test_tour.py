"""The pages that a newcomer reads first: what they point at is there. Their examples run in test_examples.py."""

from __future__ import annotations

import re

import pytest

from tests.house.plan import ROOT

FIRST_PAGES = ["README.md", "docs/tour.md"]
PLACES = ("apps/", "docs/", "platform/", "templates/", "tenants/", "tests/")


@pytest.mark.parametrize("document", FIRST_PAGES)
def test_every_file_that_a_page_names_is_there(document):
    words = re.split(r"[\s()`,|]+", (ROOT / document).read_text())

    named = {word.rstrip("./:") for word in words if word.startswith(PLACES)}

    assert sorted(name for name in named if not (ROOT / name).exists()) == []
    assert len(named) > 5


def test_the_tour_takes_all_six_steps():
    tour = (ROOT / "docs" / "tour.md").read_text()

    assert [int(number) for number in re.findall(r"^## (\d)\. ", tour, re.MULTILINE)] == [1, 2, 3, 4, 5, 6]
    assert tour.count(">>> ") > 60
