"""What is amiss with the usage of a month stops its close, in words, and the page still stands."""

import pytest

from guildhall.charging.queries.working import what_stops_closing, worked_month
from guildhall.metering.operations import record_usage
from guildhall.metering.units import Unit
from tenants.context import inside
from tests.charging.months import FIRST_OF_JULY, JUNE, MAY, a_month_with_costs, a_pool, used

pytestmark = pytest.mark.usefixtures("on_platform")


def test_more_taken_back_than_was_used_weighs_nothing_and_stops_the_close(eastmoor):
    a_pool()
    used("northfield", 4)
    with inside(eastmoor):
        record_usage(Unit.APPLICATION_RECEIVED, subject="late", at=MAY.period.from_)
        record_usage(Unit.APPLICATION_RECEIVED, subject="back", at=JUNE.period.from_, quantity=-1, corrects="late")

    june = a_month_with_costs("recruitment,20.00")

    (pool,) = worked_month(june).pools
    shares = worked_month(june).shared(pool).shares
    assert {code: share.pence for code, share in shares.items()} == {"eastmoor": 0, "northfield": 2000}
    assert what_stops_closing(period=june, at=FIRST_OF_JULY) == [
        "Eastmoor Mental Health Trust has used -1 applications received in June 2026: more was taken back than was "
        "used. Date the corrections in the month of what they correct.",
        "The costs are not approved. Somebody other than who loaded them approves them.",
    ]
