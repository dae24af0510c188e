"""The whole story of cost sharing in one mapping, for `manage.py demo --json`: everything adds up, and says so."""

from __future__ import annotations

from typing import Any

from guildhall.charging.models import Period, PoolTotal, Statement
from guildhall.charging.queries.replays import first_broken_link, replay
from guildhall.kernel import Money
from guildhall.metering.queries import usage_by_unit
from tenants.models import Partner


def summary_for_demo() -> dict[str, Any]:
    """Usage by meter, cost by pool, statements by partner, and the proof for each closed month; amounts as "1234.50".

    Gives: partners by code, months as "2026-09". `adds_up` is true where lines, statements and costs agree. What
    corrects an earlier month is a pool of its own, with a cost of nothing.
    """
    codes = dict(Partner.objects.values_list("schema_name", "code"))
    months = [_month(period, codes) for period in Period.objects.closed().order_by("month_on")]
    shared = Money.total(Money.of(month["shared"]) for month in months)
    stated = Money.total(Money.of(month["statements_total"]) for month in months)
    return {
        "usage_by_meter": {
            unit.value: {codes.get(key, key): used for key, used in by_partner.items()}
            for unit, by_partner in sorted(usage_by_unit().items())
        },
        "cost_by_pool": _added(month["cost_by_pool"] for month in months),
        "statements_by_partner": _added(month["statements_by_partner"] for month in months),
        "total_shared": shared.plain,
        "total_of_statements": stated.plain,
        "adds_up": shared == stated and all(month["adds_up"] for month in months),
        "chain_holds": first_broken_link() is None,
        "months": months,
    }


def _month(period: Period, codes: dict[str, str]) -> dict[str, Any]:
    pools = list(PoolTotal.objects.filter(period=period).select_related("pool").prefetch_related("lines"))
    statements = list(Statement.objects.filter(period=period).defer("figures").order_by("number"))
    in_order = sorted(pools, key=lambda total: (-total.used_on.toordinal(), total.pool.position, total.pool.code))
    proofs = [_proof(total) for total in in_order]
    shared, stated = Money.total(total.cost for total in pools), Money.total(s.total for s in statements)
    return {
        "month": str(period.month),
        "shared": shared.plain,
        "statements_total": stated.plain,
        "adds_up": shared == stated and all(proof["adds_up"] for proof in proofs),
        "replay_is_same": replay(period=period).is_same,
        "cost_by_pool": {total.pool.code: total.cost.plain for total in pools if total.corrects_id is None},
        "statements_by_partner": {codes.get(s.partner_key, s.partner_key): s.total.plain for s in statements},
        "pools": proofs,
    }


def _proof(total: PoolTotal) -> dict[str, Any]:
    lines = Money.total(line.amount for line in total.lines.all())
    return {
        "pool": total.pool.code,
        "used_in": str(total.used_in),
        "cost": total.cost.plain,
        "lines_total": lines.plain,
        "adds_up": lines == total.cost,
    }


def _added(by_month: Any) -> dict[str, str]:
    totals: dict[str, Money] = {}
    for amounts in by_month:
        for name, amount in amounts.items():
            totals[name] = totals.get(name, Money(0)) + Money.of(amount)
    return {name: totals[name].plain for name in sorted(totals)}
