"""Working a month out, from what the tables hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Sum

from guildhall.charging.models import CloseManifest, KeyVersion, Period, Pool, PoolCost
from guildhall.charging.rules import Readiness, UnplacedPool
from guildhall.charging.rules import what_stops_approval as stops_approval
from guildhall.charging.rules import what_stops_closing as stops_closing
from guildhall.charging.working import Member, PoolInMonth, WorkedMonth, worked_out
from guildhall.kernel import Money, Month
from guildhall.metering.queries import events_by_partner_in, undecided_conflicts_in
from tenants.queries import members_on


def members_in(month: Month) -> list[Member]:
    """Who shares the cost of a month: whoever had joined by its last day, by code."""
    return [Member(p.code, p.schema_name, p.name, p.letters) for p in members_on(month.last_day)]


def pools_in(month: Month, *, costs_of: Period | None = None) -> list[PoolInMonth]:
    """The pools of a month with the keys in force.

    Takes: `costs_of`, the period whose loaded costs they carry; None for no costs.
    """
    keys = {version.pool_id: version for version in KeyVersion.objects.in_force(month)}
    costs = _costs_by_pool(costs_of) if costs_of else {}
    return [
        PoolInMonth(
            id=pool.id,
            code=pool.code,
            name=pool.name,
            key=version.key,
            key_version_id=version.id,
            key_number=version.number,
            key_from=version.from_on,
            agreed_by=version.agreed_by,
            cost=costs.get(pool.id),
        )
        for pool in Pool.objects.in_month(month)
        if (version := keys.get(pool.id))
    ]


def _costs_by_pool(period: Period) -> dict[int, Money]:
    rows = PoolCost.objects.in_force().filter(period=period).values("pool_id").annotate(pence=Sum("amount_pence"))
    return {row["pool_id"]: Money(int(row["pence"])) for row in rows.order_by()}


def worked_month(
    period: Period, *, up_to: int | None = None, members: Sequence[Member] | None = None, costs_of: Period | None = None
) -> WorkedMonth:
    """A period's shares as its costs, keys and usage have them now.

    Takes: `up_to`, the last event that counts; None for all there are. `members`, those frozen at a close. `costs_of`,
    another period whose costs stand in for this one's.
    """
    return worked_out(
        period.month,
        members=members_in(period.month) if members is None else members,
        pools=pools_in(period.month, costs_of=costs_of or period),
        evidence=events_by_partner_in(period.month, up_to=up_to),
    )


def worked_as_closed(period: Period, manifest: CloseManifest) -> WorkedMonth:
    """A closed period's shares, worked out again from the members and the events that its manifest names."""
    members = [Member(code, key, code, "") for code, key in manifest.body["members"]]
    return worked_month(period, up_to=manifest.last_event_id, members=members)


def readiness_of(*, period: Period, at: datetime, worked: WorkedMonth | None = None) -> Readiness:
    """Where a month stands at a moment."""
    worked = worked or worked_month(period)
    load = period.loads.in_force().first()
    return Readiness(
        month=period.month,
        is_over=at >= period.month.period.until,
        earlier_open=tuple(
            earlier.month
            for earlier in Period.objects.not_closed().filter(month_on__lt=period.month_on).order_by("month_on")
        ),
        has_members=bool(worked.members),
        loaded_by_id=load and load.loaded_by_id,
        has_costs=load is not None,
        pools_without_cost=tuple(pool.name for pool in worked.pools if load and pool.cost is None),
        unplaced=tuple(UnplacedPool(pool.name, pool.key.words) for pool in worked.unplaced),
        conflicts=len(undecided_conflicts_in(period.month)),
        is_approved=period.approved_at is not None,
    )


def what_stops_closing(*, period: Period, at: datetime) -> list[str]:
    """Everything that stops a month from being closed at a moment; nothing, for one that is closed."""
    return [] if period.is_closed else stops_closing(readiness_of(period=period, at=at))


def what_stops_approval(*, period: Period, at: datetime) -> list[str]:
    """Everything that stops a month's costs from being approved at a moment."""
    return [] if period.is_closed else stops_approval(readiness_of(period=period, at=at))
