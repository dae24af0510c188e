"""The pools of a month with their costs and keys: as they are, and as they were closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q, Sum

from guildhall.charging.models import Agreement, CloseManifest, KeyVersion, Period, Pool, PoolCost, PoolTotal
from guildhall.charging.placing import agreed_weights
from guildhall.charging.support import BY_STEPS, Support
from guildhall.charging.working import NOTHING, Member, OverMonths, PoolInMonth
from guildhall.kernel import Money, Month

NO_INCOME: Mapping[str, Money] = {}


def pools_in(
    month: Month,
    *,
    costs_of: Period | None = None,
    members: Sequence[Member] = (),
    income: Mapping[str, Money] = NO_INCOME,
) -> list[PoolInMonth]:
    """The pools of a month with the keys in force.

    Takes: `costs_of`, the period whose loaded costs they carry; None for no costs. `members`, who shares them, so that
    pence that are rounded over the months go on from the month before; without them, each month is by itself. `income`,
    what third parties pay towards each, by code.
    """
    keys = {version.pool_id: version for version in KeyVersion.objects.in_force(month)}
    costs = _costs_by_pool(costs_of) if costs_of else {}
    pools = []
    for pool in Pool.objects.in_month(month):
        if version := keys.get(pool.id):
            cost, idle = costs.get(pool.id, (None, NOTHING))
            pools.append(_pool(pool, version, cost, idle, income.get(pool.code, NOTHING)))
    return _over_months(pools, month, [member.code for member in members]) if members else pools


def _over_months(pools: list[PoolInMonth], month: Month, members: Sequence[str]) -> list[PoolInMonth]:
    """Two questions, if any key is of agreed shares; none otherwise."""
    if not any(pool.key.may_round_over_months for pool in pools):
        return pools
    agreement = Agreement.objects.in_force(month.first_day)
    if agreement is None or agreement.penny_option != Agreement.PennyOption.OVER_MONTHS:
        return pools
    before = _listed_in(month.previous)
    return [
        replace(pool, over=_goes_on(pool, before.get(pool.code), month, members))
        if pool.key.may_round_over_months
        else pool
        for pool in pools
    ]


def _listed_in(month: Month) -> dict[str, Any]:
    """A closed month's pools as its manifest lists them, by code."""
    listed = CloseManifest.objects.filter(period__month_on=month.first_day).values_list("body__pools", flat=True)
    return {pool["code"]: pool for pool in listed.first() or ()}


def _goes_on(pool: PoolInMonth, before: Mapping[str, Any] | None, month: Month, members: Sequence[str]) -> OverMonths:
    """From the month before, if that was shared by the same key among the same members; otherwise it starts anew."""
    weights = {code: str(weight) for code, weight in agreed_weights(pool.key, members).items() if weight}
    if (
        before is None
        or "over_months" not in before
        or before["key_version"] != pool.key_number
        or {code: weight for code, weight, *_ in before["lines"] if weight != "0"} != weights
    ):
        return OverMonths(month, Money(0))
    over = before["over_months"]
    return OverMonths(Month.written(over["since"]), Money(over["so_far_pence"] + before["cost_pence"]))


def pools_at_close(months: Collection[Month]) -> dict[Month, list[PoolInMonth]]:
    """The pools of closed months with the costs and keys that closed them, in one question. What third parties paid is
    taken off the costs.
    """
    totals = PoolTotal.objects.original().filter(used_on__in=[month.first_day for month in months])
    pools: dict[Month, list[PoolInMonth]] = defaultdict(list)
    for total in totals.select_related("pool", "key_version").order_by("pool__position", "pool__code"):
        pool = _pool(total.pool, total.key_version, total.own, total.idle)
        pools[total.used_in].append(replace(pool, over=over_months_of(total)))
    return pools


def over_months_of(total: PoolTotal) -> OverMonths | None:
    """Since when the pence of a closed pool were rounded over the months; None, where they were not."""
    over = total.basis.get("over_months")
    return OverMonths(Month.written(over["since"]), Money(over["so_far_pence"])) if over else None


def _pool(pool: Pool, version: KeyVersion, cost: Money | None, idle: Money, income: Money = NOTHING) -> PoolInMonth:
    return PoolInMonth(
        id=pool.id,
        code=pool.code,
        name=pool.name,
        key=version.key,
        key_version_id=version.id,
        key_number=version.number,
        key_from=version.from_on,
        agreed_by=version.agreed_by,
        cost=cost,
        idle=idle,
        income=income,
    )


def _costs_by_pool(period: Period) -> dict[int, tuple[Money, Money]]:
    """What each pool cost, and what of it is idle."""
    idle = Sum("amount_pence", filter=Q(is_idle=True), default=0)
    costs = PoolCost.objects.in_force().filter(period=period).values("pool_id")
    rows = costs.annotate(pence=Sum("amount_pence"), idle=idle).order_by()
    return {row["pool_id"]: (Money(int(row["pence"])), Money(int(row["idle"]))) for row in rows}


def support_in(months: Collection[Month]) -> dict[Month, Support]:
    """How services pass their costs on to each other in some months, as the members agreed. One question."""
    agreements = list(Agreement.objects.order_by("-from_on"))
    return {
        month: next((one.support for one in agreements if one.from_on <= month.first_day), BY_STEPS) for month in months
    }
