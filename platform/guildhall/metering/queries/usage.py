"""How much was used. Months are UK-local and half-open; quantities are whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeAlias

from django.db.models import Sum

from guildhall.kernel import FinancialYear, Month
from guildhall.metering.models import UsageEvent
from guildhall.metering.units import Unit

UsageByPartner: TypeAlias = dict[str, int]


def usage_in(month: Month, *, unit: Unit) -> UsageByPartner:
    """How much of one unit each partner used in a month; who used none is left out."""
    rows = UsageEvent.objects.in_month(month).filter(unit=unit).values("partner_key").annotate(used=Sum("quantity"))
    return {row["partner_key"]: int(row["used"]) for row in rows.order_by("partner_key")}


def usage_by_month(*, partner_key: str, months: Iterable[Month]) -> dict[Month, dict[Unit, int]]:
    """A partner's use of every unit, month by month; months and units without use are there, with nothing or zero."""
    wanted = sorted(months)
    used: dict[Month, dict[Unit, int]] = {month: dict.fromkeys(Unit, 0) for month in wanted}
    rows = (
        UsageEvent.objects.of_partner(partner_key)
        .filter(day__gte=wanted[0].first_day, day__lt=wanted[-1].next.first_day)
        .values("day__year", "day__month", "unit")
        .annotate(used=Sum("quantity"))
        .order_by()
    )
    for row in rows:
        if (month := Month(row["day__year"], row["day__month"])) in used:
            used[month][Unit(row["unit"])] = int(row["used"])
    return used


def usage_by_month_of_year(*, partner_key: str, year: FinancialYear) -> dict[Month, dict[Unit, int]]:
    """A partner's use in each month of a financial year."""
    return usage_by_month(partner_key=partner_key, months=year.months)


def usage_by_unit(*, months: Iterable[Month] | None = None) -> dict[Unit, UsageByPartner]:
    """All use by unit and partner, of some months or of all time."""
    events = UsageEvent.objects.all()
    if months is not None:
        wanted = sorted(months)
        events = events.filter(day__gte=wanted[0].first_day, day__lt=wanted[-1].next.first_day)
    used: dict[Unit, UsageByPartner] = defaultdict(dict)
    for row in events.values("unit", "partner_key").annotate(used=Sum("quantity")).order_by("unit", "partner_key"):
        used[Unit(row["unit"])][row["partner_key"]] = int(row["used"])
    return dict(used)
