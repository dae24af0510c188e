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
from guildhall.charging.models import CustomerInvoice
from guildhall.charging.queries.customers import InvoiceRow
from guildhall.charging.rate_cards import figure
from guildhall.kernel import Money
from guildhall.web import spelling
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Cell, Column, Empty, Figure, Link, Row, Table, Tag


@dataclass(frozen=True, kw_only=True)
class CustomerInvoicesPage(Page):
    """Every invoice and credit note."""

    template: ClassVar[str] = "pages/partnership/customer_invoices.html"
    figures: Sequence[Figure]
    links: Sequence[Link]
    table: Table
    empty: Empty

    @classmethod
    def of(cls, rows: Sequence[InvoiceRow], *, on: date) -> Self:
        late = [row for row in rows if row.is_late(on)]
        return cls(
            title="Invoices to third parties",
            headline=f"{spelling.plural(len(late), 'invoice is', 'invoices are')} late" if late else "",
            back=Link("Third parties", "/customers/"),
            figures=[
                Figure("Not paid", Money.total(row.left for row in rows), note="VAT included"),
                Figure("Late", Money.total(row.left for row in late), note="past the due day", alert=bool(late)),
                Figure("Invoiced", Money.total(row.invoice.net for row in rows), note="excluding VAT"),
            ],
            links=[Link("Download the list", "/customer-invoices/export/")] if rows else [],
            table=invoices_table(rows, with_customer=True, on=on),
            empty=Empty(
                "No invoice has been issued",
                "They are issued when a month is closed in which a customer used something.",
            ),
        )


CSV_COLUMNS = (
    "number", "kind", "customer", "customer_code", "month", "billed_in", "issued_on", "due_on", "corrects", "net",
    "vat_category", "vat_rate", "tax", "gross", "not_paid",
)  # fmt: skip


def csv_rows(rows: Sequence[InvoiceRow]) -> list[list[Any]]:
    """One row a document, under CSV_COLUMNS; a credit note is below zero."""
    return [
        [
            one.number, "credit note" if one.is_credit_note else "invoice", one.customer.name, one.customer.code,
            str(one.used_in), str(one.period.month), one.issued_on.isoformat(), one.due_on.isoformat(),
            one.corrects.number if one.corrects else "", one.net, one.category, f"{one.rate.normalize():f}", one.tax,
            one.gross, row.left,
        ]
        for row in rows
        for one in [row.invoice]
    ]  # fmt: skip


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

    @classmethod
    def of(cls, invoice: CustomerInvoice, document: InvoiceDocument, *, left: Money, on: date) -> Self:
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
            tag=_tag(document, invoice, left, on),
            figures=[
                Figure("Excluding VAT", document.net),
                Figure("VAT", document.tax, note=document.taxed_how),
                Figure("Not paid", left, note=f"due {spelling.uk_date(document.due_on)}"),
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
        )


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
