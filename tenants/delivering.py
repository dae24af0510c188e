"""Carrying out one delivery, where it belongs: in its partner's context, or on the platform if it has no partner."""

from __future__ import annotations

import logging
import time
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from guildhall.kernel import Already, Refusal
from guildhall.notices.enclosures.models import Enclosure
from guildhall.notices.hearing import Hearing, hearing_named
from guildhall.notices.models import Delivery, OutboxAnnouncement
from guildhall.notices.operations import fail_delivery, finish_delivery, take_delivery
from guildhall.notices.queries import next_waiting_delivery
from guildhall.notices.states import DeliveryState
from guildhall.web.events import about, note, tell
from tenants.context import inside, on_the_platform
from tenants.errors import PartnerAbsent
from tenants.queries import partner_with_key

log = logging.getLogger(__name__)


def deliver(*, partner_key: str, delivery_id: int, at: datetime) -> None:
    """Let a hearer hear, and say in the log how it went. Safe to repeat."""
    begun = time.perf_counter()
    with about(job=delivery_id):
        told = _deliver(partner_key=partner_key, delivery_id=delivery_id, at=at)
        if told:
            tell("job", **told, ms=round((time.perf_counter() - begun) * 1000, 1))


def _deliver(*, partner_key: str, delivery_id: int, at: datetime) -> dict[str, object]:
    """Let a hearer hear. A second call finds the lease or the outcome and leaves. What a hearer raises is written on
    the delivery and in the log. Gives: what to say of it; nothing, if there was nothing to do.
    """
    with on_the_platform():
        try:
            delivery = take_delivery(delivery_id=delivery_id, at=at)
        except (Already, Delivery.DoesNotExist):
            return {}
        said = delivery.announcement
    told: dict[str, object] = {"announcement": said.name, "hearer": delivery.hearer, "attempt": delivery.attempts}
    if delivery.state == DeliveryState.PARKED:
        _give_up(delivery, said, at=at)
        return {**told, "outcome": "parked"}
    try:
        if said.partner_key != partner_key:
            raise PartnerAbsent("The message names another partner than the row.")
        with _place_of(said):
            _let_hear(hearing_named(delivery.hearer), said, at=at)
    except Already:
        pass
    except Exception as fault:
        reason = str(fault) if isinstance(fault, Refusal) else type(fault).__name__  # its words may name people
        with on_the_platform():
            parked = fail_delivery(delivery_id=delivery.id, fence=delivery.fence, reason=reason[:2000], at=at)
        log.exception("%s failed on %s", delivery.hearer, said.name)
        if parked:
            delivery.reason = reason
            _give_up(delivery, said, at=at)
        return {**told, "outcome": "parked" if parked else "failed"}
    with on_the_platform():
        finish_delivery(delivery_id=delivery.id, fence=delivery.fence, at=at)
    return {**told, "outcome": "done"}


def _place_of(said: OutboxAnnouncement) -> AbstractContextManager[None]:
    if not said.partner_key:
        return on_the_platform()
    with on_the_platform():
        partner = partner_with_key(said.partner_key)
    note(partner=partner.code)
    return inside(partner)


def _let_hear(hearing: Hearing | None, said: OutboxAnnouncement, *, at: datetime) -> None:
    if hearing is not None:  # a hearer that the code has dropped has nothing left to do
        hearing.hear(**said.keywords, enclosed=_enclosed(said), at=at)


def _enclosed(said: OutboxAnnouncement) -> dict[str, Any]:
    return Enclosure.objects.get(id=said.enclosure_id).body if said.enclosure_id else {}


def _give_up(delivery: Delivery, said: OutboxAnnouncement, *, at: datetime) -> None:
    hearing = hearing_named(delivery.hearer)
    if hearing is None or hearing.give_up is None:
        return
    with _place_of(said):
        hearing.give_up(**said.keywords, reason=delivery.reason, at=at)


def deliver_everything_waiting(*, at: datetime, partner_key: str | None = None) -> int:
    """Carry out all that waits, in this process and in order, until nothing is left: for the demo's history, and for
    tests. Takes: `partner_key`, to carry out one partner's alone. Gives: how many deliveries were made.
    """
    made = 0
    while True:
        with on_the_platform():
            waiting = next_waiting_delivery(partner_key)
        if waiting is None:
            return made
        deliver(partner_key=waiting.announcement.partner_key, delivery_id=waiting.id, at=at)
        made += 1
