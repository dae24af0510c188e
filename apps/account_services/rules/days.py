"""When accounts are due, and when they are switched on."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from guildhall.kernel import LONDON
from guildhall.kernel.time import start_of_day
from guildhall.reference.calendar import working_days_before

WORKING_DAYS_AHEAD = 2
WANTED_BY = time(8)
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))


def due_day(starts_on: date) -> date:
    """The day by which accounts must stand: 2 working days before the first day. Rule: accounts.md, section 7.

    >>> due_day(date(2027, 1, 4)).isoformat(), due_day(date(2027, 1, 11)).isoformat()
    ('2026-12-30', '2027-01-07')
    """
    return working_days_before(starts_on, WORKING_DAYS_AHEAD)


def switch_on_at(starts_on: date) -> datetime:
    """The instant at which an account is switched on: midnight, local time, on the first day."""
    return start_of_day(starts_on)


def usable_by(starts_on: date) -> datetime:
    """The instant by which somebody must be able to work: 8am, local time, on the first day."""
    return datetime.combine(starts_on, WANTED_BY, LONDON)


def next_attempt(attempts: int, *, at: datetime) -> datetime:
    """When to try again after so many attempts that failed."""
    return at + BACKOFF[min(attempts, len(BACKOFF)) - 1]
