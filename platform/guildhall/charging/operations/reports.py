"""Reports that finance officers have sent to them, and stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from guildhall.audit.operations import record
from guildhall.charging.errors import ReportAlreadyEnded, ReportAlreadyOrdered
from guildhall.charging.models import ReportOrder
from guildhall.charging.rules import may_elect
from guildhall.database.operation import operation
from guildhall.database.place import partner_here
from guildhall.kernel import LONDON, Actor, NotAllowed, require

ASK = "an administrator of your organisation"


@dataclass(frozen=True, slots=True)
class ReportTerms:
    """Which report, and how often."""

    report: ReportOrder.Report
    rhythm: ReportOrder.Rhythm


@operation
def order_report(*, terms: ReportTerms, by: Actor, at: datetime) -> ReportOrder:
    """Have a report sent to oneself, from the next day on that it is due.

    Refuses: NotAllowed, ReportAlreadyOrdered.
    """
    mine = ReportOrder.objects.standing().filter(partner_key=partner_here(), user_id=by.person_id, report=terms.report)

    require(may_elect(by), NotAllowed("have a report sent", ask=ASK))
    require(not mine.exists(), ReportAlreadyOrdered(terms.report.label))

    order = ReportOrder.objects.create(
        partner_key=partner_here(),
        user_id=by.person_id,
        report=terms.report,
        rhythm=terms.rhythm,
        ordered_on=at.astimezone(LONDON).date(),
    )

    record("report ordered", order, by=by, at=at, details={"when": terms.rhythm.label})
    return order


@operation
def end_report(*, order_id: int, by: Actor, at: datetime) -> ReportOrder:
    """Stop a report that is sent to oneself.

    Refuses: NotAllowed, ReportAlreadyEnded.
    """
    order: ReportOrder = ReportOrder.objects.locked(order_id)

    require(may_elect(by) and order.user_id == by.id, NotAllowed("end this report", ask=ASK))
    require(order.ended_at is None, ReportAlreadyEnded(order.name))

    order.ended_at = at
    order.save(update_fields=["ended_at"])

    record("report ended", order, by=by, at=at)
    return order
