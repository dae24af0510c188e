"""A partner leaves: settled with from the books, to the penny, and left out of the year's settlement."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.audit.queries import trail_of
from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.errors import ExitAlready, ExitNotReady
from guildhall.charging.exits import Exiting, lines_of_exit
from guildhall.charging.models import Contribution, Exit, Journal, SettlementShare
from guildhall.charging.operations.leaving import ExitTerms, approve_exit, file_exit, prepare_exit, withdraw_exit
from guildhall.charging.operations.ledger import Payment, bring_in, record_receipt, record_refund_paid
from guildhall.charging.operations.years import BudgetTerms, approve_budget, set_budget
from guildhall.charging.queries.exits import exit_worked_out
from guildhall.charging.queries.invariants import violations
from guildhall.charging.queries.ledger import balance_of
from guildhall.charging.settling import SurplusPolicy
from guildhall.kernel import SYSTEM, FinancialYear, Money, Month, NotAllowed
from tests.cast import HELEN, HUGO, LONDON, RITA
from tests.charging.members import (
    FIRST_HALF,
    IN_OCTOBER,
    LICENCE,
    SECOND_HALF,
    leaves,
    left,
    months_closed,
    partner,
    period_of,
    prepared,
)
from tests.charging.months import JUNE, a_pool, charges, used
from tests.charging.tables import table
from tests.charging.years import IN_MARCH, a_proposal, a_running_year, held, settled, the_database_agrees
from tests.evidence import announced

pytestmark = pytest.mark.usefixtures("on_platform")
NEXT_MARCH = datetime(2027, 3, 20, 10, 0, tzinfo=LONDON)


@pytest.fixture
def half_a_year() -> None:
    """£90.00 a month, of which Northfield bears £22.50; it pays £100.00 a month, is one behind, and leaves.

    £250.00 of technology credit is held for it.
    """
    a_running_year(budget="1800.00")
    a_pool(first=FIRST_HALF[0])
    leaves("northfield")
    key = partner("northfield").schema_name
    bring_in(terms=Payment(key, Money.of("250.00"), date(2026, 3, 2), "opening"), by=HUGO.actor, at=IN_MARCH)
    for month in FIRST_HALF[:5]:
        paid = Payment(key, Money.of("100.00"), month.first_day, f"BACS {month}")
        record_receipt(terms=paid, by=HUGO.actor, at=month.period.from_)
    months_closed(FIRST_HALF, cost="90.00")


def figures(exit_: Exit) -> list[dict[str, str]]:
    names = "contributed", "outstanding", "borne", "credit", "stranded", "net"
    return [{name: str(Money(getattr(exit_, f"{name}_pence"))) for name in names}]


def nothing_is_wrong() -> None:
    the_database_agrees()
    assert [str(one) for one in violations()] == []


def test_an_exit_is_what_was_paid_less_what_was_borne_and_what_is_held_less_what_is_left_behind(half_a_year):
    # 6 × 100.00 called, one not paid; 6 × 22.50 borne; 60.00 left behind by 2 of 3 end users.
    exit_ = prepared(commitment="60.00")

    assert figures(exit_) == table("""
        contributed    outstanding    borne      credit     stranded    net
        £600.00        £100.00        £135.00    £250.00    £40.00      £575.00
    """)
    assert not Journal.objects.filter(identity__startswith="exit/").exists()
    assert exit_.figures["months"] == [[f"2026-{number:02}", 2250] for number in range(4, 10)]


def test_before_the_last_day_what_is_still_to_be_called_up_to_it_is_not_taken_for_paid(half_a_year):
    so_far = exit_worked_out(partner=partner("northfield"), commitment=Money(0), on=date(2026, 8, 15)).exiting

    assert (so_far.contributed, so_far.outstanding, so_far.paid) == (
        Money.of("600.00"), Money.of("100.00"), Money.of("500.00"),
    )  # fmt: skip


def test_approved_it_is_in_the_books_once_and_what_was_due_later_is_not_asked(half_a_year):
    exit_ = left(commitment="60.00")

    assert held(LedgerAccount.REFUND_PAYABLE) == {"northfield": "−£575.00"}
    assert held(LedgerAccount.CONTRIBUTION_DUE) == {"eastmoor": "£600.00"}
    assert held(LedgerAccount.TECHNOLOGY_CREDIT) == {}
    assert balance_of(account=LedgerAccount.RESERVE) == Money.of("-40.00")
    assert balance_of(account=LedgerAccount.CONTRIBUTIONS) == Money.of("-735.00")
    assert [entry.what for entry in trail_of(exit_)] == ["exit approved", "exit prepared"]
    assert announced()[-1] == "charging.exit_approved"
    with pytest.raises(ExitAlready, match="is approved already"):
        approve_exit(exit_id=exit_.id, by=HELEN.actor, at=IN_OCTOBER)
    nothing_is_wrong()


def test_what_is_not_asked_is_taken_off_on_the_day_it_was_due_and_never_before_today(half_a_year):
    left()

    entries = Journal.objects.filter(identity__startswith="exit/NF-exit-2026-09-30/").order_by("dated_on")
    assert [str(one.dated_on) for one in entries] == [
        "2026-10-12", "2026-11-01", "2026-12-01", "2027-01-01", "2027-02-01", "2027-03-01",
    ]  # fmt: skip
    key = partner("northfield").schema_name
    assert balance_of(account=LedgerAccount.CONTRIBUTION_DUE, partner_key=key, on=date(2026, 11, 15)) == Money(0)
    assert sum(row.pence for row in Contribution.objects.filter(partner_key=key)) == 13_500


def test_the_money_is_paid_out_as_any_refund_is(half_a_year):
    left()
    terms = Payment(partner("northfield").schema_name, Money.of("615.00"), IN_OCTOBER.date(), "BACS 99")

    record_refund_paid(terms=terms, by=HUGO.actor, at=IN_OCTOBER)

    assert held(LedgerAccount.REFUND_PAYABLE) == {}


def test_a_leaver_may_still_owe(half_a_year):
    exit_ = left(commitment="1200.00")

    assert exit_.net == Money.of("-185.00")
    assert held(LedgerAccount.CONTRIBUTION_DUE)["northfield"] == "£185.00"
    assert held(LedgerAccount.REFUND_PAYABLE) == {}
    nothing_is_wrong()


def test_whoever_prepared_it_does_not_approve_it_and_others_do_neither(half_a_year):
    terms = ExitTerms(partner("northfield").schema_name)
    with pytest.raises(NotAllowed):
        prepare_exit(terms=terms, by=RITA.actor, at=IN_OCTOBER)
    exit_ = prepare_exit(terms=terms, by=HELEN.actor, at=IN_OCTOBER)

    with pytest.raises(NotAllowed, match="an exit that you prepared"):
        approve_exit(exit_id=exit_.id, by=HELEN.actor, at=IN_OCTOBER)
    with pytest.raises(ExitAlready, match="An exit of Northfield Hospitals NHS Trust stands"):
        prepared()


def test_if_the_books_move_it_is_withdrawn_and_prepared_again(half_a_year):
    exit_ = prepared()
    paid = Payment(partner("northfield").schema_name, Money.of("100.00"), IN_OCTOBER.date(), "BACS late")
    record_receipt(terms=paid, by=HUGO.actor, at=IN_OCTOBER)

    with pytest.raises(ExitNotReady, match="The books have moved"):
        approve_exit(exit_id=exit_.id, by=HELEN.actor, at=IN_OCTOBER)
    withdraw_exit(exit_id=exit_.id, reason="They paid.", by=HUGO.actor, at=IN_OCTOBER)

    assert left().net == Money.of("715.00")


def test_everything_that_stops_an_exit_is_said_at_once():
    a_running_year()
    a_pool(first=FIRST_HALF[0])
    leaves("northfield")
    key = partner("northfield").schema_name
    terms = ExitTerms(key, Money.of("60.00"), "", "notes.exe", b"x")

    with pytest.raises(ExitNotReady) as refused:
        prepare_exit(terms=terms, by=HUGO.actor, at=IN_OCTOBER)

    assert refused.value.reasons == [
        "April 2026, May 2026, June 2026, July 2026, August 2026 and September 2026 are not closed. Northfield "
        "Hospitals NHS Trust shares the cost up to its last day.",
        "Say what all members are still bound to pay, and why.",
        "Evidence is a file of one of these kinds: .pdf, .csv, .xlsx, .png, .jpg, .jpeg, .txt.",
    ]


def test_who_does_not_leave_has_no_exit():
    with pytest.raises(ExitNotReady, match="has no last day"):
        prepared()


def test_a_deficit_is_made_good_by_those_who_stay_after_what_was_left_behind_in_the_reserve(half_a_year):
    # Northfield bore 135.00 and contributed that in the end. Eastmoor contributed 600.00 and bore 405.00 and 540.00.
    left(commitment="60.00")
    months_closed(SECOND_HALF, cost="90.00", northfield=0)
    year = Exit.objects.get().year

    settlement = a_proposal(year)

    assert settlement.difference == Money.of("-345.00")
    assert _shares(settlement) == table("""
        partner      contributed    borne      made good
        eastmoor     £600.00        £945.00    £305.00
        northfield   £135.00        £135.00    £0.00
    """)


def _shares(settlement) -> list[dict[str, str]]:
    rows = SettlementShare.objects.filter(settlement=settlement)
    codes = {partner(code).schema_name: code for code in ("northfield", "eastmoor")}
    return sorted(
        (
            {
                "partner": codes[row.partner_key], "contributed": str(Money(row.contributed_pence)),
                "borne": str(Money(row.borne_pence)), "made good": str(Money(row.made_good_pence)),
            }
            for row in rows
        ),
        key=lambda row: row["partner"],
    )  # fmt: skip


@pytest.mark.parametrize("policy", list(SurplusPolicy))
def test_a_surplus_is_for_those_who_stay(half_a_year, policy):
    left()
    months_closed(SECOND_HALF, cost="0.00", northfield=0)

    settled(a_proposal(Exit.objects.get().year), policy)

    assert SettlementShare.objects.get(partner_key=partner("northfield").schema_name).under(policy) == Money(0)
    assert held(LedgerAccount.REFUND_PAYABLE)["northfield"] == "−£615.00"
    nothing_is_wrong()


def test_what_comes_late_after_an_exit_is_borne_by_the_leaver_at_once(half_a_year):
    # One more application of five: 36.00 of 90.00 instead of 22.50.
    left()
    used("northfield", 1, month=JUNE, mark="late")

    months_closed(SECOND_HALF[:1], cost="90.00", northfield=0)

    assert charges(period_of(SECOND_HALF[0])) == {
        "eastmoor": Money.of("76.50"), "northfield": Money.of("13.50"),
    }  # fmt: skip
    assert held(LedgerAccount.CONTRIBUTION_DUE)["northfield"] == "£13.50"
    nothing_is_wrong()


def test_what_comes_late_in_the_year_after_is_borne_by_the_leaver_in_that_year(half_a_year):
    left()
    months_closed(SECOND_HALF, cost="9.00", northfield=0)
    terms = BudgetTerms(FinancialYear(2027), Money.of("120.00"), 12, "end users", {"eastmoor": 1})
    year = set_budget(terms=terms, by=HUGO.actor, at=NEXT_MARCH)
    approve_budget(year_id=year.id, by=HELEN.actor, at=NEXT_MARCH)
    used("northfield", 1, month=JUNE, mark="late")

    months_closed([Month(2027, 4)], cost="9.00", northfield=0)

    theirs = Contribution.objects.filter(year=year, partner_key=partner("northfield").schema_name)
    assert [row.pence for row in theirs] == [1350]
    assert held(LedgerAccount.CONTRIBUTION_DUE)["northfield"] == "£13.50"
    nothing_is_wrong()


def test_what_is_left_behind_needs_a_reason_and_a_file(half_a_year):
    terms = ExitTerms(partner("northfield").schema_name, Money.of("60.00"), LICENCE)

    with pytest.raises(ExitNotReady, match="Add the file that shows the commitment"):
        prepare_exit(terms=terms, by=HUGO.actor, at=IN_OCTOBER)


def test_its_document_is_put_away_once_and_stays(half_a_year):
    exit_ = left()

    file_exit(exit_id=exit_.id, pdf=b"%PDF-1.7", by=SYSTEM, at=IN_OCTOBER)

    with pytest.raises(ExitAlready, match="drawn already"):
        file_exit(exit_id=exit_.id, pdf=b"other", by=SYSTEM, at=IN_OCTOBER)
    with pytest.raises(NotAllowed):
        file_exit(exit_id=exit_.id, pdf=b"other", by=HUGO.actor, at=IN_OCTOBER)
    assert bytes(Exit.objects.get(id=exit_.id).pdf) == b"%PDF-1.7"


def test_the_scenarios_figures_are_those_of_a_leaver_whose_months_were_alike():
    # tests/charging/test_membership.py: 69.98.
    key = {"A": 1, "B": 1, "C": 1}
    paid, borne, credit = Money.of("199.98"), Money.of("180.00"), Money.of("250.00")

    assert Exiting("C", paid, Money(0), borne, credit, Money(0), Money.of("600.00"), key).net == Money.of("69.98")


pence = st.integers(0, 10**9).map(Money)


@given(pence, st.integers(-(10**6), 10**9).map(Money), pence, pence, pence, pence, st.integers(0, 50))
def test_after_an_exit_one_account_is_open_at_most_and_holds_its_net(
    contributed, due, borne, credit, refund, all_, own
):
    exiting = Exiting("A", contributed, due, borne, credit, refund, all_, {"A": own, "B": 7})

    lines = lines_of_exit(exiting)

    before = {
        LedgerAccount.CONTRIBUTION_DUE: due, LedgerAccount.REFUND_PAYABLE: -refund,
        LedgerAccount.TECHNOLOGY_CREDIT: -credit,
    }  # fmt: skip
    moved = {account: Money(sum(line.pence for line in lines if line.account is account)) for account in before}
    after = {account: before[account] + moved[account] for account in before}
    assert after[LedgerAccount.TECHNOLOGY_CREDIT] == Money(0)
    assert Money.total(after.values()) == -exiting.net
    assert not (after[LedgerAccount.CONTRIBUTION_DUE] and after[LedgerAccount.REFUND_PAYABLE])
