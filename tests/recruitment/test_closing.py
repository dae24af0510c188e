"""A closing time is one instant, on every night of the year."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.recruitment.errors import ClosingTimeRefused
from apps.recruitment.rules.closing import as_said, closing_instant
from guildhall.kernel import LONDON

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
TWICE = "Choose another closing time: the clocks change, so this one happens twice that day."
NEVER = "Choose another closing time: the clocks change, so this one happens never that day."


@pytest.mark.parametrize(
    ("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 6, 15), 24)], ids=["spring", "autumn", "any day"]
)
def test_a_day_that_closes_at_a_minute_to_midnight_counts_whole(day, hours):
    begins = datetime.combine(day, time(0), LONDON).astimezone(UTC)

    assert closing_instant(day, time(23, 59)) - begins == timedelta(hours=hours)


@pytest.mark.parametrize(("day", "clock", "words"), [(AUTUMN, time(1, 30), TWICE), (SPRING, time(1, 30), NEVER)])
def test_a_wall_time_that_happens_twice_or_never_is_refused(day, clock, words):
    with pytest.raises(ClosingTimeRefused) as refused:
        closing_instant(day, clock)

    assert str(refused.value) == words


def test_midnight_is_refused():
    with pytest.raises(ClosingTimeRefused) as refused:
        closing_instant(date(2026, 6, 15), time(0))

    assert str(refused.value) == "Use 11:59pm of the day before: midnight can be read in two ways."


@given(day=st.dates(date(2024, 1, 1), date(2032, 12, 31)), minute=st.integers(1, 24 * 60 - 1))
def test_what_a_form_says_is_what_the_instant_says(day, minute):
    clock = time(minute // 60, minute % 60)
    try:
        instant = closing_instant(day, clock)
    except ClosingTimeRefused:
        assert day.isoweekday() == 7
        assert day.month in (3, 10)
        return

    assert as_said(instant) == (day, clock)
    assert instant.tzinfo is UTC
