"""When a vacancy closes: a wall time in the United Kingdom, as an instant that nobody can read in two ways."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from apps.recruitment.errors import ClosingTimeRefused
from guildhall.kernel import LONDON

LAST_MINUTE = time(23, 59)


def closing_instant(day: date, clock: time) -> datetime:
    """The instant, exclusive, at which a vacancy closes that is said to close at a UK wall time.

    Takes: "11:59pm" counts whole, so it is the midnight after it.
    Refuses: ClosingTimeRefused, for midnight, and for a time that happens twice or never on that day.
    Rule: recruitment.md section 1, the clock decides.

        >>> closing_instant(date(2026, 6, 15), time(23, 59)).isoformat()
        '2026-06-15T23:00:00+00:00'
        >>> closing_instant(date(2026, 12, 1), time(17)).isoformat()
        '2026-12-01T17:00:00+00:00'
    """
    if clock == time(0):
        raise ClosingTimeRefused("Use 11:59pm of the day before: midnight can be read in two ways.")
    if clock.replace(second=0, microsecond=0) == LAST_MINUTE:
        return datetime.combine(day + timedelta(days=1), time(0), LONDON).astimezone(UTC)
    wall = datetime.combine(day, clock, LONDON)
    if wall.utcoffset() != wall.replace(fold=1).utcoffset():
        happens = "twice" if wall.astimezone(UTC).astimezone(LONDON).replace(fold=0) == wall else "never"
        raise ClosingTimeRefused(
            f"Choose another closing time: the clocks change, so this one happens {happens} that day."
        )
    return wall.astimezone(UTC)


def as_said(instant: datetime) -> tuple[date, time]:
    """The day and time that a form shows for a closing instant: the inverse of `closing_instant`.

    >>> as_said(closing_instant(date(2026, 6, 15), LAST_MINUTE))
    (datetime.date(2026, 6, 15), datetime.time(23, 59))
    """
    local = instant.astimezone(LONDON)
    if local.time() == time(0):
        return local.date() - timedelta(days=1), LAST_MINUTE
    return local.date(), local.time()
