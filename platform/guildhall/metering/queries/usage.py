"""How much was used. Months are UK-local and half-open; quantities are whole.

Read from the days that are counted; days of which events came since are counted on the way, so that the answer is
always that of the events.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from django.db import connection

from guildhall.kernel import FinancialYear, Month
from guildhall.metering.queries.days import counted_by_day, in_which_way
from guildhall.metering.units import Unit

UsageByPartner: TypeAlias = dict[str, int]

_ASKED = """
    (%(partner)s::text IS NULL OR partner_key = %(partner)s) AND day >= %(from)s AND day < %(until)s
"""
_USED = """
    WITH mark AS MATERIALIZED (SELECT coalesce(max(last_event_id), 0) AS last FROM public.metering_usagemark),
    stale AS MATERIALIZED (
        SELECT DISTINCT partner_key, unit, day FROM public.metering_usageevent
         WHERE id > (SELECT last FROM mark) AND ASKED
    ), used AS (
        SELECT partner_key, unit, day, quantity FROM public.metering_usageday
         WHERE ASKED AND (partner_key, unit, day) NOT IN (SELECT partner_key, unit, day FROM stale)
         UNION ALL
        SELECT partner_key, unit, day, quantity FROM (COUNTED) counted
    )
    SELECT partner_key, unit, date_trunc('month', day)::date AS month_on, sum(quantity)::bigint
      FROM used GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
_OF_STALE_DAYS = "SELECT e.* FROM public.metering_usageevent e JOIN stale USING (partner_key, unit, day)"
_FIRST, _LAST = date.min, date.max


@dataclass(frozen=True, slots=True)
class _Used:
    """What one partner used of one unit in one month."""

    partner_key: str
    unit: Unit
    month: Month
    quantity: int


def usage_in(month: Month, *, unit: Unit) -> UsageByPartner:
    """How much of one unit each partner used in a month; who used none is left out."""
    found = _used(from_=month.first_day, until=month.next.first_day)
    return {row.partner_key: row.quantity for row in found if row.unit is unit}


def usage_by_month(*, partner_key: str, months: Iterable[Month]) -> dict[Month, dict[Unit, int]]:
    """A partner's use of every unit, month by month; months and units without use are there, with nothing or zero."""
    wanted = sorted(months)
    used: dict[Month, dict[Unit, int]] = {month: dict.fromkeys(Unit, 0) for month in wanted}
    for row in _used(partner_key=partner_key, from_=wanted[0].first_day, until=wanted[-1].next.first_day):
        if row.month in used:
            used[row.month][row.unit] = row.quantity
    return used


def usage_by_month_of_year(*, partner_key: str, year: FinancialYear) -> dict[Month, dict[Unit, int]]:
    """A partner's use in each month of a financial year."""
    return usage_by_month(partner_key=partner_key, months=year.months)


def usage_by_unit(*, months: Iterable[Month] | None = None) -> dict[Unit, UsageByPartner]:
    """All use by unit and partner, of some months or of all time."""
    wanted = sorted(months) if months is not None else []
    from_, until = (wanted[0].first_day, wanted[-1].next.first_day) if wanted else (_FIRST, _LAST)
    used: dict[Unit, UsageByPartner] = defaultdict(dict)
    for row in _used(from_=from_, until=until):
        used[row.unit][row.partner_key] = used[row.unit].get(row.partner_key, 0) + row.quantity
    return dict(used)


def use_below_zero_in(month: Month) -> dict[tuple[str, Unit], int]:
    """Where more was taken back in a month than was used in it, by partner and unit: nothing can be shared by that."""
    found = _used(from_=month.first_day, until=month.next.first_day)
    return {(row.partner_key, row.unit): row.quantity for row in found if row.quantity < 0}


def usage_by_month_unit_and_partner(*, months: Iterable[Month]) -> dict[tuple[Month, Unit, str], int]:
    """All use of some months by month, unit and partner's key, in one question."""
    wanted = sorted(months)
    found = _used(from_=wanted[0].first_day, until=wanted[-1].next.first_day)
    return {(row.month, row.unit, row.partner_key): row.quantity for row in found}


def _used(*, from_: date, until: date, partner_key: str | None = None) -> Iterator[_Used]:
    asked = {**in_which_way(), "partner": partner_key, "from": from_, "until": until}
    question = _USED.replace("COUNTED", counted_by_day(_OF_STALE_DAYS)).replace("ASKED", _ASKED)
    with connection.cursor() as cursor:
        cursor.execute(question, asked)
        for key, unit, month_on, quantity in cursor.fetchall():
            yield _Used(key, Unit(unit), Month(month_on.year, month_on.month), int(quantity))
