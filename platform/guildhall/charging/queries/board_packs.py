"""A quarter as the members ask about it: what did we use, what did it cost, what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.models import (
    BoardPack,
    CloseManifest,
    Dispute,
    KeyVersion,
    OpenShare,
    Period,
    PoolTotal,
    Posting,
    Proposal,
    Settlement,
)
from guildhall.charging.queries.forecasts import YearForecast, forecast_for_all
from guildhall.charging.queries.ledger import balance_of
from guildhall.charging.queries.years import agreement_on
from guildhall.charging.states import SettlementState
from guildhall.kernel import LONDON, Money, Month, Quarter
from guildhall.kernel.time import start_of_day
from guildhall.metering.queries import usage_by_unit
from tenants.queries import members_on


@dataclass(frozen=True, slots=True)
class PackRow:
    """A quarter in a list: if its pack is filed, when; and how many of its months are closed."""

    quarter: Quarter
    filed_at: datetime | None
    months_closed: int


def board_pack_of(*, quarter: Quarter) -> BoardPack | None:
    """The pack of a quarter, once it was filed."""
    return BoardPack.objects.filter(starting=quarter.year.starting, number=quarter.number).first()


def filed_packs() -> list[BoardPack]:
    """Every pack that was put before the members, newest first."""
    return list(BoardPack.objects.defer("figures").order_by("-starting", "-number"))


def list_of_quarters() -> list[PackRow]:
    """Every quarter with a closed month, newest first. Two questions."""
    filed = {pack.quarter: pack.filed_at for pack in filed_packs()}
    closed: dict[Quarter, int] = {}
    for period in Period.objects.closed():
        quarter = Quarter.of(period.month)
        closed[quarter] = closed.get(quarter, 0) + 1
    return [PackRow(one, filed.get(one), closed[one]) for one in sorted(closed, reverse=True)]


def figures_of_quarter(*, quarter: Quarter, at: datetime) -> dict[str, Any]:
    """All that a pack says, as JSON: amounts in pence, days as 2026-09-30. A constant number of questions.

    Use and cost are by the month billed in, corrections of earlier months among them, beside the quarter before.
    `partners` is empty where the agreement keeps shares apart; `settlement` is that of the last year that was settled.
    """
    last_day = quarter.months[-1].last_day
    by_day = min(last_day, at.astimezone(LONDON).date())
    now, before = _cost_by_pool(quarter.months), _cost_by_pool(quarter.previous.months)
    return {
        "quarter": str(quarter),
        "as_at": by_day.isoformat(),
        "members": len(members_on(last_day)),
        "months": _months(quarter.months),
        "cost_pence": sum(now.values()),
        "before_pence": sum(before.values()),
        "used": _used(quarter),
        "services": _services(now, before, at=last_day),
        "partners": _partners(quarter),
        "year": _year(quarter, on=by_day),
        "held": {
            name: -_held_by_all(account, on=by_day).pence
            for name, account in (
                ("reserve_pence", LedgerAccount.RESERVE),
                ("credit_pence", LedgerAccount.TECHNOLOGY_CREDIT),
                ("refunds_pence", LedgerAccount.REFUND_PAYABLE),
            )
        },
        "settlement": _settlement(before=by_day),
        "decisions": _decisions(quarter),
        "disputes": _disputes(quarter),
    }


def _cost_by_pool(months: Sequence[Month]) -> dict[str, int]:
    """Pence by the pool's code, in the order of the agreement."""
    rows = PoolTotal.objects.filter(period__in=Period.objects.closed().filter(month_on__in=_days(months)))
    grouped = rows.values("pool__code", "pool__position").annotate(pence=Sum("cost_pence"))
    return {row["pool__code"]: int(row["pence"]) for row in grouped.order_by("pool__position", "pool__code")}


def _days(months: Sequence[Month]) -> list[date]:
    return [month.first_day for month in months]


def _months(months: Sequence[Month]) -> list[dict[str, Any]]:
    closed = {
        manifest.period.month: manifest
        for manifest in CloseManifest.objects.defer("body")
        .select_related("period")
        .filter(period__month_on__in=_days(months))
    }
    return [
        {
            "month": str(month),
            "closed_on": closed[month].closed_at.astimezone(LONDON).date().isoformat() if month in closed else None,
            "digest": closed[month].digest if month in closed else "",
        }
        for month in months
    ]


def _used(quarter: Quarter) -> list[dict[str, Any]]:
    """Every unit that was used in the quarter or in the one before, over all partners."""
    now, before = usage_by_unit(months=quarter.months), usage_by_unit(months=quarter.previous.months)
    return [
        {"unit": unit.value, "now": sum(now.get(unit, {}).values()), "before": sum(before.get(unit, {}).values())}
        for unit in sorted({*now, *before}, key=lambda unit: unit.value)
    ]


