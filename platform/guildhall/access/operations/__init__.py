"""The verbs of access."""

from guildhall.access.operations.belonging import (
    accept_invitation,
    appoint_person,
    change_roles,
    end_membership,
    invite_person,
    place_invitation,
    register_candidate,
    withdraw_invitation,
)
from guildhall.access.operations.passing import end_sessions, make_hand_off, use_hand_off
from guildhall.access.operations.visiting import begin_visit, end_visit, end_visits_of, note_page_opened

__all__ = [
    "accept_invitation",
    "appoint_person",
    "begin_visit",
    "change_roles",
    "end_membership",
    "end_sessions",
    "end_visit",
    "end_visits_of",
    "invite_person",
    "make_hand_off",
    "note_page_opened",
    "place_invitation",
    "register_candidate",
    "use_hand_off",
    "withdraw_invitation",
]
