"""Closing a month: tables that finance can sign, with usage in the months before and after."""

import pytest
from django.db import IntegrityError, connection, transaction

from guildhall.audit.queries import trail_of
from guildhall.charging.errors import PeriodAlreadyClosed, PeriodAlreadyOpen, PeriodNotReady
from guildhall.charging.keys import Key
from guildhall.charging.manifests import digest_of
from guildhall.charging.models import CloseManifest, Line, Period, Pool, PoolTotal, Statement
from guildhall.charging.operations import (
    KeyTerms,
    adopt_key,
    approve_period,
    close_period,
    load_costs,
    open_period,
    withdraw_costs,
)
from guildhall.charging.queries.costs import load_in_force
from guildhall.charging.queries.replays import replay
from guildhall.charging.queries.working import what_stops_closing
from guildhall.charging.states import PeriodState
from guildhall.kernel import Money, NotAllowed
from guildhall.metering.operations import record_usage
from guildhall.metering.units import Unit
from tenants.context import as_owner, inside
from tests.cast import HELEN, HUGO, MONDAY_9AM
from tests.charging.months import (
    AGREED_BY,
    APPLICATIONS,
    FIRST_OF_JULY,
    JULY,
    JUNE,
    MAY,
    a_month_with_costs,
    a_pool,
    charges,
    closed,
    cost_file,
    lines_of,
    used,
)
from tests.charging.tables import table
from tests.evidence import announced

pytestmark = pytest.mark.usefixtures("on_platform")


def use_in_three_months() -> None:
    used("northfield", 2)
    used("eastmoor", 1)
    for neighbour in (MAY, JULY):
        used("northfield", 5, month=neighbour)
        used("eastmoor", 9, month=neighbour)


def test_a_cost_is_shared_by_applications_received():
    a_pool()
    use_in_three_months()

    june = closed(a_month_with_costs("recruitment,1000.00"))

    assert lines_of(june) == table("""
        partner       use                        charge
        northfield    2 applications received    £666.67
        eastmoor      1 application received     £333.33
    """)
    assert june.state == PeriodState.CLOSED


def test_several_pools_a_mixed_key_and_an_overhead_add_up_to_the_penny():
    a_pool("desk", key=Key.by(Unit.OFFER_MADE), position=1)
    a_pool("hosting", key=Key.mixed({APPLICATIONS: 60, Unit.OFFER_MADE: 40}), position=2)
    a_pool("overhead", key=Key(), position=3)
    use_in_three_months()
    used("northfield", 1, unit=Unit.OFFER_MADE)
    used("eastmoor", 3, unit=Unit.OFFER_MADE)

    june = closed(a_month_with_costs("desk,100.01", "hosting,300.00", "hosting,-0.50", "overhead,55.55"))

    assert lines_of(june) == table("""
        partner       use                                                charge
        northfield    1 offer made                                       £25.00
        northfield    2 applications received and 1 offer made           £149.75
        northfield    £174.75 of the services above                      £24.30
        eastmoor      3 offers made                                      £75.01
        eastmoor      1 application received and 3 offers made           £149.75
        eastmoor      £224.76 of the services above                      £31.25
    """)
    assert charges(june) == {"northfield": Money.of("199.05"), "eastmoor": Money.of("256.01")}
    assert Money.total(charges(june).values()) == Money.of("455.06")


def test_who_used_nothing_gets_a_statement_of_nothing():
    a_pool()
    used("northfield", 1)

    june = closed(a_month_with_costs("recruitment,10.00"))

    assert charges(june) == {"northfield": Money.of("10.00"), "eastmoor": Money(0)}


def test_a_refund_is_shared_like_a_charge():
    a_pool()
    use_in_three_months()

    june = closed(a_month_with_costs("recruitment,-1000.00"))

    assert charges(june) == {"northfield": Money.of("-666.67"), "eastmoor": Money.of("-333.33")}


def test_a_pool_that_cost_nothing_and_that_nobody_used_does_not_stop_the_close():
    a_pool()
    a_pool("robot", key=Key.mixed({Unit.ROBOT_MINUTES: 50, Unit.OFFER_MADE: 50}))
    used("northfield", 1)

    june = closed(a_month_with_costs("recruitment,10.00", "robot,0.00"))

    assert charges(june)["northfield"] == Money.of("10.00")


def test_closing_leaves_a_trail_and_rings_once_for_the_month_and_once_for_each_partner():
    a_pool()
    use_in_three_months()

    june = closed(a_month_with_costs("recruitment,1000.00"))

    assert [(entry.what, entry.by) for entry in reversed(trail_of(june))] == [
        ("month opened", "Hugo Marsh"),
        ("costs loaded", "Hugo Marsh"),
        ("month approved", "Helen Sato"),
        ("month closed", "Hugo Marsh"),
    ]
    assert announced() == ["charging.period_closed", "charging.statement_due", "charging.statement_due"]


