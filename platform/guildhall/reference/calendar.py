"""Working days in the four nations of the United Kingdom: no weekend, no bank holiday.

The `holidays` library names a holiday's nominal day as well as the day kept instead when it falls on a weekend; only
days that are kept count here.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays

SATURDAY = 5


class Nation(StrEnum):
    """Whose calendar; the value is the code that the library and ISO 3166-2 use."""

    ENGLAND = "ENG"
    SCOTLAND = "SCT"
    WALES = "WLS"
    NORTHERN_IRELAND = "NIR"


@lru_cache(maxsize=64)
def bank_holidays(year: int, nation: Nation = Nation.ENGLAND) -> frozenset[date]:
    """The days of a year that are kept as bank holidays in a nation."""
    named = holidays.country_holidays("GB", subdiv=nation.value, years=year)
    return frozenset(day for day in named if day.year == year and day.weekday() < SATURDAY)


def is_working_day(day: date, nation: Nation = Nation.ENGLAND) -> bool:
    """Is this a Monday to Friday that is no bank holiday?

    >>> is_working_day(date(2027, 1, 1)), is_working_day(date(2027, 1, 4), Nation.SCOTLAND)
    (False, False)
    """
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year, nation)


def working_days_before(day: date, days: int, nation: Nation = Nation.ENGLAND) -> date:
    """The working day that stands so many working days before a day, itself not counted.

    Rule: accounts.md, section 7: a start on Monday 4 January 2027 is due on Wednesday 30 December.

    >>> working_days_before(date(2027, 1, 4), 2).isoformat()
    '2026-12-30'
    """
    if days < 1:
        raise ValueError("Count at least one working day.")
    found = day
    while days:
        found -= timedelta(days=1)
        days -= is_working_day(found, nation)
    return found
