"""What the operator's console lists: partners with their readings and their work."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, Q, QuerySet

from apps.partnership.models import PartnerReading
from guildhall.notices.models import Delivery
from guildhall.notices.states import DeliveryState
from tenants.models import Partner

SORTS = {
    "name": "name",
    "people": "reading__people",
    "size": "reading__bytes",
    "activity": "reading__last_activity_at",
}


@dataclass(frozen=True, slots=True)
class Sought:
    """Which partners, and in which order: a word of SORTS, with a minus for the largest first."""

    words: str = ""
    state: str = ""
    has_parked: bool = False
    sort: str = "name"


@dataclass(frozen=True, slots=True)
class Work:
    """A partner's deliveries that are not done: `waiting` for a worker, or in one's hands, and given up."""

    waiting: int = 0
    parked: int = 0


def partners_sought(sought: Sought) -> QuerySet[Partner]:
    """Partners in any state with their readings, narrowed and in order; unknown values come last either way."""
    found = Partner.objects.select_related("reading")
    if sought.words:
        found = found.filter(
            Q(name__icontains=sought.words) | Q(code__icontains=sought.words) | Q(ods_code__iexact=sought.words)
        )
    if sought.state:
        found = found.filter(state=sought.state)
    if sought.has_parked:
        found = found.filter(schema_name__in=Delivery.objects.parked().values("partner_key"))
    column = F(SORTS.get(sought.sort.removeprefix("-"), "name"))
    by = column.desc(nulls_last=True) if sought.sort.startswith("-") else column.asc(nulls_last=True)
    return found.order_by(by, "name")


def reading_of(partner: Partner) -> PartnerReading | None:
    """What was last read of a partner's home; nothing, before the first time."""
    return PartnerReading.objects.filter(partner=partner).first()


def work_of_partners(keys: Collection[str]) -> Mapping[str, Work]:
    """The work of some partners that is not done, in one question; who has none is left out."""
    unfinished = Q(state__in=[DeliveryState.DUE, DeliveryState.TAKEN])
    counted = (
        Delivery.objects.filter(partner_key__in=keys)
        .filter(unfinished | Q(state=DeliveryState.PARKED))
        .values("partner_key")
        .annotate(waiting=Count("id", filter=unfinished), parked=Count("id", filter=~unfinished))
        .order_by()
    )
    return {row["partner_key"]: Work(row["waiting"], row["parked"]) for row in counted}


def partners_by_state() -> dict[str, int]:
    """How many partners are in each state; states with none are left out."""
    return dict(Partner.objects.order_by().values_list("state").annotate(Count("id")))


def oldest_reading() -> datetime | None:
    """When the reading was taken that is the oldest of partners with a home."""
    read: datetime | None = PartnerReading.objects.filter(partner__in=Partner.objects.at_home()).aggregate(
        oldest=Min("read_at")
    )["oldest"]
    return read
