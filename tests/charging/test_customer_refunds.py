"""A customer in credit is paid back, never more than that, once for each reference of the bank."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.errors import EntryAlreadyPosted, EntryNotReady
from guildhall.charging.models import Customer, Journal, Posting
from guildhall.charging.operations.customer_billing import (
    CustomerPayment,
    record_customer_payment,
    record_customer_refund,
)
from guildhall.charging.queries.customers import credit_of, customers_total, invoices_of, money_of
from guildhall.kernel import Money, NotAllowed
from tests.cast import FIONA, HUGO, LONDON
from tests.charging.customers import IN_AUGUST, a_priced_customer, graduated, put_right, used_by
from tests.charging.months import JULY, JUNE, a_month_with_costs, a_pool, closed, used
from tests.charging.test_customer_months import holds

pytestmark = pytest.mark.usefixtures("on_platform")
AUGUST = JULY.next
A_DAY = date(2026, 8, 20)
IN_JULY = datetime(2026, 7, 20, 12, tzinfo=LONDON)


def paid(customer: Customer, amount: str, reference: str = "BACS 1") -> Journal:
    terms = CustomerPayment(customer.id, Money.of(amount), date(2026, 7, 20), reference)
    return record_customer_payment(terms=terms, by=HUGO.actor, at=IN_JULY)


def paid_back(customer: Customer, amount: str, reference: str = "BACS 9", *, by=HUGO, on: date = A_DAY) -> Journal:
    terms = CustomerPayment(customer.id, Money.of(amount), on, reference)
    return record_customer_refund(terms=terms, by=by.actor, at=IN_AUGUST)


@pytest.fixture
def in_credit(on_platform) -> Customer:
    """It paid £330.00 for June, and July's close credited £54.00 of it."""
    a_pool()
    for month in (JUNE, JULY, AUGUST):
        used("northfield", 2, month=month)
    customer = a_priced_customer(graduated(("100", "2.00"), (None, "1.50")))
    use = used_by(customer, 150)
    closed(a_month_with_costs("recruitment,1000.00"))
    paid(customer, "330.00")
    put_right(use, 120)
    closed(a_month_with_costs("recruitment,1000.00", month=JULY, mark="L"))
    return customer


def test_it_is_posted_by_double_entry_and_leaves_nothing_owed_either_way(in_credit):
    journal = paid_back(in_credit, "54.00")

    assert [(one.account, one.customer_id, one.pence) for one in journal.postings.order_by("id")] == [
        (1230, in_credit.id, 5400),
        (1110, None, -5400),
    ]
    assert (credit_of(customer=in_credit), customers_total().owes) == (Money(0), Money(0))
    assert Posting.objects.on(LedgerAccount.BANK).balance == Money.of("276.00")
    holds()


def test_what_it_paid_and_was_paid_back_is_listed(in_credit):
    paid_back(in_credit, "14.00")

    listed = money_of(customer=in_credit)
    assert [(str(row.on), row.words, str(row.came_in), str(row.went_back)) for row in listed] == [
        ("2026-08-20", "Paid back to a third party, BACS 9", "£0.00", "£14.00"),
        ("2026-07-20", "Received from a third party, BACS 1", "£330.00", "£0.00"),
    ]
    assert credit_of(customer=in_credit) == Money.of("40.00")


def test_more_than_its_credit_is_refused_with_every_other_reason(in_credit):
    with pytest.raises(EntryNotReady) as refused:
        paid_back(in_credit, "54.01", " ", on=date(2026, 9, 1))

    assert refused.value.reasons == [
        "1 September 2026 has not come yet. Give the day on which the money moved.",
        "Give the bank’s reference, so that the same payment is never counted twice.",
        "Fenland GP Federation is £54.00 in credit, so £54.01 cannot be paid back.",
    ]


def test_one_reference_counts_once(in_credit):
    paid_back(in_credit, "54.00")

    with pytest.raises(EntryAlreadyPosted, match="Paid back to a third party, BACS 9"):
        paid_back(in_credit, "54.00")
    with pytest.raises(EntryNotReady, match="with other content"):
        paid_back(in_credit, "53.00")
    with pytest.raises(EntryNotReady, match=r"is £0\.00 in credit"):
        paid_back(in_credit, "54.00", "BACS 10")

    assert Journal.objects.filter(identity__startswith="refund/").count() == 1


def test_who_keeps_no_books_pays_nobody_back(in_credit):
    with pytest.raises(NotAllowed):
        paid_back(in_credit, "54.00", by=FIONA)


def test_the_next_invoice_is_not_paid_by_what_was_paid_back(in_credit):
    paid_back(in_credit, "54.00")
    used_by(in_credit, 10, on=date(2026, 8, 10))

    closed(a_month_with_costs("recruitment,1000.00", month=AUGUST, mark="A"))

    assert [(row.invoice.number, str(row.left)) for row in invoices_of()] == [
        ("TP-000003", "£24.00"),
        ("TP-000002", "£0.00"),
        ("TP-000001", "£0.00"),
    ]
    holds()


def test_the_database_pays_nobody_back_more_than_its_credit(in_credit):
    journal = Journal.objects.create(
        identity="refund/by hand", dated_on=A_DAY, words="By hand", digest="x", made_at=IN_AUGUST
    )

    with pytest.raises(IntegrityError, match="100 pence more than it is in credit"), transaction.atomic():
        Posting.objects.create(journal=journal, account=1230, customer=in_credit, pence=5500)
    Posting.objects.bulk_create(
        [
            Posting(journal=journal, account=1230, customer=in_credit, pence=5400),
            Posting(journal=journal, account=1110, pence=-5400),
        ]
    )
