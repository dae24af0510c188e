"""Parked deliveries: replayed, one or a kind, or set aside with a reason. None is ever dropped."""

from __future__ import annotations

from datetime import datetime

from guildhall.access.roles import Role
from guildhall.audit.operations import record, record_each
from guildhall.database.operation import operation
from guildhall.kernel import Actor, NotAllowed, require
from guildhall.notices.errors import DeliveryOnItsWay, NothingParked
from guildhall.notices.models import Delivery
from guildhall.notices.operations import put_aside, ring_anew
from guildhall.notices.states import DeliveryState

REPLAYED_AT_ONCE = 500
GIVEN_UP = (DeliveryState.PARKED, DeliveryState.ASIDE)
OPERATOR = "the platform's operator"


@operation
def replay_delivery(*, delivery_id: int, by: Actor, at: datetime) -> Delivery:
    """Have a parked delivery, or one set aside, tried again from the beginning. If it fails, it is parked again.

    Refuses: NotAllowed, DeliveryOnItsWay.
    """
    delivery: Delivery = Delivery.objects.select_related("announcement").locked(delivery_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("replay jobs", ask=OPERATOR))
    require(delivery.state in GIVEN_UP, DeliveryOnItsWay(delivery.get_state_display()))

    ring_anew(delivery_ids=[delivery.id], at=at)
    record("job replayed", delivery, by=by, at=at, details={"job": delivery.announcement.name, "was": delivery.reason})
    return delivery


@operation
def replay_parked(*, name: str, hearer: str, by: Actor, at: datetime) -> int:
    """Have all that is parked of one kind tried again, at most 500 at a time; each has its own line in the trail.

    Takes: `name`, the announcement's, and `hearer`, who was to hear it.
    Gives: how many.
    Refuses: NotAllowed, NothingParked.
    """
    parked = Delivery.objects.parked().filter(hearer=hearer, announcement__name=name)
    locked = list(parked.select_for_update(of=("self",), skip_locked=True).order_by("id")[:REPLAYED_AT_ONCE])

    require(by.has_role(Role.OPERATOR), NotAllowed("replay jobs", ask=OPERATOR))
    require(bool(locked), NothingParked())

    ring_anew(delivery_ids=[delivery.id for delivery in locked], at=at)
    record_each("job replayed", locked, by=by, at=at, details={"job": name, "with": f"{len(locked)} of its kind"})
    return len(locked)


@operation
def set_aside_delivery(*, delivery_id: int, reason: str, by: Actor, at: datetime) -> Delivery:
    """Take a parked delivery out of what needs somebody, and say why; it is kept, and may be replayed later.

    Refuses: NotAllowed, DeliveryOnItsWay.
    """
    delivery: Delivery = Delivery.objects.select_related("announcement").locked(delivery_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("set jobs aside", ask=OPERATOR))
    require(delivery.state == DeliveryState.PARKED, DeliveryOnItsWay(delivery.get_state_display()))

    put_aside(delivery=delivery)
    record("job set aside", delivery, by=by, at=at, details={"job": delivery.announcement.name, "reason": reason})
    return delivery
