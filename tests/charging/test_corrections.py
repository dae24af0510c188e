"""Late and cancelled use of closed months: zero-sum lines in the next month that closes, naming the month of use."""

from datetime import date

import pytest

from apps.partnership.operations.leaving import Notice, give_notice
from guildhall.audit.queries import trail_of
from guildhall.charging.errors import PeriodNotReady
from guildhall.charging.keys import Key
from guildhall.charging.models import Line, PoolTotal, Statement, StatementFile
from guildhall.charging.operations import approve_period, close_period, open_period
from guildhall.charging.queries import first_broken_link, replay, summary_for_demo, totals_by_pool, what_stops_closing
from guildhall.charging.queries.costs import load_in_force
from guildhall.charging.queries.working import billed_month
from guildhall.kernel import Money, Month
from guildhall.metering.units import Unit
from tenants.delivering import deliver_everything_waiting
from tenants.models import Partner
from tests.cast import HELEN, HUGO, MONDAY_9AM, OSKAR
from tests.charging.months import (
    FIRST_OF_JULY,
    JULY,
    JUNE,
    MAY,
    a_month_with_costs,
    a_pool,
    cancelled,
    charges,
    closed,
    corrections_of,
    used,
)
from tests.charging.tables import amounts, quantities, table
from tests.evidence import announced
from tests.tenants.fleets import a_fleet

pytestmark = pytest.mark.usefixtures("on_platform")
AUGUST = JULY.next


@pytest.fixture
def june(on_platform):
    """May and June are closed; Northfield used two thirds of each, and in the months around them."""
    a_pool()
    for month in (MAY, JUNE, JULY, AUGUST):
        used("northfield", 2, month=month)
        used("eastmoor", 1, month=month)
    closed(a_month_with_costs("recruitment,500.00", month=MAY))
    return closed(a_month_with_costs("recruitment,1000.00"))


def july_closed():
    return closed(a_month_with_costs("recruitment,900.00", month=JULY))


def test_late_use_is_corrected_for_everybody_in_the_next_month(june):
    used("eastmoor", 3, mark="late")

    july = july_closed()

    assert corrections_of(july) == table("""
        used in  pool         partner     before   now      correction
        2026-06  Recruitment  eastmoor    £333.33  £666.67  £333.34
        2026-06  Recruitment  northfield  £666.67  £333.33  −£333.34
    """)
    assert charges(july) == {"eastmoor": Money.of("633.34"), "northfield": Money.of("266.66")}
    assert Money.total(charges(july).values()) == Money.of("900.00")


def test_240_late_and_12_cancelled_are_corrected_for_six_members_hnd_08():
    september, october = Month(2026, 9), Month(2026, 10)
    six = "amble belford cramlington doddington eastmoor northfield"
    a_fleet("amble", "belford", "cramlington", "doddington")
    a_pool("desk")
    for month in (september.previous, september, october):
        for partner, quantity in quantities(six, "1204 1655 1721 498 1377 1602").items():
            used(partner, quantity, month=month)
    closed_september = closed(a_month_with_costs("desk,148215.37", month=september))
    used("belford", 240, month=september, mark="late")
    cancelled("eastmoor", 12, month=september)

    closed_october = closed(a_month_with_costs("desk,0.00", month=october))

    original = amounts(six, "22148.61 30445.13 31659.26 9161.13 25331.09 29470.15")
    assert charges(closed_september) == original
    assert charges(closed_october) == amounts(six, "-609.53 3455.67 -871.25 -252.11 -911.78 -811.00")
    assert [Money.of(row["now"]) for row in corrections_of(closed_october)] == list(
        amounts(six, "21539.08 33900.80 30788.01 8909.02 24419.31 28659.15").values()
    )
    (total,) = PoolTotal.objects.filter(corrects__isnull=False)
    assert (total.total_weight_before, total.total_weight, total.cost_pence) == ("8057", "8285", 0)
    assert total.reason == "240 applications received came late and 12 were cancelled"


