"""What a year will come to, if it goes on as it did; and who is told."""

import pytest

from apps.organisation.tasks import a_statement_is_filed
from guildhall.charging.models import Statement
from guildhall.charging.queries.forecasts import forecast_for_all, forecast_for_partner
from guildhall.kernel import FinancialYear, Money, Month
from guildhall.notices.enclosures.models import Letter
from tenants.context import inside
from tenants.delivering import deliver_everything_waiting
from tenants.models import Partner
from tests.cast import FIONA
from tests.charging.months import a_month_with_costs, a_pool, closed, used
from tests.charging.years import AFTER_THE_YEAR, YEAR, a_running_year

pytestmark = pytest.mark.usefixtures("on_platform")
APRIL = YEAR.months[0]


def months_closed(*costs: str, first: Month = APRIL) -> None:
    """Months one after another at these costs; Northfield uses three quarters of each."""
    month = first
    for cost in costs:
        used("northfield", 3, month=month)
        used("eastmoor", 1, month=month)
        closed(a_month_with_costs(f"recruitment,{cost}", month=month, mark=f"GL {month}"))
        month = month.next


def key_of(code: str) -> str:
    return Partner.objects.get(code=code).schema_name


def test_a_year_is_forecast_at_the_rate_of_its_closed_months_against_what_is_contributed():
    a_running_year(budget="1200.00")
    a_pool(first=APRIL)
    months_closed("100.00", "140.00")

    own, whole = forecast_for_partner(partner_key=key_of("northfield"), year=YEAR), forecast_for_all(year=YEAR)

    assert (own.actual, own.months, own.run_rate, own.by_profile) == (Money.of("180.00"), 2, Money.of("1080.00"), None)
    assert (own.budget, own.variance, own.is_over) == (Money.of("800.04"), Money.of("-279.96"), True)
    assert (whole.run_rate, whole.variance, whole.is_over) == (Money.of("1440.00"), Money.of("-240.00"), True)


def test_the_profile_of_last_year_counts_once_it_is_known_month_by_month():
    last = FinancialYear(2026)
    a_pool(first=last.months[0])
    months_closed(*["100.00"] * 11, "900.00", first=last.months[0])
    months_closed("50.00", first=Month(2027, 4))

    whole = forecast_for_all(year=FinancialYear(2027))

    assert (whole.run_rate, whole.by_profile) == (Money.of("600.00"), Money.of("1000.00"))


def test_before_a_month_is_closed_there_is_nothing_to_forecast_from():
    assert forecast_for_all(year=YEAR) is None


def test_finance_officers_are_written_to_once_and_told_that_the_year_runs_over():
    a_running_year(budget="1200.00")
    a_pool(first=APRIL)
    months_closed("240.00")

    deliver_everything_waiting(at=AFTER_THE_YEAR)
    statement = Statement.objects.get(number="NF-2026-04")
    a_statement_is_filed(statement_id=statement.id, at=AFTER_THE_YEAR)

    with inside(Partner.objects.get(code="northfield")):
        letter = Letter.objects.get(template="statement_filed")
    assert (letter.to, letter.subject) == (FIONA.email, "Your share of April 2026 is £180.00")
    assert "That is £1,359.96 more than you contribute." in letter.body
    assert statement.state == "sent"
