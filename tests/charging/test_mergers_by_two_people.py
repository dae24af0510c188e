"""What goes on to a successor is prepared by one and approved by another, and nothing is posted before that."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from apps.partnership.operations.leaving import name_successor
from guildhall.access.roles import Role
from guildhall.audit.queries import trail_of
from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.errors import CarryOverAlready, ExitNotReady, MergerNotReady
from guildhall.charging.manifests import digest_of
from guildhall.charging.models import CarryOver, Contribution, Journal, Succession, Year
from guildhall.charging.operations.leaving import approve_exit
from guildhall.charging.operations.ledger import Payment, bring_in, record_receipt
from guildhall.charging.operations.merging import approve_carry_over, prepare_carry_over, withdraw_carry_over
from guildhall.charging.queries.invariants import violations
from guildhall.charging.queries.mergers import Moved, list_of_mergers, what_moves
from guildhall.kernel import SYSTEM, Actor, Money, NotAllowed
from tenants.context import as_owner, inside
from tests.cast import EDEN, FIONA, HELEN, HUGO, LONDON, OLGA, OSKAR, RITA, Player
from tests.charging.members import (
    FIRST_HALF,
    IN_OCTOBER,
    SECOND_HALF,
    carried_over,
    leaves,
    merger_prepared,
    merges,
    months_closed,
    more_partners,
    partner,
    prepared,
)
from tests.charging.months import a_pool
from tests.charging.taking_back import taken_back
from tests.charging.years import IN_MARCH, a_running_year, held, the_database_agrees
from tests.evidence import announced

pytestmark = pytest.mark.usefixtures("on_platform")
OCTOBER, IN_NOVEMBER = date(2026, 10, 1), datetime(2026, 11, 2, 9, 0, tzinfo=LONDON)


@pytest.fixture
def half_a_year() -> Year:
    """Northfield paid its £66.67 a month and holds £250.00 of credit; from October on it is one with Eastmoor."""
    year = a_running_year(budget="1200.00")
    a_pool(first=FIRST_HALF[0])
    merges("northfield", into="eastmoor", from_day=OCTOBER)
    key = partner("northfield").schema_name
    bring_in(terms=Payment(key, Money.of("250.00"), date(2026, 3, 2), "opening"), by=HUGO.actor, at=IN_MARCH)
    months_closed(FIRST_HALF, cost="90.00")
    paid("400.02", "BACS to September")
    return year


def paid(amount: str, reference: str, *, at: datetime = IN_OCTOBER) -> None:
    terms = Payment(partner("northfield").schema_name, Money.of(amount), at.date(), reference)
    record_receipt(terms=terms, by=HUGO.actor, at=at)


def approved(one: CarryOver, *, by: Player = HELEN, at: datetime = IN_OCTOBER) -> CarryOver:
    return approve_carry_over(carry_over_id=one.id, by=by.actor, at=at)


def withdrawn(one: CarryOver) -> CarryOver:
    return withdraw_carry_over(carry_over_id=one.id, reason="A payment was missing.", by=HUGO.actor, at=IN_OCTOBER)


def nothing_went_on() -> None:
    assert not Succession.objects.exists()
    assert not Journal.objects.filter(identity__startswith="merger/").exists()
    assert not Contribution.objects.filter(changed_by__identity__startswith="merger/").exists()
    assert "charging.books_carried_over" not in announced()


def test_prepared_it_is_what_is_held_and_owed_and_due_and_none_of_it_is_in_the_books(half_a_year):
    key = partner("northfield").schema_name

    one = merger_prepared()

    assert one.figures["held"] == [["2220", key, -25_000]]
    assert one.figures["due"] == [[2026, month.first_day.isoformat(), key, 6_667] for month in SECOND_HALF]
    assert one.digest == digest_of(one.figures)
    assert [entry.what for entry in trail_of(one)] == ["merger prepared"]
    assert [(row.is_prepared, row.is_done) for row in list_of_mergers()] == [(True, False)]
    nothing_went_on()


def test_approved_the_trail_names_both_people(half_a_year):
    one = carried_over()

    assert [(entry.what, entry.by) for entry in trail_of(one)] == [
        ("merger approved", HELEN.name), ("merger prepared", HUGO.name),
    ]  # fmt: skip
    (entry,) = trail_of(one.successions.get())
    assert (entry.what, entry.by, entry.details["prepared"]) == (
        "books carried over", HELEN.name, "Prepared by Hugo Marsh",
    )  # fmt: skip
    assert [(row.is_prepared, row.is_done) for row in list_of_mergers()] == [(False, True)]
    assert held(LedgerAccount.CONTRIBUTION_DUE) == {"eastmoor": "£799.98"}
    the_database_agrees()
    assert [str(one) for one in violations()] == []


def a_board_member() -> Actor:
    return Actor(OLGA.actor.id, "A board member", frozenset({Role.BOARD}))


def may(act: Callable[..., object], *, by: Actor, **what: object) -> bool:
    try:
        with taken_back():
            act(**what, by=by, at=IN_OCTOBER)
    except NotAllowed:
        return False
    return True


@pytest.mark.parametrize(
    ("who", "prepares", "approves", "withdraws"),
    [
        ("host finance", True, True, True),
        ("host finance and the board", True, True, True),
        ("the board", False, True, False),
        ("the platform's operator", False, False, False),
        ("finance of the partner that ends", False, False, False),
        ("finance of the successor", False, False, False),
        ("a recruiter", False, False, False),
    ],
)
def test_who_may_do_what(half_a_year, who, prepares, approves, withdraws):
    actors = {
        "host finance": HUGO.actor, "host finance and the board": HELEN.actor, "the board": a_board_member(),
        "the platform's operator": OSKAR.actor, "finance of the partner that ends": FIONA.actor,
        "finance of the successor": EDEN.actor, "a recruiter": RITA.actor,
    }  # fmt: skip
    actor, key = actors[who], partner("eastmoor").schema_name
    other = HELEN if who == "host finance" else HUGO

    assert may(prepare_carry_over, by=actor, successor_key=key) == prepares
    one = prepare_carry_over(successor_key=key, by=other.actor, at=IN_OCTOBER)
    assert may(withdraw_carry_over, by=actor, carry_over_id=one.id, reason="Not yet.") == withdraws
    assert may(approve_carry_over, by=actor, carry_over_id=one.id) == approves


@pytest.mark.parametrize(("first", "second"), [(HUGO, HELEN), (HELEN, HUGO)], ids=["Hugo first", "Helen first"])
def test_nobody_approves_what_they_prepared(half_a_year, first, second):
    one = prepare_carry_over(successor_key=partner("eastmoor").schema_name, by=first.actor, at=IN_OCTOBER)

    with pytest.raises(NotAllowed, match="approve a merger that you prepared"):
        approved(one, by=first)
    nothing_went_on()
    approved(one, by=second)

    assert Succession.objects.get().made_by_id == second.actor.person_id


def test_guildhall_itself_neither_prepares_nor_approves(half_a_year):
    with pytest.raises(NotAllowed):
        prepare_carry_over(successor_key=partner("eastmoor").schema_name, by=SYSTEM, at=IN_OCTOBER)
    one = merger_prepared()
    with pytest.raises(NotAllowed):
        approve_carry_over(carry_over_id=one.id, by=SYSTEM, at=IN_OCTOBER)


def test_when_the_books_have_moved_it_is_not_approved_but_prepared_again(half_a_year):
    one = merger_prepared()
    paid("66.67", "BACS October")

    with pytest.raises(MergerNotReady) as refused:
        approved(one)

    assert refused.value.reasons == ["The books have moved since this was prepared. Withdraw it and prepare it again."]
    nothing_went_on()
    withdrawn(one)
    again = carried_over()
    assert again.figures["held"][0] == ["1210", partner("northfield").schema_name, -6_667]
    assert [str(one) for one in violations()] == []


def test_a_contribution_that_falls_due_in_between_is_no_move_of_the_books(half_a_year):
    one = merger_prepared()

    approved(one, at=IN_NOVEMBER)

    entries = Journal.objects.filter(identity__startswith="merger/").order_by("dated_on")
    assert [str(entry.dated_on) for entry in entries] == [
        "2026-11-02", "2026-12-01", "2027-01-01", "2027-02-01", "2027-03-01",
    ]  # fmt: skip
    assert held(LedgerAccount.CONTRIBUTION_DUE) == {"eastmoor": "£799.98"}
    the_database_agrees()
    assert [str(one) for one in violations()] == []


def test_what_was_frozen_reads_as_the_books_did_on_any_day(half_a_year):
    one = merger_prepared()

    for day in (IN_OCTOBER.date(), IN_NOVEMBER.date(), date(2027, 3, 31)):
        live = what_moves(ending=[partner("northfield")], from_on=OCTOBER, on=day)
        frozen = Moved.frozen(one.figures, on=day)
        assert (frozen.plain, frozen.due_later) == (live.plain, live.due_later)
        assert frozen.held == live.held


def test_when_the_registry_names_another_day_it_is_not_approved(half_a_year):
    one, ending, successor = merger_prepared(), partner("northfield"), partner("eastmoor")
    name_successor(
        partner_id=ending.id, successor_id=successor.id, from_day=date(2026, 12, 1), by=OSKAR.actor, at=IN_OCTOBER
    )

    with pytest.raises(MergerNotReady, match="It is not 1 December 2026 yet"):
        approved(one)
    ending = partner("northfield")
    ending.leaves_on = date(2026, 11, 30)
    ending.save()
    with pytest.raises(MergerNotReady, match="The registry names another merger than when this was prepared"):
        approved(one, at=datetime(2026, 12, 1, 9, 0, tzinfo=LONDON))
    nothing_went_on()


def test_when_another_partner_merges_too_it_is_prepared_again(half_a_year):
    one = merger_prepared()
    more_partners("thirdhall")
    merges("thirdhall", into="eastmoor", from_day=OCTOBER)

    with pytest.raises(MergerNotReady, match="The registry names another merger than when this was prepared"):
        approved(one)
    withdrawn(one)

    assert carried_over().successions.count() == 2


def test_one_waits_at_a_time_and_a_withdrawn_one_is_over(half_a_year):
    one = merger_prepared()
    with pytest.raises(CarryOverAlready, match="What goes on to Eastmoor Mental Health Trust is prepared"):
        merger_prepared()
    with pytest.raises(MergerNotReady, match="Say why"):
        withdraw_carry_over(carry_over_id=one.id, reason=" ", by=HUGO.actor, at=IN_OCTOBER)

    withdrawn(one)

    for act in (approved, withdrawn):
        with pytest.raises(CarryOverAlready, match="is withdrawn already"):
            act(one)
    nothing_went_on()
    with pytest.raises(CarryOverAlready, match="is approved already"):
        withdrawn(carried_over())


def test_an_exit_and_a_merger_of_one_partner_are_not_prepared_side_by_side(half_a_year):
    one = merger_prepared()
    with pytest.raises(ExitNotReady, match="are prepared to go on to its successor"):
        prepared()
    withdrawn(one)

    exit_ = prepared()

    with pytest.raises(MergerNotReady, match="An exit of Northfield Hospitals NHS Trust stands"):
        merger_prepared()
    approve_exit(exit_id=exit_.id, by=HELEN.actor, at=IN_OCTOBER)
    assert list_of_mergers() == []


def test_another_s_exit_is_prepared_beside_it(half_a_year):
    merger_prepared()
    more_partners("thirdhall")
    leaves("thirdhall")

    assert prepared("thirdhall").partner_key == partner("thirdhall").schema_name


def test_no_partner_reads_what_is_prepared_nor_what_was_approved(half_a_year):
    one = merger_prepared()
    for code in ("northfield", "eastmoor"):
        nothing_is_shown_to(code)
        with inside(partner(code)):
            assert not Succession.objects.exists()

    approved(one)

    for code in ("northfield", "eastmoor"):
        nothing_is_shown_to(code)
        with inside(partner(code)):
            assert Succession.objects.count() == 1


def nothing_is_shown_to(code: str) -> None:
    with inside(partner(code)), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        CarryOver.objects.exists()


CHANGES = (
    "UPDATE charging_carryover SET figures = jsonb_set(figures, '{held,0,2}', '-1')",
    "UPDATE charging_carryover SET digest = 'x'",
    "UPDATE charging_carryover SET prepared_by_id = gen_random_uuid()",
    "DELETE FROM charging_carryover",
)
AGAIN = "UPDATE charging_carryover SET state = 'prepared', approved_at = NULL, approved_by_id = NULL, "


def refused_by_the_database(change: str) -> str:
    with as_owner(), connection.cursor() as cursor, pytest.raises(DatabaseError) as refused, transaction.atomic():
        cursor.execute(change)
    return str(refused.value).split("\n")[0]


@pytest.mark.parametrize("then", [None, approved, withdrawn])
def test_the_database_refuses_to_change_what_was_prepared(half_a_year, then):
    one = merger_prepared()
    changes = [*CHANGES, f"{AGAIN} withdrawn_reason = ''"] if then else CHANGES
    if then:
        then(one)

    found = {refused_by_the_database(change) for change in changes}

    assert found == {"charging_carryover is append-only: add a row that corrects it"}


def test_the_database_refuses_one_person(half_a_year):
    merger_prepared()

    words = refused_by_the_database(
        "UPDATE charging_carryover SET state = 'approved', approved_at = now(), approved_by_id = prepared_by_id"
    )

    assert "carry_over_is_approved_by_somebody_else" in words
