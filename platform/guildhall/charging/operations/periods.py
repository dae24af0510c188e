"""Opening a month, and approving its costs."""

from __future__ import annotations

from datetime import datetime

from guildhall.audit.operations import record
from guildhall.charging.errors import PeriodAlreadyApproved, PeriodAlreadyClosed, PeriodAlreadyOpen, PeriodNotReady
from guildhall.charging.models import Period
from guildhall.charging.queries.costs import load_in_force
from guildhall.charging.queries.working import readiness_of
from guildhall.charging.rules import may_approve, may_keep_costs, what_stops_approval
from guildhall.charging.states import PeriodState
from guildhall.database.operation import operation
from guildhall.kernel import Actor, Month, NotAllowed, require

ASK = "the shared service’s finance team"


@operation
def open_period(*, month: Month, by: Actor, at: datetime) -> Period:
    """Open a month for costs; its use is gathered in any case.

    Refuses: NotAllowed, PeriodAlreadyOpen, PeriodNotReady (a month is left out in between).
    Rule: cost_sharing.md, time: periods close in order.
    """
    latest = Period.objects.select_for_update().order_by("-month_on").first()

    require(may_keep_costs(by), NotAllowed("open a month", ask=ASK))
    require(not Period.objects.of_month(month).exists(), PeriodAlreadyOpen(month.title))
    if latest and month != latest.month.next:
        raise PeriodNotReady(f"Open {latest.month.next.title} next: months follow each other.")

    period = Period.objects.create(month_on=month.first_day, opened_at=at, opened_by_id=by.id)

    record("month opened", period, by=by, at=at)
    return period


@operation
def approve_period(*, period_id: int, load_id: int, by: Actor, at: datetime) -> Period:
    """Agree that a month's costs are right, so that it can be closed; two people, never one.

    Takes: `load_id`, the file of costs that the approver looked at; another one loaded meanwhile is not approved.

    Refuses: NotAllowed (who loaded the costs cannot approve them), PeriodAlreadyApproved, PeriodAlreadyClosed,
    PeriodNotReady (every reason at once).
    Rule: cost_sharing.md, governance: nobody approves what they prepared.
    """
    period = Period.objects.locked(period_id)
    ready = readiness_of(period=period, at=at)

    require(may_approve(by), NotAllowed("approve a month’s costs", ask=f"{ASK} or a board member"))
    require(not period.is_closed, PeriodAlreadyClosed(period.month.title))
    require(not ready.is_approved, PeriodAlreadyApproved(period.month.title))
    require(
        by.id != ready.loaded_by_id, NotAllowed("approve costs that you loaded", ask="a colleague or a board member")
    )
    if reasons := what_stops_approval(ready):
        raise PeriodNotReady(reasons)
    require(
        load_in_force(period) == load_id,
        PeriodNotReady("The costs have changed since you opened the page. Look at them again, then approve them."),
    )

    period.state, period.approved_at, period.approved_by_id = PeriodState.APPROVED, at, by.id
    period.save(update_fields=["state", "approved_at", "approved_by_id"])

    record("month approved", period, by=by, at=at)
    return period
