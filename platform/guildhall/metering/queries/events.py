"""The events themselves, and what proves a figure that rests on them. Months are UK-local and half-open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Aggregate, CharField, Count, QuerySet, Sum
from django.db.models.functions import Coalesce

from guildhall.kernel import Month
from guildhall.metering.models import UsageEvent
from guildhall.metering.units import Unit


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
    return {(row["partner_key"], Unit(row["unit"])): _behind(row) for row in rows}


def events_behind(*, partner_key: str, unit: Unit, month: Month, up_to: int | None = None) -> EventsBehind:
    """The evidence for one partner's use of one unit in a month."""
    events = UsageEvent.objects.of_partner(partner_key).in_month(month).filter(unit=unit).up_to(up_to)
    rows = list(_evidence(events.values("unit")))
    return _behind(rows[0]) if rows else NO_EVENTS


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


def use_below_zero_in(month: Month) -> dict[tuple[str, Unit], int]:
    """Where more was taken back in a month than was used in it, by partner and unit: nothing can be shared by that."""
    sums = UsageEvent.objects.in_month(month).values("partner_key", "unit").annotate(used=Sum("quantity"))
    below = sums.filter(used__lt=0).order_by("partner_key", "unit")
    return {(row["partner_key"], Unit(row["unit"])): int(row["used"]) for row in below}


def late_usage_in(month: Month, *, after: int) -> dict[tuple[str, Unit], EventsBehind]:
    """What was written down for a month after its usage was held still: it waits for a correction."""
    rows = _evidence(UsageEvent.objects.in_month(month).filter(id__gt=after).values("partner_key", "unit"))
    return {(row["partner_key"], Unit(row["unit"])): _behind(row) for row in rows}


def _evidence(groups: QuerySet[Any]) -> QuerySet[Any]:
    return groups.annotate(events=Count("id"), used=Sum("quantity"), evidence=DigestOfDigests("digest")).order_by()


def _behind(row: dict[str, Any]) -> EventsBehind:
    return EventsBehind(int(row["events"]), int(row["used"]), str(row["evidence"]))
