"""Which month and which financial year? An hour at the year's end decides which year pays."""

from datetime import datetime

import pytest

from guildhall.kernel import Month
from tests.charging.tables import rows_of

HND_13 = """
    2026-03-31T22:59:59Z  2026-03  2025-26
    2026-03-31T23:00:00Z  2026-04  2026-27
    2026-10-25T00:30:00Z  2026-10  2026-27
    2026-10-25T01:30:00Z  2026-10  2026-27
    2026-10-31T23:59:59Z  2026-10  2026-27
    2026-11-01T00:00:00Z  2026-11  2026-27
    2026-12-31T23:30:00Z  2026-12  2026-27
    2027-03-31T22:59:59Z  2027-03  2026-27
    2027-03-31T23:00:00Z  2027-04  2027-28
"""


@pytest.mark.parametrize(("instant", "month", "year"), rows_of(HND_13))
def test_an_instant_belongs_to_the_month_and_year_of_uk_local_time_hnd_13(instant, month, year):
    found = Month.of(datetime.fromisoformat(instant))

    assert (str(found), str(found.financial_year)) == (month, year)
