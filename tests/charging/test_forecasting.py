"""Balances to agree with partners, and what the year will have cost."""

import pytest

from tests.charging.simulations import outputs, refusals


def test_balances_strictly_over_a_threshold_are_stated_and_agreed_whatever_their_sign():
    receivable = {"E": "-300000.00", "A": "5000.00", "B": "5000.01", "C": "-5000.01", "D": "250000.00"}

    assert outputs(
        "agreement_of_balances",
        receivable_by_partner=receivable,
        statement_threshold="5000.00",
        agreement_threshold="250000.00",
    ) == {"statement_required": ["B", "C", "D", "E"], "agreement_required": ["E"], "statements_per_partner": 1}


FORECAST = {
    "budget": "1200.00",
    "actual_to_date": "500.01",
    "months_elapsed": 5,
    "last_year_months": [10, 10, 10, 10, 10, 10, 10, 10, 20, 20, 20, "20.5"],
}


def test_a_year_is_forecast_by_run_rate_and_by_last_years_profile():
    # 500.01 × 12 ÷ 5 = 1200.024; 500.01 × 160.5 ÷ 50 = 1605.0321.
    assert outputs("forecast", **FORECAST) == {
        "run_rate": "1200.02",
        "last_year_profile": "1605.03",
        "variance_run_rate": "-0.02",
        "variance_profile": "-405.03",
    }


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"months_elapsed": 0, "last_year_months": [1]},
            ["Months elapsed are 1 to 12.", "Last year has twelve months."],
        ),
        ({"months_elapsed": 13}, ["Months elapsed are 1 to 12."]),
        (
            {"last_year_months": [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1]},
            ["The same months of last year add up to nothing, so they are no profile."],
        ),
        ({"months_elapsed": "5"}, ['months_elapsed: "5" is not a whole number']),
        ({"last_year_months": 12}, ["last_year_months: this is not a list"]),
        (
            {"last_year_months": [True] * 12},
            [f'last_year_months[{n}]: true is not a quantity such as 12 or "12.5"' for n in range(12)],
        ),
    ],
)
def test_a_forecast_without_a_basis_is_refused(change, words):
    assert refusals("forecast", **{**FORECAST, **change}) == words
