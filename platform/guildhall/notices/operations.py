"""Announcing, taking deliveries and finishing them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from guildhall.database.operation import operation, step
from guildhall.database.place import PLATFORM, here, partner_here
from guildhall.kernel import require
from guildhall.notices.announcements import announcement_named
from guildhall.notices.enclosures.models import Enclosure, Letter
from guildhall.notices.errors import DeliveryAlreadyTaken, LetterAlreadySent
from guildhall.notices.hearing import hearers_of
from guildhall.notices.models import Delivery, OutboxAnnouncement
from guildhall.notices.states import DeliveryState

CHANNEL = "guildhall_outbox"
LEASE = timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
DEATHS_ALLOWED = 3
WITHOUT_A_WORD = "The work ended without a word, three times."
PAUSES = (timedelta(seconds=2), timedelta(seconds=15), timedelta(minutes=2), timedelta(minutes=10))


@step
def announce(name: str, /, *, enclosed: Mapping[str, Any] | None = None, **keywords: Any) -> None:
    """Say what has happened, to whoever hears it; it is said only if the transaction commits.

    Takes: the keywords set down for the name (its moment is the database's own); `enclosed`, plain values that
    hearers must know besides, which stay in the partner's schema.
    Raises: UnknownAnnouncement, NoPartnerHere (said with no partner, and not declared platform work).
    """
    announcement = announcement_named(name)
    announcement.refuse_unknown(keywords)
    partner_key = "" if announcement.is_platform_work and here() == PLATFORM else partner_here()
    enclosure = None
    if enclosed is not None:
        partner_here()
        enclosure = Enclosure.objects.create(body=_plain(enclosed))
    row = OutboxAnnouncement.objects.create(
        name=name,
        partner_key=partner_key,
        keywords=_plain(keywords),
        enclosure_id=enclosure.id if enclosure else None,
    )
    Delivery.objects.bulk_create(
        Delivery(announcement=row, hearer=hearing.name, partner_key=partner_key, queue=hearing.queue)
        for hearing in hearers_of(name)
    )
    wake_the_relay()


@step
def announce_to_each(name: str, /, *, rings: Mapping[str, datetime], **keywords: Any) -> None:
    """Say the same to many partners from the platform, each bell to be rung at a moment of its own.

    Takes: `rings`, the moment by partner's key; the keywords set down for the name.
    Raises: UnknownAnnouncement.
    """
    announcement_named(name).refuse_unknown(keywords)
    said = OutboxAnnouncement.objects.bulk_create(
        OutboxAnnouncement(name=name, partner_key=key, keywords=_plain(keywords)) for key in rings
    )
    Delivery.objects.bulk_create(
        Delivery(
            announcement=row,
            hearer=hearing.name,
            partner_key=row.partner_key,
            queue=hearing.queue,
            ring_at=rings[row.partner_key],
        )
        for row in said
        for hearing in hearers_of(name)
    )


@step
def wake_the_relay() -> None:
    """Have the relay look at once when this transaction has committed, rather than within a second."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


@operation
def take_delivery(*, delivery_id: int, at: datetime) -> Delivery:
    """Take a delivery under a lease, so that nobody else does it meanwhile; a third death parks it.

    Gives: the delivery with its announcement; state `parked` if it has died too often.
    Refuses: DeliveryAlreadyTaken.
    """
    delivery = Delivery.objects.select_related("announcement").locked(delivery_id)

    leased = delivery.state == DeliveryState.TAKEN and delivery.leased_until and delivery.leased_until > at
    require(delivery.state in (DeliveryState.DUE, DeliveryState.TAKEN) and not leased, DeliveryAlreadyTaken())

    delivery.attempts += 1
    delivery.fence += 1
    if delivery.attempts > DEATHS_ALLOWED:
        delivery.state = DeliveryState.PARKED
        delivery.leased_until = None
        delivery.reason = delivery.reason or WITHOUT_A_WORD
    else:
        delivery.state = DeliveryState.TAKEN
        delivery.rung_at = delivery.rung_at or at
        delivery.leased_until = delivery.ring_at = at + LEASE  # nobody heard of until then: the bell is rung at once
    delivery.save(update_fields=["attempts", "fence", "state", "rung_at", "leased_until", "ring_at", "reason"])
    return delivery


@operation
def finish_delivery(*, delivery_id: int, fence: int, at: datetime) -> None:
    """Note that a delivery is done. A late worker whose lease was taken over changes nothing."""
    Delivery.objects.filter(id=delivery_id, fence=fence, state=DeliveryState.TAKEN).update(
        state=DeliveryState.DONE, done_at=at, leased_until=None, reason=""
    )


@operation
def fail_delivery(*, delivery_id: int, fence: int, reason: str, at: datetime) -> bool:
    """Put a delivery back for later, with its reason; after the last attempt it is parked.

    Gives: whether it was parked now.
    """
    delivery = Delivery.objects.locked(delivery_id)
    if delivery.fence != fence or delivery.state != DeliveryState.TAKEN:
        return False

    parked = delivery.attempts >= DEATHS_ALLOWED
    delivery.state = DeliveryState.PARKED if parked else DeliveryState.DUE
    delivery.rung_at = delivery.leased_until = None
    delivery.ring_at = at + PAUSES[min(delivery.attempts, len(PAUSES) - 1)]
    delivery.reason = reason
    delivery.save(update_fields=["state", "rung_at", "leased_until", "ring_at", "reason"])
    return parked


@step
def ring_anew(*, delivery_ids: Collection[int], at: datetime) -> None:
    """Give deliveries that were parked or set aside all their attempts again, beginning now; the last reason stays."""
    Delivery.objects.filter(id__in=delivery_ids).update(
        state=DeliveryState.DUE, attempts=0, rings=0, rung_at=None, leased_until=None, ring_at=at
    )
    wake_the_relay()


@step
def put_aside(*, delivery: Delivery) -> None:
    """Take a parked delivery out of what needs somebody; it is kept, and can be replayed."""
    delivery.state = DeliveryState.ASIDE
    delivery.save(update_fields=["state"])


@operation
def confirm_letter_sent(*, letter_id: int, at: datetime) -> None:
    """Note that the transport took a letter.

    Refuses: LetterAlreadySent.
    """
    letter = Letter.objects.locked(letter_id)

    require(letter.sent_at is None, LetterAlreadySent())

    letter.sent_at = at
    letter.save(update_fields=["sent_at"])


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain_value(value) for key, value in values.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value
