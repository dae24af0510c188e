"""The books: everything balances, nothing is posted twice, and nothing of a closed month changes, whoever tries."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.accounts import LedgerAccount, credit, debit
from guildhall.charging.entries import Entry, costs_of_month
from guildhall.charging.errors import EntryAlreadyPosted, EntryNotReady, PeriodNotReady
from guildhall.charging.models import Journal, Posting
from guildhall.charging.operations.ledger import (
    Balance,
    Payment,
    assert_balance,
    bring_in,
    post,
    record_receipt,
    record_refund_paid,
)
from guildhall.charging.queries.ledger import (
    Asked,
    assertions_that_fail,
    balance_of,
    count_of_journals,
    list_of_journals,
    trial_balance,
)
from guildhall.kernel import Money, NotAllowed
from tenants.context import as_owner, inside
from tenants.models import Partner
from tests.cast import FIONA, HELEN, HUGO
from tests.charging.months import FIRST_OF_JULY, JULY, JUNE, a_month_with_costs, a_pool, closed, used
from tests.charging.years import a_running_year, the_database_agrees

pytestmark = pytest.mark.usefixtures("on_platform")

TODAY = date(2026, 7, 1)


def key_of(code: str) -> str:
    return Partner.objects.get(code=code).schema_name


def a_payment(amount: str = "100.00", *, reference: str = "BACS 1", on: date = TODAY) -> Payment:
    return Payment(key_of("northfield"), Money.of(amount), on, reference)


def an_entry(*lines, identity: str = "test/1", on: date = TODAY) -> Entry:
    return Entry(identity, on, "A test of the books", lines)


def test_a_closed_month_enters_what_each_pool_cost_and_what_others_paid_towards_it():
    a_pool("desk", position=1)
    a_pool("hosting", position=2)
    used("northfield", 1)

    closed(a_month_with_costs("desk,100.00", "hosting,300.00", "hosting,-20.00"))

    (journal,) = list_of_journals()
    assert [
        (row.account.number, row.pool, str(row.debit or ""), str(row.credit or "")) for row in journal.postings
    ] == [
        ("5100", "Desk", "£100.00", ""),
        ("5100", "Hosting", "£300.00", ""),
        ("4200", "Hosting", "", "£20.00"),
        ("2110", "", "", "£380.00"),
    ]
    assert (journal.dated_on, journal.words) == (date(2026, 6, 30), "Cost of services in June 2026")


def test_money_received_lowers_what_a_partner_owes_and_its_reference_counts_once():
    a_running_year(budget="1200.00")

    record_receipt(terms=a_payment(), by=HUGO.actor, at=FIRST_OF_JULY)
    with pytest.raises(EntryAlreadyPosted):
        record_receipt(terms=a_payment(), by=HUGO.actor, at=FIRST_OF_JULY)
    with pytest.raises(EntryNotReady, match="with other content"):
        record_receipt(terms=a_payment("99.00"), by=HUGO.actor, at=FIRST_OF_JULY)

    due = balance_of(account=LedgerAccount.CONTRIBUTION_DUE, partner_key=key_of("northfield"))
    assert due == Money.of("700.04")


def test_a_payment_says_everything_that_is_wrong_with_it_at_once():
    with pytest.raises(EntryNotReady) as refused:
        terms = a_payment("0.00", reference=" ", on=date(2026, 7, 2))
        record_receipt(terms=terms, by=HUGO.actor, at=FIRST_OF_JULY)

    assert refused.value.reasons == [
        "Give an amount above £0.00.",
        "2 July 2026 has not come yet. Give the day on which the money moved.",
        "Give the bank’s reference, so that the same payment is never counted twice.",
    ]


def test_no_more_is_refunded_than_is_owed():
    with pytest.raises(EntryNotReady, match="is owed to this partner"):
        record_refund_paid(terms=a_payment(), by=HUGO.actor, at=FIRST_OF_JULY)


def test_only_host_finance_keeps_the_books():
    with pytest.raises(NotAllowed):
        record_receipt(terms=a_payment(), by=FIONA.actor, at=FIRST_OF_JULY)


def test_nothing_is_dated_in_a_closed_month():
    a_pool()
    used("northfield", 1)
    closed(a_month_with_costs("recruitment,10.00"))

    with pytest.raises(EntryNotReady, match="June 2026 is closed"):
        record_receipt(terms=a_payment(on=date(2026, 6, 30)), by=HUGO.actor, at=FIRST_OF_JULY)


@pytest.mark.parametrize("act", ["UPDATE charging_posting SET pence = 1", "DELETE FROM charging_journal"])
def test_not_even_the_owner_changes_an_entry(act):
    bring_in(terms=Payment("", Money(1), TODAY, "R"), by=HUGO.actor, at=FIRST_OF_JULY)

    with pytest.raises(DatabaseError, match="append-only"):
        _as_the_owner(act)


def test_not_even_the_owner_dates_an_entry_in_a_closed_month():
    a_pool()
    used("northfield", 1)
    closed(a_month_with_costs("recruitment,10.00"))
    (journal,) = Journal.objects.all()

    with pytest.raises(DatabaseError, match="closed"):
        _as_the_owner(
            f"INSERT INTO charging_posting (journal_id, account, partner_key, pence) VALUES ({journal.id}, 2300, '', 1)"
        )


def _as_the_owner(sql: str) -> None:
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "lines",
    [
        (debit(LedgerAccount.BANK, Money(2)), credit(LedgerAccount.RESERVE, Money(1))),
        (debit(LedgerAccount.BANK, Money(2)),),
    ],
    ids=["unequal", "one sided"],
)
def test_an_entry_that_does_not_balance_is_refused_at_the_commit(lines):
    with pytest.raises(IntegrityError, match="add up to"), transaction.atomic():
        post(an_entry(*lines), by=HUGO.actor, at=FIRST_OF_JULY)
        the_database_agrees()


@pytest.mark.parametrize("account", [LedgerAccount.TECHNOLOGY_CREDIT, LedgerAccount.REFUND_PAYABLE])
def test_no_credit_of_a_partner_falls_below_zero(account):
    key = key_of("northfield")

    with pytest.raises(IntegrityError, match="would fall to"), transaction.atomic():
        overdrawn = debit(account, Money(1), key), credit(LedgerAccount.BANK, Money(1))
        post(an_entry(*overdrawn), by=HUGO.actor, at=FIRST_OF_JULY)
        the_database_agrees()


def test_a_balance_that_somebody_saw_is_checked_again_at_every_close():
    bring_in(terms=Payment("", Money.of("50.00"), TODAY, "R"), by=HUGO.actor, at=FIRST_OF_JULY)
    seen = Balance(LedgerAccount.RESERVE, "", TODAY, Money.of("-50.00"), "bank statement of July")
    with pytest.raises(EntryNotReady, match="The books say"):
        wrong = Balance(LedgerAccount.RESERVE, "", TODAY, Money.of("-49.00"), "bank statement of July")
        assert_balance(terms=wrong, by=HUGO.actor, at=FIRST_OF_JULY)
    assert_balance(terms=seen, by=HUGO.actor, at=FIRST_OF_JULY)
    assert assertions_that_fail(until=JULY) == []

    bring_in(terms=Payment("", Money.of("1.00"), TODAY, "R2"), by=HUGO.actor, at=FIRST_OF_JULY)

    assert assertions_that_fail(until=JUNE) == []
    assert assertions_that_fail(until=JULY) == [
        "Reserve was seen to be −£50.00 on 1 July 2026, and the books say −£51.00. Find the entry that changed it."
    ]


def test_no_month_closes_while_a_balance_that_somebody_saw_is_another_one():
    a_pool("recruitment", first=JULY)
    used("northfield", 1, month=JULY)
    bring_in(terms=Payment("", Money.of("50.00"), TODAY, "R"), by=HUGO.actor, at=FIRST_OF_JULY)
    seen = Balance(LedgerAccount.RESERVE, "", TODAY, Money.of("-50.00"), "bank statement of July")
    assert_balance(terms=seen, by=HUGO.actor, at=FIRST_OF_JULY)
    bring_in(terms=Payment("", Money.of("1.00"), TODAY, "R2"), by=HUGO.actor, at=FIRST_OF_JULY)
    july = a_month_with_costs("recruitment,10.00", month=JULY)

    with pytest.raises(PeriodNotReady, match="and the books say −£51"):
        closed(july)


def test_journals_are_found_by_account_and_by_partner():
    a_running_year(budget="1200.00", times=2)
    record_receipt(terms=a_payment(), by=HUGO.actor, at=FIRST_OF_JULY)

    bank = list_of_journals(asked=Asked(account=LedgerAccount.BANK))

    assert [row.words for row in bank] == ["Received, BACS 1"]
    assert count_of_journals(asked=Asked(partner_key=key_of("northfield"))) == 3
    assert count_of_journals(asked=Asked(partner_key=key_of("eastmoor"))) == 2
    assert count_of_journals(asked=Asked(months=(JULY,))) == 1


def test_a_partner_meets_its_own_postings_and_no_others(eastmoor):
    a_running_year(budget="1200.00", times=1)
    record_receipt(terms=a_payment(), by=HUGO.actor, at=FIRST_OF_JULY)

    with inside(eastmoor):
        assert {posting.partner_key for posting in Posting.objects.all()} == {eastmoor.schema_name}
        assert Journal.objects.count() == 1


@given(st.lists(st.tuples(st.integers(0, 10**12), st.integers(0, 10**12)), min_size=1, max_size=6))
def test_whatever_a_month_cost_its_entry_balances(costs):
    pools = {f"p{number}": pence for number, pence in enumerate(costs)}

    entry = costs_of_month(
        JUNE,
        cost={code: Money(pence) for code, (pence, _) in pools.items()},
        income={code: Money(pence) for code, (_, pence) in pools.items()},
    )

    assert sum(line.pence for line in entry.lines) == 0


def test_both_sides_of_the_trial_balance_are_equal():
    a_running_year(budget="1000.01")
    record_receipt(terms=a_payment(), by=HUGO.actor, at=FIRST_OF_JULY)
    bring_in(terms=Payment("", Money.of("50.00"), TODAY, "R"), by=HELEN.actor, at=FIRST_OF_JULY)

    rows = trial_balance(on=TODAY)

    assert [(row.account.number, str(row.debit), str(row.credit)) for row in rows] == [
        ("1110", "£150.00", "£0.00"),
        ("1210", "£233.36", "£0.00"),
        ("2300", "£0.00", "£50.00"),
        ("4100", "£0.00", "£333.36"),
    ]
