"""Dates, times, money and numbers, as every page spells them."""

from __future__ import annotations

import doctest
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django.template import Context, Template

from guildhall.kernel import Money
from guildhall.web import charts, colour, fields, paging, parts, refusals, spelling

SPELT = [
    ("uk_date", date(2026, 8, 6), "6 August 2026"),
    ("uk_date", datetime(2026, 3, 31, 23, 30, tzinfo=UTC), "1 April 2026"),  # summer time has begun
    ("uk_weekday", date(2026, 12, 1), "Tuesday 1 December 2026"),
    ("uk_time", datetime(2026, 12, 1, 12, 0, tzinfo=UTC), "midday"),
    ("uk_time", datetime(2026, 12, 1, 0, 0, tzinfo=UTC), "midnight"),
    ("uk_time", datetime(2026, 6, 1, 16, 30, tzinfo=UTC), "5:30pm"),
    ("uk_datetime", datetime(2026, 6, 1, 16, 0, tzinfo=UTC), "1 June 2026 at 5pm"),
    ("uk_datetime", date(2026, 6, 1), "1 June 2026"),
    ("deadline", datetime(2026, 12, 2, 0, 0, tzinfo=UTC), "11:59pm on Tuesday 1 December 2026"),
    ("deadline", datetime(2026, 6, 1, 23, 0, tzinfo=UTC), "11:59pm on Monday 1 June 2026"),  # midnight in London
    ("deadline", datetime(2026, 10, 25, 0, 0, tzinfo=UTC), "1am on Sunday 25 October 2026"),  # the first of two
    ("deadline", datetime(2026, 12, 1, 17, 0, tzinfo=UTC), "5pm on Tuesday 1 December 2026"),
    ("deadline", date(2026, 12, 1), "11:59pm on Tuesday 1 December 2026"),
    ("month", date(2026, 9, 30), "September 2026"),
    ("money", Money.of("37338"), "£37,338"),
    ("money", Money.of("37338.05"), "£37,338.05"),
    ("money", Money(0), "£0"),
    ("money_column", Money.of("1204"), '<span class="app-money">£1,204.00</span>'),
    (
        "money_column",
        Money(-1200),
        '<span class="app-money">−£12.00 <span class="app-money__note">Credit</span></span>',
    ),
    ("count", 1204, "1,204"),
    ("count", 0, "0"),
    ("percent", Fraction(1, 3), "33%"),
    ("percent", Fraction(4, 1000), "0.4%"),
    ("percent", Fraction(1, 5000), "under 0.1%"),
    ("percent", 0, "0%"),
    ("rate", Fraction(12, 5), "2.4p"),
    ("rate", 1420, "£14.20"),
    *(
        (name, None, '<span class="app-no-data">No data</span>')
        for name in ("uk_date", "money", "money_column", "count")
    ),
]


@pytest.mark.parametrize(("name", "value", "spelt"), SPELT)
def test_a_page_spells_it_so(name, value, spelt):
    template = Template("{{ value|" + name + " }}")

    assert template.render(Context({"value": value})) == spelt


def test_a_naive_instant_belongs_to_no_place_and_is_refused():
    with pytest.raises(TypeError, match="aware"):
        spelling.uk_datetime(datetime(2026, 6, 1, 9, 0))


@pytest.mark.parametrize(
    "module", [charts, colour, fields, paging, parts, refusals, spelling], ids=lambda one: one.__name__
)
def test_its_examples_are_true(module):
    assert doctest.testmod(module).failed == 0
