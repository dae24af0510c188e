"""The rollup, kept true while events arrive, and counted anew whenever somebody wants to know.

Note: why the rollup has a mark. Events get their numbers before they are committed, so the highest number that is seen
says nothing of the numbers below it. `mark_last_event` asks for the lock that every writer shares (`usage`), alone and
for an instant: then nobody is writing, every number up to the highest is there for good or never will be, and whoever
writes next gets a higher one. The counting itself then holds nobody up.
"""

from __future__ import annotations

from datetime import datetime

from django.db import OperationalError, connection
from django.db.models import Max
from psycopg.errors import LockNotAvailable

from guildhall.database.operation import operation
from guildhall.kernel import Actor, NotAllowed, require
from guildhall.metering.errors import DaysAlreadyCounted, UsageBeingWritten
from guildhall.metering.models import UsageDay, UsageEvent, UsageMark
from guildhall.metering.operations.holding import hold_all_usage_still
from guildhall.metering.queries.days import counted_by_day, in_which_way

_ITSELF = "nobody: it counts by itself"
STALE = """
    SELECT e.* FROM public.metering_usageevent e
      JOIN (SELECT DISTINCT partner_key, unit, day FROM public.metering_usageevent
             WHERE id > %(after)s AND id <= %(up_to)s) stale USING (partner_key, unit, day)
     WHERE e.id <= %(up_to)s
"""
EVERY = "SELECT e.* FROM public.metering_usageevent e WHERE e.id <= %(up_to)s"
WRITE = """
    INSERT INTO public.metering_usageday (partner_key, unit, day, quantity, events) DAYS
    ON CONFLICT (partner_key, unit, day) DO UPDATE SET quantity = excluded.quantity, events = excluded.events
"""


@operation
def mark_last_event(*, by: Actor, at: datetime) -> int:
    """Wait until nobody is writing usage, for an instant.

    Gives: the number of the last event. Every event up to it is there; every later one has a higher number.
    Refuses: NotAllowed (only Guildhall itself may), UsageBeingWritten.
    """
    require(by.is_system, NotAllowed("hold usage still", ask=_ITSELF))
    try:
        hold_all_usage_still()
    except OperationalError as fault:
        require(not isinstance(fault.__cause__, LockNotAvailable), UsageBeingWritten())
        raise
    return UsageEvent.objects.aggregate(last=Max("id"))["last"] or 0


@operation
def count_new_days(*, up_to: int, by: Actor, at: datetime) -> int:
    """Count again every day of which an event came since the days were last counted.

    Takes: `up_to`, as `mark_last_event` gave it.
    Gives: how many days were counted.
    Refuses: NotAllowed (only Guildhall itself may), DaysAlreadyCounted.
    """
    mark = _mark(at)

    require(by.is_system, NotAllowed("count days", ask=_ITSELF))
    require(mark.last_event_id < up_to, DaysAlreadyCounted())

    return _count(STALE, mark, up_to=up_to, at=at)


@operation
def rebuild_days(*, up_to: int, by: Actor, at: datetime) -> int:
    """Throw every day away and count all of them from the events; the figures are the same.

    Takes: `up_to`, as `mark_last_event` gave it.
    Gives: how many days there are.
    Refuses: NotAllowed (only Guildhall itself may).
    Rule: cost_sharing.md, shape: `UsageDay` is rebuildable from events at any time.
    """
    mark = _mark(at)

    require(by.is_system, NotAllowed("count days", ask=_ITSELF))

    UsageDay.objects.all().delete()
    return _count(EVERY, mark, up_to=max(up_to, mark.last_event_id), at=at)


def _mark(at: datetime) -> UsageMark:
    """The mark, locked: two who count take turns."""
    UsageMark.objects.get_or_create(id=1, defaults={"last_event_id": 0, "counted_at": at})
    return UsageMark.objects.select_for_update().get(id=1)


def _count(events: str, mark: UsageMark, *, up_to: int, at: datetime) -> int:
    told = {**in_which_way(), "after": mark.last_event_id, "up_to": up_to}
    with connection.cursor() as cursor:
        cursor.execute(WRITE.replace("DAYS", counted_by_day(events)), told)
        days = int(cursor.rowcount)
    mark.last_event_id, mark.counted_at = up_to, at
    mark.save(update_fields=["last_event_id", "counted_at"])
    return days
