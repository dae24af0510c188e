"""What the partnership hears: building a home goes on here, after the operator has asked for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from apps.partnership.crossings import CROSSINGS
from apps.partnership.operations.onboarding import finish_building, invite_first_person, report_stuck_building
from apps.partnership.operations.reading import note_home_check, read_partners
from apps.partnership.queries.readings import home_version, names_gone, names_held
from guildhall.kernel import SYSTEM
from guildhall.notices.hearing import BUILDING, hears
from tenants.context import inside, on_the_platform
from tenants.hosts import forget_hosts
from tenants.models import Partner
from tenants.rounds import each_page, each_partner


def building_is_stuck(*, partner_id: str, reason: str, at: datetime, **later: object) -> None:
    report_stuck_building(partner_id=UUID(partner_id), reason=reason, by=SYSTEM, at=at)


@hears("partnership.building_started", gives_up_with=building_is_stuck, queue=BUILDING)
def building_has_started(*, partner_id: str, at: datetime, **later: object) -> None:
    finish_building(partner_id=UUID(partner_id), by=SYSTEM, at=at)
    forget_hosts()


@hears("partnership.partner_live")
def a_partner_is_live(*, partner_id: str, at: datetime, **later: object) -> None:
    partner = Partner.objects.get(id=partner_id)
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
