"""The relay: looks for deliveries that are due and rings Celery for each. Only it publishes messages."""

from __future__ import annotations

from datetime import datetime

from celery import current_app
from django.db import transaction

from guildhall.notices.hearing import PROMPT, hearing_named
from guildhall.notices.models import Delivery
from guildhall.notices.operations import PAUSES

DELIVER = "guildhall.deliver"
RINGS_A_LOOK = 200


def ring_what_is_due(*, at: datetime) -> int:
    """Ring once for every delivery that is due now, and note when to ring again if nobody answers.

    Gives: how many bells were rung. The platform's context is the caller's to open.
    """
    with transaction.atomic():
        due = list(
            Delivery.objects.to_ring(at)
            .select_related("announcement")
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("ring_at", "id")[:RINGS_A_LOOK]
        )
        for delivery in due:
            delivery.ring_at = at + PAUSES[min(delivery.rings, len(PAUSES) - 1)]
            delivery.rings += 1
        Delivery.objects.bulk_update(due, ["ring_at", "rings"])
    for delivery in due:
        hearing = hearing_named(delivery.hearer)
        queue = hearing.queue if hearing else PROMPT
        current_app.send_task(DELIVER, args=[delivery.announcement.partner_key, delivery.id], queue=queue)
    return len(due)
