"""A yearly allowance of free units that is used up day by day, at rates that change on the way. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from guildhall.charging.sharing import Rate, Weight, rounded
from guildhall.kernel import FinancialYear, Money


@dataclass(frozen=True, slots=True)
class DayOfUse:
    """What was used on a day, at the rate in force, in pounds for a unit."""

    on: date
    units: Weight
    rate: Rate


@dataclass(frozen=True, slots=True)
class RateUsed:
    """All that was used at one rate: how much of it was free, and what the rest costs exactly, in pounds."""

    rate: Rate
    chargeable: Weight
    free: Weight

    @property
    def charged(self) -> Weight:
        return self.chargeable - self.free

    @property
    def cost_exact(self) -> Fraction:
        return Fraction(self.charged) * self.rate


@dataclass(frozen=True, slots=True)
class AllowanceUsed:
    """A year's use by rate, in the order of their first use, and how many days were outside the year."""

    rows: tuple[RateUsed, ...]
    days_outside: int

    @property
    def cost_exact(self) -> Fraction:
        return sum((row.cost_exact for row in self.rows), Fraction(0))

    @property
    def statement_line(self) -> Money:
        """One line for all of it, rounded once."""
        return rounded(self.cost_exact * 100)


def use_allowance(days: Iterable[DayOfUse], *, year: FinancialYear, allowance: Weight) -> AllowanceUsed:
    """Use up a year's allowance in the order of the days; what is used beyond it is charged at the day's rate.

    Takes: days in any order; those of one date count in the order given. Days outside the year are left out.
    Rule: cost_sharing.md, `allowance_over_time`.
    """
    first, last = year.months[0].first_day, year.months[-1].last_day
    given = list(days)
    inside = sorted((day for day in given if first <= day.on <= last), key=lambda day: day.on)
    left, by_rate = allowance, dict[Rate, RateUsed]()
    for day in inside:
        free = min(left, day.units)
        left -= free
        so_far = by_rate.get(day.rate, RateUsed(day.rate, 0, 0))
        by_rate[day.rate] = RateUsed(day.rate, so_far.chargeable + day.units, so_far.free + free)
    return AllowanceUsed(tuple(by_rate.values()), len(given) - len(inside))
