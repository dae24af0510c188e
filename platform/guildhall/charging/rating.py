"""Prices for those who are no partners: tiers, blocks, packages, a minimum. What they pay is a pool's income. Plain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import ceil

from guildhall.charging.errors import RatesNotReady
from guildhall.charging.sharing import Rate, Weight, rated, rounded
from guildhall.kernel import Money

NOTHING = Money(0)


class TierPolicy(StrEnum):
    """Each unit at the price of the tier it lies in, or all units at the price of the tier the quantity falls in."""

    GRADUATED = "graduated"
    VOLUME = "volume"


@dataclass(frozen=True, slots=True)
class Tier:
    """Up to and with so many units (None: without end), a price in pounds for each, and a fee for reaching it."""

    up_to: Weight | None
    unit_price: Rate
    flat_fee: Money = NOTHING


@dataclass(frozen=True, slots=True)
class BlockTier:
    """So many blocks at most, each of so many units, at a price in pounds for a block; a part block counts whole."""

    block: Weight
    max_blocks: int
    price_per_block: Rate


@dataclass(frozen=True, slots=True)
class TierReached:
    """A tier, by its place, and the units that are charged in it."""

    place: int
    units: Weight


def tiers_reached(quantity: Weight, *, up_to: Sequence[Weight | None], policy: TierPolicy) -> Iterator[TierReached]:
    """The tiers that a quantity reaches. The first is reached even by nothing; past the last one its price holds."""
    last = len(up_to) - 1
    if policy is TierPolicy.VOLUME:
        falls_in = (place for place, end in enumerate(up_to) if end is None or quantity <= end)
        yield TierReached(next(falls_in, last), quantity)
        return
    lower: Weight = 0
    for place, end in enumerate(up_to):
        if place and quantity <= lower:
            return
        upper = quantity if end is None or place == last else min(quantity, end)
        yield TierReached(place, upper - lower)
        lower = quantity if end is None else end


def rate_by_tiers(quantity: Weight, *, tiers: Sequence[Tier], policy: TierPolicy) -> list[Money]:
    """Rate a quantity: one line for each tier it reaches, its flat fee included.

    Refuses: RatesNotReady, every reason at once.
    Rule: cost_sharing.md, odd pence, rated line; `rate_tiers`.

        >>> tiers = [Tier(10, Fraction("0.50"), Money(100)), Tier(None, Fraction("0.25"))]
        >>> rate_by_tiers(14, tiers=tiers, policy=TierPolicy.GRADUATED)
        [£6.00, £1.00]
        >>> rate_by_tiers(14, tiers=tiers, policy=TierPolicy.VOLUME)
        [£3.50]
    """
    refuse_unless_rising([tier.up_to for tier in tiers])
    reached = tiers_reached(quantity, up_to=[tier.up_to for tier in tiers], policy=policy)
    return [rated(one.units, at=tiers[one.place].unit_price) + tiers[one.place].flat_fee for one in reached]


def rate_by_blocks(quantity: Weight, *, tiers: Sequence[BlockTier], policy: TierPolicy) -> list[Money]:
    """Rate a quantity in blocks: one line for each tier it reaches. A tier holds its blocks' units.

    Refuses: RatesNotReady.
    Rule: cost_sharing.md, `rate_blocks`.
    """
    ends: list[Weight] = []
    for tier in tiers:
        ends.append((ends[-1] if ends else 0) + tier.block * tier.max_blocks)
    refuse_unless_rising(ends)
    lines = []
    for one in tiers_reached(quantity, up_to=ends, policy=policy):
        tier = tiers[one.place]
        lines.append(rated(ceil(Fraction(one.units) / tier.block), at=tier.price_per_block))
    return lines


def packages_for(quantity: Weight, *, size: Weight, free_units: Weight = 0) -> int:
    """How many packages a quantity takes, after the free units; a part package counts whole.

    Rule: cost_sharing.md, `rate_packages`.
    """
    return ceil(max(Fraction(quantity) - free_units, Fraction(0)) / size)


@dataclass(frozen=True, slots=True)
class Minimum:
    """What was promised at least for the days that were active, and what usage falls short of it: a line of its own."""

    for_period: Money
    true_up: Money


def true_up_to_minimum(usage: Money, *, minimum: Money, days_active: int, days_in_month: int) -> Minimum:
    """Bring usage up to a monthly minimum, pro rata for a part of the month.

    Gives: minimum × active ÷ all days, rounded once, and its shortfall, never below zero.
    Refuses: RatesNotReady (more days active than the month has).
    Rule: cost_sharing.md, `minimum_true_up`.
    """
    if not 0 <= days_active <= days_in_month:
        raise RatesNotReady("More days are active than the month has.")
    due = rounded(Fraction(minimum.pence * days_active, days_in_month))
    return Minimum(due, max(due - usage, NOTHING))


def refuse_unless_rising(up_to: Sequence[Weight | None]) -> None:
    """Tiers end later and later, and only the last may have no end. Refuses: RatesNotReady, every reason at once."""
    faults = [] if up_to else ["There are no tiers."]
    if any(end is None for end in up_to[:-1]):
        faults.append("Only the last tier has no end.")
    ends = [Fraction(0), *(end for end in up_to if end is not None)]
    if any(later <= earlier for earlier, later in pairwise(ends)):
        faults.append("Each tier ends after the one before it.")
    if faults:
        raise RatesNotReady(faults)
