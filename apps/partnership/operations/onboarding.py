"""Bringing a partner in: applied, agreed, building, live. Building may fail, may be repeated, says where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from guildhall.access.operations import place_invitation
from guildhall.access.roles import Role
from guildhall.audit.operations import record
from guildhall.database.operation import operation, step
from guildhall.kernel import LONDON, Actor, NotAllowed, require
from guildhall.notices.operations import announce
from tenants.errors import PartnerAlreadyThere, PartnerCodeRefused
from tenants.models import Partner, schema_of
from tenants.operations.moving import move
from tenants.operations.provisioning import build_home
from tenants.queries import faults_of_taken_code
from tenants.rules import faults_of_code, faults_of_letters
from tenants.states import PartnerState

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

    Refuses: NotAllowed, PartnerCodeRefused (malformed, reserved or taken code or letters).
    """
    return place_application(application=application, by=by, at=at)


@operation
def agree_terms(*, partner_id: UUID, terms_version: str, by: Actor, at: datetime) -> Partner:
    """Note that a partner's terms are agreed, in which version and by whom.

    Refuses: NotAllowed, a move that is not drawn.
    """
    partner = Partner.objects.locked(partner_id)
    return note_agreement(partner=partner, terms_version=terms_version, by=by, at=at)


@operation
def start_building(*, partner_id: UUID, by: Actor, at: datetime) -> Partner:
    """Ask for a partner's home to be built; it goes on in the background.

    Refuses: NotAllowed, a move that is not drawn.
    Announces: "partnership.building_started".
    """
    partner = Partner.objects.locked(partner_id)
    return ask_for_a_home(partner=partner, by=by, at=at)


@step
def place_application(*, application: Application, by: Actor, at: datetime) -> Partner:
    """Put a partner that asks to join into the registry. Refuses: NotAllowed, PartnerCodeRefused."""
    require(by.has_role(Role.OPERATOR), NotAllowed("bring partners in", ask="the platform's operator"))
    taken = _taken(application, on=at.astimezone(LONDON).date())
    wrong = [*faults_of_code(application.code), *faults_of_letters(application.letters), *taken]
    if wrong:
        raise PartnerCodeRefused(wrong)

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


@step
def note_agreement(*, partner: Partner, terms_version: str, by: Actor, at: datetime, evidence: str = "") -> Partner:
    """Note agreed terms on a locked partner. Refuses: NotAllowed, a move that is not drawn."""
    require(by.has_role(Role.OPERATOR), NotAllowed("agree terms", ask="the platform's operator"))
    move(partner, "agree")

    partner.terms_version = terms_version
    partner.agreed_at, partner.agreed_by_id = at, by.id
    partner.save(update_fields=["state", "state_reason", "terms_version", "agreed_at", "agreed_by_id"])
    details = {"version": terms_version} | ({"evidence": evidence} if evidence else {})
    record("terms agreed", partner, by=by, at=at, details=details)
    return partner


@step
def ask_for_a_home(*, partner: Partner, by: Actor, at: datetime) -> Partner:
    """Ask for a locked partner's home. Refuses: NotAllowed, a move that is not drawn."""
    require(by.has_role(Role.OPERATOR), NotAllowed("build a partner's home", ask="the platform's operator"))
    move(partner, "start")

    partner.save(update_fields=["state", "state_reason"])
    record("building started", partner, by=by, at=at)

    announce("partnership.building_started", partner_id=partner.id)
    return partner


@operation
def finish_building(*, partner_id: UUID, by: Actor, at: datetime) -> Partner:
    """Build a partner's home and open its doors, all in this one transaction, or nothing.

    Refuses: NotAllowed, a move that is not drawn.
    Announces: "partnership.partner_live".
    """
    partner = Partner.objects.locked(partner_id)

    require(by.is_system or by.has_role(Role.OPERATOR), NotAllowed("build a partner's home"))
    move(partner, "finish")

    partner.save(update_fields=["state", "state_reason"])
    build_home(partner=partner, at=at)
    record("home built and doors opened", partner, by=by, at=at)

    announce("partnership.partner_live", partner_id=partner.id)
    return partner


@operation
def report_stuck_building(*, partner_id: UUID, reason: str, by: Actor, at: datetime) -> Partner:
    """Note that building failed, and why; starting again is the way on.

    Refuses: a move that is not drawn.
    """
    partner = Partner.objects.locked(partner_id)

    require(by.is_system, NotAllowed("report on building"))
    move(partner, "fail")

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


@operation
def name_first_administrator(*, partner_id: UUID, email: str, by: Actor, at: datetime) -> Partner:
    """Note whom to invite as a partner's first administrator; with a home they are invited now, else once it is built.

    Refuses: NotAllowed, PartnerAlreadyThere, when somebody has been invited or belongs there already.
    Announces: "partnership.administrator_named", if there is a home.
    """
    partner = Partner.objects.locked(partner_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("name an administrator", ask="the platform's operator"))
    busy = partner.memberships.exists() or partner.invitations.exists()
    require(not busy, PartnerAlreadyThere(partner.name, is_="in its administrator's hands"))

    partner.first_administrator = email
    partner.save(update_fields=["first_administrator"])
    record("first administrator named", partner, by=by, at=at, details={"address": email})

    if partner.state == PartnerState.LIVE:
        announce("partnership.administrator_named", partner_id=partner.id)
    return partner


def _taken(application: Application, *, on: date) -> list[str]:
    code, letters = application.code, application.letters
    faults = faults_of_taken_code(code, on=on)
    named = Partner.objects.filter(letters=letters).first()
    return [*faults, f"{letters} are the letters of {named.name}. Choose others."] if named else faults
