"""One month's costs, shared: direct pools by what was used, then overheads by what those came to. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from guildhall.charging.bounded import BoundedPool, within_bounds
from guildhall.charging.bounds import Bounds
from guildhall.charging.cumulative import worked_over_months
from guildhall.charging.errors import BoundsNotReady, NothingToShareBy
from guildhall.charging.sharing import PartnerCode, Share, Weight, worked_shares
from guildhall.charging.support import BY_STEPS, PassedOn, Passing, Support, pass_on
from guildhall.kernel import Money

NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class Driver:
    """A measured basis: how much of one unit each partner used, and for how many percent of the key it counts."""

    name: str
    weights: Mapping[PartnerCode, Weight]
    percent: Weight = 100

    @property
    def total(self) -> Weight:
        return sum(self.weights.values())


@dataclass(frozen=True, slots=True)
class PoolToShare:
    """A pool in a month: its cost, what third parties paid towards it, and its key.

    `drivers` is empty for an overhead, which is shared in a second stage by the sum of the shares above it. `floors`
    and `ceilings` bound what a partner bears, as long as the cost is above nothing. `so_far` is what the months before
    cost, where the odd pence of a fixed key are rounded over the months; None, where each month is rounded by itself.
    `serves` is how many percent of the cost go to other pools first, by their codes.
    """

    code: str
    cost: Money
    drivers: tuple[Driver, ...] = ()
    income: Money = NOTHING
    floors: Bounds = field(default_factory=dict)
    ceilings: Bounds = field(default_factory=dict)
    so_far: Money | None = None
    serves: Mapping[str, Weight] = field(default_factory=dict)

    @property
    def net(self) -> Money:
        return self.cost - self.income

    @property
    def is_second_stage(self) -> bool:
        return not self.drivers


@dataclass(frozen=True)
class SharedPool:
    """A pool that was placed, or could not be: then it has no shares and its whole net cost is unallocated.

    Within bounds it can be placed in part: what no ceiling lets anybody bear stays unallocated. `why` says what is in
    the way, where it is not that nobody used anything. `net` is what the members share: the pool's own cost, with what
    other pools passed on to it and less what it passed on, as `passing` has it.
    """

    code: str
    net: Money
    weights: Mapping[PartnerCode, Weight]
    shares: Mapping[PartnerCode, Share]
    bounded: BoundedPool | None = None
    why: str = ""
    passing: Passing | None = None

    @cached_property  # each line asks for the whole, and a sum of fractions is dear
    def total_weight(self) -> Weight:
        return sum(self.weights.values())

    @cached_property
    def unallocated(self) -> Money:
        return self.net - Money.total(share.money for share in self.shares.values())


@dataclass(frozen=True)
class Allocation:
    """A whole month, shared. Rows and columns add up, because every pool conserves by itself."""

    pools: Mapping[str, SharedPool]
    direct_subtotal: Mapping[PartnerCode, Money]
    unallocated: Mapping[str, Money] = field(default_factory=dict)

    @cached_property  # each statement asks for its own part
    def totals(self) -> dict[PartnerCode, Money]:
        return _added_up(self.pools.values())

    @cached_property
    def direct_total(self) -> Money:
        """What the members share before second stages."""
        return Money.total(self.direct_subtotal.values())

    @cached_property
    def net_cost(self) -> Money:
        return Money.total(pool.net for pool in self.pools.values())

    @property
    def can_close(self) -> bool:
        return not self.unallocated


def allocate(pools: Sequence[PoolToShare], *, support: Support = BY_STEPS) -> Allocation:
    """Share every pool of a month by its key; what no key can place stays unallocated, and is named.

    Takes: each driver's weights name every member, zero included. `support`, by which method pools that serve each
    other pass their cost on before it is shared.
    Gives: shares that add up to what each pool has to share, and all together to the net cost. Second stages come last,
    by the sum of the rounded shares above them; a subtotal below zero weighs nothing.
    Rule: cost_sharing.md, worked cases HND-02 and PUB-07; invariants 1 and 2.
    """
    passed = pass_on(
        {pool.code: pool.net for pool in pools}, serves={pool.code: pool.serves for pool in pools}, support=support
    )
    pools = [_with_what_is_left(pool, passed) for pool in pools]
    direct = {pool.code: _shared(pool, _weights_of(pool.drivers)) for pool in pools if not pool.is_second_stage}
    subtotal = _added_up(direct.values())
    by_subtotal = {code: max(amount.pence, 0) for code, amount in subtotal.items()}
    overheads = {pool.code: _shared(pool, by_subtotal) for pool in pools if pool.is_second_stage}
    shared = {code: _with_passing(pool, passed) for code, pool in (direct | overheads).items()}
    return Allocation(
        pools={pool.code: shared[pool.code] for pool in pools},
        direct_subtotal=subtotal,
        unallocated={pool.code: shared[pool.code].unallocated for pool in pools if shared[pool.code].unallocated},
    )


def _with_what_is_left(pool: PoolToShare, passed: PassedOn) -> PoolToShare:
    """A pool at what its members share of it."""
    passing = passed.by_service.get(pool.code)
    return replace(pool, cost=passing.shared, income=NOTHING) if passing else pool


def _with_passing(pool: SharedPool, passed: PassedOn) -> SharedPool:
    if pool.code in passed.stuck and pool.net:
        return SharedPool(pool.code, pool.net, pool.weights, {}, why=passed.why)
    return replace(pool, passing=passed.by_service.get(pool.code))


def _shared(pool: PoolToShare, weights: Mapping[PartnerCode, Weight]) -> SharedPool:
    """A pool within its bounds, or with its pence over the months, or, as most are, by itself.

    Bounds are of a cost; a refund, and a month that cost nothing, is shared without them.
    """
    try:
        if (pool.floors or pool.ceilings) and pool.net.pence > 0:
            bounded = within_bounds(pool.net, by_weight=weights, floors=pool.floors, ceilings=pool.ceilings)
            return SharedPool(pool.code, pool.net, weights, bounded.shares, bounded, bounded.why)
        if pool.so_far is not None:
            over = worked_over_months(pool.net, so_far=pool.so_far, by_key=weights)
            return SharedPool(pool.code, pool.net, weights, over)
        return SharedPool(pool.code, pool.net, weights, worked_shares(pool.net, by_weight=weights))
    except BoundsNotReady as refused:
        return SharedPool(pool.code, pool.net, weights, {}, why=" ".join(refused.reasons))
    except NothingToShareBy:
        nothing = {} if pool.net else {code: Share(0, Fraction(0), 0) for code in sorted(weights)}
        return SharedPool(pool.code, pool.net, weights, nothing)


def _weights_of(drivers: Sequence[Driver]) -> Mapping[PartnerCode, Weight]:
    """A single driver's weights as they were measured; a composite key's as fractions; nothing if a part is nothing."""
    if len(drivers) == 1:
        return drivers[0].weights
    try:
        return composite_weights(drivers)
    except NothingToShareBy:
        return {partner: 0 for driver in drivers for partner in driver.weights}


def composite_weights(drivers: Sequence[Driver]) -> dict[PartnerCode, Fraction]:
    """Join several drivers into one weight for each partner: each is normalised to 1, then counts by its percent.

    Gives: exact fractions that add up to 1.
    Refuses: NothingToShareBy, naming the driver that nobody used.
    Rule: cost_sharing.md, worked case HND-02, pool `hosting`.
    """
    if sum(driver.percent for driver in drivers) != 100:
        raise ValueError("The percents of a composite key add up to 100.")
    totals = [Fraction(driver.total) for driver in drivers]
    for driver, total in zip(drivers, totals, strict=True):
        if not total:
            raise NothingToShareBy(driver.name)
    of_one = [
        (driver.weights, Fraction(driver.percent, 100) / total) for driver, total in zip(drivers, totals, strict=True)
    ]
    partners = sorted({partner for driver in drivers for partner in driver.weights})
    return {
        partner: sum((weights.get(partner, 0) * part for weights, part in of_one), Fraction(0)) for partner in partners
    }


def _added_up(pools: Iterable[SharedPool]) -> dict[PartnerCode, Money]:
    totals: dict[PartnerCode, Money] = {}
    for pool in pools:
        for partner, part in pool.shares.items():
            totals[partner] = totals.get(partner, Money(0)) + part.money
    return dict(sorted(totals.items()))
