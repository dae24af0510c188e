"""Sharing a cost: one pool, or a month of several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from guildhall.charging import allocation
from guildhall.charging.allocation import Driver, PoolToShare
from guildhall.charging.errors import NothingToShareBy
from guildhall.charging.scenarios.reading import NOT_WHOLE, Reader, percents_of_whole
from guildhall.charging.scenarios.values import (
    amount,
    code,
    month,
    one_word_of,
    quantity,
    signed_amount,
    text,
    true,
)
from guildhall.charging.scenarios.writing import Outputs, plain
from guildhall.charging.sharing import share
from guildhall.charging.support import Support, SupportMethod
from guildhall.kernel import Money

NOWHERE_TO_GO = "needs a fallback key or a decision"


def allocate(inputs: Reader) -> Callable[[], Outputs]:
    pool = inputs.take("pool", signed_amount)
    inputs.take_if_given("driver", text)
    weights: dict[str, Fraction] = {}
    match inputs.one_of("weights", "percent"):
        case "weights":
            weights = inputs.weights("weights")
        case "percent":
            weights = inputs.inside("percent", percents_of_whole)
    return lambda: _placed(pool, weights)


def _placed(pool: Money, weights: Mapping[str, Fraction]) -> Outputs:
    try:
        shares = share(pool, by_usage=weights)
    except NothingToShareBy:
        shares = {}
    total = Money.total(shares.values())
    outputs = {
        "shares": plain(shares),
        "total": total.plain,
        "unallocated": (pool - total).plain,
        "period_can_close": pool == total,
    }
    return outputs if pool == total else {**outputs, "reason": NOWHERE_TO_GO}


def multi_pool_period(inputs: Reader) -> Callable[[], Outputs]:
    period = inputs.take("period", month)
    seen: set[str] = set()
    pools = inputs.each("pools", lambda reader: _pool(reader, seen))
    method = inputs.take_if_given("method", one_word_of(*(method.value for method in SupportMethod)))
    order = inputs.codes("step_order") if inputs.has("step_order") else []
    support = Support(SupportMethod(method) if method else SupportMethod.STEP_DOWN, tuple(order))

    def answer() -> Outputs:
        shared = allocation.allocate(pools, support=support)
        return {
            "period": str(period),
            "pool_shares": {
                name: plain({who: part.money for who, part in pool.shares.items()} if pool.total_weight else {})
                for name, pool in sorted(shared.pools.items())
            },
            "direct_subtotal": plain(shared.direct_subtotal),
            "partner_totals": plain(shared.totals),
            "gross_cost": Money.total(pool.cost for pool in pools).plain,
            "third_party_income": Money.total(pool.income for pool in pools).plain,
            "net_cost": shared.net_cost.plain,
            "unallocated": plain(shared.unallocated),
            "period_can_close": shared.can_close,
        }

    return answer


def _pool(reader: Reader, seen: set[str]) -> PoolToShare:
    name, cost = reader.take("code", code), reader.take("cost", signed_amount)
    income = reader.take_if_given("third_party_income", amount)
    driver = reader.take_if_given("driver", text)
    drivers: tuple[Driver, ...] = ()
    match reader.one_of("weights", "composite", "second_stage"):
        case "weights":
            drivers = (Driver(driver or "", reader.weights("weights")),)
        case "composite":
            drivers = _composite(reader)
        case "second_stage":
            reader.take("second_stage", true)
    floors, ceilings = (_bounds(reader, which, drivers) for which in ("floor", "ceiling"))
    so_far = reader.take_if_given("so_far", signed_amount)
    serves = reader.map_of("serves", quantity) if reader.has("serves") else {}
    if sum(serves.values()) > 100:
        reader.fault("serves", "the percents add to more than 100")
    if name in seen:
        reader.fault("code", f'the pool "{name}" is given twice')
    seen.add(name)
    return PoolToShare(name, cost, drivers, income or Money(0), floors, ceilings, so_far, serves)


def _bounds(reader: Reader, key: str, drivers: tuple[Driver, ...]) -> dict[str, Money]:
    """One amount for everybody whom the drivers name, or a map; a second stage, which names nobody, takes a map."""
    if isinstance(reader.given.get(key), dict):
        return reader.map_of(key, amount)
    one = reader.take_if_given(key, amount)
    return {party: one for driver in drivers for party in driver.weights} if one is not None else {}


def _composite(reader: Reader) -> tuple[Driver, ...]:
    drivers = reader.each("composite", _driver)
    if reader.is_sound and sum(driver.percent for driver in drivers) != 100:
        reader.fault("composite", NOT_WHOLE)
    return tuple(drivers)


def _driver(part: Reader) -> Driver:
    return Driver(part.take("driver", text), part.weights("weights"), part.take("percent", quantity))
