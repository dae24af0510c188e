"""What is amiss with the usage of a month stops its close, in words, and the page still stands."""

from datetime import datetime, timedelta

import pytest

from guildhall.charging.errors import PeriodNotReady
from guildhall.charging.keys import Key
from guildhall.charging.operations import open_period
from guildhall.charging.queries.working import what_stops_closing, worked_month
from guildhall.metering.operations import record_usage, retire_source
from guildhall.metering.queries.users import COUNTING_USERS
from guildhall.metering.units import Unit
from tenants.context import inside
from tenants.models import Turn
from tests.cast import HUGO, after
from tests.charging.months import FIRST_OF_JULY, JUNE, MAY, a_month_with_costs, a_pool, closed, used
from tests.metering.feeds import a_source, heard

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
        "The costs are not approved. Somebody other than who loaded them approves them.",
        "More applications received were taken back from Eastmoor Mental Health Trust than it had in June 2026. "
        "Record what was used, or mend what was taken back.",
    ]


def test_a_source_that_is_not_complete_up_to_the_months_end_stops_the_close_until_it_is_or_is_retired():
    a_pool()
    used("northfield", 4)
    june, end = a_month_with_costs("recruitment,20.00"), JUNE.period.until
    doors, lifts = a_source("doors"), a_source("lifts")
    heard(doors, end - timedelta(hours=8))

    with pytest.raises(PeriodNotReady) as refused:
        closed(june)
    heard(doors, end)
    reason, at = "It was never switched on.", FIRST_OF_JULY
    retire_source(source_id=lifts.id, on=JUNE.last_day, reason=reason, by=HUGO.actor, at=at)

    assert refused.value.reasons == [
        "The source Doors says it is complete up to 30 June 2026 at 4pm and no further. Ask whoever runs it for the "
        "rest of June 2026 and a heartbeat, or retire it and say why.",
        "The source Lifts has never said how far it is complete. Ask whoever runs it for the rest of June 2026 and a "
        "heartbeat, or retire it and say why.",
    ]
    assert closed(june).is_closed


def test_a_source_that_falls_silent_is_on_the_months_page_before_the_month_is_over():
    a_pool()
    june = open_period(month=JUNE, by=HUGO.actor, at=JUNE.period.from_)
    heard(a_source("doors"), after(days=9))
    heard(a_source("lifts"), after(days=6))

    stops = [reason for reason in what_stops_closing(period=june, at=after(days=10)) if "source" in reason]

    assert stops == [
        "The source Lifts is silent: it says it is complete up to 7 June 2026 at 9am and no further. Ask whoever runs "
        "it."
    ]


@pytest.mark.parametrize(("counted", "waits"), [("2026-06-30", True), ("2026-07-01", False)])
def test_a_month_shared_by_user_days_waits_for_the_night_after_its_last_day(eastmoor, counted, waits):
    a_pool(key=Key.by(Unit.USER_DAYS))
    used("eastmoor", 1, unit=Unit.USER_DAYS)
    june = a_month_with_costs("recruitment,20.00")
    period = datetime.fromisoformat(f"{counted}T01:00:00+00:00")
    Turn.objects.create(work=COUNTING_USERS, partner_key=eastmoor.schema_name, period=period)

    stops = [reason for reason in what_stops_closing(period=june, at=FIRST_OF_JULY) if "users" in reason]

    told = "The users of Eastmoor Mental Health Trust are not counted up to the end of June 2026."
    assert [reason[: len(told)] for reason in stops] == [told] * waits
