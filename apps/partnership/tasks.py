"""What the partnership hears: building a home goes on here, after the operator has asked for it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.partnership.operations.onboarding import finish_building, invite_first_person, report_stuck_building
from guildhall.kernel import SYSTEM
from guildhall.notices.hearing import BUILDING, hears
from tenants.context import inside
from tenants.hosts import forget_hosts
from tenants.models import Partner


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
