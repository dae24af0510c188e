"""The pools of a month with their costs and keys: as they are, and as they were closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Sum

from guildhall.charging.models import KeyVersion, Period, Pool, PoolCost, PoolTotal
from guildhall.charging.working import NOTHING, PoolInMonth
from guildhall.kernel import Money, Month

NO_INCOME: Mapping[str, Money] = {}


def pools_in(
    month: Month, *, costs_of: Period | None = None, income: Mapping[str, Money] = NO_INCOME
) -> list[PoolInMonth]:
    """The pools of a month with the keys in force.

    Takes: `costs_of`, the period whose loaded costs they carry; None for no costs. `income`, what third parties pay
    towards each, by code.
    """
    keys = {version.pool_id: version for version in KeyVersion.objects.in_force(month)}
    costs = _costs_by_pool(costs_of) if costs_of else {}
    return [
        _pool(pool, version, costs.get(pool.id), income.get(pool.code, NOTHING))
        for pool in Pool.objects.in_month(month)
        if (version := keys.get(pool.id))
    ]


def pools_at_close(months: Collection[Month]) -> dict[Month, list[PoolInMonth]]:
    """The pools of closed months with the costs and keys that closed them, in one question. What third parties paid is
    taken off the costs.
    """
    totals = PoolTotal.objects.original().filter(used_on__in=[month.first_day for month in months])
    pools: dict[Month, list[PoolInMonth]] = defaultdict(list)
    for total in totals.select_related("pool", "key_version").order_by("pool__position", "pool__code"):
        pools[total.used_in].append(_pool(total.pool, total.key_version, total.cost))
    return pools


def _pool(pool: Pool, version: KeyVersion, cost: Money | None, income: Money = NOTHING) -> PoolInMonth:
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
        income=income,
    )


def _costs_by_pool(period: Period) -> dict[int, Money]:
    rows = PoolCost.objects.in_force().filter(period=period).values("pool_id").annotate(pence=Sum("amount_pence"))
    return {row["pool_id"]: Money(int(row["pence"])) for row in rows.order_by()}
