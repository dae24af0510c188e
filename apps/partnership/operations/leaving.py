"""Suspending, resuming, giving notice, calling back, and who comes after: a partner's life past its first day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from apps.jobs_board.operations import show_adverts_of
from apps.partnership.errors import LastDayRefused, SettledWithAlready, SuccessorRefused
from guildhall.access.queries import people_with_role
from guildhall.access.roles import Role
from guildhall.audit.operations import record
from guildhall.charging.queries.exits import is_settled_with
from guildhall.database.operation import operation
from guildhall.kernel import LONDON, Actor, NotAllowed, require
from guildhall.notices.letters import write_letter
from guildhall.notices.operations import announce
from guildhall.web.spelling import uk_date
from tenants.errors import PartnerNotReady
from tenants.models import Partner
from tenants.operations.moving import call_back, move
from tenants.rules import faults_of_successor
from tenants.states import PartnerState

MOVED = (
    "state", "state_reason", "doors_closed_at", "leaves_on", "kept_until", "archived_at", "erased_at",
)  # fmt: skip
"""What a move of a partner may change."""


@operation
def suspend_partner(*, partner_id: UUID, reason: str, by: Actor, at: datetime) -> Partner:
    """Close a partner's doors at once, in every process within a second. Its data stay, its costs go on, its adverts
    take no applications.

    Refuses: NotAllowed, a move that is not drawn.
    Announces: "partnership.partner_changed".
    Rule: docs/decisions/0009, suspended members also share.
    """
    partner = Partner.objects.locked(partner_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("suspend partners", ask="the platform's operator"))
    move(partner, "suspend", reason=reason)

    partner.doors_closed_at = at
    partner.save(update_fields=MOVED)
    show_adverts_of(partner=partner)
    entry = record("suspended", partner, by=by, at=at, details={"reason": reason})

    announce("partnership.partner_changed", partner_id=partner.id, change="suspended", entry_id=entry.id)
    return partner


@operation
def resume_partner(*, partner_id: UUID, reason: str, by: Actor, at: datetime) -> Partner:
    """Open a suspended partner's doors again; its adverts stand as they stood.

    Refuses: NotAllowed, a move that is not drawn.
    Announces: "partnership.partner_changed".
    """
    partner = Partner.objects.locked(partner_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("resume partners", ask="the platform's operator"))
    move(partner, "resume")

    partner.doors_closed_at = None
    partner.save(update_fields=MOVED)
    show_adverts_of(partner=partner)
    entry = record("resumed", partner, by=by, at=at, details={"reason": reason})

    announce("partnership.partner_changed", partner_id=partner.id, change="resumed", entry_id=entry.id)
    return partner


@dataclass(frozen=True, slots=True)
class Notice:
    """That a partner leaves: its last day, on which its people still work here, and why."""

    last_day: date
    reason: str


@operation
def give_notice(*, partner_id: UUID, notice: Notice, by: Actor, at: datetime) -> Partner:
    """Write down that a partner leaves. Its people work on until the last day; no advert takes applications after it.

    Refuses: NotAllowed, a move that is not drawn, LastDayRefused (it is past, or before they joined).
    Announces: "partnership.partner_changed".
    """
    partner = Partner.objects.locked(partner_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("take notice from partners", ask="the platform's operator"))
    today = at.astimezone(LONDON).date()
    require(notice.last_day >= max(today, partner.joined_on or today), LastDayRefused(today))
    move(partner, "give notice", reason=notice.reason)

    partner.leaves_on = notice.last_day
    partner.save(update_fields=MOVED)
    show_adverts_of(partner=partner)
    details = {"last day": f"Last day {uk_date(notice.last_day)}", "reason": notice.reason}
    entry = record("notice given", partner, by=by, at=at, details=details)

    announce("partnership.partner_changed", partner_id=partner.id, change="notice_given", entry_id=entry.id)
    return partner


@operation
def call_partner_back(*, partner_id: UUID, reason: str, by: Actor, at: datetime) -> Partner:
    """Take notice back: the partner stays. If its doors were closed meanwhile it is suspended, and can be resumed.

    Refuses: NotAllowed, SettledWithAlready (its exit is posted), a move that is not drawn.
    Announces: "partnership.partner_changed".
    """
    partner = Partner.objects.locked(partner_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("call partners back", ask="the platform's operator"))
    require(not is_settled_with(partner_key=partner.schema_name), SettledWithAlready(partner.name))
    call_back(partner, reason=reason)

    partner.save(update_fields=MOVED)
    show_adverts_of(partner=partner)
    entry = record("called back", partner, by=by, at=at, details={"reason": reason})

    announce("partnership.partner_changed", partner_id=partner.id, change="called_back", entry_id=entry.id)
    return partner


@operation
def name_successor(*, partner_id: UUID, successor_id: UUID, from_day: date, by: Actor, at: datetime) -> Partner:
    """Write down who takes over from a partner, and from which day: a merger, or work that moved. Shares of cost after
    that day are for the successor; what the partner used before it stays its own.

    Refuses: NotAllowed, PartnerNotReady (it has left for good), SuccessorRefused (itself, not live, or in a circle).
    """
    in_one_order = Partner.objects.filter(id__in=[partner_id, successor_id]).order_by("id")
    found = {one.id: one for one in in_one_order.select_for_update(of=("self",))}
    partner, successor = found[partner_id], found.get(successor_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("name successors", ask="the platform's operator"))
    left = PartnerNotReady(partner.name, is_=partner.get_state_display(), move="be given a successor")
    require(partner.joined_on is not None and partner.state != PartnerState.ERASED, left)
    if faults := faults_of_successor(partner, successor, line=_line_after(successor)):
        raise SuccessorRefused(faults)

    partner.successor, partner.succeeded_from = successor, from_day
    partner.save(update_fields=["successor", "succeeded_from"])
    details = {"successor": successor.name if successor else "", "from": f"From {uk_date(from_day)}"}
    record("successor named", partner, by=by, at=at, details=details)
    return partner


@operation
def write_to_administrators(*, partner: Partner, what: str, reason: str, by: Actor, at: datetime) -> int:
    """Tell a partner's administrators what has become of it. The partner's context is the caller's to open.

    Takes: `what`, the name of a change in `SUBJECTS`.
    Gives: how many letters were written.
    Refuses: NotAllowed.
    """
    require(by.is_system, NotAllowed("write in Guildhall's name"))

    people = people_with_role(Role.ADMINISTRATOR)
    for person in people:
        write_letter(
            to=person.email,
            subject=SUBJECTS[what].format(partner.name),
            template=f"partner_{what}",
            context={
                "partner": partner,
                "name": person.name.split(" ")[0],
                "reason": reason,
                "contact": settings.CONTACT,
            },
            at=at,
        )
    return len(people)


SUBJECTS = {
    "suspended": "{}: your pages on Guildhall are closed for now",
    "resumed": "{}: your pages on Guildhall are open again",
    "notice_given": "{} leaves Guildhall",
    "called_back": "{} stays with Guildhall",
    "archive_ready": "{}: the receipt for your archive",
}


def _line_after(partner: Partner | None) -> list[UUID]:
    """A partner, its successor, that one's, and so on. Circles are refused, so it ends."""
    line: list[UUID] = []
    while partner is not None:
        line.append(partner.id)
        partner = Partner.objects.filter(id=partner.successor_id).first() if partner.successor_id else None
    return line
