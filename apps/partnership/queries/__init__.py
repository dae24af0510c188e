"""Questions of the shared service's desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Sum

from guildhall.charging.models import CostLoad, Line, Period, PoolTotal, Statement
from guildhall.charging.states import StatementState
from guildhall.kernel import Money, Month
from tenants.models import Partner


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month in the list of months."""

    period: Period
    booked: Money | None
    shared: Money | None
    statements: int
    drawn: int


def months_of_books() -> list[MonthRow]:
    """Every month whose books were opened, newest first. Four questions, however many."""
    periods = list(Period.objects.order_by("-month_on"))
    booked = _pence_by_period(
        CostLoad.objects.in_force().values("period_id").annotate(pence=Sum("costs__amount_pence"))
    )
    shared = _pence_by_period(Line.objects.values("period_id").annotate(pence=Sum("pence")))
    counts = {
        row["period_id"]: (row["all_of_them"], row["drawn"])
        for row in Statement.objects.values("period_id").annotate(
            all_of_them=Count("id"), drawn=Count("filed_at")
        ).order_by()
    }  # fmt: skip
    return [
        MonthRow(period, booked.get(period.id), shared.get(period.id), *counts.get(period.id, (0, 0)))
        for period in periods
    ]


@dataclass(frozen=True, slots=True)
class FrontFigures:
    """What the public front page may say: counted from the registry and the ledger."""

    members: int
    shared: Money
    unshared: Money
    months: int
    latest: Month | None


def front_figures() -> FrontFigures:
    """Members, what they bore of the cost of all closed months, and what of it nobody bore."""
    totals = PoolTotal.objects.aggregate(pence=Sum("cost_pence"), months=Count("period", distinct=True))
    latest = Period.objects.closed().order_by("-month_on").first()
    borne = Line.objects.aggregate(pence=Sum("pence"))
    return FrontFigures(
        members=Partner.objects.live().count(),
        shared=Money(int(borne["pence"] or 0)),
        unshared=Money(int(totals["pence"] or 0) - int(borne["pence"] or 0)),
        months=totals["months"],
        latest=latest and latest.month,
    )


def shares_by_partner_and_month() -> Mapping[str, Mapping[Month, Money]]:
    """What each partner was charged in each closed month, by its key."""
    shares: dict[str, dict[Month, Money]] = defaultdict(dict)
    for statement in Statement.objects.select_related("period").defer("figures").order_by("period__month_on"):
        shares[statement.partner_key][statement.period.month] = statement.total
    return shares


def stuck_statements() -> int:
    """How many statements could not be drawn."""
    return Statement.objects.filter(state=StatementState.STUCK).count()


def _pence_by_period(rows) -> dict[int, Money]:  # type: ignore[no-untyped-def]  # a queryset of grouped values
    return {row["period_id"]: Money(int(row["pence"])) for row in rows.order_by() if row["pence"] is not None}
