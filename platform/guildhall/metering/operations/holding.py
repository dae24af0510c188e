"""Holding usage still: what a close must do, so that it knows exactly which events it counted."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import Max

from guildhall.database.operation import step
from guildhall.kernel import Month
from guildhall.metering.models import UsageEvent

ALL = "usage"


@step
def let_months_be_held_still(months: Iterable[Month]) -> None:
    """What everybody does who writes usage, before the first event.

    Note: why writers share a lock for each month. A close must know exactly which events it counted. It asks for
    the same lock alone (`hold_usage_still`), so it waits for events being written in that month and holds back new
    ones, which then have higher numbers. Writers never wait for each other, nor for the close of another month.
    After the months they share one lock more, for whoever wants nobody to write at all (`hold_all_usage_still`): last,
    so that a writer who waits for a close holds up nobody else.
    """
    names = [*(f"usage in {month}" for month in sorted(set(months))), ALL]
    asked = ", ".join(["pg_advisory_xact_lock_shared(hashtextextended(%s, 0))"] * len(names))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", names)


@step
def hold_usage_still(month: Month) -> int:
    """Let no usage be added to a month until this transaction ends.

    Gives: the number of the last event written so far. Those of this month up to it are what a close counts.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"usage in {month}"])
    return UsageEvent.objects.aggregate(last=Max("id"))["last"] or 0


@step
def hold_all_usage_still() -> None:
    """Let no usage be written anywhere until this transaction ends: an instant, and never while anything is counted.

    Whoever is writing is waited for, a moment; then the next time must do, so that other writers do not queue behind.
    Raises: OperationalError, caused by LockNotAvailable, when the moment is over.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '500ms'")
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [ALL])
