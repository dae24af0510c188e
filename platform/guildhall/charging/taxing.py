"""VAT: once for each category and rate of a document, never line by line. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from guildhall.charging.errors import CreditsNotReady
from guildhall.charging.sharing import Weight, percent_of, rounded
from guildhall.kernel import Money

OUT_OF_SCOPE, EXEMPT = "O", "E"
NEEDS_REASON = (OUT_OF_SCOPE, EXEMPT)
MIXED = "category O mixed with another"
NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class Taxed:
    """A net amount and the tax on it."""

    net: Money
    tax: Money

    @property
    def gross(self) -> Money:
        return self.net + self.tax


def taxed(net: Money, *, percent: Weight) -> Taxed:
    """Tax a document's net amount, once.

    >>> taxed(Money.of("0.99") + Money.of("0.99"), percent=20).tax
    £0.40
    """
    return Taxed(net, percent_of(net, percent))


def credited_in_notes(invoice: Taxed, *, percent: Weight, nets: Sequence[Money]) -> list[Taxed]:
    """Credit an invoice in several notes that never credit more than it charged, tax included.

    Takes: each note's net amount, in the order they are issued.
    Gives: the tax of a note as the rounded tax of all credited so far less the tax credited before; so the note that
    credits the rest takes the difference.
    Refuses: CreditsNotReady (more is credited than was invoiced).
    Rule: cost_sharing.md, odd pence, tax.
    """
    if (credited := Money.total(nets)) > invoice.net:
        raise CreditsNotReady(f"{credited} is credited, which is more than the {invoice.net} that was invoiced.")
    notes, net_so_far, tax_so_far = [], NOTHING, NOTHING
    for net in nets:
        net_so_far += net
        tax = percent_of(net_so_far, percent) - tax_so_far
        tax_so_far += tax
        notes.append(Taxed(net, tax))
    return notes


def credited_pro_rata(monthly: Money, *, days: int, days_in_month: int, percent: Weight) -> Taxed:
    """Credit so many days of a month: the net amount is rounded first, and the tax is on it.

    Refuses: CreditsNotReady (more days than the month has).
    Rule: cost_sharing.md, `prorata_credit`.
    """
    if not 0 <= days <= days_in_month:
        raise CreditsNotReady("More days are credited than the month has.")
    return taxed(rounded(Fraction(monthly.pence * days, days_in_month)), percent=percent)


@dataclass(frozen=True, slots=True)
class DocumentAmount:
    """A line, a charge or an allowance of a document, net, with its VAT category and rate in percent."""

    net: Money
    category: str
    rate: Weight


@dataclass(frozen=True, slots=True)
class CategoryTax:
    """All of a document that is taxed alike, and the tax on it, rounded once; or, where the documents before it decide
    it, the tax that is `left` to charge.
    """

    category: str
    rate: Weight
    base: Money
    left: Money | None = None

    @property
    def tax(self) -> Money:
        return percent_of(self.base, self.rate) if self.left is None else self.left


@dataclass(frozen=True, slots=True)
class DocumentTotals:
    """The totals of an e-invoice, as EN 16931 adds them up. `faults` keep it from being sent."""

    line_total: Money
    tax_exclusive: Money
    vat: tuple[CategoryTax, ...]
    prepaid: Money

    @property
    def tax_inclusive(self) -> Money:
        return self.tax_exclusive + Money.total(part.tax for part in self.vat)

    @property
    def payable(self) -> Money:
        return self.tax_inclusive - self.prepaid

    @property
    def faults(self) -> list[str]:
        categories = {part.category for part in self.vat}
        return [MIXED] if OUT_OF_SCOPE in categories and len(categories) > 1 else []


def document_totals(
    lines: Sequence[DocumentAmount],
    *,
    charges: Sequence[DocumentAmount] = (),
    allowances: Sequence[DocumentAmount] = (),
    prepaid: Money = NOTHING,
    tax: Money | None = None,
) -> DocumentTotals:
    """Add up an e-invoice: its lines, charges on the whole document, allowances off it; taxed by category and rate.

    Takes: `tax`, that of the whole document, where those before it decide it and all of it is taxed alike.
    Gives: the categories in the order of their first use.
    Rule: cost_sharing.md, `ubl_totals`; Peppol traps.
    """
    bases: dict[tuple[str, Weight], Money] = {}
    off = [DocumentAmount(-one.net, one.category, one.rate) for one in allowances]
    for one in (*lines, *charges, *off):
        place = one.category, one.rate
        bases[place] = bases.get(place, NOTHING) + one.net
    return DocumentTotals(
        line_total=Money.total(one.net for one in lines),
        tax_exclusive=Money.total(bases.values()),
        vat=tuple(CategoryTax(category, rate, base, tax) for (category, rate), base in bases.items()),
        prepaid=prepaid,
    )


@dataclass(frozen=True, slots=True)
class VatPosition:
    """How a supply to one kind of customer is taxed. It is decided, never inferred. `rate` is in percent."""

    category: str
    rate: Weight

    @property
    def needs_reason(self) -> bool:
        """Must a document of this category say in words why no tax is charged?"""
        return self.category in NEEDS_REASON
