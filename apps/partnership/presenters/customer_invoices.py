"""Invoices to customers, and files of their use before they are taken in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from apps.partnership.presenters.customers import invoices_table
from guildhall.charging.customer_documents import DocumentLine, InvoiceDocument
from guildhall.charging.customer_files import COLUMNS, UNITS, UseFile
from guildhall.charging.keys import joined
from guildhall.charging.models import CustomerInvoice, CustomerSending
from guildhall.charging.queries.customers import InvoiceRow, InvoicesTotal
from guildhall.charging.rate_cards import figure
from guildhall.kernel import LONDON, Money
from guildhall.web import spelling
from guildhall.web.pages import Page
from guildhall.web.paging import Paged
from guildhall.web.parts import Act, Cell, Column, Empty, Figure, Link, Row, Table, Tag


@dataclass(frozen=True, kw_only=True)
class CustomerInvoicesPage(Page):
    """Every invoice and credit note."""

    template: ClassVar[str] = "pages/partnership/customer_invoices.html"
    noun: ClassVar[str] = "documents"
    figures: Sequence[Figure]
    links: Sequence[Link]
    table: Table
    paged: Paged[Any]
    empty: Empty

    @classmethod
    def of(cls, paged: Paged[InvoiceRow], *, total: InvoicesTotal, on: date) -> Self:
        late = total.late_count
        return cls(
            title="Invoices to third parties",
            headline=f"{spelling.plural(late, 'invoice is', 'invoices are')} late" if late else "",
            back=Link("Third parties", "/customers/"),
            figures=[
                Figure("Not paid", total.left, note="VAT included"),
                Figure("Late", total.late, note="past the due day", alert=bool(late)),
                Figure("Invoiced", total.net, note="excluding VAT"),
            ],
            links=[Link("Download the list", "/customer-invoices/export/")] if paged.count else [],
            table=invoices_table(paged.rows, with_customer=True, on=on),
            paged=paged,
            empty=Empty(
                "No invoice has been issued",
                "They are issued when a month is closed in which a customer used something.",
            ),
        )


CSV_COLUMNS = (
    "number", "kind", "customer", "customer_code", "month", "billed_in", "issued_on", "due_on", "corrects", "net",
    "vat_category", "vat_rate", "tax", "gross", "not_paid", "sent_on", "sent_to",
)  # fmt: skip


def csv_rows(rows: Sequence[InvoiceRow]) -> list[list[Any]]:
    """One row a document, under CSV_COLUMNS; a credit note is below zero."""
    return [
        [
            one.number, "credit note" if one.is_credit_note else "invoice", one.customer.name, one.customer.code,
            str(one.used_in), str(one.period.month), one.issued_on.isoformat(), one.due_on.isoformat(),
            one.corrects.number if one.corrects else "", one.net, one.category, f"{one.rate.normalize():f}", one.tax,
            one.gross, row.left, *_sent(row.sending),
        ]
        for row in rows
        for one in [row.invoice]
    ]  # fmt: skip


def _sent(sending: CustomerSending | None) -> list[str]:
    """The day a document was last sent, and where to; nothing, as long as it was not."""
    if sending is None or sending.sent_at is None:
        return ["", ""]
    return [sending.sent_at.astimezone(LONDON).date().isoformat(), sending.to]


@dataclass(frozen=True, slots=True)
class DocumentState:
    """What has become of a document: what of it is not paid, and every time that it was sent, newest first."""

    left: Money
    sendings: Sequence[CustomerSending]
    may_send: bool

    @property
    def is_on_its_way(self) -> bool:
        return any(one.sent_at is None and one.stuck_at is None for one in self.sendings)


@dataclass(frozen=True, kw_only=True)
class CustomerInvoicePage(Page):
    """One document, with every line's working, and its files."""

    template: ClassVar[str] = "pages/partnership/customer_invoice.html"
    tag: Tag
    figures: Sequence[Figure]
    links: Sequence[Link]
    note: str
    table: Table
    rows: Sequence[Row]
    sent: Sequence[Row]
    acts: Sequence[Act]

    @classmethod
    def of(cls, invoice: CustomerInvoice, document: InvoiceDocument, *, state: DocumentState, on: date) -> Self:
        here = f"/customer-invoices/{document.number}"
        missing = document.missing
        files = [
            Link("Download PDF", f"{here}/pdf/"),
            *([] if missing else [Link("Download e-invoice (UBL)", f"{here}/ubl/")]),
        ]
        return cls(
            title=f"{document.kind} {document.number}",
            headline=f"{document.kind} {document.number}: {spelling.money(document.gross)}",
            caption=f"{document.buyer.name}, {document.month.title}",
            back=Link("Invoices to third parties", "/customer-invoices/"),
            tag=_tag(document, invoice, state.left, on),
            figures=[
                Figure("Excluding VAT", document.net),
                Figure("VAT", document.tax, note=document.taxed_how),
                Figure("Not paid", state.left, note=f"due {spelling.uk_date(document.due_on)}"),
            ],
            links=[
                *files,
                *(
                    []
                    if document.is_credit_note
                    else [Link("Record a payment", f"/customers/{invoice.customer.code}/payments/new/")]
                ),
            ],
            note=f"There is no e-invoice. What was missing at the close: {joined(missing)}." if missing else "",
            table=_lines(document),
            rows=_rows(document, invoice),
            sent=_sendings(state, invoice),
            acts=_sending_acts(state, invoice),
        )


