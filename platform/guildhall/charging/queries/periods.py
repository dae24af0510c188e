"""Months, as host finance and the board see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from guildhall.charging.models import CloseManifest, CostLoad, Period, PoolCost
from guildhall.charging.queries.statements import StatementRow, statements_in
from guildhall.charging.queries.working import billed_month, readiness_of
from guildhall.charging.rules import what_stops_approval, what_stops_closing
from guildhall.charging.states import PeriodState
from guildhall.charging.working import PoolInMonth, WorkedMonth
from guildhall.kernel import Money, Month
from guildhall.metering.queries import late_usage_in


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A month in a list. `cost` is None, while no costs are loaded."""

    id: int
    month: Month
    state: PeriodState
    cost: Money | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CostRowLoaded:
    """One loaded line of the host's ledger."""

    pool: str
    name: str
    amount: Money
    ledger_reference: str
    narrative: str
    reason: str


@dataclass(frozen=True, slots=True)
class LoadRow:
    """A file of costs that is in force or was withdrawn; who by is a person's public identity."""

    file_name: str
    digest: str
    loaded_at: datetime
    loaded_by_id: UUID
    withdrawn_at: datetime | None
    withdrawn_by_id: UUID | None
    withdrawn_reason: str


@dataclass(frozen=True, slots=True)
class PoolOverview:
    """A pool in a month: its key, its cost and each member's share by code, None while it cannot be placed."""

    code: str
    name: str
    shared_by: str
    agreed_by: str
    cost: Money | None
    total_weight: str
    is_unplaced: bool
    shares: dict[str, Money | None]


@dataclass(frozen=True, slots=True)
class MemberOverview:
    """A member in a month, with its total so far, or as it was closed: its shares, and what corrects earlier ones."""

    code: str
    key: str
    name: str
    total: Money


@dataclass(frozen=True, slots=True)
class PeriodOverview:
    """A whole month on one page: what it costs, who bears what, what stops it, and what came of it."""

    id: int
    month: Month
    state: PeriodState
    approved_at: datetime | None
    approved_by_id: UUID | None
    closed_at: datetime | None
    closed_by_id: UUID | None
    pools: tuple[PoolOverview, ...]
    members: tuple[MemberOverview, ...]
    cost: Money
    loads: tuple[LoadRow, ...]
    costs: tuple[CostRowLoaded, ...]
    stops_approval: tuple[str, ...]
    stops_closing: tuple[str, ...]
    statements: tuple[StatementRow, ...]
    manifest_digest: str
    previous_digest: str
    late_events: int

    @property
    def load(self) -> LoadRow | None:
        """The file of costs in force."""
        return next((load for load in self.loads if load.withdrawn_at is None), None)

    @property
    def shared(self) -> Money:
        """What the members' totals add up to: the cost, unless some pool cannot be placed."""
        return Money.total(member.total for member in self.members)


def list_of_periods() -> list[PeriodRow]:
    """Every month that was opened, newest first, with the cost loaded for it."""
    costs = PoolCost.objects.in_force().values("period_id").annotate(pence=Sum("amount_pence")).order_by()
    by_period = {row["period_id"]: Money(int(row["pence"])) for row in costs}
    return [
        PeriodRow(period.id, period.month, PeriodState(period.state), by_period.get(period.id), period.closed_at)
        for period in Period.objects.order_by("-month_on")
    ]


def period_of(*, month: Month) -> Period | None:
    """The period of a month; None, if it was never opened."""
    return Period.objects.of_month(month).first()


def period_overview(*, period: Period, at: datetime) -> PeriodOverview:
    """A month with all that a page shows of it. A constant number of questions."""
    manifest = CloseManifest.objects.filter(period=period).first()
    billed = billed_month(period)
    worked = billed.worked
    ready = None if period.is_closed else readiness_of(period=period, at=at, billed=billed)
    late = late_usage_in(period.month, after=manifest.last_event_id) if manifest else {}
    return PeriodOverview(
        id=period.id,
        month=period.month,
        state=PeriodState(period.state),
        approved_at=period.approved_at,
        approved_by_id=period.approved_by_id,
        closed_at=period.closed_at,
        closed_by_id=period.closed_by_id,
        pools=tuple(_pool(pool, worked) for pool in worked.pools),
        members=tuple(MemberOverview(m.code, m.key, m.name, billed.total_for(m)) for m in billed.parties),
        cost=worked.allocation.net_cost,
        loads=_loads(period),
        costs=_costs(period),
        stops_approval=tuple(what_stops_approval(ready)) if ready else (),
        stops_closing=tuple(what_stops_closing(ready)) if ready else (),
        statements=tuple(statements_in(period=period)),
        manifest_digest=manifest.digest if manifest else "",
        previous_digest=manifest.previous_digest if manifest else "",
        late_events=sum(events.count for events in late.values()),
    )


def _pool(pool: PoolInMonth, worked: WorkedMonth) -> PoolOverview:
    shared = worked.shared(pool)
    return PoolOverview(
        code=pool.code,
        name=pool.name,
        shared_by=pool.key.words,
        agreed_by=pool.agreed_by,
        cost=pool.cost,
        total_weight=str(shared.total_weight),
        is_unplaced=pool in worked.unplaced,
        shares={m.code: shared.shares[m.code].money if m.code in shared.shares else None for m in worked.members},
    )


def _loads(period: Period) -> tuple[LoadRow, ...]:
    return tuple(
        LoadRow(
            load.file_name,
            load.digest,
            load.loaded_at,
            load.loaded_by_id,
            load.withdrawn_at,
            load.withdrawn_by_id,
            load.withdrawn_reason,
        )
        for load in CostLoad.objects.filter(period=period).order_by("-loaded_at", "-id")
    )


def _costs(period: Period) -> tuple[CostRowLoaded, ...]:
    costs = PoolCost.objects.in_force().filter(period=period).select_related("pool").order_by("row")
    return tuple(
        CostRowLoaded(cost.pool.code, cost.pool.name, cost.amount, cost.ledger_reference, cost.narrative, cost.reason)
        for cost in costs
    )
