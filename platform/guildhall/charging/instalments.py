"""A year's budget in instalments, each shared by the key of the contributions. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

from guildhall.charging.sharing import PartnerCode, Weight, rounded, share
from guildhall.kernel import FinancialYear, Money, Month

TIMES = (12, 4, 2, 1)
"""How often in a year contributions may be called: monthly, quarterly, twice, once."""


def instalments_of(year: FinancialYear, budget: Money, *, times: int) -> dict[date, Money]:
    """A budget in even instalments, due on the first day of a month; odd pennies go to the earliest.

    Takes: `times`, one of TIMES.

        >>> [str(part) for part in instalments_of(FinancialYear(2026), Money(1001), times=4).values()]
        ['£2.51', '£2.50', '£2.50', '£2.50']
    """
    if times not in TIMES:
        raise ValueError(f"Contributions are called 12, 4, 2 or 1 times a year, not {times}.")
    part, odd = divmod(budget.pence, times)
    months = year.months[:: 12 // times]
    return {month.first_day: Money(part + (number < odd)) for number, month in enumerate(months)}


def contributions_of(
    year: FinancialYear, budget: Money, *, times: int, by_weight: Mapping[PartnerCode, Weight]
) -> dict[date, dict[PartnerCode, Money]]:
    """What each partner pays on account by each due day; every day's amounts add up to its instalment.

    Refuses: NothingToShareBy.
    Rule: cost_sharing.md, worked case HND-03: each instalment is shared and rounded by itself.
    """
    due = instalments_of(year, budget, times=times)
    return {day: share(amount, by_usage=by_weight) for day, amount in due.items()}


def instalments_of_joiner(
    year: FinancialYear, monthly: Fraction, *, times: int, from_on: date, open_from: Month
) -> dict[date, Money]:
    """What a partner that joins within a year pays on account in what is left of it.

    Takes: `monthly`, exact pence for a whole month; `from_on`, its first day, whose month counts by its days;
    `open_from`, the first month that takes entries: what was due before is due on its first day.
    Gives: instalments on the days on which the others pay, the first on its first day; each is rounded once.

        >>> six = instalments_of_joiner(
        ...     FinancialYear(2026), Fraction(3000), times=4, from_on=date(2026, 11, 16), open_from=Month(2026, 11))
        >>> {str(day): str(amount) for day, amount in six.items()}
        {'2026-11-16': '£45.00', '2027-01-01': '£90.00'}
    """
    exact: dict[date, Fraction] = {}
    for months in _spans(year, times):
        parts = sum((_part_of(month, from_on) for month in months), Fraction(0))
        if parts:
            due_on = max(months[0].first_day, from_on, open_from.first_day)
            exact[due_on] = exact.get(due_on, Fraction(0)) + parts * monthly
    return {due_on: rounded(pence) for due_on, pence in exact.items()}


def spread_over(year: FinancialYear, amount: Money, *, due_on: date, times: int) -> dict[Month, Money]:
    """One instalment over the months that it pays for: evenly from its own month until the next one is due, odd pennies
    to the earliest. A day outside the year counts as its nearest month.

        >>> {str(month): str(part) for month, part in spread_over(
        ...     FinancialYear(2026), Money(200), due_on=date(2026, 7, 1), times=4).items()}
        {'2026-07': '£0.67', '2026-08': '£0.67', '2026-09': '£0.66'}
    """
    month = min(max(Month(due_on.year, due_on.month), year.months[0]), year.months[-1])
    span = next(months for months in _spans(year, times) if month in months)
    paid_for = [one for one in span if one >= month]
    part, odd = divmod(abs(amount.pence), len(paid_for))
    sign = -1 if amount.pence < 0 else 1
    return {one: Money(sign * (part + (number < odd))) for number, one in enumerate(paid_for)}


def _spans(year: FinancialYear, times: int) -> list[list[Month]]:
    """The months that each instalment of a year pays for."""
    length = 12 // times
    return [year.months[first : first + length] for first in range(0, 12, length)]


def _part_of(month: Month, from_on: date) -> Fraction:
    """How much of a month is left from a day on."""
    until = month.last_day + timedelta(days=1)
    days = (until - max(month.first_day, from_on)).days
    return Fraction(max(days, 0), (until - month.first_day).days)
