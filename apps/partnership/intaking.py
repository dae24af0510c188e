"""Going through a confirmed intake: by a worker, or by the command line. Stopped anywhere, it is simply begun again."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from apps.partnership.models import Intake, IntakeRow
from apps.partnership.operations.intakes import bring_in_row, refuse_row
from apps.partnership.operations.onboarding import finish_building, report_stuck_building
from apps.partnership.queries import homes_to_build, waiting_rows
from guildhall.access.models import User
from guildhall.access.queries import actor_for
from guildhall.kernel import SYSTEM, Already
from tenants.errors import PartnerCodeRefused
from tenants.models import Partner

log = logging.getLogger(__name__)


def bring_in_what_waits(*, intake_id: int, at: datetime) -> Iterator[IntakeRow]:
    """Let every waiting organisation join, in the name of whoever confirmed the intake, with the roles they hold now.

    Gives: each row once it is decided. The platform's context is the caller's to open.
    Refuses: NotAllowed, when they are no operator any more; what has joined by then has joined.
    """
    confirmed_by_id = Intake.objects.values_list("confirmed_by_id", flat=True).get(id=intake_id)
    operator = actor_for(User.objects.get(id=str(confirmed_by_id)), partner=None)
    for row_id in waiting_rows(intake_id):
        try:
            yield bring_in_row(row_id=row_id, by=operator, at=at)
        except PartnerCodeRefused as refused:
            yield refuse_row(row_id=row_id, refused=refused, by=operator, at=at)
        except Already:
            continue  # somebody else was here a moment ago


def build_what_waits(*, intake_id: int, at: datetime) -> Iterator[Partner]:
    """Build every home of an intake that is due, here and now, without a worker, in a process that signed in as the
    owner. Gives: each partner, live or stuck. The platform's context is the caller's to open.
    """
    for partner_id in homes_to_build(intake_id):
        try:
            yield finish_building(partner_id=partner_id, by=SYSTEM, at=at)
        except Already:
            continue  # a worker was quicker
        except Exception as fault:
            log.exception("The home of partner %s was not built", partner_id)
            yield report_stuck_building(partner_id=partner_id, reason=type(fault).__name__, by=SYSTEM, at=at)
