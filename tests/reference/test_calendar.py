"""Working days."""

import json
from datetime import date, datetime

import pytest

from guildhall.reference.calendar import Nation, bank_holidays, is_working_day, working_days_before
from tests.evidence import shared_data

DIVISIONS = [
    ("common.nations.england-and-wales_slug", Nation.ENGLAND),
    ("common.nations.england-and-wales_slug", Nation.WALES),
    ("common.nations.scotland_slug", Nation.SCOTLAND),
    ("common.nations.northern-ireland_slug", Nation.NORTHERN_IRELAND),
]


@pytest.mark.parametrize(
    ("starts", "due"),
    [
        (date(2027, 1, 4), date(2026, 12, 30)),  # Friday 1 January is a holiday
        (date(2027, 1, 11), date(2027, 1, 7)),
        (date(2026, 12, 29), date(2026, 12, 23)),  # Monday 28 December is kept for Boxing Day
        (date(2026, 4, 8), date(2026, 4, 2)),  # over Easter
        (date(2026, 6, 6), date(2026, 6, 4)),  # a start on a Saturday
    ],
)
def test_two_working_days_before_a_start(starts, due):
    assert working_days_before(starts, 2) == due


def test_a_holiday_of_one_nation_is_a_working_day_of_another():
    second_of_january, twelfth_of_july = date(2026, 1, 2), date(2027, 7, 12)

    working = {
        nation.name: (is_working_day(second_of_january, nation), is_working_day(twelfth_of_july, nation))
        for nation in Nation
    }

    assert working == {
        "ENGLAND": (True, True),
        "WALES": (True, True),
        "SCOTLAND": (False, True),
        "NORTHERN_IRELAND": (True, False),
    }


def test_only_the_day_that_is_kept_is_a_holiday():
    days_of_christmas_2027 = sorted(day for day in bank_holidays(2027) if day.month == 12)

    assert days_of_christmas_2027 == [date(2027, 12, 27), date(2027, 12, 28)]


def test_counting_no_days_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        working_days_before(date(2027, 1, 4), 0)


@pytest.mark.parametrize(("division", "nation"), DIVISIONS)
def test_every_bank_holiday_is_a_published_one_and_none_is_missing(division, nation):
    file = shared_data("calendar", "govuk_bank_holidays_2019-2028.json")
    years = {key: days for key, days in json.loads(file.read_text())["divisions"][division].items() if key.isdigit()}

    for year, named in years.items():
        published = {datetime.strptime(row["date"], "%d/%m/%Y").date() for row in named}
        assert bank_holidays(int(year), nation) == published
