"""What charging hears: a statement is due or an exit approved, so its files are drawn; a customer's document is due, so
it is sent; a month is closed, so it says what changed.
"""

from __future__ import annotations

from datetime import datetime

from guildhall.charging.customer_documents import InvoiceDocument
from guildhall.charging.drawing import customer_files, exit_pdf, files_of
from guildhall.charging.operations import file_statement, report_stuck_statement
from guildhall.charging.operations.closing import set_down_bridges
from guildhall.charging.operations.customer_sending import confirm_sending, report_stuck_sending
from guildhall.charging.operations.leaving import file_exit
from guildhall.charging.operations.opening import open_books
from guildhall.charging.presenters import statement_working
from guildhall.charging.presenters.exits import ExitDocument
from guildhall.charging.queries.customer_sendings import sending_to_carry_out
from guildhall.charging.queries.exits import exit_to_draw
from guildhall.charging.queries.invoicing import invoice_terms_of
from guildhall.charging.queries.statements import statement_to_draw
from guildhall.kernel import SYSTEM
from guildhall.notices.hearing import SLOW, hears
from guildhall.notices.sending import send_by_mail


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
def a_closed_month_is_opened(*, period_id: int, at: datetime, **later: object) -> None:
    """Show its shares to every member, if their agreement does; a second ring meets BooksAlreadyOpened: done."""
    open_books(period_id=period_id, by=SYSTEM, at=at)


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


def nobody_could_send_it(*, sending_id: int, reason: str, at: datetime, **later: object) -> None:
    """The delivery was given up: the document says why."""
    report_stuck_sending(sending_id=sending_id, reason=reason, by=SYSTEM, at=at)


@hears("charging.customer_sending_due", gives_up_with=nobody_could_send_it, queue=SLOW)
def a_customer_document_is_due(*, sending_id: int, at: datetime, **later: object) -> None:
    """Draw its files and send them with its letter; a second ring finds it sent. If the process dies in between, the
    letter goes again under the same Message-ID, as letters do.
    """
    sending = sending_to_carry_out(sending_id=sending_id)
    if sending is None:
        return
    document = InvoiceDocument.of(sending.invoice.figures, digest=sending.invoice.digest)
    send_by_mail(
        to=sending.to, subject=sending.subject, body=sending.body, identity=f"customer.{sending.id}",
        files=customer_files(document),
    )  # fmt: skip
    confirm_sending(sending_id=sending.id, by=SYSTEM, at=at)