def test_the_closed_month_does_not_change_by_a_byte(june):
    deliver_everything_waiting(at=FIRST_OF_JULY)
    rows = (Statement, StatementFile, PoolTotal, Line)
    before = [list(model.objects.order_by("id").values()) for model in rows]
    proof = replay(period=june)

    used("eastmoor", 3, mark="late")
    july_closed()

    kept = [{row["id"] for row in found} for found in before]
    assert [
        list(model.objects.filter(id__in=ids).order_by("id").values()) for model, ids in zip(rows, kept, strict=True)
    ] == before
    assert (replay(period=june).digest_now, replay(period=june).is_same) == (proof.digest_now, True)


def test_what_came_late_for_two_months_is_corrected_for_each(june):
    used("eastmoor", 3, month=MAY, mark="late")
    used("northfield", 7, mark="late")

    july = july_closed()

    assert corrections_of(july) == table("""
        used in  pool         partner     before   now      correction
        2026-05  Recruitment  eastmoor    £166.67  £333.33  £166.66
        2026-05  Recruitment  northfield  £333.33  £166.67  −£166.66
        2026-06  Recruitment  eastmoor    £333.33  £100.00  −£233.33
        2026-06  Recruitment  northfield  £666.67  £900.00  £233.33
    """)


def test_late_on_late_is_corrected_by_what_it_adds(june):
    used("eastmoor", 3, mark="late")
    july_closed()
    used("eastmoor", 4, mark="later")

    august = closed(a_month_with_costs("recruitment,90.00", month=AUGUST))

    assert corrections_of(august) == table("""
        used in  pool         partner     before   now      correction
        2026-06  Recruitment  eastmoor    £666.67  £800.00  £133.33
        2026-06  Recruitment  northfield  £333.33  £200.00  −£133.33
    """)
    lines = Line.objects.filter(used_on=JUNE.first_day)
    assert sum(line.pence for line in lines) == 100_000
    assert sorted(line.pence for line in lines if line.charged_pence is not None) == [-33334, -13333, 13333, 33334]


def test_what_came_late_and_was_cancelled_again_leaves_the_share_as_it_was(june):
    used("eastmoor", 3, mark="late")
    july_closed()
    cancelled("eastmoor", 3)

    august = closed(a_month_with_costs("recruitment,90.00", month=AUGUST))

    assert [row["correction"] for row in corrections_of(august)] == ["−£333.34", "£333.34"]
    correction = PoolTotal.objects.get(period=august, corrects__isnull=False)
    assert correction.reason == "3 applications received were cancelled"


def test_late_use_that_moves_no_penny_is_counted_and_not_written(june):
    used("eastmoor", 1, mark="late")
    used("northfield", 2, mark="late")

    july = july_closed()

    assert corrections_of(july) == []
    assert "corrections" not in july.manifest.body
    assert july.manifest.last_event_id > june.manifest.last_event_id


def _use_of_two_kinds() -> None:
    for month in (JUNE, JULY):
        used("northfield", 2, month=month)
        used("eastmoor", 1, month=month)
        used("northfield", 1, unit=Unit.OFFER_MADE, month=month)
        used("eastmoor", 3, unit=Unit.OFFER_MADE, month=month)


def test_mixed_keys_and_overheads_follow():
    a_pool("desk", key=Key.by(Unit.OFFER_MADE), position=1)
    a_pool("hosting", key=Key.mixed({Unit.APPLICATION_RECEIVED: 60, Unit.OFFER_MADE: 40}), position=2)
    a_pool("overhead", key=Key(), position=3)
    _use_of_two_kinds()
    closed(a_month_with_costs("desk,100.00", "hosting,300.00", "overhead,50.00"))
    used("northfield", 4, unit=Unit.OFFER_MADE, mark="late")

    july = closed(a_month_with_costs("desk,0.00", "hosting,0.00", "overhead,0.00", month=JULY))

    assert corrections_of(july) == table("""
        used in  pool      partner     before   now      correction
        2026-06  Desk      eastmoor    £75.00   £37.50   −£37.50
        2026-06  Desk      northfield  £25.00   £62.50   £37.50
        2026-06  Hosting   eastmoor    £150.00  £105.00  −£45.00
        2026-06  Hosting   northfield  £150.00  £195.00  £45.00
        2026-06  Overhead  eastmoor    £28.13   £17.81   −£10.32
        2026-06  Overhead  northfield  £21.87   £32.19   £10.32
    """)
    totals = PoolTotal.objects.filter(corrects__isnull=False).order_by("pool__position")
    assert [total.reason for total in totals] == [
        "4 offers made came late",
        "4 offers made came late",
        "Each member’s share of the services above was corrected",
    ]


