"""A cost that serves all: spread over the others, put on top of them, or scaled to what was invoiced. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from guildhall.charging.errors import SpreadNotReady
from guildhall.charging.sharing import PartnerCode, share
from guildhall.kernel import Money

DirectCost = Mapping[PartnerCode, Money]


class Spread(StrEnum):
    """By what a shared cost is spread: the same weight for everybody, or each one's direct cost."""

    EVEN = "even"
    WEIGHTED = "weighted"


@dataclass(frozen=True, slots=True)
class SpreadCost:
    """A shared cost, what each bears of it, and what that makes with the direct cost."""

    shared: Money
    shares: Mapping[PartnerCode, Money]
    totals: Mapping[PartnerCode, Money]

    @property
    def total(self) -> Money:
        return Money.total(self.totals.values())


def spread_overhead(direct: DirectCost, *, overhead: Money, spread: Spread) -> SpreadCost:
    """Put an overhead on top of everybody's direct cost.

    Refuses: NothingToShareBy (nobody, or weighted without any direct cost).
    Rule: cost_sharing.md, worked case PUB-05.
    """
    by = {party: Fraction(1) if spread is Spread.EVEN else Fraction(cost.pence) for party, cost in direct.items()}
    shares = share(overhead, by_usage=by)
    return SpreadCost(overhead, shares, {party: direct[party] + part for party, part in shares.items()})


def spread_one(direct: DirectCost, *, shared: PartnerCode, spread: Spread) -> SpreadCost:
    """Spread one party's direct cost over the others; it leaves the totals.

    Refuses: SpreadNotReady (no such party), NothingToShareBy (no others, or weighted without any direct cost).
    Rule: cost_sharing.md, worked case PUB-05.
    """
    if shared not in direct:
        raise SpreadNotReady(f"{shared} has no direct cost that could be shared.")
    others = {party: cost for party, cost in direct.items() if party != shared}
    return spread_overhead(others, overhead=direct[shared], spread=spread)


@dataclass(frozen=True, slots=True)
class ScaledToInvoice:
    """What was invoiced, shared by list prices: each pays its list price times one factor."""

    factor: Fraction
    shares: Mapping[PartnerCode, Money]


def scale_to_invoice(invoice: Money, *, list_prices: Mapping[PartnerCode, Money]) -> ScaledToInvoice:
    """Scale list prices to what was really invoiced; the shares add up to the invoice.

    Refuses: NothingToShareBy (list prices that add up to nothing).
    Rule: cost_sharing.md, `normalise_to_invoice`: factor = invoice ÷ list total.
    """
    shares = share(invoice, by_usage={party: price.pence for party, price in list_prices.items()})
    return ScaledToInvoice(Fraction(invoice.pence, Money.total(list_prices.values()).pence), shares)
