"""What came late: events of a month that were written down after its close had counted.

A late event lies between two numbers: above the last one that the closes so far counted (`after`), and up to the last
that this close counts (`up_to`; None for all there are now).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from guildhall.charging.corrected import LateEvidence, LateUse, Used
from guildhall.kernel import Month
from guildhall.metering.models import UsageEvent
from guildhall.metering.queries import NO_EVENTS, DigestOfDigests, EventRow, EventsBehind, used_by_things
from guildhall.metering.units import BY_THING, Unit


def late_use_before(month: Month, *, after: int, up_to: int | None = None) -> dict[Month, LateEvidence]:
    """What came late for the months before one, by partner and unit, in one question; months without are left out."""
    late = UsageEvent.objects.filter(id__gt=after, day__lt=month.first_day).up_to(up_to)
    rows = late.values("day__year", "day__month", "partner_key", "unit").annotate(
        added=Sum("quantity", filter=Q(quantity__gt=0), default=0),
        taken=Sum("quantity", filter=Q(quantity__lt=0), default=0),
        events=Count("id"),
        evidence=DigestOfDigests("digest"),
    )
    found: dict[Month, dict[tuple[str, Unit], LateUse]] = defaultdict(dict)
    for row in rows.order_by("day__year", "day__month"):
        found[Month(row["day__year"], row["day__month"])][row["partner_key"], Unit(row["unit"])] = LateUse(
            int(row["added"]), -int(row["taken"]), int(row["events"]), str(row["evidence"])
        )
    return _by_things(found, after=after, up_to=up_to) if _tell_apart(found) else dict(found)


def _tell_apart(found: Mapping[Month, Mapping[tuple[str, Unit], Any]]) -> bool:
    """Is there anything whose events do not simply add up, such as the level of a thing on a day?"""
    return any(unit.aggregation in BY_THING for by in found.values() for _, unit in by)


def _by_things(
    found: Mapping[Month, Mapping[tuple[str, Unit], LateUse]], *, after: int, up_to: int | None
) -> dict[Month, LateEvidence]:
    """The same, where what is counted by things comes to what late events made of it, whatever they said."""
    then, now = used_by_things(found, up_to=after), used_by_things(found, up_to=up_to)
    return {
        month: {
            (key, unit): _made_of(late, now.get((month, key, unit), 0) - then.get((month, key, unit), 0))
            if unit.aggregation in BY_THING
            else late
            for (key, unit), late in by.items()
        }
        for month, by in found.items()
    }


def _made_of(late: LateUse, difference: int) -> LateUse:
    return replace(late, added=max(difference, 0), cancelled=max(-difference, 0))


def use_counted_in(months: Collection[Month], *, after: int) -> dict[Month, Used]:
    """What the closes so far had counted of some months, by partner and unit, in one question."""
    days = reduce(or_, (Q(day__gte=month.first_day, day__lt=month.next.first_day) for month in months))
    rows = UsageEvent.objects.filter(days).up_to(after).values("day__year", "day__month", "partner_key", "unit")
    found: dict[Month, dict[tuple[str, Unit], int]] = {month: {} for month in months}
    for row in rows.annotate(used=Sum("quantity")).order_by():
        found[Month(row["day__year"], row["day__month"])][row["partner_key"], Unit(row["unit"])] = int(row["used"])
    if _tell_apart(found):
        for (month, key, unit), quantity in used_by_things(months, up_to=after).items():
            if month in found:
                found[month][key, unit] = quantity
    return dict(found)


def late_events_behind(*, partner_key: str, unit: Unit, month: Month, after: int, up_to: int) -> EventsBehind:
    """The evidence for one partner's late use of one unit in a month."""
    row = _late_events(partner_key, unit, month, after, up_to).aggregate(
        events=Count("id"), used=Sum("quantity", default=0), evidence=DigestOfDigests("digest")
    )
    return EventsBehind(row["events"], int(row["used"]), row["evidence"] or NO_EVENTS.digest)


def list_of_late_events(
    *, partner_key: str, unit: Unit, month: Month, after: int, up_to: int, offset: int = 0, limit: int = 100
) -> list[EventRow]:
    """The late events themselves, oldest first, a page at a time."""
    events = _late_events(partner_key, unit, month, after, up_to).order_by("at", "id")
    return [
        EventRow(event.subject, Unit(event.unit), event.quantity, event.at, event.day, event.digest)
        for event in events[offset : offset + limit]
    ]


def _late_events(partner_key: str, unit: Unit, month: Month, after: int, up_to: int) -> QuerySet[Any]:
    return UsageEvent.objects.of_partner(partner_key).in_month(month).filter(unit=unit, id__gt=after).up_to(up_to)
