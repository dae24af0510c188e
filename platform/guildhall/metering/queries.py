"""What was used. Months are UK-local and half-open; quantities are whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from django.db.models import Aggregate, CharField, Count, QuerySet, Sum

from guildhall.kernel import FinancialYear, Month
from guildhall.metering.models import EventConflict, UsageEvent
from guildhall.metering.units import Unit

UsageByPartner: TypeAlias = dict[str, int]


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
class EventRow:
    """One event, as a page lists it."""

    subject: str
    unit: Unit
    quantity: int
    at: datetime
    day: date
    digest: str


def usage_in(month: Month, *, unit: Unit) -> UsageByPartner:
    """How much of one unit each partner used in a month; who used none is left out."""
    rows = UsageEvent.objects.in_month(month).filter(unit=unit).values("partner_key").annotate(used=Sum("quantity"))
    return {row["partner_key"]: int(row["used"]) for row in rows.order_by("partner_key")}


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
    """The events themselves, oldest first, a page at a time."""
    events = UsageEvent.objects.of_partner(partner_key).in_month(month).filter(unit=unit).up_to(up_to)
    return [
        EventRow(event.subject, Unit(event.unit), event.quantity, event.at, event.day, event.digest)
        for event in events.order_by("at", "id")[offset : offset + limit]
    ]


def usage_by_month(*, partner_key: str, months: Iterable[Month]) -> dict[Month, dict[Unit, int]]:
    """A partner's use of every unit, month by month; months and units without use are there, with nothing or zero."""
    wanted = sorted(months)
    used: dict[Month, dict[Unit, int]] = {month: dict.fromkeys(Unit, 0) for month in wanted}
    rows = (
        UsageEvent.objects.of_partner(partner_key)
        .filter(day__gte=wanted[0].first_day, day__lt=wanted[-1].next.first_day)
        .values("day__year", "day__month", "unit")
        .annotate(used=Sum("quantity"))
        .order_by()
    )
    for row in rows:
        if (month := Month(row["day__year"], row["day__month"])) in used:
            used[month][Unit(row["unit"])] = int(row["used"])
    return used


def usage_by_month_of_year(*, partner_key: str, year: FinancialYear) -> dict[Month, dict[Unit, int]]:
    """A partner's use in each month of a financial year."""
    return usage_by_month(partner_key=partner_key, months=year.months)


def usage_by_unit(*, months: Iterable[Month] | None = None) -> dict[Unit, UsageByPartner]:
    """All use by unit and partner, of some months or of all time."""
    events = UsageEvent.objects.all()
    if months is not None:
        wanted = sorted(months)
        events = events.filter(day__gte=wanted[0].first_day, day__lt=wanted[-1].next.first_day)
    used: dict[Unit, UsageByPartner] = defaultdict(dict)
    for row in events.values("unit", "partner_key").annotate(used=Sum("quantity")).order_by("unit", "partner_key"):
        used[Unit(row["unit"])][row["partner_key"]] = int(row["used"])
    return dict(used)


def usage_by_month_unit_and_partner(*, months: Iterable[Month]) -> dict[tuple[Month, Unit, str], int]:
    """All use of some months by month, unit and partner's key, in one question."""
    wanted = sorted(months)
    events = UsageEvent.objects.filter(day__gte=wanted[0].first_day, day__lt=wanted[-1].next.first_day)
    rows = events.values("day__year", "day__month", "unit", "partner_key").annotate(used=Sum("quantity")).order_by()
    return {
        (Month(row["day__year"], row["day__month"]), Unit(row["unit"]), row["partner_key"]): int(row["used"])
        for row in rows
    }


def late_usage_in(month: Month, *, after: int) -> dict[tuple[str, Unit], EventsBehind]:
    """What was written down for a month after its usage was held still: it waits for a correction."""
    rows = _evidence(UsageEvent.objects.in_month(month).filter(id__gt=after).values("partner_key", "unit"))
    return {(row["partner_key"], Unit(row["unit"])): _behind(row) for row in rows}


def undecided_conflicts_in(month: Month) -> list[EventConflict]:
    """Events of a month that came again with other content, and nobody has decided about. By the first event's day."""
    return list(
        EventConflict.objects.filter(
            decided_at__isnull=True, first__day__gte=month.first_day, first__day__lt=month.next.first_day
        )
        .select_related("first")
        .order_by("id")
    )


def _evidence(groups: QuerySet[Any]) -> QuerySet[Any]:
    return groups.annotate(events=Count("id"), used=Sum("quantity"), evidence=DigestOfDigests("digest")).order_by()


def _behind(row: dict[str, Any]) -> EventsBehind:
    return EventsBehind(int(row["events"]), int(row["used"]), str(row["evidence"]))