def test_a_month_is_closed_once():
    a_pool()
    use_in_three_months()
    june = closed(a_month_with_costs("recruitment,1000.00"))

    with pytest.raises(PeriodAlreadyClosed) as refused:
        close_period(period_id=june.id, by=HUGO.actor, at=FIRST_OF_JULY)

    assert refused.value.reasons == [
        "June 2026 is closed. Its figures do not change; a correction goes into the next open month."
    ]
    assert Statement.objects.count() == 2


def test_use_written_down_after_the_close_is_not_in_it(eastmoor):
    a_pool()
    use_in_three_months()
    june = closed(a_month_with_costs("recruitment,1000.00"))

    with inside(eastmoor):
        record_usage(APPLICATIONS, subject="late", at=MONDAY_9AM)

    proof = replay(period=june)
    assert proof.is_same
    assert proof.late_events == 1
    assert charges(june) == {"northfield": Money.of("666.67"), "eastmoor": Money.of("333.33")}


def test_a_replay_finds_the_same_digest_with_other_costs_keys_and_members_since():
    recruitment = a_pool()
    use_in_three_months()
    june = closed(a_month_with_costs("recruitment,1000.00"))

    adopt_key(
        pool_id=recruitment.id,
        terms=KeyTerms(Key.by(Unit.OFFER_MADE), JULY, AGREED_BY),
        by=HUGO.actor,
        at=FIRST_OF_JULY,
    )

    proof = replay(period=june)
    assert (proof.digest_now, proof.is_same) == (CloseManifest.objects.get().digest, True)


def test_the_manifests_form_a_chain():
    a_pool()
    use_in_three_months()

    may = closed(a_month_with_costs("recruitment,500.00", month=MAY))
    june = closed(a_month_with_costs("recruitment,1000.00"))

    assert june.manifest.previous_digest == may.manifest.digest
    assert june.manifest.digest == digest_of(june.manifest.body, previous=may.manifest.digest)
    assert may.manifest.previous_digest == ""


