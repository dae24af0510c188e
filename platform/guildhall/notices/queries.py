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


def next_waiting_delivery(partner_key: str | None = None) -> Delivery | None:
    """The delivery that was written first of all that wait, or of one partner's, whenever its bell is to be rung."""
    waiting = Delivery.objects.filter(state=DeliveryState.DUE)
    if partner_key is not None:
        waiting = waiting.filter(announcement__partner_key=partner_key)
    return waiting.select_related("announcement").order_by("id").first()
