"""The odd pence: the one place in Guildhall where money is rounded. Plain Python, to be read and checked by hand.

Shares are rounded together, so that they add up (`share`); a rated line or a tax is rounded by itself (`rounded`);
a cap is rounded down (`rounded_down`). Nothing else rounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor, lcm
from typing import TypeAlias

from guildhall.charging.errors import NothingToShareBy
from guildhall.kernel import Money

PartnerCode: TypeAlias = str
Weight: TypeAlias = int | Fraction
Rate: TypeAlias = int | Fraction
"""Pounds for one unit, exact."""


@dataclass(frozen=True, slots=True)
class Share:
    """One partner's part of a cost, with what it is worked out from.

    Takes: `weight`, the partner's; `exact`, the share in pence before rounding; `pence`, what is charged.
    """

    weight: Weight
    exact: Fraction
    pence: int

    @property
    def money(self) -> Money:
        return Money(self.pence)

    @property
    def has_odd_penny(self) -> bool:
        """Was one of the pence left over after rounding down placed here?"""
        return abs(self.pence) > floor(abs(self.exact))


def share(cost: Money, *, by_usage: Mapping[PartnerCode, Weight]) -> dict[PartnerCode, Money]:
    """Share a cost in proportion to usage; the shares always add up to the cost.

    Takes: a quantity of one unit for each partner, none negative. A refund is a negative cost.
    Gives: whole pence for every partner named, by code; no use, no pence.
    Refuses: NothingToShareBy, when nobody used anything.
    Rule: cost_sharing.md, odd pence: largest remainder first, ties to the larger quantity, then by partner code.

        >>> share(Money(100), by_usage={"eastmoor": 1, "northfield": 1, "westholme": 1})
        {'eastmoor': £0.34, 'northfield': £0.33, 'westholme': £0.33}
    """
    return {code: part.money for code, part in worked_shares(cost, by_weight=by_usage).items()}


def worked_shares(cost: Money, *, by_weight: Mapping[PartnerCode, Weight]) -> dict[PartnerCode, Share]:
    """Share a cost in proportion to weights, and keep how each share was worked out.

    Takes: whole or fractional weights, none negative. A refund is a negative cost and mirrors the charge.
    Gives: a share for every partner named, by code. They add up to the cost; each is less than a penny from its
    exact share.
    Refuses: NothingToShareBy, when the weights add up to nothing.
    Rule: as `share`.
    """
    parts = _in_whole_numbers(by_weight)
    total = sum(parts.values())
    if not total:
        raise NothingToShareBy

    owed = abs(cost.pence)
    whole = {code: owed * part // total for code, part in parts.items()}
    remainder = {code: owed * part % total for code, part in parts.items()}
    odd_pence = owed - sum(whole.values())
    for code in sorted(parts, key=lambda code: (-remainder[code], -parts[code], code))[:odd_pence]:
        whole[code] += 1

    sign = -1 if cost.pence < 0 else 1
    return {
        code: Share(by_weight[code], Fraction(cost.pence * parts[code], total), sign * whole[code])
        for code in sorted(parts)
    }


def rounded(pence: Weight) -> Money:
    """An exact amount as money: half a penny goes away from zero, once.

    Takes: pence, exact.
    Rule: cost_sharing.md, odd pence: rated line, tax.

        >>> rounded(Fraction(25, 2)), rounded(Fraction(-25, 2)), rounded(Fraction(124, 10))
        (£0.13, −£0.13, £0.12)
    """
    nearest = floor(abs(Fraction(pence)) + Fraction(1, 2))
    return Money(-nearest if pence < 0 else nearest)


def rounded_down(pence: Weight) -> Money:
    """An exact amount as money that is not more: a cap. Takes: pence, exact, not below zero."""
    return Money(floor(pence))


def rated(quantity: Weight, *, at: Rate) -> Money:
    """What a quantity comes to at a rate: the exact product, rounded once.

    Takes: `at`, pounds for one unit.

        >>> rated(3, at=Fraction("0.125")), rated(-3, at=Fraction("0.125"))
        (£0.38, −£0.38)
    """
    return rounded(Fraction(quantity) * Fraction(at) * 100)


def percent_of(amount: Money, percent: Weight) -> Money:
    """So many percent of an amount, rounded once: a tax.

    >>> percent_of(Money.of("0.12"), 20)
    £0.02
    """
    return rounded(Fraction(amount.pence) * Fraction(percent) / 100)


def _in_whole_numbers(by_weight: Mapping[PartnerCode, Weight]) -> dict[PartnerCode, int]:
    """The same proportions without fractions. Raises: TypeError, ValueError for what cannot be a weight."""
    for code, weight in by_weight.items():
        if type(weight) not in (int, Fraction):
            raise TypeError(f"A weight is a whole number or a fraction; {code}’s is a {type(weight).__name__}.")
        if weight < 0:
            raise ValueError(f"A weight is never below zero; {code}’s is {weight}.")
    scale = lcm(*(weight.denominator for weight in by_weight.values()))
    return {code: int(weight * scale) for code, weight in by_weight.items()}
