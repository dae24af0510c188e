"""The events themselves, and what proves a figure that rests on them. Months are UK-local and half-open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Aggregate, CharField, Count, QuerySet, Sum
from django.db.models.functions import Coalesce

from guildhall.kernel import Month
from guildhall.metering.models import UsageEvent
from guildhall.metering.queries.days import counted_by_day, in_which_way
from guildhall.metering.units import BY_THING, Unit


class DigestOfDigests(Aggregate):
    """SHA-256 of the sorted digests, one after another: the same in whatever order the events came."""

    template = (
        "encode(sha256(convert_to("
        "coalesce(string_agg(%(expressions)s, '' ORDER BY %(expressions)s COLLATE \"C\"), ''), 'UTF8')), 'hex')"
    )
    output_field = CharField()


@dataclass(frozen=True, slots=True)
class EventsBehind:
    """The events that a figure rests on: how many, what they add up to, and a digest that verifies them."""

    count: int
    quantity: int
    digest: str


NO_EVENTS = EventsBehind(0, 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")


@dataclass(frozen=True, slots=True)
class Original:
    """What a correction corrects."""

    subject: str
    quantity: int
    at: datetime


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event, as a page lists it; a correction with what it corrects."""

    subject: str
    unit: Unit
    quantity: int
    at: datetime
    day: date
    digest: str
    corrects: Original | None = None


def events_by_partner_in(month: Month, *, up_to: int | None = None) -> dict[tuple[str, Unit], EventsBehind]:
    """The evidence for a whole month, by partner and unit, in one question.

    Takes: `up_to`, the last event that counts, as `hold_usage_still` gave it; None for all there are now.
    """
    rows = _evidence(UsageEvent.objects.in_month(month).up_to(up_to).values("partner_key", "unit"))
    evidence = {(row["partner_key"], Unit(row["unit"])): _behind(row) for row in rows}
    return evidence | _counted_by_things(evidence, _by_things_in(month, up_to=up_to) if _tell_apart(evidence) else {})


def events_behind(*, partner_key: str, unit: Unit, month: Month, up_to: int | None = None) -> EventsBehind:
    """The evidence for one partner's use of one unit in a month."""
    events = UsageEvent.objects.of_partner(partner_key).in_month(month).filter(unit=unit).up_to(up_to)
    evidence = {who: _behind(row) for row in _evidence(events.values("unit")) for who in [(partner_key, unit)]}
    counted = _by_things_in(month, up_to=up_to, partner_key=partner_key) if _tell_apart(evidence) else {}
    return (evidence | _counted_by_things(evidence, counted)).get((partner_key, unit), NO_EVENTS)


def list_of_events(
    *, partner_key: str, unit: Unit, month: Month, up_to: int | None = None, offset: int = 0, limit: int = 100
) -> list[EventRow]:
    """The events themselves, oldest first, a page at a time; a correction stands after what it corrects."""
    events = UsageEvent.objects.of_partner(partner_key).in_month(month).filter(unit=unit).up_to(up_to)
    in_order = events.select_related("corrects").order_by(
        Coalesce("corrects__at", "at"), Coalesce("corrects_id", "id"), "id"
    )
    return [
        EventRow(
            subject=event.subject,
            unit=Unit(event.unit),
            quantity=event.quantity,
            at=event.at,
            day=event.day,
            digest=event.digest,
            corrects=_original(event.corrects) if event.corrects else None,
        )
        for event in in_order[offset : offset + limit]
    ]


def _original(event: UsageEvent) -> Original:
    return Original(event.subject, event.quantity, event.at)


def late_usage_in(month: Month, *, after: int) -> dict[tuple[str, Unit], EventsBehind]:
    """What was written down for a month after its usage was held still: it waits for a correction."""
    rows = _evidence(UsageEvent.objects.in_month(month).filter(id__gt=after).values("partner_key", "unit"))
    evidence = {(row["partner_key"], Unit(row["unit"])): _behind(row) for row in rows}
    if not _tell_apart(evidence):
        return evidence
    now, then = _by_things_in(month, up_to=None), _by_things_in(month, up_to=after)
    return evidence | _counted_by_things(evidence, {who: now[who] - then.get(who, 0) for who in now})


def _evidence(groups: QuerySet[Any]) -> QuerySet[Any]:
    return groups.annotate(events=Count("id"), used=Sum("quantity"), evidence=DigestOfDigests("digest")).order_by()


def _behind(row: dict[str, Any]) -> EventsBehind:
    return EventsBehind(int(row["events"]), int(row["used"]), str(row["evidence"]))


def _tell_apart(evidence: Mapping[tuple[str, Unit], EventsBehind]) -> bool:
    """Is there anything whose events do not simply add up?"""
    return any(unit.aggregation in BY_THING for _, unit in evidence)


def _counted_by_things(
    evidence: Mapping[tuple[str, Unit], EventsBehind], counted: Mapping[tuple[str, Unit], int]
) -> dict[tuple[str, Unit], EventsBehind]:
    return {who: replace(evidence[who], quantity=quantity) for who, quantity in counted.items() if who in evidence}


_BY_THINGS = """
    SELECT e.* FROM public.metering_usageevent e
     WHERE e.day >= %(from)s AND e.day < %(until)s AND (e.unit = ANY(%(unique)s) OR e.unit = ANY(%(latest)s))
       AND (%(up_to)s::bigint IS NULL OR e.id <= %(up_to)s)
       AND (%(partner)s::text IS NULL OR e.partner_key = %(partner)s)
"""


def used_by_things(months: Iterable[Month], *, up_to: int | None = None) -> dict[tuple[Month, str, Unit], int]:
    """How much was used, in each of some months, of what is counted by things: by month, partner and unit.

    Takes: `up_to`, the last event that counts; None for all there are now. One question, whatever the months.
    """
    wanted = sorted(months)
    asked = {**in_which_way(), "from": wanted[0].first_day, "until": wanted[-1].next.first_day, "up_to": up_to}
    sums = "SELECT date_trunc('month', day)::date, partner_key, unit, sum(quantity)::bigint"
    question = f"{sums} FROM (DAYS) days GROUP BY 1, 2, 3"
    with connection.cursor() as cursor:
        cursor.execute(question.replace("DAYS", counted_by_day(_BY_THINGS)), {**asked, "partner": None})
        return {
            (Month(on.year, on.month), key, Unit(unit)): int(quantity) for on, key, unit, quantity in cursor.fetchall()
        }


def _by_things_in(month: Month, *, up_to: int | None, partner_key: str | None = None) -> dict[tuple[str, Unit], int]:
    """How much of what is counted by things was used in a month: the sum of its days."""
    asked = {**in_which_way(), "from": month.first_day, "until": month.next.first_day, "up_to": up_to}
    question = "SELECT partner_key, unit, sum(quantity)::bigint FROM (DAYS) days GROUP BY 1, 2"
    with connection.cursor() as cursor:
        cursor.execute(question.replace("DAYS", counted_by_day(_BY_THINGS)), {**asked, "partner": partner_key})
        return {(key, Unit(unit)): int(quantity) for key, unit, quantity in cursor.fetchall()}
