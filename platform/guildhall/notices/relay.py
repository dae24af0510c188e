"""The relay: looks for deliveries that are due and rings Celery for each. Only it publishes messages.

Note: why bells are rung lane by lane. A partner's work of one queue is a lane. At most so many of a lane are in hand at
once, and lanes take turns: ten thousand letters of one partner put eight bells before another's one, not ten thousand.
What waits stays in the table, where order can still be changed; a broker's queue only knows first come, first served.
"""

from __future__ import annotations

from datetime import datetime

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from guildhall.notices.hearing import hearing_named
from guildhall.notices.models import Delivery
from guildhall.notices.operations import PAUSES

DELIVER = "guildhall.deliver"
RINGS_A_LOOK = 200
ONE_RELAY_AT_A_TIME = 7_265_636  # the number of an advisory lock: two relays together would ring past the ceiling
NEXT_IN_EACH_LANE = """
    WITH RECURSIVE lane (partner_key, queue) AS (
        (SELECT partner_key, queue FROM notices_delivery
          WHERE state = 'due' AND rung_at IS NULL ORDER BY partner_key, queue LIMIT 1)
        UNION ALL
        SELECT beyond.partner_key, beyond.queue FROM lane, LATERAL (
            SELECT partner_key, queue FROM notices_delivery
             WHERE state = 'due' AND rung_at IS NULL AND (partner_key, queue) > (lane.partner_key, lane.queue)
             ORDER BY partner_key, queue LIMIT 1) AS beyond
    )
    SELECT next.id FROM lane, LATERAL (
        SELECT id, ring_at, row_number() OVER (ORDER BY ring_at, id) AS turn FROM notices_delivery
         WHERE state = 'due' AND rung_at IS NULL AND partner_key = lane.partner_key AND queue = lane.queue
           AND ring_at <= %(at)s
         ORDER BY ring_at, id
         LIMIT greatest(0, %(ceiling)s - (
            SELECT count(*) FROM notices_delivery AS taken
             WHERE (taken.state = 'taken' OR (taken.state = 'due' AND taken.rung_at IS NOT NULL))
               AND taken.partner_key = lane.partner_key AND taken.queue = lane.queue))
    ) AS next
    ORDER BY next.turn, next.ring_at, next.id LIMIT %(most)s
"""


def ring_what_is_due(*, at: datetime) -> int:
    """Ring once for every delivery that is due and within its lane's ceiling, and note when to ring again if nobody
    answers.

    Gives: how many bells were rung. The platform's context is the caller's to open.
    """
    with transaction.atomic():
        rung = _rung(_due_ids(at), at=at) if _is_the_only_relay() else []
    for delivery in rung:
        hearing = hearing_named(delivery.hearer)
        queue = hearing.queue if hearing else delivery.queue
        current_app.send_task(DELIVER, args=[delivery.announcement.partner_key, delivery.id], queue=queue)
    return len(rung)


def is_anything_held_back(*, at: datetime) -> bool:
    """Is something due that its lane's ceiling keeps waiting? Then the next look is soon."""
    return Delivery.objects.waiting().filter(ring_at__lte=at).exists()


def _is_the_only_relay() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_RELAY_AT_A_TIME])
        return bool(cursor.fetchone()[0])


def _due_ids(at: datetime) -> list[int]:
    """Bells that nobody answered, and what is next in each lane up to its ceiling; lanes take turns."""
    unanswered = Delivery.objects.in_hand().filter(Q(leased_until__isnull=True) | Q(leased_until__lte=at))
    again = list(
        unanswered.filter(ring_at__lte=at).order_by("ring_at", "id").values_list("id", flat=True)[:RINGS_A_LOOK]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            NEXT_IN_EACH_LANE, {"at": at, "ceiling": settings.DELIVERIES_AT_ONCE, "most": RINGS_A_LOOK - len(again)}
        )
        return again + [id_ for (id_,) in cursor.fetchall()]


def _rung(ids: list[int], *, at: datetime) -> list[Delivery]:
    wanted = Delivery.objects.filter(id__in=ids).select_related("announcement")
    found = {delivery.id: delivery for delivery in wanted.select_for_update(skip_locked=True, of=("self",))}
    rung = [found[id_] for id_ in ids if id_ in found]
    for delivery in rung:
        delivery.ring_at = at + PAUSES[min(delivery.rings, len(PAUSES) - 1)]
        delivery.rung_at = at
        delivery.rings += 1
    Delivery.objects.bulk_update(rung, ["ring_at", "rung_at", "rings"])
    return rung
