"""Loading a month's costs in whole, and taking them back in whole."""

from __future__ import annotations

from datetime import datetime

from guildhall.audit.operations import record
from guildhall.charging.costs import CostFile, what_does_not_tie
from guildhall.charging.errors import (
    CostsAlreadyLoaded,
    CostsAlreadyWithdrawn,
    CostsNotReady,
    PeriodAlreadyClosed,
)
from guildhall.charging.models import CostLoad, Period, Pool, PoolCost
from guildhall.charging.queries.costs import what_was_loaded_before
from guildhall.charging.rules import may_keep_costs
from guildhall.charging.states import PeriodState
from guildhall.database.operation import operation
from guildhall.kernel import Actor, Money, NotAllowed, require

ASK = "the shared service’s finance team"


@operation
def load_costs(*, period_id: int, terms: CostFile, control_total: Money, by: Actor, at: datetime) -> CostLoad:
    """Take a month's costs from a file: all of its rows, or none.

    Takes: a file as `guildhall.charging.costs.read_costs` read it; `control_total`, what the ledger says it adds up to.
    Refuses: NotAllowed, PeriodAlreadyClosed, CostsAlreadyLoaded (this month has costs, or this very file is loaded),
    CostsNotReady (every fault by its row; or the file does not add up to the control total).
    Rule: cost_sharing.md, close: pool costs carry the ledger's reference, pools equal the host's ledger.
    """
    period = Period.objects.locked(period_id)
    pools = {pool.code: pool for pool in Pool.objects.in_month(period.month)}

    require(may_keep_costs(by), NotAllowed("load costs", ask=ASK))
    require(not period.is_closed, PeriodAlreadyClosed(period.month.title))
    if before := what_was_loaded_before(period=period, digest=terms.digest):
        raise CostsAlreadyLoaded(before)
    if faults := [*terms.errors, *_pools_gone(terms, pools)]:
        raise CostsNotReady(faults)
    if faults := what_does_not_tie(terms.total, control_total=control_total):
        raise CostsNotReady(faults)

    load = CostLoad.objects.create(
        period=period,
        file_name=terms.name,
        digest=terms.digest,
        control_total_pence=control_total.pence,
        loaded_at=at,
        loaded_by_id=by.person_id,
    )
    PoolCost.objects.bulk_create(_costs(terms, load, pools))
    complete = set(pools) == {row.pool for row in terms.rows}
    period.state = PeriodState.REVIEW if complete else PeriodState.COLLECTING
    period.save(update_fields=["state"])

    details = {"file": terms.name, "total": str(terms.total), "ledger": f"Control total {control_total}"}
    record("costs loaded", period, by=by, at=at, details=details)
    return load


def _pools_gone(terms: CostFile, pools: dict[str, Pool]) -> list[str]:
    return [f"Row {row.row}: there is no pool “{row.pool}”." for row in terms.rows if row.pool not in pools]


def _costs(terms: CostFile, load: CostLoad, pools: dict[str, Pool]) -> list[PoolCost]:
    return [
        PoolCost(
            load=load,
            period=load.period,
            pool=pools[row.pool],
            row=row.row,
            amount_pence=row.amount.pence,
            ledger_reference=row.ledger_reference,
            narrative=row.narrative,
            reason=row.reason,
            is_idle=row.is_idle,
        )
        for row in terms.rows
    ]


@operation
def withdraw_costs(*, period_id: int, reason: str, by: Actor, at: datetime) -> Period:
    """Take a month's costs back, so that a better file can be loaded; an approval goes with them.

    Takes: `reason`, why, in words. The withdrawn rows are kept.
    Refuses: NotAllowed, PeriodAlreadyClosed, CostsNotReady (no reason given), CostsAlreadyWithdrawn.
    """
    period = Period.objects.locked(period_id)
    load = CostLoad.objects.in_force().filter(period=period).first()

    require(may_keep_costs(by), NotAllowed("withdraw costs", ask=ASK))
    require(not period.is_closed, PeriodAlreadyClosed(period.month.title))
    if load is None:
        raise CostsAlreadyWithdrawn(period.month.title)
    require(bool(reason.strip()), CostsNotReady("Say why the costs are withdrawn."))

    load.withdrawn_at, load.withdrawn_by_id, load.withdrawn_reason = at, by.id, reason.strip()
    load.save(update_fields=["withdrawn_at", "withdrawn_by_id", "withdrawn_reason"])
    period.state, period.approved_at, period.approved_by_id = PeriodState.OPEN, None, None
    period.save(update_fields=["state", "approved_at", "approved_by_id"])

    record("costs withdrawn", period, by=by, at=at, details={"reason": reason.strip()})
    return period