def _sendings(state: DocumentState, invoice: CustomerInvoice) -> list[Row]:
    """Each time it was sent, or was to be; and where it would go next, if it went nowhere yet."""
    rows = [Row(_moved(one), [f"to {one.to}", *_went_wrong(one)]) for one in state.sendings]
    address, details = invoice.customer.email, f"/customers/{invoice.customer.code}/details/"
    if not address:
        rows.append(Row("Not sent" if not rows else "Next", "The customer has no e-mail address for invoices", details))
    elif not rows or state.sendings[0].to != address:
        rows.append(Row("Not sent" if not rows else "Next", f"It would go to {address}", details))
    return rows


def _went_wrong(sending: CustomerSending) -> list[str]:
    return [f"What went wrong: {sending.stuck_reason}"] if sending.stuck_at else []


def _moved(sending: CustomerSending) -> str:
    when = spelling.uk_datetime(sending.last_moved_at)
    if sending.sent_at:
        return f"Sent {when}"
    return f"Could not be sent {when}" if sending.stuck_at else f"On its way since {when}"


def _sending_acts(state: DocumentState, invoice: CustomerInvoice) -> list[Act]:
    if not (state.may_send and invoice.customer.email) or state.is_on_its_way:
        return []
    words = "Send it again" if state.sendings else "Send it"
    return [Act(words, f"/customer-invoices/{invoice.number}/sendings/")]


def _tag(document: InvoiceDocument, invoice: CustomerInvoice, left: Money, on: date) -> Tag:
    if document.is_credit_note:
        return Tag("Credit note", "purple")
    if not left:
        return Tag("Paid", "green")
    return Tag("Late", "red") if invoice.due_on < on else Tag("To be paid", "blue")


def _lines(document: InvoiceDocument) -> Table:
    return Table(
        "What it charges, excluding VAT" if not document.is_credit_note else "What it credits, excluding VAT",
        [Column("What"), Column("Working"), Column("Amount", True)],
        [[line.words, working_of(line), line.amount] for line in document.lines],
        totals=["Total", "", document.net],
    )


def working_of(line: DocumentLine) -> list[str]:
    """A line's working, and for a correction what was charged before."""
    working = [f"{words} = {amount}" for words, amount in line.working] or ["Nothing is due"]
    return working if line.before is None else [*working, f"{line.now} now, {line.before} charged before"]


def _rows(document: InvoiceDocument, invoice: CustomerInvoice) -> list[Row]:
    rows = [
        Row("Customer", Link(document.buyer.name, f"/customers/{invoice.customer.code}/")),
        Row("Address", document.buyer.address.splitlines()),
        Row("Quotes", document.buyer.reference),
        Row("Issued", document.issued_on),
        Row("Due", document.due_on),
        Row("Billed in", Link(invoice.period.month.title, f"/months/{invoice.period.month}/")),
        Row("VAT", document.taxed_how),
        Row("Digest of this document", document.digest),
    ]
    if invoice.corrects is not None:
        number = invoice.corrects.number
        rows.insert(0, Row("Corrects", Link(number, f"/customer-invoices/{number}/")))
    return rows


@dataclass(frozen=True, kw_only=True)
class UseFilePage(Page):
    """Choose a file of use."""

    template: ClassVar[str] = "pages/partnership/use_file.html"
    form: Any
    columns: str
    units: str
    customers: str
    pools: str

    @classmethod
    def of(cls, form: Any, *, customers: Sequence[str], pools: Sequence[str]) -> Self:
        return cls(
            title="Take in use from a file",
            back=Link("Third parties", "/customers/"),
            form=form,
            columns=", ".join(COLUMNS),
            units=", ".join(UNITS),
            customers=", ".join(customers) or "none yet",
            pools=", ".join(pools) or "none yet",
        )


@dataclass(frozen=True, kw_only=True)
class UsePreviewPage(Page):
    """What a file of use would add, before it does."""

    template: ClassVar[str] = "pages/partnership/use_preview.html"
    errors: Sequence[str]
    rows: Table | None
    load: Act | None
    again: Link

    @classmethod
    def of(cls, file: UseFile, errors: Sequence[str], *, kept: str) -> Self:
        wrong = len(errors)
        rows = [
            [
                f"Row {row.row}",
                row.customer,
                Cell(row.pool, note=row.unit.plural),
                row.used_on,
                figure(row.quantity),
                row.reference,
            ]
            for row in file.rows
        ]
        columns = [
            Column("In the file"), Column("Customer"), Column("Of"), Column("Used on"), Column("Quantity", True),
            Column("Reference"),
        ]  # fmt: skip
        return cls(
            title="Check the use",
            headline=f"{spelling.plural(wrong, 'thing is', 'things are')} wrong with {file.name}"
            if wrong
            else f"Check {spelling.plural(len(rows), 'row', 'rows')} of use",
            back=Link("Choose another file", "/customers/use/"),
            errors=errors,
            rows=Table("The rows of the file", columns, rows) if rows else None,
            load=None
            if wrong
            else Act(
                "Take this use in", "/customers/use/load/", kind="", fields={"kept": kept, "file_name": file.name}
            ),
            again=Link("Choose another file", "/customers/use/"),
        )
