"""Reports by letter: who has which, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from guildhall.charging.models import ReportOrder
from guildhall.charging.queries.forecasts import YearForecast, forecast_for_partner
from guildhall.charging.queries.years import OwnYear, own_year
from guildhall.kernel import FinancialYear, Month
from guildhall.metering.queries import usage_by_month
from guildhall.metering.units import Unit


def reports_of(*, partner_key: str, user_id: UUID) -> list[ReportOrder]:
    """What a person has sent to them about a partner, in the order they asked for it."""
    theirs = ReportOrder.objects.standing().filter(partner_key=partner_key, user_id=user_id)
    return list(theirs.order_by("id"))


def report_order_with(order_id: int, *, partner_key: str, user_id: UUID) -> ReportOrder | None:
    """One report of a person, ended or not; None, if it is another's."""
    return ReportOrder.objects.filter(id=order_id, partner_key=partner_key, user_id=user_id).first()


@dataclass(frozen=True, slots=True)
class UsageReport:
    """What a partner used in a month up to a day, beside the whole month before it; units without use are left out."""

    month: Month
    on: date
    used: tuple[tuple[Unit, int, int], ...]

    @property
    def lines(self) -> list[str]:
        before = self.month.previous.title
        return [f"{unit.of(now)} ({then:,} in all of {before})" for unit, now, then in self.used]


def usage_report(*, partner_key: str, on: date) -> UsageReport:
    """What there is to say about a partner's use on a day."""
    month = Month(on.year, on.month) if on.day > 1 else Month(on.year, on.month).previous
    used = usage_by_month(partner_key=partner_key, months=[month.previous, month])
    rows = [(unit, used[month][unit], used[month.previous][unit]) for unit in Unit]
    return UsageReport(month, on, tuple(row for row in rows if row[1] or row[2]))


@dataclass(frozen=True, slots=True)
class YearReport:
    """What a partner's year costs it, as it stands on a day."""

    year: FinancialYear
    own: OwnYear
    forecast: YearForecast | None


def year_report(*, partner_key: str, on: date) -> YearReport:
    """What there is to say about a partner's year on a day. A constant number of questions."""
    year = Month(on.year, on.month).financial_year
    return YearReport(
        year,
        own_year(partner_key=partner_key, year=year, on=on),
        forecast_for_partner(partner_key=partner_key, year=year),
    )
