"""Holding usage still: what a close must do, so that it knows exactly which events it counted."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import Max

from guildhall.database.operation import step
from guildhall.kernel import Month
from guildhall.metering.models import UsageEvent


@step
def let_months_be_held_still(months: Iterable[Month]) -> None:
    """What everybody does who writes usage, before the first event.

    Note: why writers share a lock for each month. A close must know exactly which events it counted. It asks for
    the same lock alone (`hold_usage_still`), so it waits for events being written in that month and holds back new
    ones, which then have higher numbers. Writers never wait for each other, nor for the close of another month.
    """
    with connection.cursor() as cursor:
        for month in sorted(set(months)):
            cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [f"usage in {month}"])


@step
def hold_usage_still(month: Month) -> int:
    """Let no usage be added to a month until this transaction ends.

    Gives: the number of the last event written so far. Those of this month up to it are what a close counts.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"usage in {month}"])
    return UsageEvent.objects.aggregate(last=Max("id"))["last"] or 0
