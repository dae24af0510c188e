"""How the outbox is doing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet

from guildhall.notices.hearing import QUEUES
from guildhall.notices.models import FRESH, IN_HAND, Delivery
from guildhall.notices.states import DeliveryState


@dataclass(frozen=True, slots=True)
class OutboxHealth:
    """What waits, what was given up, and since when the oldest waits."""

    waiting: int
    parked: int
    oldest_at: datetime | None


def outbox_health() -> OutboxHealth:
    """The state of all deliveries, on the platform."""
    waiting = Q(state__in=[DeliveryState.DUE, DeliveryState.TAKEN])
    found = Delivery.objects.aggregate(
        waiting=Count("id", filter=waiting),
        parked=Count("id", filter=Q(state=DeliveryState.PARKED)),
        oldest_at=Min("announcement__at", filter=waiting),
    )
    return OutboxHealth(**found)


def next_waiting_delivery(partner_key: str | None = None) -> Delivery | None:
    """The delivery that was written first of all that wait, or of one partner's, whenever its bell is to be rung."""
    waiting = Delivery.objects.filter(state=DeliveryState.DUE)
    if partner_key is not None:
        waiting = waiting.filter(announcement__partner_key=partner_key)
    return waiting.select_related("announcement").order_by("id").first()


STAGES: dict[str, Q] = {
    "waiting": FRESH,
    "in-hand": IN_HAND,
    "parked": Q(state=DeliveryState.PARKED),
    "aside": Q(state=DeliveryState.ASIDE),
}
"""Where a delivery that is not done can be, as people look for it."""


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """What a queue holds: `waiting` for a bell, `in_hand` with its bell rung, and given up."""

    queue: str
    waiting: int = 0
    in_hand: int = 0
    parked: int = 0


def queue_depths() -> list[QueueDepth]:
    """Every queue with what it holds, the empty ones too."""
    counted = (
        Delivery.objects.exclude(state__in=[DeliveryState.DONE, DeliveryState.ASIDE])
        .values("queue")
        .annotate(
            waiting=Count("id", filter=FRESH), in_hand=Count("id", filter=IN_HAND),
            parked=Count("id", filter=STAGES["parked"]),
        ).order_by("queue")
    )  # fmt: skip
    found = {row["queue"]: QueueDepth(**row) for row in counted}
    return [*(found.pop(queue, QueueDepth(queue)) for queue in QUEUES), *found.values()]


def relay_lag(at: datetime) -> timedelta:
    """How long the oldest bell that is due has waited to be rung: nothing, while the relay keeps up."""
    oldest = Delivery.objects.waiting().filter(ring_at__lte=at).aggregate(oldest=Min("ring_at"))["oldest"]
    return max(timedelta(), at - oldest) if oldest else timedelta()


def counts_by_stage() -> dict[str, int]:
    """How many deliveries are at each stage that is not done, in one question."""
    return Delivery.objects.exclude(state=DeliveryState.DONE).aggregate(
        **{stage: Count("id", filter=wanted) for stage, wanted in STAGES.items()}
    )


def deliveries_at(stage: str, *, partner_key: str | None = None, name: str = "", queue: str = "") -> QuerySet[Delivery]:
    """The deliveries of a stage with their announcements, the oldest first; what was given up, the newest first.

    Takes: `partner_key`, "" for the platform's own and None for everybody's; `name`, an announcement's.
    """
    found = Delivery.objects.filter(STAGES[stage]).select_related("announcement")
    if partner_key is not None:
        found = found.filter(partner_key=partner_key)
    if name:
        found = found.filter(announcement__name=name)
    if queue:
        found = found.filter(queue=queue)
    return found.order_by("-id") if stage in ("parked", "aside") else found.order_by("ring_at", "id")


@dataclass(frozen=True, slots=True)
class ParkedKind:
    """All that is parked of one name and one hearer."""

    name: str
    hearer: str
    count: int
    reason: str
    since: datetime


def parked_by_kind() -> list[ParkedKind]:
    """What is parked, kind by kind, the most first; `reason` is one of those given."""
    counted = (
        Delivery.objects.parked()
        .values("announcement__name", "hearer")
        .annotate(count=Count("id"), words=Max("reason"), since=Min("announcement__at"))
        .order_by("-count", "announcement__name")
    )
    return [
        ParkedKind(row["announcement__name"], row["hearer"], row["count"], row["words"], row["since"])
        for row in counted
    ]
