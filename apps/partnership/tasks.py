"""What the partnership hears: building a home goes on here, after the operator has asked for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from apps.partnership.carrying_out import carry_erasure_out, write_and_put_away
from apps.partnership.crossings import CROSSINGS
from apps.partnership.intaking import bring_in_what_waits
from apps.partnership.operations.archiving import bring_partner_back, report_stuck_archive
from apps.partnership.operations.erasing import report_stuck_erasure
from apps.partnership.operations.intakes import report_stopped_intake
from apps.partnership.operations.leaving import write_to_administrators
from apps.partnership.operations.onboarding import finish_building, invite_first_person, report_stuck_building
from apps.partnership.operations.reading import note_home_check, read_partners
from apps.partnership.queries.readings import home_version, names_gone, names_held
from guildhall.audit.queries import entry_with_id
from guildhall.kernel import SYSTEM
from guildhall.notices.hearing import BUILDING, hears
from tenants.context import as_owner, inside, on_the_platform
from tenants.models import Partner
from tenants.rounds import each_page, each_partner
from tenants.states import AT_HOME


def building_is_stuck(*, partner_id: str, reason: str, at: datetime, **later: object) -> None:
    report_stuck_building(partner_id=UUID(partner_id), reason=reason, by=SYSTEM, at=at)


@hears("partnership.building_started", gives_up_with=building_is_stuck, queue=BUILDING)
def building_has_started(*, partner_id: str, at: datetime, **later: object) -> None:
    finish_building(partner_id=UUID(partner_id), by=SYSTEM, at=at)


@hears("partnership.partner_live")
def a_partner_is_live(*, partner_id: str, at: datetime, **later: object) -> None:
    _invite(Partner.objects.get(id=partner_id), at=at)


@hears("partnership.administrator_named")
def an_administrator_is_named(*, partner_id: str, at: datetime, **later: object) -> None:
    _invite(Partner.objects.get(id=partner_id), at=at)


def intake_has_stopped(*, intake_id: int, reason: str, at: datetime, **later: object) -> None:
    report_stopped_intake(intake_id=intake_id, reason=reason, by=SYSTEM, at=at)


@hears("partnership.intake_confirmed", gives_up_with=intake_has_stopped)
def an_intake_is_confirmed(*, intake_id: int, at: datetime, **later: object) -> None:
    for _ in bring_in_what_waits(intake_id=intake_id, at=at):
        pass


@hears("partnership.partner_changed")
def a_partner_has_changed(*, partner_id: str, change: str, entry_id: int, at: datetime, **later: object) -> None:
    partner, reason = Partner.objects.get(id=partner_id), entry_with_id(entry_id).details.get("reason", "")
    if partner.state in AT_HOME:
        with inside(partner):
            write_to_administrators(partner=partner, what=change, reason=reason, by=SYSTEM, at=at)


def archive_is_stuck(*, archive_id: int, reason: str, at: datetime, **later: object) -> None:
    report_stuck_archive(archive_id=archive_id, reason=reason, by=SYSTEM, at=at)


@hears("partnership.archive_asked", gives_up_with=archive_is_stuck, queue=BUILDING)
def an_archive_is_asked_for(*, archive_id: int, at: datetime, **later: object) -> None:
    write_and_put_away(archive_id, at=at)


@hears("partnership.return_asked", queue=BUILDING)
def a_return_is_asked_for(*, partner_id: str, at: datetime, **later: object) -> None:
    with as_owner():
        bring_partner_back(partner_id=UUID(partner_id), by=SYSTEM, at=at)


def erasure_is_stuck(*, erasure_id: int, reason: str, at: datetime, **later: object) -> None:
    report_stuck_erasure(erasure_id=erasure_id, reason=reason, by=SYSTEM, at=at)


@hears("partnership.erasure_approved", gives_up_with=erasure_is_stuck, queue=BUILDING)
def an_erasure_is_approved(*, erasure_id: int, at: datetime, **later: object) -> None:
    carry_erasure_out(erasure_id, at=at)


def _invite(partner: Partner, *, at: datetime) -> None:
    """Nobody is invited where no address was given; the operator gives one on the partner's page."""
    if partner.first_administrator:
        with inside(partner):
            invite_first_person(partner=partner, by=SYSTEM, at=at)


each_page("partnership.readings", every=timedelta(hours=1))(read_partners)


@each_partner("partnership.home_check", every=timedelta(days=1), begins=timedelta(hours=1), over=timedelta(hours=3))
def check_home(*, partner: Partner, at: datetime) -> None:
    """Each night: which version is the home at, and which of its rows name a public id that is gone?

    What a home names is asked in the partner's context, and what is there is asked on the platform: from behind the
    wall most of `public` is not seen, and would seem gone.
    """
    version, orphans = home_version(), dict.fromkeys(map(str, CROSSINGS), 0)
    for crossing in CROSSINGS:
        for names in names_held(crossing):
            with on_the_platform():
                orphans[str(crossing)] += len(names_gone(crossing, names))
    with on_the_platform():
        note_home_check(partner_id=partner.id, version=version, orphans=orphans, by=SYSTEM, at=at)