def test_a_correction_keeps_its_whole_working(june):
    northfield = Partner.objects.get(code="northfield")
    used("northfield", 3, mark="late")

    july = july_closed()

    line = Line.objects.get(period=july, used_on=JUNE.first_day, partner_key=northfield.schema_name)
    assert (line.weight_before, line.weight, line.exact_share) == ("2", "5", "250000/3")
    assert (line.charged_pence, line.recomputed_pence, line.pence) == (66667, 83333, 16666)
    assert (line.events_count, line.events_quantity) == (3, 3)
    (driver,) = line.drivers
    assert {key: value for key, value in driver.items() if key != "digest"} == {
        "unit": "application_received", "percent": 100, "quantity": 3, "of": 3, "events": 3,
        "before": 2, "of_before": 3, "now": 5, "of_now": 6,
    }  # fmt: skip
    assert driver["digest"] == line.events_digest


def test_the_manifest_lists_the_corrections_and_every_month_replays_to_its_digest(june):
    used("eastmoor", 3, mark="late")
    july = july_closed()
    used("northfield", 1, month=MAY, mark="later")
    august = closed(a_month_with_costs("recruitment,90.00", month=AUGUST))
    used("northfield", 1, month=JULY, mark="latest")

    assert [section["month"] for section in july.manifest.body["corrections"]] == ["2026-06"]
    assert july.manifest.body["corrections"][0]["pools"][0]["lines"][0][:-1] == [
        "eastmoor", "1", "4", "200000/3", 33333, 66667, 33334
    ]  # fmt: skip
    assert [replay(period=period).is_same for period in (june, july, august)] == [True, True, True]
    assert first_broken_link() is None


def test_who_left_meanwhile_still_gets_its_correction():
    a_pool()
    for month in (MAY, JUNE):
        used("northfield", 2, month=month)
        used("eastmoor", 1, month=month)
    closed(a_month_with_costs("recruitment,500.00", month=MAY))
    northfield = Partner.objects.get(code="northfield")
    notice = Notice(date(2026, 5, 31), "They join another service.")
    give_notice(partner_id=northfield.id, notice=notice, by=OSKAR.actor, at=MAY.period.from_)
    used("northfield", 3, month=MAY, mark="late")

    june = closed(a_month_with_costs("recruitment,900.00"))

    assert charges(june) == {"eastmoor": Money.of("816.66"), "northfield": Money.of("83.34")}
    figures = june.statements.get(partner_key=northfield.schema_name).figures
    assert (figures["number"], figures["is_member"], figures["lines"]) == ("NF-2026-06", False, [])
    assert [(line["month"], line["pence"]) for line in figures["corrections"]] == [("2026-05", 8334)]
    assert announced().count("charging.statement_due") == 4


def test_who_joined_since_has_no_part_in_a_correction(june):
    a_fleet("westholme")
    Partner.objects.filter(code="westholme").update(joined_on=JULY.first_day)
    used("westholme", 9, mark="before they joined")
    used("eastmoor", 3, mark="late")

    july = july_closed()

    assert [row["partner"] for row in corrections_of(july)] == ["eastmoor", "northfield"]
    assert charges(july)["westholme"] == Money(0)


def test_totals_of_a_corrected_month_are_those_it_was_closed_with(june):
    used("eastmoor", 3, mark="late")
    july_closed()

    assert [(row.cost, row.total_weight) for row in totals_by_pool(month=JUNE)] == [(Money.of("1000.00"), "3")]
    assert [(row.cost, row.total_weight) for row in totals_by_pool(month=JULY)] == [(Money.of("900.00"), "3")]