def _services(now: dict[str, int], before: dict[str, int], *, at: date) -> list[dict[str, Any]]:
    """What each service cost; `shared_by`, by the key in force at the end of the quarter."""
    versions = KeyVersion.objects.in_force(Month(at.year, at.month))
    keys = {version.pool.code: (version.pool.name, version.key.words) for version in versions}
    return [
        {"name": keys[code][0], "shared_by": keys[code][1], "now_pence": now.get(code, 0),
         "before_pence": before.get(code, 0)}
        for code in {**now, **before}
    ]  # fmt: skip


def _partners(quarter: Quarter) -> list[dict[str, Any]]:
    """What each member bore, by name: only where their agreement shows it to all of them."""
    now, before = _open_shares(quarter.months), _open_shares(quarter.previous.months)
    return [
        {"name": name, "now_pence": now.get(name, 0), "before_pence": before.get(name, 0)}
        for name in sorted({*now, *before})
    ]


def _open_shares(months: Sequence[Month]) -> dict[str, int]:
    rows = OpenShare.objects.filter(period__month_on__in=_days(months)).values("member")
    return {row["member"]: int(row["held"]) for row in rows.annotate(held=Sum("pence")).order_by("member")}


def _year(quarter: Quarter, *, on: date) -> dict[str, Any] | None:
    forecast = forecast_for_all(year=quarter.year, until=quarter.months[-1])
    if forecast is None:
        return None
    return {
        "year": str(quarter.year),
        **_forecast(forecast),
        "called_pence": -balance_of(account=LedgerAccount.CONTRIBUTIONS, on=on).pence,
        "outstanding_pence": _held_by_all(LedgerAccount.CONTRIBUTION_DUE, on=on).pence,
        "policy": agreement.get_surplus_policy_display() if (agreement := agreement_on(day=on)) else "",
    }


def _forecast(forecast: YearForecast) -> dict[str, Any]:
    return {
        "budget_pence": forecast.budget.pence,
        "months": forecast.months,
        "actual_pence": forecast.actual.pence,
        "run_rate_pence": forecast.run_rate.pence,
        "by_profile_pence": forecast.by_profile.pence if forecast.by_profile else None,
    }


def _held_by_all(account: LedgerAccount, *, on: date) -> Money:
    """What an account holds at the end of a day over everybody whose it is."""
    return Posting.objects.on(account).by(on).balance


def _settlement(*, before: date) -> dict[str, Any] | None:
    """The last year that was settled: what its difference was, and where it went."""
    settled = Settlement.objects.filter(
        state=SettlementState.SETTLED, settled_at__lt=start_of_day(before + timedelta(days=1))
    ).select_related("year")
    last = settled.order_by("-year__starting").first()
    if last is None:
        return None
    postings = Posting.objects.filter(journal__identity=f"settlement/{last.year}")
    return {
        "year": str(last.year),
        "difference_pence": last.difference_pence,
        "cash_pence": -postings.on(LedgerAccount.REFUND_PAYABLE).balance.pence,
        "technology_pence": -postings.on(LedgerAccount.TECHNOLOGY_CREDIT).balance.pence,
        "to_reserve_pence": last.to_reserve_pence,
        "from_reserve_pence": last.from_reserve_pence,
    }


def _decisions(quarter: Quarter) -> list[dict[str, Any]]:
    """Votes on keys that were counted in the quarter, oldest first."""
    counted = _in_quarter(Proposal.objects.select_related("pool"), "counted_at", quarter).order_by("counted_at")
    return [
        {
            "words": one.name,
            "outcome": one.get_state_display(),
            "votes": [one.votes_for, one.votes_against, one.electorate],
            "from": str(one.from_month),
        }
        for one in counted
    ]


def _disputes(quarter: Quarter) -> dict[str, Any]:
    """How many were raised and decided in the quarter, and what was given back by those decisions."""
    return {
        "raised": _in_quarter(Dispute.objects.all(), "raised_at", quarter).count(),
        **_in_quarter(Dispute.objects.all(), "decided_at", quarter).aggregate(
            decided=Count("id"), given_back_pence=Sum("answered_pence", filter=Q(state="upheld"), default=0)
        ),
    }


def _in_quarter(rows: QuerySet[Any], moment: str, quarter: Quarter) -> QuerySet[Any]:
    from_, until = quarter.months[0].period.from_, quarter.months[-1].period.until
    return rows.filter(**{f"{moment}__gte": from_, f"{moment}__lt": until})
