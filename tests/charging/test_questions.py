"""What pages ask: the month so far, a month on one page, totals that everybody may see, and the proof of it all."""

from datetime import datetime
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guildhall.charging.gates import period_for, statement_for
from guildhall.charging.keys import Key
from guildhall.charging.operations import open_period, withdraw_costs
from guildhall.charging.queries import (
    cost_by_month,
    cost_by_pool_and_month,
    first_broken_link,
    line_behind,
    list_of_periods,
    period_overview,
    share_so_far,
    summary_for_demo,
    totals_by_pool,
)
from guildhall.kernel import FinancialYear, Money
from guildhall.metering.queries import list_of_events
from guildhall.metering.units import Unit
from guildhall.web.errors import NotFound
from tenants.context import as_owner
from tests.cast import HELEN, HUGO, LONDON, MONDAY_9AM
from tests.charging.months import (
    APPLICATIONS,
    FIRST_OF_JULY,
    JULY,
    JUNE,
    MAY,
    a_month_with_costs,
    a_pool,
    closed,
    used,
)

pytestmark = pytest.mark.usefixtures("on_platform")
MID_JULY = datetime(2026, 7, 15, 12, 0, tzinfo=LONDON)


@pytest.fixture
def story(on_platform):
    """May and June are closed, July is open; Northfield used two thirds, except in July."""
    a_pool()
    a_pool("robot", key=Key.by(Unit.ROBOT_MINUTES), position=2)
    for month in (MAY, JUNE):
        used("northfield", 2, month=month)
        used("eastmoor", 1, month=month)
        used("eastmoor", 4, unit=Unit.ROBOT_MINUTES, month=month)
    used("northfield", 1, month=JULY)
    used("eastmoor", 3, month=JULY)
    closed(a_month_with_costs("recruitment,500.00", "robot,40.00", month=MAY))
    june = closed(a_month_with_costs("recruitment,1000.00", "robot,40.00"))
    open_period(month=JULY, by=HUGO.actor, at=FIRST_OF_JULY)
    return june


def test_the_share_so_far_rests_on_the_last_closed_months_costs_and_says_so(story, eastmoor):
    share = share_so_far(partner_key=eastmoor.schema_name, at=MID_JULY)

    assert (share.month, share.costs_from, share.is_at_own_costs, share.total) == (
        JULY,
        JUNE,
        False,
        Money.of("750.00"),
    )
    assert [(line.name, line.your_use, line.all_use, line.share, line.part) for line in share.lines] == [
        ("Recruitment", "3 applications received", "4 applications received", Money.of("750.00"), Fraction(3, 4)),
        ("Robot", "", "", None, None),
    ]


def test_the_share_so_far_rests_on_its_own_costs_once_they_are_loaded(on_platform, eastmoor):
    a_pool()
    used("eastmoor", 1)
    a_month_with_costs("recruitment,12.00")

    share = share_so_far(partner_key=eastmoor.schema_name, at=MONDAY_9AM)

    assert (share.costs_from, share.is_at_own_costs, share.total) == (JUNE, True, Money.of("12.00"))


def test_without_any_costs_the_share_so_far_has_no_amounts(on_platform, eastmoor):
    a_pool()
    used("eastmoor", 1)

    share = share_so_far(partner_key=eastmoor.schema_name, at=MONDAY_9AM)

    assert (share.costs_from, share.total) == (None, None)
    assert [(line.your_use, line.share, line.cost) for line in share.lines] == [("1 application received", None, None)]


def test_a_closed_month_on_one_page_shows_what_the_statements_say(story):
    overview = period_overview(period=story, at=MID_JULY)

    assert [(m.code, m.name, m.total) for m in overview.members] == [
        ("eastmoor", "Eastmoor Mental Health Trust", Money.of("373.33")),
        ("northfield", "Northfield Hospitals NHS Trust", Money.of("666.67")),
    ]
    assert {(row.partner, row.total) for row in overview.statements} == {(m.name, m.total) for m in overview.members}
    assert (overview.cost, overview.shared) == (Money.of("1040.00"), Money.of("1040.00"))
    assert (overview.stops_closing, overview.late_events) == ((), 0)
    assert overview.pools[1].shares == {"eastmoor": Money.of("40.00"), "northfield": Money(0)}


def test_late_use_shows_on_the_closed_month_and_moves_nothing(story):
    used("northfield", 3, mark="late")

    overview = period_overview(period=story, at=MID_JULY)

    assert (overview.late_events, overview.members[1].total) == (3, Money.of("666.67"))


def test_an_open_month_on_one_page_shows_its_files_its_costs_and_what_stops_it(story):
    july = open_period(month=JULY.next, by=HUGO.actor, at=MID_JULY)

    overview = period_overview(period=july, at=MID_JULY)

    assert (overview.load, overview.cost, overview.members[0].total) == (None, Money(0), Money(0))
    assert overview.stops_closing == (
        "July 2026 is not closed. Months close in order.",
        "August 2026 is not over. Close it from 1 September 2026.",
        "No costs are loaded. Load the costs of August 2026.",
        "The costs are not approved. Somebody other than who loaded them approves them.",
    )


