"""Balances to agree, and what the year will have cost."""

from __future__ import annotations

from collections.abc import Callable

from guildhall.charging import forecasting
from guildhall.charging.balances import STATEMENTS_PER_PARTNER, Thresholds, balances_to_agree
from guildhall.charging.scenarios.reading import Reader
from guildhall.charging.scenarios.values import amount, number, quantity, signed_amount
from guildhall.charging.scenarios.writing import Outputs


def agreement_of_balances(inputs: Reader) -> Callable[[], Outputs]:
    receivable = inputs.map_of("receivable_by_partner", signed_amount)
    thresholds = Thresholds(inputs.take("statement_threshold", amount), inputs.take("agreement_threshold", amount))

    def answer() -> Outputs:
        found = balances_to_agree(receivable, thresholds=thresholds)
        return {
            "statement_required": found.statement_required,
            "agreement_required": found.agreement_required,
            "statements_per_partner": STATEMENTS_PER_PARTNER,
        }

    return answer


def forecast(inputs: Reader) -> Callable[[], Outputs]:
    budget, actual = inputs.take("budget", amount), inputs.take("actual_to_date", amount)
    months = inputs.take("months_elapsed", number())
    last_year = inputs.values("last_year_months", quantity)

    def answer() -> Outputs:
        found = forecasting.forecast(
            budget=budget, actual_to_date=actual, months_elapsed=months, last_year_months=last_year
        )
        return {
            "run_rate": found.run_rate.plain,
            "last_year_profile": found.last_year_profile.plain,
            "variance_run_rate": found.variance_run_rate.plain,
            "variance_profile": found.variance_profile.plain,
        }

    return answer
