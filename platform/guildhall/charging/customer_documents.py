"""An invoice to a customer: all that it says, set down once at the close, and read again to be shown and drawn. Plain.

A credit note's amounts are below zero in the books and above zero on the document, which says what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

from guildhall.charging.correcting import DocumentType
from guildhall.charging.invoicing import EInvoice, InvoiceLine, InvoiceTerms, Party
from guildhall.charging.rate_cards import plain_number
from guildhall.charging.taxing import OUT_OF_SCOPE, VatPosition
from guildhall.charging.third_parties import Charge, Document
from guildhall.kernel import Money, Month


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom a document is for, as it was at the close."""

    name: str
    address: str
    reference: str
    gln: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A document's number, its days, and the number of the one that it corrects, or nothing."""

    number: str
    on: date
    due_on: date
    corrects: str = ""


def invoice_number(sequence: int) -> str:
    """The name people quote: "TP-000042"."""
    return f"TP-{sequence:06}"


def figures_of_document(
    document: Document, *, issued: Issued, buyer: Addressed, seller: Party | None
) -> dict[str, Any]:
    """All that an invoice or a credit note says, as plain JSON in pence and words."""
    return {
        "number": issued.number,
        "is_credit_note": document.is_credit_note,
        "month": str(document.month),
        "issued_on": issued.on.isoformat(),
        "due_on": issued.due_on.isoformat(),
        "corrects": issued.corrects,
        "buyer": {"name": buyer.name, "address": buyer.address, "reference": buyer.reference, "gln": buyer.gln},
        "seller": seller and {"name": seller.name, "gln": seller.gln, "vat_number": seller.vat_number},
        "vat": {
            "category": document.vat.category,
            "rate": plain_number(document.vat.rate),
            "reason": document.vat.reason,
        },
        "lines": [_line(charge) for charge in document.charges],
        "net_pence": document.net.pence,
        "tax_pence": document.tax.pence,
        "gross_pence": document.gross.pence,
    }


def _line(charge: Charge) -> dict[str, Any]:
    return {
        "words": charge.words,
        "card": charge.tariff.number,
        "working": [[line.words, line.amount.pence] for line in charge.now.lines],
        "before_pence": charge.before.amount.pence if charge.before else None,
        "pence": charge.amount.pence,
    }


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One service on a document: what was used, the working, and the amount. `before` is what was charged of it before,
    of a correction.
    """

    words: str
    working: tuple[tuple[str, Money], ...]
    before: Money | None
    amount: Money

    @property
    def now(self) -> Money:
        return Money.total(amount for _, amount in self.working)


@dataclass(frozen=True, slots=True)
class InvoiceDocument:
    """A frozen invoice or credit note, made ready to show and to draw. Fetches nothing and works nothing out."""

    template: ClassVar[str] = "documents/customer_invoice.html"

    number: str
    is_credit_note: bool
    month: Month
    issued_on: date
    due_on: date
    corrects: str
    buyer: Addressed
    seller: Party | None
    vat: VatPosition
    reason: str
    lines: tuple[DocumentLine, ...]
    net: Money
    tax: Money
    digest: str

    @classmethod
    def of(cls, figures: Mapping[str, Any], *, digest: str) -> InvoiceDocument:
        """Takes: a document's frozen figures, and their digest."""
        sign = -1 if figures["is_credit_note"] else 1
        vat = figures["vat"]
        return cls(
            number=figures["number"],
            is_credit_note=figures["is_credit_note"],
            month=Month.written(figures["month"]),
            issued_on=date.fromisoformat(figures["issued_on"]),
            due_on=date.fromisoformat(figures["due_on"]),
            corrects=figures["corrects"],
            buyer=Addressed(**figures["buyer"]),
            seller=Party(**figures["seller"]) if figures["seller"] else None,
            vat=VatPosition(vat["category"], Fraction(vat["rate"])),
            reason=vat["reason"],
            lines=tuple(_read(line, sign) for line in figures["lines"]),
            net=Money(sign * figures["net_pence"]),
            tax=Money(sign * figures["tax_pence"]),
            digest=digest,
        )

    @property
    def kind(self) -> str:
        return "Credit note" if self.is_credit_note else "Invoice"

    @property
    def title(self) -> str:
        return f"{self.kind} {self.number}: {self.buyer.name}, {self.month.title}"

    @property
    def subject(self) -> str:
        """What a letter with it is called."""
        due = "" if self.is_credit_note else f", due {self.due_on.day} {self.due_on:%B %Y}"
        return f"{self.kind} {self.number}: {self.gross} for {self.month.title}{due}"

    @property
    def gross(self) -> Money:
        return self.net + self.tax

    @property
    def files_name(self) -> str:
        """What its files are called, before the dot."""
        return f"{self.kind.lower().replace(' ', '-')}-{self.number.lower()}"

    @property
    def taxed_how(self) -> str:
        """The VAT line in words."""
        if self.vat.category == "S":
            return f"VAT at {plain_number(Fraction(self.vat.rate))}%"
        return (
            f"{'Outside the scope of VAT' if self.vat.category == OUT_OF_SCOPE else 'Exempt from VAT'}: {self.reason}"
        )

    @property
    def payment(self) -> str:
        day = f"{self.due_on.day} {self.due_on:%B %Y}"
        if self.is_credit_note:
            return "It is set against what you owe. You need not pay anything for it."
        return f"Pay by {day}, and quote {self.number}."

    @property
    def missing(self) -> list[str]:
        """What keeps it from being an e-invoice; nothing, if nothing does."""
        faults = [] if self.seller else ["who issues it"]
        if self.vat.category != OUT_OF_SCOPE and self.seller and not self.seller.vat_number:
            faults.append("the issuer’s VAT number")
        return faults + ([] if self.buyer.gln else ["the customer’s location number (GLN)"])

    @property
    def e_invoice(self) -> EInvoice | None:
        """As an e-invoice; None, as long as something is missing."""
        if self.missing or self.seller is None:
            return None
        terms = InvoiceTerms(
            self.seller, Party(self.buyer.name, self.buyer.gln), self.vat, self.reason, self.buyer.reference
        )
        kind = DocumentType.CREDIT_NOTE if self.is_credit_note else DocumentType.INVOICE
        lines = tuple(InvoiceLine(line.words, line.amount) for line in self.lines)
        return EInvoice(
            self.number, kind, self.issued_on, self.month, terms, lines, self.corrects, tax=self.tax,
            due_on=None if self.is_credit_note else self.due_on, payment=self.payment,
        )  # fmt: skip


def _read(line: Mapping[str, Any], sign: int) -> DocumentLine:
    before = line["before_pence"]
    return DocumentLine(
        line["words"],
        tuple((words, Money(pence)) for words, pence in line["working"]),
        None if before is None else Money(before),
        Money(sign * line["pence"]),
    )
