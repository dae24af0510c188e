"""The moves of a partner's life, as `states` draws them; what else a move means is for the verb that makes it."""

from __future__ import annotations

from guildhall.database.operation import step
from tenants.errors import PartnerAlreadyThere, PartnerNotReady
from tenants.models import Partner
from tenants.states import CALL_BACK_TO, MOVES, PartnerState


@step
def move(partner: Partner, name: str, *, reason: str = "") -> None:
    """Make a drawn move on a locked partner, with its reason if it has one; the caller saves it.

    Raises: PartnerAlreadyThere, PartnerNotReady.
    """
    goals = {goal for (_, drawn), goal in MOVES.items() if drawn == name}
    if partner.state in goals:
        raise PartnerAlreadyThere(partner.name, is_=partner.get_state_display())
    goal = MOVES.get((partner.state, name))
    if goal is None:
        raise PartnerNotReady(partner.name, is_=partner.get_state_display(), move=name)
    partner.state, partner.state_reason = goal, reason


@step
def call_back(partner: Partner, *, reason: str) -> None:
    """Take notice back on a locked partner: it is live again, or suspended if its doors were closed meanwhile.

    Raises: PartnerAlreadyThere, PartnerNotReady.
    """
    if partner.state in CALL_BACK_TO:
        raise PartnerAlreadyThere(partner.name, is_=partner.get_state_display())
    if partner.state != PartnerState.LEAVING:
        raise PartnerNotReady(partner.name, is_=partner.get_state_display(), move="be called back")
    closed = partner.doors_closed_at is not None
    partner.state = PartnerState.SUSPENDED if closed else PartnerState.LIVE
    partner.state_reason = reason if closed else ""
    partner.leaves_on = partner.kept_until = None
