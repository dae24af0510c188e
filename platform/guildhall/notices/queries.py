"""How the outbox is doing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from guildhall.notices.models import Delivery
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


def next_waiting_delivery() -> Delivery | None:
    """The delivery that was written first of all that wait, whenever its bell is to be rung."""
    return Delivery.objects.filter(state=DeliveryState.DUE).select_related("announcement").order_by("id").first()