def test_a_withdrawn_file_stays_on_the_page(on_platform):
    a_pool()
    used("northfield", 1)
    june = a_month_with_costs("recruitment,12.00")
    withdraw_costs(period_id=june.id, reason="A wrong figure", by=HUGO.actor, at=FIRST_OF_JULY)
    june.refresh_from_db()

    overview = period_overview(period=june, at=FIRST_OF_JULY)

    assert [(load.file_name, load.withdrawn_reason) for load in overview.loads] == [("2026-06.csv", "A wrong figure")]
    assert (overview.load, overview.costs) == (None, ())


def test_a_month_takes_as_many_questions_however_many_pools_it_has(on_platform, eastmoor):
    a_pool()
    used("eastmoor", 1)
    june = open_period(month=JUNE, by=HUGO.actor, at=MONDAY_9AM)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            period_overview(period=june, at=MONDAY_9AM)
            share_so_far(partner_key=eastmoor.schema_name, at=MONDAY_9AM)
        return len(asked)

    with_one_pool = questions()
    for number in range(5):
        a_pool(f"pool-{number}")

    assert questions() == with_one_pool


def test_months_are_listed_newest_first_with_their_costs(story):
    assert [(row.month, row.state, row.cost) for row in list_of_periods()] == [
        (JULY, "open", None),
        (JUNE, "closed", Money.of("1040.00")),
        (MAY, "closed", Money.of("540.00")),
    ]


def test_a_partners_cost_is_told_by_month_and_by_pool(story, northfield):
    key = northfield.schema_name

    assert cost_by_month(partner_key=key, year=FinancialYear(2026)) == {
        MAY: Money.of("333.33"),
        JUNE: Money.of("666.67"),
    }
    assert cost_by_month(partner_key=key, year=FinancialYear(2025)) == {}
    assert cost_by_pool_and_month(partner_key=key, year=FinancialYear(2026)) == {
        "Recruitment": {MAY: Money.of("333.33"), JUNE: Money.of("666.67")},
        "Robot": {MAY: Money(0), JUNE: Money(0)},
    }


def test_the_totals_of_a_closed_month_name_no_partner(story):
    assert [(row.pool, row.cost, row.shared_by, row.total_weight) for row in totals_by_pool(month=JUNE)] == [
        ("recruitment", Money.of("1000.00"), "applications received", "3"),
        ("robot", Money.of("40.00"), "minutes of robot time", "4"),
    ]
    assert totals_by_pool(month=JULY) == []


def test_a_line_leads_to_the_very_events_it_rests_on(story):
    used("northfield", 3, mark="late")
    statement = story.statements.get(number="NF-2026-06")

    behind = line_behind(statement=statement, pool_code="recruitment")
    events = list_of_events(
        partner_key=statement.partner_key, unit=APPLICATIONS, month=behind.used_in, up_to=behind.last_event_id
    )

    assert (behind.line.events_count, behind.line.weight, behind.line.exact_share) == (2, "2", "200000/3")
    assert [event.subject for event in events] == ["2026-06-1", "2026-06-0"]
    assert line_behind(statement=statement, pool_code="no-such-pool") is None


def test_the_summary_adds_up_for_every_month_and_pool(story):
    summary = summary_for_demo()

    assert (summary["total_shared"], summary["total_of_statements"], summary["adds_up"]) == ("1580.00", "1580.00", True)
    assert summary["statements_by_partner"] == {"eastmoor": "580.00", "northfield": "1000.00"}
    assert summary["cost_by_pool"] == {"recruitment": "1500.00", "robot": "80.00"}
    assert summary["usage_by_meter"]["application_received"] == {"eastmoor": 5, "northfield": 5}
    assert [(month["month"], month["adds_up"], month["replay_is_same"]) for month in summary["months"]] == [
        ("2026-05", True, True),
        ("2026-06", True, True),
    ]
    assert summary["chain_holds"]


def test_a_doctored_manifest_is_found(story):
    assert first_broken_link() is None
    with as_owner(), connection.cursor() as cursor:  # as a restored and doctored backup would look
        cursor.execute("ALTER TABLE charging_closemanifest DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE charging_closemanifest SET body = jsonb_set(body, '{month}', '\"2026-01\"') WHERE id = %s",
            [story.manifest.id],
        )

    assert first_broken_link().month == JUNE


def test_to_another_partner_a_statement_does_not_exist(story, finance_officer, eastmoor_recruiter, recruiter):
    assert statement_for(finance_officer, "nf-2026-06").number == "NF-2026-06"
    assert statement_for(HUGO.actor, "NF-2026-06").number == "NF-2026-06"
    for actor, number in (
        (finance_officer, "EM-2026-06"),
        (eastmoor_recruiter, "NF-2026-06"),
        (recruiter, "NF-2026-06"),
        (finance_officer, "NF-2030-01"),
    ):
        with pytest.raises(NotFound):
            statement_for(actor, number)


def test_months_are_for_host_finance_and_the_board(story, finance_officer, operator):
    assert period_for(HELEN.actor, JUNE) == story
    for actor, month in ((finance_officer, JUNE), (operator, JUNE), (HUGO.actor, JULY.next)):
        with pytest.raises(NotFound):
            period_for(actor, month)
