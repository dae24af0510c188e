"""A real month as a scenario file, for whoever wants to try other figures on it."""

from __future__ import annotations

from typing import Any

from guildhall.charging.models import CloseManifest, Period
from guildhall.charging.queries.working import worked_as_closed, worked_month
from guildhall.charging.scenarios import SCENARIO
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
    inputs = {"period": str(period.month), "pools": [_pool(pool, worked) for pool in worked.pools]}
    step = {"id": str(period.month), "operation": "multi_pool_period", "inputs": inputs}
    return {"format": SCENARIO, "title": title, **_note(worked), "steps": [step]}


def _note(worked: WorkedMonth) -> dict[str, str]:
    without = [pool.name for pool in worked.pools if pool.cost is None]
    return {"note": f"No costs are loaded for {', '.join(without)}."} if without else {}


def _pool(pool: PoolInMonth, worked: WorkedMonth) -> dict[str, Any]:
    costs = {"code": pool.code, "cost": pool.net.plain}
    if pool.income.pence > 0:
        costs |= {"cost": pool.gross.plain, "third_party_income": pool.income.plain}
    drivers = [
        {"driver": part.unit.plural, "percent": part.percent, "weights": worked.used(part.unit)}
        for part in pool.key.parts
    ]
    if pool.key.is_second_stage:
        return {**costs, "second_stage": True}
    if pool.key.is_composite:
        return {**costs, "composite": drivers}
    return {**costs, "driver": drivers[0]["driver"], "weights": drivers[0]["weights"]}