def test_every_statement_carries_its_own_digest_and_the_manifests():
    a_pool()
    use_in_three_months()
    june = closed(a_month_with_costs("recruitment,1000.00"))

    statement = june.statements.get(number="NF-2026-06")

    assert statement.digest == digest_of(statement.figures)
    assert statement.figures["manifest_digest"] == june.manifest.digest


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE charging_line SET pence = pence + 1",
        "DELETE FROM charging_line",
        "UPDATE charging_pooltotal SET cost_pence = 0",
        "DELETE FROM charging_closemanifest",
        "UPDATE charging_period SET state = 'open', closed_at = NULL, closed_by_id = NULL",
        "DELETE FROM charging_statement",
        "UPDATE charging_statement SET total_pence = 0",
        "UPDATE charging_statement SET figures = '{}'",
        "UPDATE charging_poolcost SET amount_pence = 0",
        "UPDATE charging_keyversion SET rule = '{}'",
        "INSERT INTO charging_line SELECT nextval('charging_line_id_seq'), used_on, 'somebody', weight, exact_share,"
        " pence, has_odd_penny, events_count, events_quantity, events_digest, drivers, period_id, pool_id, total_id,"
        " weight_before, charged_pence, recomputed_pence FROM charging_line LIMIT 1",
        "INSERT INTO charging_costload (file_name, digest, loaded_at, loaded_by_id, withdrawn_reason, period_id)"
        " SELECT 'again', 'x', loaded_at, loaded_by_id, '', period_id FROM charging_costload",
    ],
)
def test_the_database_refuses_every_change_of_a_closed_month(change):
    a_pool()
    use_in_three_months()
    closed(a_month_with_costs("recruitment,1000.00"))

    with (
        as_owner(),  # whom no grant stops
        pytest.raises(IntegrityError, match=r"append-only|is closed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_the_database_refuses_lines_that_do_not_add_up():
    pool = a_pool()
    use_in_three_months()
    june = a_month_with_costs("recruitment,1000.00")

    with pytest.raises(IntegrityError, match="add up to 0 and not to its cost of 100000"):
        _total_without_lines(june, pool)

    assert Line.objects.count() == 0


def _total_without_lines(period: Period, pool: Pool) -> None:
    version = pool.key_versions.get()
    with transaction.atomic(), connection.cursor() as cursor:
        PoolTotal.objects.create(
            period=period, used_on=period.month_on, pool=pool, key_version=version, cost_pence=100_000, total_weight="3"
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# What stops a close


def test_everything_that_stops_a_close_is_said_at_once():
    a_pool()
    a_pool("robot", key=Key.by(Unit.ROBOT_MINUTES))
    a_pool("desk", key=Key.by(Unit.OFFER_MADE))
    open_period(month=MAY, by=HUGO.actor, at=MONDAY_9AM)
    used("northfield", 1)
    june = a_month_with_costs("recruitment,1000.00", "robot,20.00")

    assert what_stops_closing(period=june, at=MONDAY_9AM) == [
        "May 2026 is not closed. Months close in order.",
        "June 2026 is not over. Close it from 1 July 2026.",
        "The pool Desk has no cost. Withdraw the costs and load a file that has one, if only 0.00.",
        "The pool Robot cannot be shared: there are no minutes of robot time in June 2026. "
        "Agree another key or decide who pays.",
        "The costs are not approved. Somebody other than who loaded them approves them.",
    ]


def test_a_month_without_costs_says_so():
    a_pool()
    june = open_period(month=JUNE, by=HUGO.actor, at=MONDAY_9AM)

    assert what_stops_closing(period=june, at=FIRST_OF_JULY) == [
        "No costs are loaded. Load the costs of June 2026.",
        "The costs are not approved. Somebody other than who loaded them approves them.",
    ]


def test_an_undecided_conflict_stops_the_close(eastmoor):
    a_pool()
    use_in_three_months()
    with inside(eastmoor):
        record_usage(APPLICATIONS, subject="twice", at=MONDAY_9AM)
        record_usage(APPLICATIONS, subject="twice", at=FIRST_OF_JULY)
    june = a_month_with_costs("recruitment,1000.00")

    with pytest.raises(PeriodNotReady) as refused:
        approve_period(period_id=june.id, load_id=load_in_force(june), by=HELEN.actor, at=FIRST_OF_JULY)

    assert refused.value.reasons == ["1 usage event came again with other content. Decide what counts."]


def test_an_unplaced_pool_refuses_the_close_by_its_name_even_after_approval():
    robot = a_pool("robot")
    used("northfield", 1)
    june = a_month_with_costs("robot,20.00")
    approve_period(period_id=june.id, load_id=load_in_force(june), by=HELEN.actor, at=FIRST_OF_JULY)
    adopt_key(
        pool_id=robot.id, terms=KeyTerms(Key.by(Unit.ROBOT_MINUTES), JUNE, AGREED_BY), by=HUGO.actor, at=FIRST_OF_JULY
    )

    with pytest.raises(PeriodNotReady) as refused:
        close_period(period_id=june.id, by=HUGO.actor, at=FIRST_OF_JULY)

    assert refused.value.reasons == [
        "The pool Robot cannot be shared: there are no minutes of robot time in June 2026. "
        "Agree another key or decide who pays."
    ]
    assert Line.objects.count() == 0


def test_a_closed_month_has_nothing_that_stops_it():
    a_pool()
    use_in_three_months()

    assert what_stops_closing(period=closed(a_month_with_costs("recruitment,1.00")), at=FIRST_OF_JULY) == []


def test_who_loaded_the_costs_does_not_approve_them():
    a_pool()
    use_in_three_months()
    june = a_month_with_costs("recruitment,1000.00")

    with pytest.raises(NotAllowed) as refused:
        approve_period(period_id=june.id, load_id=load_in_force(june), by=HUGO.actor, at=FIRST_OF_JULY)

    assert refused.value.reasons == ["You cannot approve costs that you loaded. Ask a colleague or a board member."]


@pytest.mark.parametrize("verb", ["open", "load", "approve", "withdraw", "close"])
def test_only_host_finance_keeps_costs(verb, finance_officer, operator):
    a_pool()
    use_in_three_months()
    june = a_month_with_costs("recruitment,1000.00")
    acts = {
        "open": lambda by: open_period(month=JULY, by=by, at=FIRST_OF_JULY),
        "load": lambda by: load_costs(
            period_id=june.id, terms=cost_file(), control_total=Money(0), by=by, at=FIRST_OF_JULY
        ),
        "approve": lambda by: approve_period(period_id=june.id, load_id=load_in_force(june), by=by, at=FIRST_OF_JULY),
        "withdraw": lambda by: withdraw_costs(period_id=june.id, reason="wrong", by=by, at=FIRST_OF_JULY),
        "close": lambda by: close_period(period_id=june.id, by=by, at=FIRST_OF_JULY),
    }

    for by in (finance_officer, operator):
        with pytest.raises(NotAllowed):
            acts[verb](by)


def test_months_open_one_after_the_other():
    may = open_period(month=MAY, by=HUGO.actor, at=MONDAY_9AM)

    with pytest.raises(PeriodAlreadyOpen):
        open_period(month=MAY, by=HUGO.actor, at=MONDAY_9AM)
    with pytest.raises(PeriodNotReady) as refused:
        open_period(month=JULY, by=HUGO.actor, at=MONDAY_9AM)

    assert refused.value.reasons == ["Open June 2026 next: months follow each other."]
    assert list(Period.objects.all()) == [may]


def test_costs_that_changed_while_they_were_looked_at_are_not_approved():
    a_pool()
    used("northfield", 1)
    june = a_month_with_costs("recruitment,20.00")

    with pytest.raises(PeriodNotReady, match="changed since you opened the page"):
        approve_period(period_id=june.id, load_id=load_in_force(june) + 1, by=HELEN.actor, at=FIRST_OF_JULY)
