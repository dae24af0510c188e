"""The cumulative option: odd pennies that are fair over the months of a fixed key, not in each one. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from guildhall.charging.sharing import PartnerCode, Share, Weight, share, worked_shares
from guildhall.kernel import Money


def cumulative_share(cost: Money, *, so_far: Money, by_key: Mapping[PartnerCode, Weight]) -> dict[PartnerCode, Money]:
    """Share a month so that all months of this key so far are shared as one cost.

    Takes: the month's cost, and what the months before it cost since this version of the key came into force.
    Gives: each partner's rounded entitlement to the end of the month less that to its beginning. The shares add up to
    the month's cost. For a tiny weight one can be minus a penny, which is posted and explained.
    Refuses: NothingToShareBy.
    Rule: cost_sharing.md, odd pence, cumulative option.
    """
    before, after = share(so_far, by_usage=by_key), share(so_far + cost, by_usage=by_key)
    return {partner: entitled - before[partner] for partner, entitled in after.items()}


def worked_over_months(cost: Money, *, so_far: Money, by_key: Mapping[PartnerCode, Weight]) -> dict[PartnerCode, Share]:
    """The same, with how each share was worked out: exact is what is still due, the exact entitlement to the end of the
    month less the pence that were charged before it.

    Takes, refuses: as `cumulative_share`.
    """
    before, after = (worked_shares(amount, by_weight=by_key) for amount in (so_far, so_far + cost))
    return {
        partner: Share(
            by_key[partner],
            entitled.exact - before[partner].pence if by_key[partner] else Fraction(0),
            entitled.pence - before[partner].pence,
        )
        for partner, entitled in after.items()
    }


def cumulative_months(
    costs: Sequence[Money], *, by_key: Mapping[PartnerCode, Weight]
) -> list[dict[PartnerCode, Money]]:
    """Share several months of one key, in order.

    Refuses: NothingToShareBy.
    Rule: as `cumulative_share`.

        >>> [month["A"] for month in cumulative_months([Money(100)] * 3, by_key={"A": 1, "B": 2})]
        [£0.33, £0.34, £0.33]
    """
    months, so_far = [], Money(0)
    for cost in costs:
        months.append(cumulative_share(cost, so_far=so_far, by_key=by_key))
        so_far += cost
    return months
