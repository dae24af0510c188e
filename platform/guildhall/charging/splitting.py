"""A charge that is split into rows for those who caused it, as FOCUS has it: with method and ratio. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from guildhall.charging.errors import NothingToShareBy
from guildhall.charging.sharing import PartnerCode, Weight, share
from guildhall.kernel import Money


@dataclass(frozen=True, slots=True)
class SplitCharge:
    """A charge in rows. Each of its costs is split to the penny, its hours exactly; a unit price would be copied."""

    ratios: Mapping[PartnerCode, Fraction]
    costs: Mapping[str, Mapping[PartnerCode, Money]]
    hours: Mapping[PartnerCode, Fraction]


def split_charge(costs: Mapping[str, Money], *, hours: Weight, by_weight: Mapping[PartnerCode, Weight]) -> SplitCharge:
    """Split a charge's costs and hours by weight; afterwards the row it came from has nothing left.

    Takes: each of the charge's costs by its name (billed, effective, list, contracted), which may be below zero.
    Refuses: NothingToShareBy.
    Rule: cost_sharing.md, `split_charge`; each cost conserves by itself.
    """
    whole = Fraction(sum(by_weight.values()))
    if not whole:
        raise NothingToShareBy
    ratios = {party: Fraction(by_weight[party]) / whole for party in sorted(by_weight)}
    return SplitCharge(
        ratios=ratios,
        costs={name: share(cost, by_usage=by_weight) for name, cost in costs.items()},
        hours={party: hours * ratio for party, ratio in ratios.items()},
    )
