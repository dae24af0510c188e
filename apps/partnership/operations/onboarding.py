"""Bringing a partner in: applied, agreed, building, live. Building may fail, may be repeated, says where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from guildhall.access.operations import place_invitation
from guildhall.access.roles import Role
from guildhall.audit.operations import record
from guildhall.database.operation import operation
from guildhall.kernel import Actor, NotAllowed, require
from guildhall.notices.operations import announce
from tenants.errors import PartnerAlreadyThere, PartnerCodeRefused, PartnerNotReady
from tenants.models import Partner, schema_of
from tenants.operations.provisioning import build_home
from tenants.rules import faults_of_code
from tenants.states import MOVES

TERMS_VERSION = "2026-04"


@dataclass(frozen=True, slots=True)
class Application:
    """What an organisation tells the partnership when it asks to join."""

    code: str
    name: str
    short_name: str
    letters: str
    kind: str
    first_administrator: str
    joins_on: date
    ods_code: str = ""
    theme: str = Partner.Theme.TEAL


@operation
def apply_to_join(*, application: Application, by: Actor, at: datetime) -> Partner:
    """Write down that an organisation asks to join.

    Refuses: NotAllowed, PartnerCodeRefused (malformed, reserved or taken code; taken letters).
    """
    require(by.has_role(Role.OPERATOR), NotAllowed("bring partners in", ask="the platform's operator"))
    if faults := [*faults_of_code(application.code), *_taken(application)]:
        raise PartnerCodeRefused(faults)

    partner = Partner(
        code=application.code,
        name=application.name,
        short_name=application.short_name,
        letters=application.letters,
        kind=application.kind,
        ods_code=application.ods_code,
        theme=application.theme,
        first_administrator=application.first_administrator,
        joined_on=application.joins_on,
        applied_at=at,
    )
    partner.schema_name = schema_of(partner.id)
    partner.save(force_insert=True)

    record("partner applied to join", partner, by=by, at=at)
    return partner


@operation
def agree_terms(*, partner_id: UUID, terms_version: str, by: Actor, at: datetime) -> Partner:
    """Note that a partner's terms are agreed, in which version and by whom.

    Refuses: NotAllowed, PartnerAlreadyThere, PartnerNotReady.
    """
    partner = Partner.objects.locked(partner_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("agree terms", ask="the platform's operator"))
    _move(partner, "agree")

    partner.terms_version = terms_version
    partner.agreed_at, partner.agreed_by_id = at, by.id
    partner.save(update_fields=["state", "state_reason", "terms_version", "agreed_at", "agreed_by_id"])
    record("terms agreed", partner, by=by, at=at, details={"version": terms_version})
    return partner


@operation
def start_building(*, partner_id: UUID, by: Actor, at: datetime) -> Partner:
    """Ask for a partner's home to be built; it goes on in the background.

    Refuses: NotAllowed, PartnerAlreadyThere, PartnerNotReady.
    Announces: "partnership.building_started".
    """
    partner = Partner.objects.locked(partner_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("build a partner's home", ask="the platform's operator"))
    _move(partner, "start")

    partner.save(update_fields=["state", "state_reason"])
    record("building started", partner, by=by, at=at)

    announce("partnership.building_started", partner_id=partner.id)
    return partner


@operation
def finish_building(*, partner_id: UUID, by: Actor, at: datetime) -> Partner:
    """Build a partner's home and open its doors, all in this one transaction, or nothing.

    Refuses: NotAllowed, PartnerAlreadyThere, PartnerNotReady.
    Announces: "partnership.partner_live".
    """
    partner = Partner.objects.locked(partner_id)

    require(by.is_system or by.has_role(Role.OPERATOR), NotAllowed("build a partner's home"))
    _move(partner, "finish")

    partner.save(update_fields=["state", "state_reason"])
    build_home(partner=partner)
    record("home built and doors opened", partner, by=by, at=at)

    announce("partnership.partner_live", partner_id=partner.id)
    return partner


@operation
def report_stuck_building(*, partner_id: UUID, reason: str, by: Actor, at: datetime) -> Partner:
    """Note that building failed, and why; starting again is the way on.

    Refuses: PartnerAlreadyThere, PartnerNotReady.
    """
    partner = Partner.objects.locked(partner_id)

    require(by.is_system, NotAllowed("report on building"))
    _move(partner, "fail")

    partner.state_reason = reason
    partner.save(update_fields=["state", "state_reason"])
    record("building stuck", partner, by=by, at=at, details={"reason": reason})
    return partner


@operation
def invite_first_person(*, partner: Partner, by: Actor, at: datetime) -> None:
    """Invite a new partner's first administrator. The partner's context is the caller's to open.

    Refuses: PartnerAlreadyThere, when they have been invited or somebody belongs there already.
    """
    require(by.is_system or by.has_role(Role.OPERATOR), NotAllowed("invite the first administrator"))
    busy = partner.memberships.exists() or partner.invitations.exists()
    require(not busy, PartnerAlreadyThere(partner.name, is_="in its administrator's hands"))

    place_invitation(partner=partner, email=partner.first_administrator, roles=[Role.ADMINISTRATOR], by=by, at=at)


def _move(partner: Partner, move: str) -> None:
    """Make a drawn move. Raises: PartnerAlreadyThere, PartnerNotReady."""
    goals = {goal for (_, name), goal in MOVES.items() if name == move}
    if partner.state in goals:
        raise PartnerAlreadyThere(partner.name, is_=partner.get_state_display())
    goal = MOVES.get((partner.state, move))
    if goal is None:
        raise PartnerNotReady(partner.name, is_=partner.get_state_display(), move=move)
    partner.state, partner.state_reason = goal, ""


def _taken(application: Application) -> list[str]:
    clash = Partner.objects.filter(Q(code=application.code) | Q(letters=application.letters)).first()
    if clash is None:
        return []
    if clash.code == application.code:
        return [f"“{application.code}” belongs to {clash.name}. Choose another code."]
    return [f"{application.letters} are the letters of {clash.name}. Choose others."]
