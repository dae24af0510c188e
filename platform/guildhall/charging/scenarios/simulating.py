"""Answering a scenario through the very functions that close a month."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from guildhall.charging.allocation import Driver, PoolToShare, allocate
from guildhall.charging.errors import NothingToShareBy
from guildhall.charging.scenarios.reading import (
    STEPS_MAX,
    Reader,
    ScenarioRefused,
    amount,
    code,
    month,
    parsed,
    quantity,
    signed_amount,
    text,
    true,
)
from guildhall.charging.sharing import worked_shares
from guildhall.kernel import Money

SCENARIO, RESULT = "guildhall-costshare-scenario/1", "guildhall-costshare-result/1"
NOWHERE_TO_GO = "needs a fallback key or a decision"

Outputs = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One step, read and still to be answered."""

    id: str | None
    operation: str | None
    answer: Callable[[], Outputs]


def simulate(content: bytes) -> dict[str, Any]:
    """Answer a scenario file with a result, without touching the books.

    Takes: UTF-8 JSON in the format "guildhall-costshare-scenario/1".
    Gives: the result as plain JSON values, in the documented order: the same file gives the same bytes.
    Raises: ScenarioRefused, with every fault and its place; then nothing was computed.
    Rule: cost_sharing.md, scenario files.
    """
    scenario = parsed(content)
    faults: list[str] = []
    reader = Reader(scenario, "", faults)
    if reader.take("format", text) not in (SCENARIO, None):
        reader.fault("format", f'this is not "{SCENARIO}"')
    title = reader.take("title", text)
    reader.take("note", text, optional=True)
    steps = _steps(reader)
    reader.close()
    if faults:
        raise ScenarioRefused(faults)
    return {
        "format": RESULT,
        "title": title,
        "scenario_digest": digest_of_scenario(scenario),
        "books_changed": False,
        "steps": [{"id": step.id, "operation": step.operation, "outputs": step.answer()} for step in steps],
    }


def digest_of_scenario(scenario: Mapping[str, Any]) -> str:
    """SHA-256 of the scenario rewritten with sorted keys, no blanks and no needless escapes."""
    rewritten = json.dumps(scenario, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(rewritten.encode()).hexdigest()}"


def _steps(reader: Reader) -> list[Step]:
    readers = reader.objects("steps")
    if len(readers) > STEPS_MAX:
        reader.fault("steps", f"more than {STEPS_MAX:,} steps")
        return []
    steps: list[Step] = []
    seen: set[str] = set()
    for one in readers:
        step = _step(one)
        if step.id is not None and step.id in seen:
            one.fault("id", f'the id "{step.id}" is given twice')
        seen.add(step.id)
        steps.append(step)
    return steps


def _step(reader: Reader) -> Step:
    step_id, operation = reader.take("id", text), reader.take("operation", text)
    reader.take("note", text, optional=True)
    inputs = reader.take("inputs", lambda value: Reader(value, reader.at("inputs"), reader.faults))
    reader.close()
    if operation is not None and operation not in OPERATIONS:
        reader.fault("operation", f'unknown operation "{operation}"')
    if inputs is None or operation not in OPERATIONS:
        return Step(step_id, operation, dict)
    answer = OPERATIONS[operation](inputs)
    inputs.close()
    return Step(step_id, operation, answer)


def _allocate(inputs: Reader) -> Callable[[], Outputs]:
    pool = inputs.take("pool", signed_amount)
    inputs.take("driver", text, optional=True)
    if inputs.has("weights") == inputs.has("percent"):
        inputs.fault("", 'give one of "weights" and "percent"')
    key = "percent" if inputs.has("percent") and not inputs.has("weights") else "weights"
    weights = inputs.weights(key) if inputs.has(key) else {}
    inputs.taken.update(("weights", "percent"))
    if key == "percent" and weights and None not in weights.values() and sum(weights.values()) != 100:
        inputs.fault("percent", "the percents do not add to exactly 100")

    def answer() -> Outputs:
        try:
            shares = {name: part.money for name, part in worked_shares(pool, by_weight=weights).items()}
        except NothingToShareBy:
            shares = {}
        return _placed(pool, shares)

    return answer


def _placed(pool: Money, shares: Mapping[str, Money]) -> Outputs:
    total = Money.total(shares.values())
    outputs = {
        "shares": _plain(shares),
        "total": total.plain,
        "unallocated": (pool - total).plain,
        "period_can_close": pool == total,
    }
    return outputs if pool == total else {**outputs, "reason": NOWHERE_TO_GO}


def _multi_pool_period(inputs: Reader) -> Callable[[], Outputs]:
    period = inputs.take("period", month)
    readers = inputs.objects("pools")
    pools = [_pool(reader) for reader in readers]
    for number, (reader, pool) in enumerate(zip(readers, pools, strict=True)):
        if pool.code is not None and pool.code in [other.code for other in pools[:number]]:
            reader.fault("code", f'the pool "{pool.code}" is given twice')

    def answer() -> Outputs:
        allocation = allocate(pools)
        shared = allocation.pools.items()
        return {
            "period": str(period),
            "pool_shares": {
                name: _plain({who: part.money for who, part in pool.shares.items()} if pool.total_weight else {})
                for name, pool in sorted(shared)
            },
            "direct_subtotal": _plain(allocation.direct_subtotal),
            "partner_totals": _plain(allocation.totals),
            "gross_cost": Money.total(pool.cost for pool in pools).plain,
            "third_party_income": Money.total(pool.income for pool in pools).plain,
            "net_cost": allocation.net_cost.plain,
            "unallocated": _plain(allocation.unallocated),
            "period_can_close": allocation.can_close,
        }

    return answer


def _pool(reader: Reader) -> PoolToShare:
    name, cost = reader.take("code", code), reader.take("cost", signed_amount)
    income = reader.take("third_party_income", amount, optional=True)
    driver = reader.take("driver", text, optional=True)
    keys = [key for key in ("weights", "composite", "second_stage") if reader.has(key)]
    reader.taken.update(("weights", "composite", "second_stage"))
    if len(keys) != 1:
        reader.fault("", 'give one of "weights", "composite" and "second_stage"')
        return PoolToShare(name, cost)
    drivers: tuple[Driver, ...] = ()
    if keys == ["weights"]:
        drivers = (Driver(driver or "", reader.weights("weights") or {}),)
    elif keys == ["composite"]:
        drivers = _composite(reader)
    else:
        reader.take("second_stage", true)
    return PoolToShare(name, cost, drivers, income or Money(0))


def _composite(reader: Reader) -> tuple[Driver, ...]:
    parts = reader.objects("composite")
    drivers = []
    for part in parts:
        drivers.append(Driver(part.take("driver", text), part.weights("weights") or {}, part.take("percent", quantity)))
        part.close()
    percents = [driver.percent for driver in drivers]
    if None not in percents and sum(percents) != 100:
        reader.fault("composite", "the percents do not add to exactly 100")
    return tuple(drivers)


def _plain(amounts: Mapping[str, Money]) -> dict[str, str]:
    return {name: amounts[name].plain for name in sorted(amounts)}


OPERATIONS: Mapping[str, Callable[[Reader], Callable[[], Outputs]]] = {
    "allocate": _allocate,
    "multi_pool_period": _multi_pool_period,
}
"""The operations there are so far; more are added, and none is renamed."""
