"""VAT on documents and on the notes that credit them."""

from __future__ import annotations

from collections.abc import Callable

from guildhall.charging.scenarios.reading import Reader, days_of_month
from guildhall.charging.scenarios.values import amount, quantity, signed_amount, text
from guildhall.charging.scenarios.writing import Outputs, exact, listed
from guildhall.charging.taxing import (
    NEEDS_REASON,
    DocumentAmount,
    Taxed,
    VatPosition,
    credited_in_notes,
    credited_pro_rata,
    document_totals,
    taxed,
)
from guildhall.kernel import Money

STANDARD = "S"


def credit_notes_vat(inputs: Reader) -> Callable[[], Outputs]:
    lines, percent = inputs.values("lines_net", amount), inputs.take("vat_percent", quantity)
    order = inputs.values("credit_note_order", amount)

    def answer() -> Outputs:
        invoice = taxed(Money.total(lines), percent=percent)
        notes = credited_in_notes(invoice, percent=percent, nets=order)
        credited = Money.total(note.gross for note in notes)
        return {
            "invoice": _taxed(invoice, "vat"),
            "credit_notes": [_taxed(note, "vat") for note in notes],
            "sum_of_credit_notes": credited.plain,
            "balance_after": (invoice.gross - credited).plain,
        }

    return answer


def prorata_credit(inputs: Reader) -> Callable[[], Outputs]:
    monthly = inputs.values("monthly", amount)
    days, in_month = days_of_month(inputs, "days_credited")
    percent = inputs.take("tax_percent", quantity)

    def answer() -> Outputs:
        notes = [credited_pro_rata(one, days=days, days_in_month=in_month, percent=percent) for one in monthly]
        return {"notes": [_taxed(note, "tax") for note in notes]}

    return answer


def _taxed(found: Taxed, tax: str) -> Outputs:
    return {"net": found.net.plain, tax: found.tax.plain, "gross": found.gross.plain}


def ubl_totals(inputs: Reader) -> Callable[[], Outputs]:
    lines = inputs.each("lines", _document_amount)
    charges, allowances = _if_given(inputs, "document_charges"), _if_given(inputs, "document_allowances")
    prepaid = inputs.take_if_given("prepaid", amount) or Money(0)

    def answer() -> Outputs:
        totals = document_totals(lines, charges=charges, allowances=allowances, prepaid=prepaid)
        return {
            "line_total": totals.line_total.plain,
            "tax_exclusive": totals.tax_exclusive.plain,
            "vat": [
                {"category": one.category, "rate": exact(one.rate), "base": one.base.plain, "tax": one.tax.plain}
                for one in totals.vat
            ],
            "tax_inclusive": totals.tax_inclusive.plain,
            "payable": totals.payable.plain,
            "faults": totals.faults,
        }

    return answer


def _if_given(inputs: Reader, key: str) -> list[DocumentAmount]:
    return inputs.each(key, _document_amount) if inputs.has(key) else []


def _document_amount(reader: Reader) -> DocumentAmount:
    return DocumentAmount(reader.take("net", signed_amount), reader.take("vat", text), reader.take("rate", quantity))


def vat_positions(inputs: Reader) -> Callable[[], Outputs]:
    lines = inputs.values("lines_net", amount)
    positions = inputs.each("customers", _position)

    def answer() -> Outputs:
        documents = [taxed(Money.total(lines), percent=position.rate) for position in positions]
        line_by_line = [Money.total(taxed(line, percent=position.rate).tax for line in lines) for position in positions]
        return {
            "tax": listed(document.tax for document in documents),
            "gross": listed(document.gross for document in documents),
            "line_by_line_would_be": listed(line_by_line),
            "needs_reason_text": list(
                dict.fromkeys(position.category for position in positions if position.needs_reason)
            ),
        }

    return answer


def _position(reader: Reader) -> VatPosition:
    """A position whose rate does not fit its category is ruled out: neither is inferred from the other."""
    reader.take("kind", text)
    category, rate = reader.take("category", text), reader.take_if_given("rate", quantity)
    if category == STANDARD and not reader.has("rate"):
        reader.fault("rate", "category S has a rate")
    if category in NEEDS_REASON and rate:
        reader.fault("rate", f"category {category} has no tax")
    return VatPosition(category, rate or 0)
