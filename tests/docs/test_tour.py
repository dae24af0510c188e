"""docs/tour.md tells the truth: every block in it is run, in order, and must answer what the page says."""

from __future__ import annotations

import doctest
import re

import pytest
from django.conf import settings

TOUR = settings.PROJECT / "docs" / "tour.md"


def test_the_tour_does_what_it_says(northfield, capsys):
    told = doctest.DocTestParser().get_doctest(TOUR.read_text(), {"partner": northfield}, "the tour", "docs/tour.md", 0)

    outcome = doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF).run(told)

    assert outcome.attempted > 40
    assert outcome.failed == 0, capsys.readouterr().out


def test_a_tour_that_lies_is_found_out(capsys):
    lie = doctest.DocTestParser().get_doctest("```python\n>>> 1 + 1\n3\n\n```\n", {}, "a lie", None, 0)

    assert doctest.DocTestRunner().run(lie).failed == 1


PLACES = ("apps/", "docs/", "platform/", "templates/", "tenants/", "tests/")


@pytest.mark.parametrize("document", ["README.md", "docs/tour.md"])
def test_every_file_that_a_page_names_is_there(document):
    words = re.split(r"[\s()`,|]+", (settings.PROJECT / document).read_text())

    named = {word.rstrip("./:") for word in words if word.startswith(PLACES)}

    assert sorted(name for name in named if not (settings.PROJECT / name).exists()) == []
    assert len(named) > 5
