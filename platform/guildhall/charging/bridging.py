"""From last month's share to this month's: how much came of the cost, the key, the use, the members, corrections.

One thing is changed after another, always in this order, and the whole month is shared again each time, overheads
included. So the steps of every partner add up to the difference of its shares, to the penny. Plain Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from guildhall.charging.allocation import allocate
from guildhall.charging.sharing import PartnerCode
from guildhall.charging.trying import MonthToTry, pools_to_share
from guildhall.kernel import Money

NOTHING = Money(0)
ByPartner = Mapping[PartnerCode, Money]


@dataclass(frozen=True, slots=True)
class Bridge:
    """One partner's way from one month's total to the next, in pence that add up."""

    before: Money
    cost: Money
    key: Money
    volume: Money
    members: Money
    correction: Money
    after: Money

    @property
    def steps(self) -> dict[str, Money]:
        """The steps in their order."""
        return {
            "cost": self.cost,
            "key": self.key,
            "volume": self.volume,
            "members": self.members,
            "correction": self.correction,
        }


def bridges(
    before: MonthToTry, after: MonthToTry, *, corrected_before: ByPartner, corrected_after: ByPartner
) -> dict[PartnerCode, Bridge]:
    """Every partner's bridge between two months, by code; somebody who was not there before comes from nothing.

    Takes: both months as they were closed, and what else was billed in each: corrections of months before.
    Rule: cost_sharing.md, goals, explain a change: volume, key, cost, joiner, correction.
    """
    keys_before = {code: key for code, (_, key) in before.pools.items()}
    with_costs = replace(
        before,
        pools={code: (cost, keys_before.get(code, key)) for code, (cost, key) in after.pools.items()},
        so_far=after.so_far,
    )
    with_keys = replace(with_costs, pools=after.pools, support=after.support)
    with_use = replace(with_keys, used=after.used)
    shares = [_shares(month) for month in (before, with_costs, with_keys, with_use, after)]
    codes = sorted({*(code for one in shares for code in one), *corrected_before, *corrected_after})
    return {
        code: _bridge(
            [one.get(code, NOTHING) for one in shares],
            corrected_before.get(code, NOTHING),
            corrected_after.get(code, NOTHING),
        )
        for code in codes
    }


def _shares(month: MonthToTry) -> ByPartner:
    return allocate(pools_to_share(month), support=month.support).totals


def _bridge(shares: list[Money], corrected_before: Money, corrected_after: Money) -> Bridge:
    was, with_costs, with_keys, with_use, now = shares
    return Bridge(
        before=was + corrected_before,
        cost=with_costs - was,
        key=with_keys - with_costs,
        volume=with_use - with_keys,
        members=now - with_use,
        correction=corrected_after - corrected_before,
        after=now + corrected_after,
    )
