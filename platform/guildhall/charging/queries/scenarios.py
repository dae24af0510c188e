"""A real month as a scenario file, for whoever wants to try other figures on it."""

from __future__ import annotations

from typing import Any

from guildhall.charging.models import CloseManifest, Period
from guildhall.charging.placing import AGREED_SHARES, agreed_weights
from guildhall.charging.queries.working import support_of, worked_as_closed, worked_month
from guildhall.charging.scenarios import SCENARIO
from guildhall.charging.scenarios.writing import exact, exactly, plain
from guildhall.charging.support import Support
from guildhall.charging.working import PoolInMonth, WorkedMonth


def scenario_of(*, period: Period) -> dict[str, Any]:
    """A month's pools, keys and use as a scenario file with one step; simulated, it gives the month's own lines.

    Takes: a closed month, which is taken as it was closed, or an open one as it stands. A constant number of questions.
    Gives: plain JSON. Costs are net of income, as the ledger's lines add up; what third parties paid by rate cards is
    given beside the cost. A pool without costs has 0.00, and a note names it.
    Rule: cost_sharing.md, scenario files.
    """
    manifest = CloseManifest.objects.filter(period=period).first()
    worked = worked_as_closed(period, manifest) if manifest else worked_month(period)
    title = f"{period.month.title}, {'as it was closed' if manifest else 'as it stands'}"
    inputs = {
        "period": str(period.month),
        "pools": [_pool(pool, worked) for pool in worked.pools],
        **_method(support_of(period.month, worked.pools), worked),
    }
    step = {"id": str(period.month), "operation": "multi_pool_period", "inputs": inputs}
    return {"format": SCENARIO, "title": title, **_note(worked), "steps": [step]}


def _note(worked: WorkedMonth) -> dict[str, str]:
    without = [pool.name for pool in worked.pools if pool.cost is None]
    return {"note": f"No costs are loaded for {', '.join(without)}."} if without else {}


def _pool(pool: PoolInMonth, worked: WorkedMonth) -> dict[str, Any]:
    costs: dict[str, Any] = {"code": pool.code, "cost": pool.net.plain, **_bounds(pool, worked)}
    if pool.income.pence > 0:
        costs |= {"cost": pool.gross.plain, "third_party_income": pool.income.plain}
    if pool.key.serves:
        costs["serves"] = exactly(dict(pool.key.serves))
    if pool.over:
        costs["so_far"] = pool.over.so_far.plain
    if pool.key.is_fixed:
        weights = agreed_weights(pool.key, [member.code for member in worked.members])
        return {**costs, "driver": AGREED_SHARES, "weights": {code: exact(one) for code, one in weights.items()}}
    drivers = [
        {"driver": part.unit.plural, "percent": part.percent, "weights": worked.used(part.unit)}
        for part in pool.key.parts
    ]
    if pool.key.passes_all_on:
        return {**costs, "weights": {member.code: 0 for member in worked.members}}
    if pool.key.is_second_stage:
        return {**costs, "second_stage": True}
    if pool.key.is_composite:
        return {**costs, "composite": drivers}
    return {**costs, "driver": drivers[0]["driver"], "weights": drivers[0]["weights"]}


def _bounds(pool: PoolInMonth, worked: WorkedMonth) -> dict[str, Any]:
    """What binds each member, by code."""
    members = [member.code for member in worked.members]
    bounds = {"floor": pool.key.floor.of(members), "ceiling": pool.key.ceiling.of(members)}
    return {name: plain(amounts) for name, amounts in bounds.items() if amounts}


def _method(support: Support, worked: WorkedMonth) -> dict[str, Any]:
    """How services pass their costs on; nothing, where none serves another."""
    serving = [pool.code for pool in worked.pools if pool.key.serves]
    return {"method": support.method.value, "step_order": support.ordered(serving)} if serving else {}
