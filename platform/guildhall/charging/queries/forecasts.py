"""What a year will come to, if it goes on as it did. Nothing is posted from it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.db.models import QuerySet, Sum

from guildhall.charging.forecasting import at_run_rate, by_profile, on_the_way
from guildhall.charging.models import Contribution, Line, Period, PoolTotal
from guildhall.kernel import FinancialYear, Money, Month


@dataclass(frozen=True, slots=True)
class YearForecast:
    """A year's cost so far and what it comes to by two methods, against what is contributed.

    `by_profile` is None where last year is not known month by month. `so_far` is what it had cost by the end of each
    closed month; `at_rate` and `at_profile` go on from there to the end of March, the second only where it is known.
    """

    budget: Money
    actual: Money
    months: int
    run_rate: Money
    by_profile: Money | None
    so_far: tuple[Money, ...] = ()
    at_rate: tuple[Money, ...] = ()
    at_profile: tuple[Money, ...] = ()

    @property
    def variance(self) -> Money:
        """What is contributed less what the run-rate comes to: above zero, an expected surplus."""
        return self.budget - self.run_rate

    @property
    def is_over(self) -> bool:
        """Does the run-rate come to more than is contributed?"""
        return bool(self.budget) and self.variance.pence < 0


def forecast_for_partner(*, partner_key: str, year: FinancialYear) -> YearForecast | None:
    """One partner's year against its contributions; None, before a month is closed. Three questions."""
    contributed = Contribution.objects.filter(partner_key=partner_key, year__starting=year.starting)
    lines = Line.objects.filter(partner_key=partner_key)
    return _forecast(contributed, lines, year)


def forecast_for_all(*, year: FinancialYear, until: Month | None = None) -> YearForecast | None:
    """Everybody's year against all contributions; None, before a month is closed. Three questions.

    Takes: `until`, the last month that is looked at; without one, all that are closed.
    """
    costs = PoolTotal.objects.filter(period__month_on__lte=until.first_day) if until else PoolTotal.objects.all()
    return _forecast(Contribution.objects.filter(year__starting=year.starting), costs, year)


def _forecast(contributed: QuerySet[Any], costs: QuerySet[Any], year: FinancialYear) -> YearForecast | None:
    this, last = _by_month(costs, year), _by_month(costs, FinancialYear(year.starting - 1))
    elapsed = len(this)
    if not elapsed:
        return None
    so_far = [Money(pence) for pence in accumulate(this.values())]
    actual = so_far[-1]
    before = [max(last.get(month, 0), 0) for month in FinancialYear(year.starting - 1).months]
    is_known = len(last) == len(before) and any(before[:elapsed])
    return YearForecast(
        budget=Money(int(contributed.aggregate(pence=Sum("pence"))["pence"] or 0)),
        actual=actual,
        months=elapsed,
        run_rate=at_run_rate(actual, months_elapsed=elapsed),
        by_profile=by_profile(actual, months_elapsed=elapsed, last_year_months=before) if is_known else None,
        so_far=tuple(so_far),
        at_rate=tuple(on_the_way(actual, months_elapsed=elapsed, profile=[1] * 12)),
        at_profile=tuple(on_the_way(actual, months_elapsed=elapsed, profile=before)) if is_known else (),
    )


def _by_month(costs: QuerySet[Any], year: FinancialYear) -> dict[Month, int]:
    """Pence by the month billed in; only closed months, oldest first."""
    pence = "pence" if costs.model is Line else "cost_pence"
    closed = Period.objects.closed().filter(month_on__in=[month.first_day for month in year.months])
    rows = costs.filter(period__in=closed).values("period__month_on").annotate(held=Sum(pence))
    return {
        Month(row["period__month_on"].year, row["period__month_on"].month): int(row["held"])
        for row in rows.order_by("period__month_on")
    }
