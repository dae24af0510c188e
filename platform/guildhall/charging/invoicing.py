"""A statement as e-invoices: one for its own lines, one for each month that it corrects. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from guildhall.charging.correcting import DocumentType, correction_documents
from guildhall.charging.taxing import DocumentAmount, DocumentTotals, VatPosition, document_totals
from guildhall.kernel import Money, Month

PAYMENT = "Set against contributions on account when the year is settled."


@dataclass(frozen=True, slots=True)
class Party:
    """Who sells or buys: its name, its global location number (GLN), and its VAT number, if it has one."""

    name: str
    gln: str
    vat_number: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceTerms:
    """What an e-invoice needs besides figures. `reason` says why no tax is charged, `reference` is the buyer's."""

    seller: Party
    buyer: Party
    vat: VatPosition
    reason: str
    reference: str


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One service on an e-invoice, net."""

    name: str
    net: Money


@dataclass(frozen=True, slots=True)
class EInvoice:
    """One document. Its type says which way the amount goes; `corrects` is the statement that it corrects, or empty.

    `tax` is what it charges of tax, where documents before it decide that; None, for what its own amount comes to.
    """

    number: str
    type: DocumentType
    issued_on: date
    period: Month
    terms: InvoiceTerms
    lines: tuple[InvoiceLine, ...]
    corrects: str = ""
    tax: Money | None = None
    due_on: date | None = None
    payment: str = PAYMENT

    @property
    def totals(self) -> DocumentTotals:
        """Taxed once, on the whole document: it has one category, so O is never mixed with another."""
        vat = self.terms.vat
        lines = [DocumentAmount(line.net, vat.category, vat.rate) for line in self.lines]
        return document_totals(lines, tax=self.tax)


class Charged(Protocol):
    """A line of a statement, as far as an e-invoice shows it."""

    @property
    def name(self) -> str: ...
    @property
    def share(self) -> Money: ...


class Corrected(Charged, Protocol):
    """One that corrects an earlier month."""

    @property
    def month(self) -> Month: ...


class Stated(Protocol):
    """A statement, as far as its e-invoices show it."""

    @property
    def number(self) -> str: ...
    @property
    def month(self) -> Month: ...
    @property
    def closed_on(self) -> date: ...
    @property
    def partner_code(self) -> str: ...
    @property
    def lines(self) -> Sequence[Charged]: ...
    @property
    def corrections(self) -> Sequence[Corrected]: ...
    @property
    def corrected_months(self) -> Sequence[tuple[Month, Money]]: ...


def e_invoices_of(statement: Stated, *, terms: InvoiceTerms) -> dict[Month | None, EInvoice]:
    """A statement's e-invoices: of its own lines under None, of what it corrects under the corrected month.

    There is none for nothing, and none for a statement without lines of its own. What is below zero becomes a credit
    note of what is above it.
    Refuses: CorrectionNotReady (a corrected month that is not before the statement's).
    Rule: cost_sharing.md, public-sector rules, Peppol traps; `correction_documents`.
    """
    own = [InvoiceLine(line.name, line.share) for line in statement.lines if line.share]
    whole = EInvoice(statement.number, DocumentType.INVOICE, statement.closed_on, statement.month, terms, tuple(own))
    found: dict[Month | None, EInvoice] = {}
    if total := Money.total(line.net for line in own):
        found[None] = whole if total.pence > 0 else _turned(whole)
    for month, amount in statement.corrected_months:
        for document in correction_documents(
            {statement.partner_code: amount}, corrected=month, open_=statement.month, vat_category=terms.vat.category,
            buyer_references={statement.partner_code: terms.reference},
        ):  # fmt: skip
            lines = [InvoiceLine(one.name, one.share) for one in statement.corrections if one.month == month]
            correction = replace(
                whole,
                number=f"{statement.number}-C{month}",
                period=document.document_period,
                lines=tuple(line for line in lines if line.net),
                corrects=f"{statement.number.removesuffix(str(statement.month))}{document.refers_to}",
            )
            found[month] = correction if document.type == DocumentType.INVOICE else _turned(correction)
    return found


def _turned(invoice: EInvoice) -> EInvoice:
    """As a credit note: what was below zero is above it."""
    lines = tuple(InvoiceLine(line.name, -line.net) for line in invoice.lines)
    return replace(invoice, type=DocumentType.CREDIT_NOTE, lines=lines)


def what_is_missing(found: Mapping[str, object]) -> list[str]:
    """What has to be found before e-invoices are written. Takes: each thing by its name; empty, if it is not there."""
    return [name for name, thing in found.items() if not thing]