def test_the_summary_adds_up_with_corrections(june):
    used("eastmoor", 3, mark="late")
    july_closed()

    summary = summary_for_demo()

    assert (summary["adds_up"], summary["total_shared"], summary["chain_holds"]) == (True, "2400.00", True)
    assert summary["cost_by_pool"] == {"recruitment": "2400.00"}
    assert [(proof["used_in"], proof["cost"], proof["lines_total"]) for proof in summary["months"][2]["pools"]] == [
        ("2026-07", "900.00", "900.00"),
        ("2026-06", "0.00", "0.00"),
    ]


def test_the_trail_says_which_months_a_close_corrected(june):
    used("eastmoor", 3, month=MAY, mark="late")
    used("eastmoor", 3, mark="late")

    july = july_closed()

    assert trail_of(july)[0].details == {"shared": "£900.00", "corrected": "May 2026 and June 2026 corrected"}


# What is said before


def test_a_preview_shows_what_the_close_then_writes(june):
    used("eastmoor", 3, mark="late")
    july = a_month_with_costs("recruitment,900.00", month=JULY)
    preview = [
        (corrected.month, member.code, str(corrected.difference(pool, member)))
        for corrected in billed_month(july).corrections
        for pool in corrected.pools
        for member in corrected.members
    ]

    closed(july)

    assert preview == [(JUNE, "eastmoor", "£333.34"), (JUNE, "northfield", "−£333.34")]
    assert [(JUNE, row["partner"], row["correction"]) for row in corrections_of(july)] == preview


def test_only_the_first_open_month_will_correct(june):
    used("eastmoor", 3, mark="late")
    july = open_period(month=JULY, by=HUGO.actor, at=FIRST_OF_JULY)
    august = open_period(month=AUGUST, by=HUGO.actor, at=FIRST_OF_JULY)

    assert [len(billed_month(period).corrections) for period in (july, august)] == [1, 0]


def test_a_cancellation_that_leaves_nobody_to_share_stops_the_close_in_words(june):
    cancelled("northfield", 2)
    cancelled("eastmoor", 1)
    july = a_month_with_costs("recruitment,900.00", month=JULY)
    july = approve_period(period_id=july.id, load_id=load_in_force(july), by=HELEN.actor, at=AUGUST.period.from_)

    assert what_stops_closing(period=july, at=AUGUST.period.from_) == [
        "The pool Recruitment of June 2026 cannot be shared again: what was cancelled leaves no applications received "
        "in June 2026. Record what was used instead, or decide who pays."
    ]
    with pytest.raises(PeriodNotReady):
        close_period(period_id=july.id, by=HUGO.actor, at=AUGUST.period.from_)


def test_more_taken_back_than_was_used_stops_the_close_in_words(june):
    cancelled("eastmoor", 5)
    cancelled("eastmoor", 5, month=JULY)
    july = a_month_with_costs("recruitment,900.00", month=JULY)

    stops = what_stops_closing(period=july, at=AUGUST.period.from_)

    assert [reason for reason in stops if "taken back" in reason] == [
        f"More applications received were taken back from Eastmoor Mental Health Trust than it had in {month} 2026. "
        "Record what was used, or mend what was taken back."
        for month in ("July", "June")
    ]


def test_a_month_before_the_first_that_was_shared_is_not_corrected():
    a_pool()
    used("northfield", 1, month=JUNE)
    used("northfield", 1, month=JULY)
    closed(a_month_with_costs("recruitment,10.00"))
    used("eastmoor", 9, month=MAY, mark="late")

    july = july_closed()

    assert corrections_of(july) == []


def test_late_use_is_no_matter_while_a_month_before_it_is_open():
    a_pool()
    used("northfield", 1, month=MAY)
    may = open_period(month=MAY, by=HUGO.actor, at=MONDAY_9AM)

    assert billed_month(may).corrections == []
