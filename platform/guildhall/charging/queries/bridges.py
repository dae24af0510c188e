"""Why a share is not what it was a month ago."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from guildhall.charging.bridging import Bridge, bridges
from guildhall.charging.models import Line, MonthBridge, Period
from guildhall.charging.queries.proposals import months_to_try
from guildhall.charging.trying import MonthToTry
from guildhall.kernel import Money, Month
from guildhall.metering.units import Unit
from tenants.models import Partner


def bridges_into(*, period: Period) -> dict[str, Bridge]:
    """Every partner's bridge into a closed month from the one before, by key; nothing, if that was not closed.

    A constant number of questions.
    """
    before, month = period.month.previous, period.month
    tried = {one.month: one for one in months_to_try({before, month})}
    if before not in tried or month not in tried:
        return {}
    keys = dict(Partner.objects.values_list("code", "schema_name"))
    codes = {key: code for code, key in keys.items()}
    lines = list(Line.objects.filter(period__month_on__in=[before.first_day, month.first_day]).select_related("period"))
    found = bridges(
        _as_closed(tried[before], lines, codes),
        _as_closed(tried[month], lines, codes),
        corrected_before=_corrected(lines, before, codes),
        corrected_after=_corrected(lines, month, codes),
    )
    return {keys[code]: bridge for code, bridge in found.items()}


def _as_closed(tried: MonthToTry, lines: Sequence[Line], codes: dict[str, str]) -> MonthToTry:
    """The month with the use that its own close counted, where its keys asked for it."""
    counted = {
        (codes[line.partner_key], Unit(driver["unit"])): driver["quantity"]
        for line in lines
        if line.period.month == tried.month == line.used_in
        for driver in line.drivers
    }
    return replace(tried, used={**tried.used, **counted})


def _corrected(lines: Sequence[Line], month: Month, codes: dict[str, str]) -> dict[str, Money]:
    totals: dict[str, Money] = {}
    for line in lines:
        if line.period.month == month != line.used_in:
            code = codes[line.partner_key]
            totals[code] = totals.get(code, Money(0)) + line.amount
    return totals


def bridge_of(*, partner_key: str, month: Month) -> Bridge | None:
    """One partner's bridge into a closed month; None, where it was not set down."""
    row = MonthBridge.objects.filter(partner_key=partner_key, period__month_on=month.first_day).first()
    if row is None:
        return None
    steps = ("before", "cost", "key", "volume", "members", "correction", "after")
    return Bridge(*(Money(getattr(row, f"{step}_pence")) for step in steps))
