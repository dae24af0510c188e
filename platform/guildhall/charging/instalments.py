"""A year's budget in instalments, each shared by the key of the contributions. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from guildhall.charging.sharing import PartnerCode, Weight, share
from guildhall.kernel import FinancialYear, Money

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
