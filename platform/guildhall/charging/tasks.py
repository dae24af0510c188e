"""What charging hears: a statement is due or an exit approved, so its files are drawn; a month is closed, so it says
what changed.
"""

from __future__ import annotations

from datetime import datetime

from guildhall.charging.drawing import exit_pdf, files_of
from guildhall.charging.operations import file_statement, report_stuck_statement
from guildhall.charging.operations.closing import set_down_bridges
from guildhall.charging.operations.leaving import file_exit
from guildhall.charging.presenters import statement_working
from guildhall.charging.presenters.exits import ExitDocument
from guildhall.charging.queries.exits import exit_to_draw
from guildhall.charging.queries.invoicing import invoice_terms_of
from guildhall.charging.queries.statements import statement_to_draw
from guildhall.kernel import SYSTEM
from guildhall.notices.hearing import SLOW, hears


def nobody_could_draw_it(*, statement_id: int, reason: str, at: datetime, **later: object) -> None:
    """The delivery was given up: the statement says why."""
    report_stuck_statement(statement_id=statement_id, reason=reason, by=SYSTEM, at=at)


@hears("charging.statement_due", gives_up_with=nobody_could_draw_it, queue=SLOW)
def a_statement_is_due(*, statement_id: int, at: datetime, **later: object) -> None:
    """Draw the files, then put them away; a second ring meets AlreadyFiled, which counts as done."""
    statement = statement_to_draw(statement_id=statement_id)
    if statement is None:
        return
    document = statement_working(statement)
    terms = invoice_terms_of(partner_key=statement.partner_key, name=document.partner, day=document.closed_on).terms
    files = files_of(document, at=statement.due_at, terms=terms)
    file_statement(statement_id=statement_id, files=files, by=SYSTEM, at=at)


@hears("charging.period_closed")
def a_month_is_closed(*, period_id: int, at: datetime, **later: object) -> None:
    """Say what every share came of; a second ring meets BridgesAlreadySetDown, which counts as done."""
    set_down_bridges(period_id=period_id, by=SYSTEM, at=at)


@hears("charging.exit_approved", queue=SLOW)
def an_exit_is_approved(*, exit_id: int, at: datetime, **later: object) -> None:
    """Draw its document, then put it away; a second ring meets ExitAlready, which counts as done."""
    exit_ = exit_to_draw(exit_id=exit_id)
    if exit_ is not None:
        file_exit(exit_id=exit_.id, pdf=exit_pdf(ExitDocument.of(exit_)), by=SYSTEM, at=at)
