"""A pool shared within floors and ceilings, with how each share was worked out. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from guildhall.charging.bounds import BoundedShares, Bounds, share_within
from guildhall.charging.sharing import PartnerCode, Share, Weight, worked_shares
from guildhall.kernel import Money


@dataclass(frozen=True, slots=True)
class BoundedPool:
    """Shares within bounds beside what they would be without. `left` is what floors and ceilings leave to whoever none
    of them binds, and `weight_left` what these weigh together.

    The exact share of whoever is bound is the bound itself; the others' is their part of what is left.
    """

    unbounded: Mapping[PartnerCode, Share]
    bounded: BoundedShares
    shares: Mapping[PartnerCode, Share]
    left: Money
    weight_left: Weight

    def is_at_floor(self, partner: PartnerCode) -> bool:
        return partner in self.bounded.at_floor

    def is_at_ceiling(self, partner: PartnerCode) -> bool:
        return partner in self.bounded.at_ceiling

    @property
    def binds_anybody(self) -> bool:
        return bool(self.bounded.at_floor or self.bounded.at_ceiling)

    @property
    def why(self) -> str:
        """What keeps the pool from being placed in whole; nothing, where all of it is."""
        rest = self.bounded.uncovered
        return f"{rest} of it is above every member’s ceiling." if rest else ""


def within_bounds(
    cost: Money, *, by_weight: Mapping[PartnerCode, Weight], floors: Bounds, ceilings: Bounds
) -> BoundedPool:
    """Share a cost within floors and ceilings, and keep how each share was worked out.

    Takes, refuses: as `share_within`.
    """
    bounded = share_within(cost, by_weight=by_weight, floors=floors, ceilings=ceilings)
    bound = {*bounded.at_floor, *bounded.at_ceiling}
    free = {code: Fraction(weight) for code, weight in by_weight.items() if code not in bound}
    left = cost - Money.total(bounded.shares[code] for code in bound)
    whole = sum(free.values(), Fraction(0))
    return BoundedPool(
        unbounded=worked_shares(cost, by_weight=by_weight),
        bounded=bounded,
        shares={
            code: Share(
                by_weight[code],
                _exactly(left, free[code], whole) if code in free else Fraction(amount.pence),
                amount.pence,
            )
            for code, amount in bounded.shares.items()
        },
        left=left,
        weight_left=whole,
    )


def _exactly(left: Money, weight: Fraction, whole: Fraction) -> Fraction:
    """A part of what is left; nothing, where those that nothing binds weigh nothing."""
    return left.pence * weight / whole if whole else Fraction(0)
