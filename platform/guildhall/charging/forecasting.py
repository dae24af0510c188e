"""What a year will have cost, if it goes on as it did, or as the last one did. A forecast never posts. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from guildhall.charging.errors import ForecastNotReady
from guildhall.charging.sharing import Weight, rounded
from guildhall.kernel import Money


@dataclass(frozen=True, slots=True)
class Forecast:
    """A year's cost by two methods, against its budget. A variance above zero is an expected surplus."""

    budget: Money
    run_rate: Money
    last_year_profile: Money

    @property
    def variance_run_rate(self) -> Money:
        return self.budget - self.run_rate

    @property
    def variance_profile(self) -> Money:
        return self.budget - self.last_year_profile


def forecast(
    *, budget: Money, actual_to_date: Money, months_elapsed: int, last_year_months: Sequence[Weight]
) -> Forecast:
    """Forecast a year's cost by run-rate, and by last year's profile.

    Takes: months elapsed, 1 to 12, and what each of the twelve months of last year came to, in any unit.
    Gives: actual × 12 ÷ months; actual × last year ÷ its same months; each rounded once.
    Refuses: ForecastNotReady, every reason at once.
    Rule: cost_sharing.md, `forecast`.

        >>> forecast(budget=Money(1200_00), actual_to_date=Money(300_00), months_elapsed=3, last_year_months=[1] * 12)
        Forecast(budget=£1,200.00, run_rate=£1,200.00, last_year_profile=£1,200.00)
    """
    faults = []
    if not 1 <= months_elapsed <= 12:
        faults.append("Months elapsed are 1 to 12.")
    if len(last_year_months) != 12:
        faults.append("Last year has twelve months.")
    if not faults and not sum(last_year_months[:months_elapsed]):
        faults.append("The same months of last year add up to nothing, so they are no profile.")
    if faults:
        raise ForecastNotReady(faults)
    return Forecast(
        budget=budget,
        run_rate=at_run_rate(actual_to_date, months_elapsed=months_elapsed),
        last_year_profile=by_profile(actual_to_date, months_elapsed=months_elapsed, last_year_months=last_year_months),
    )


def at_run_rate(actual_to_date: Money, *, months_elapsed: int) -> Money:
    """What a year comes to, if its other months cost as much as those that are over: rounded once."""
    return rounded(Fraction(actual_to_date.pence * 12, months_elapsed))


def by_profile(actual_to_date: Money, *, months_elapsed: int, last_year_months: Sequence[Weight]) -> Money:
    """What a year comes to, if its months relate to each other as last year's did: rounded once.

    Takes: twelve months of last year, of which the same months add up to something.
    """
    same_months, whole_year = sum(last_year_months[:months_elapsed]), sum(last_year_months)
    return rounded(actual_to_date.pence * Fraction(whole_year) / Fraction(same_months))


def on_the_way(actual_to_date: Money, *, months_elapsed: int, profile: Sequence[Weight]) -> list[Money]:
    """What a year will have cost by the end of each month that is still to come, as its profile goes on; the last is
    the forecast of the year, rounded as it is.

    Takes: twelve months of a profile; all alike is the run-rate.

        >>> on_the_way(Money(1000), months_elapsed=10, profile=[1] * 12)
        [£11.00, £12.00]
    """
    same_months = sum(profile[:months_elapsed])
    return [
        rounded(actual_to_date.pence * Fraction(sum(profile[:month])) / Fraction(same_months))
        for month in range(months_elapsed + 1, 13)
    ]
