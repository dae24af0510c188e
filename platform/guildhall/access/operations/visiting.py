"""An operator's visit to a partner's pages: begun with a reason, written down page by page, and ended."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from guildhall.access.errors import PageAlreadyNoted, ReasonMissing, VisitOver, VisitSeenEnough, VisitUnderWay
from guildhall.access.models import VISIT_LASTS, Visit
from guildhall.access.queries import PAGE_OPENED, pages_opened
from guildhall.access.roles import Role
from guildhall.access.rules import PageOpened
from guildhall.audit.operations import record
from guildhall.database.operation import operation, step
from guildhall.kernel import Actor, NotAllowed, require
from tenants.errors import PartnerNotReady
from tenants.models import Partner
from tenants.states import PartnerState

REASON_LENGTH_MIN = 5
PAGES_MAX = 60
"""So many different pages may be opened on one visit, two a minute: all of them stand in the partner's trail."""


@operation
def begin_visit(*, partner_id: UUID, reason: str, by: Actor, at: datetime) -> Visit:
    """Let an operator look at a partner's pages for half an hour, as themselves, changing nothing. The partner's own
    trail says who, why and until when.

    Refuses: NotAllowed, ReasonMissing, PartnerNotReady (its pages are closed), VisitUnderWay.
    """
    partner = Partner.objects.locked(partner_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("visit a partner", ask="the platform's operator"))
    require(len(reason.strip()) >= REASON_LENGTH_MIN, ReasonMissing())
    require(
        partner.state == PartnerState.LIVE,
        PartnerNotReady(partner.name, is_=partner.get_state_display(), move="be visited"),
    )
    underway = Visit.objects.open_at(at).filter(user_id=by.person_id, partner=partner)
    require(not underway.exists(), VisitUnderWay(partner.name))

    visit = Visit.objects.create(
        user_id=by.person_id,
        by_name=by.name,
        partner=partner,
        reason=reason.strip(),
        begun_at=at,
        ends_at=at + VISIT_LASTS,
    )
    _write_in_both_trails("operator's visit begun", visit, by=by, at=at, details={"reason": visit.reason})
    return visit


@operation
def end_visit(*, visit_id: int, by: Actor, at: datetime) -> Visit:
    """End one's own visit before its time. It is called on the platform.

    Refuses: VisitOver.
    """
    visit: Visit = Visit.objects.filter(user_id=by.person_id).select_related("partner").locked(visit_id)

    require(visit.ended_at is None and visit.ends_at > at, VisitOver())

    _end(visit, by=by, at=at)
    return visit


@step
def end_visits_of(*, by: Actor, at: datetime) -> None:
    """End every visit that somebody is on: one as a rule, since each has its own reason."""
    underway = Visit.objects.open_at(at).filter(user_id=by.person_id)
    for visit in underway.select_related("partner").select_for_update(of=("self",)).order_by("id"):
        _end(visit, by=by, at=at)


@operation
def note_page_opened(*, visit_id: int, opened: PageOpened, by: Actor, at: datetime) -> None:
    """Write down, in the partner's own trail, which page is opened on one's visit: its name and the reference of what
    it shows, never what stands on it. It is called on the platform, before the page is handed over.

    Refuses: VisitOver, PageAlreadyNoted, VisitSeenEnough.
    """
    visit: Visit = Visit.objects.filter(user_id=by.person_id).select_related("partner").locked(visit_id)

    require(visit.ended_at is None and visit.ends_at > at, VisitOver())
    before = pages_opened([visit], partner=visit.partner)[visit.id]
    require(opened not in before, PageAlreadyNoted(opened.page))
    require(len(before) < PAGES_MAX, VisitSeenEnough(PAGES_MAX))

    record(PAGE_OPENED, visit, by=by, at=at, details=opened.in_words(), partner=visit.partner.schema_name)


def _end(visit: Visit, *, by: Actor, at: datetime) -> None:
    visit.ended_at = at
    visit.save(update_fields=["ended_at"])
    _write_in_both_trails("operator's visit ended", visit, by=by, at=at, details={})


def _write_in_both_trails(what: str, visit: Visit, *, by: Actor, at: datetime, details: dict[str, str]) -> None:
    for trail in ("", visit.partner.schema_name):
        record(what, visit.partner, by=by, at=at, details=details, partner=trail)
