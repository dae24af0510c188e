"""A month with a third party in it: what it pays comes off its pool, and the members share what is left."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.customer_documents import InvoiceDocument
from guildhall.charging.errors import EntryAlreadyPosted, EntryNotReady, PeriodNotReady
from guildhall.charging.models import (
    CloseManifest,
    CustomerCharge,
    CustomerInvoice,
    Journal,
    Period,
    PoolTotal,
    Posting,
    Statement,
)
from guildhall.charging.operations.customer_billing import CustomerPayment, record_customer_payment
from guildhall.charging.operations.customers import Details, change_details
from guildhall.charging.queries.checking import first_row_not_in_books
from guildhall.charging.queries.customers import invoices_of
from guildhall.charging.queries.invariants import violations
from guildhall.charging.queries.replays import first_broken_link, replay
from guildhall.charging.queries.scenarios import scenario_of
from guildhall.charging.queries.working import billed_month, what_stops_closing
from guildhall.charging.rate_cards import CardKind
from guildhall.charging.scenarios import simulate
from guildhall.charging.settling import SurplusPolicy
from guildhall.charging.ubl import ubl_file
from guildhall.kernel import Money, NotAllowed
from tenants.context import as_owner
from tests.cast import FIONA, HUGO
from tests.charging.customers import (
    A_JULY_DAY,
    A_JUNE_DAY,
    IN_AUGUST,
    a_card,
    a_customer,
    a_priced_customer,
    documents,
    graduated,
    priced,
    put_right,
    taxed,
    used_by,
)
from tests.charging.months import JULY, JUNE, MAY, a_month_with_costs, a_pool, charges, closed, used
from tests.charging.schematron import faults_of
from tests.charging.tables import table
from tests.charging.years import YEAR, a_proposal, a_running_year, settled
from tests.evidence import shared_data

pytestmark = pytest.mark.usefixtures("on_platform")
TIERS = graduated(("100", "2.00"), (None, "1.50"))


def members_use(*months) -> None:
    for month in months or (JUNE,):
        used("northfield", 2, month=month)
        used("eastmoor", 1, month=month)


def holds() -> None:
    """The books as `check_invariants`, the replay and the chain see them."""
    assert [str(one) for one in violations()] == []
    assert first_row_not_in_books() is None
    assert first_broken_link() is None
    assert all(replay(period=period).is_same for period in Period.objects.closed())


@pytest.fixture
def june(on_platform) -> Period:
    """1,000.00 of cost, of which a federation pays 275.00 for 150 applications; closed."""
    a_pool()
    members_use()
    used_by(a_priced_customer(TIERS), 150)
    return closed(a_month_with_costs("recruitment,1000.00"))


def test_what_a_third_party_pays_comes_off_its_pool(june):
    total = PoolTotal.objects.get()

    assert (total.cost, total.income) == (Money.of("725.00"), Money.of("275.00"))
    assert charges(june) == {"northfield": Money.of("483.33"), "eastmoor": Money.of("241.67")}
    holds()


def test_the_statement_says_what_was_spent_and_what_third_parties_paid(june):
    line = Statement.objects.get(number="NF-2026-06").figures["lines"][0]

    assert (line["cost_pence"], line["income_pence"], line["working"]) == (
        72500, 27500, "£725.00 × 2 ÷ 3 = £483.3333…"
    )  # fmt: skip


def test_the_books_have_what_it_owes_the_income_and_the_tax(june):
    entry = Journal.objects.get(identity="third parties/2026-06")

    assert [(one.account, one.customer and one.customer.code, one.pence) for one in entry.postings.order_by("id")] == [
        (1230, "fenland", 33000),
        (4200, None, -27500),
        (2120, None, -5500),
    ]


def test_the_manifest_lists_the_charge_with_its_working(june):
    (charge,) = CloseManifest.objects.get().body["customers"]["charges"]

    assert (charge["customer"], charge["quantity"], charge["lines"], charge["pence"]) == (
        "fenland",
        "150",
        [["100 applications received at £2.00", 20000], ["50 applications received at £1.50", 7500]],
        27500,
    )


def test_a_month_without_a_third_party_is_closed_as_it_always_was():
    a_pool()
    members_use()
    closed(a_month_with_costs("recruitment,1000.00"))

    body = CloseManifest.objects.get().body
    assert ("customers" in body, "income_pence" in body["pools"][0]) == (False, False)
    assert "income_pence" not in Statement.objects.get(number="NF-2026-06").figures["lines"][0]


def test_more_income_than_cost_is_shared_as_the_mirror_of_a_charge():
    a_pool()
    members_use()
    used_by(a_priced_customer(), 600)

    june = closed(a_month_with_costs("recruitment,1000.00"))

    assert charges(june) == {"northfield": Money.of("-133.33"), "eastmoor": Money.of("-66.67")}
    holds()


def test_while_the_month_is_open_its_page_knows_what_would_be_charged():
    a_pool()
    members_use()
    customer = a_priced_customer(TIERS)
    period = a_month_with_costs("recruitment,1000.00")

    before = billed_month(period).third_parties.total
    used_by(customer, 150)

    assert (before, billed_month(period).third_parties.income) == (Money(0), {"recruitment": Money.of("275.00")})


def test_use_without_prices_and_prices_without_a_vat_position_stop_the_close():
    a_pool()
    members_use()
    customer = a_customer()
    used_by(customer, 3)
    period = a_month_with_costs("recruitment,1000.00")

    assert what_stops_closing(period=period, at=IN_AUGUST)[-1] == (
        "Fenland GP Federation used 3 applications received of Recruitment in June 2026 without a rate card in force. "
        "Have a card approved that starts by then, or correct the use."
    )
    priced(customer, TIERS)
    untaxed = "Nobody has said how Recruitment is taxed for Fenland GP Federation in June 2026. Set the VAT position."
    assert what_stops_closing(period=period, at=IN_AUGUST)[-1] == untaxed
    with pytest.raises(PeriodNotReady, match="Set the VAT position"):
        closed(period)
    taxed(customer)
    period.refresh_from_db()
    assert charges(closed(period)) == {"northfield": Money.of("662.67"), "eastmoor": Money.of("331.33")}


def test_a_minimum_is_due_though_nothing_was_used():
    a_pool()
    members_use()
    a_priced_customer(graduated((None, "2.00"), minimum="90.00"))

    closed(a_month_with_costs("recruitment,1000.00"))

    charge = CustomerCharge.objects.get()
    assert (charge.quantity, charge.figures["lines"]) == ("0", [["Up to the minimum of £90.00", 9000]])
    holds()


def months_with_late_use() -> None:
    """May, June and July: of June 20 more and 30 fewer come to light later, and of May 10 more."""
    a_pool()
    members_use(MAY, JUNE, JULY)
    customer = a_priced_customer(TIERS)
    may = used_by(customer, 90, on=date(2026, 5, 9))
    closed(a_month_with_costs("recruitment,1000.00", month=MAY, mark="M"))
    june = used_by(customer, 150)
    put_right(may, 105)
    closed(a_month_with_costs("recruitment,1000.00", month=JUNE, mark="J"))
    used_by(customer, 10, on=A_JULY_DAY)
    put_right(june, 120)
    put_right(may, 100)
    closed(a_month_with_costs("recruitment,1000.00", month=JULY, mark="L"))


def test_what_came_late_is_charged_or_credited_in_the_next_month_and_names_its_own():
    months_with_late_use()

    assert documents() == table("""
        number     kind         for      billed in  net       tax      corrects
        TP-000001  invoice      2026-05  2026-05    £180.00   £36.00   none
        TP-000002  invoice      2026-06  2026-06    £275.00   £55.00   none
        TP-000003  invoice      2026-05  2026-06    £27.50    £5.50    TP-000001
        TP-000004  invoice      2026-07  2026-07    £20.00    £4.00    none
        TP-000005  credit note  2026-05  2026-07    −£7.50    −£1.50   TP-000001
        TP-000006  credit note  2026-06  2026-07    −£45.00   −£9.00   TP-000002
    """)
    assert list(PoolTotal.objects.order_by("id").values_list("income_pence", flat=True)) == [18000, 30250, -3250]
    holds()


def test_closed_months_stay_as_they_are_when_use_comes_late():
    a_pool()
    members_use(JUNE, JULY)
    customer = a_priced_customer(TIERS)
    june = closed(a_month_with_costs("recruitment,1000.00"))
    statement, digest = Statement.objects.get(number="NF-2026-06"), CloseManifest.objects.get(period=june).digest

    used_by(customer, 10, on=A_JUNE_DAY)
    july = closed(a_month_with_costs("recruitment,1000.00", month=JULY, mark="L"))

    assert Statement.objects.get(id=statement.id).digest == statement.digest
    assert replay(period=june).digest_now == digest
    assert charges(july) == {"northfield": Money.of("653.33"), "eastmoor": Money.of("326.67")}


def test_two_services_taxed_otherwise_have_documents_of_their_own():
    a_pool()
    a_pool("hosting", position=2)
    members_use()
    customer = a_priced_customer()
    priced(customer, graduated((None, "1.00")), pool="hosting")
    taxed(customer, "O", pool="hosting")
    used_by(customer, 10)
    used_by(customer, 7, pool="hosting")

    closed(a_month_with_costs("recruitment,1000.00", "hosting,500.00"))

    assert [(one["number"], one["net"], one["tax"]) for one in documents()] == [
        ("TP-000001", "£7.00", "£0.00"),
        ("TP-000002", "£20.00", "£4.00"),
    ]
    holds()


def test_what_an_invoice_says_is_fixed_at_the_close(june, settings):
    invoice = CustomerInvoice.objects.get()

    other = Details("Other", "Elsewhere", "PO 1")
    change_details(customer_id=invoice.customer_id, terms=other, by=HUGO.actor, at=IN_AUGUST)

    document = InvoiceDocument.of(CustomerInvoice.objects.get().figures, digest=invoice.digest)
    assert (document.buyer.name, document.buyer.reference) == ("Fenland GP Federation", "PO 4711")
    assert (str(document.due_on - document.issued_on), document.missing) == ("30 days, 0:00:00", ["who issues it"])


@pytest.mark.parametrize("category", ["S", "E", "O"])
def test_every_document_keeps_the_rules_of_en_16931(category, settings):
    rules = shared_data("invoicing", "schematron", "EN16931-UBL-validation-preprocessed.sch")
    settings.SELLER_NAME, settings.SELLER_GLN = "Guildhall Shared Service", "5060000000030"
    settings.SELLER_VAT_NUMBER = "GB123456789"
    a_pool()
    members_use(JUNE, JULY)
    customer = a_priced_customer(graduated(("3", "0.335"), (None, "0.125")), category=category)
    use = used_by(customer, 4)
    closed(a_month_with_costs("recruitment,1000.00"))
    put_right(use, 2)
    used_by(customer, 7, on=A_JULY_DAY)
    closed(a_month_with_costs("recruitment,1000.00", month=JULY, mark="L"))

    written = [
        ubl_file(InvoiceDocument.of(one.figures, digest=one.digest).e_invoice)
        for one in CustomerInvoice.objects.order_by("sequence")
    ]

    assert [faults_of(document, rules=rules) for document in written] == [[]] * 3
    assert [b"CreditNote>" in document for document in written] == [False, False, True]


def paid(customer_id: int, amount: str, reference: str):
    terms = CustomerPayment(customer_id, Money.of(amount), date(2026, 7, 20), reference)
    return record_customer_payment(terms=terms, by=HUGO.actor, at=IN_AUGUST)


def test_a_payment_pays_what_is_due_first_and_counts_once(june):
    customer_id = CustomerInvoice.objects.get().customer_id
    paid(customer_id, "30.00", "BACS 77")

    with pytest.raises(EntryAlreadyPosted):
        paid(customer_id, "30.00", "BACS 77")
    with pytest.raises(EntryNotReady, match="with other content"):
        paid(customer_id, "31.00", "BACS 77")

    assert [str(row.left) for row in invoices_of()] == ["£300.00"]
    assert Posting.objects.on(LedgerAccount.THIRD_PARTIES_DUE).balance == Money.of("300.00")


def test_a_payment_that_cannot_be_is_refused_with_every_reason(june):
    customer_id = CustomerInvoice.objects.get().customer_id
    terms = CustomerPayment(customer_id, Money(0), date(2026, 9, 1), " ")

    with pytest.raises(EntryNotReady) as refused:
        record_customer_payment(terms=terms, by=HUGO.actor, at=IN_AUGUST)
    with pytest.raises(NotAllowed):
        record_customer_payment(terms=terms, by=FIONA.actor, at=IN_AUGUST)

    assert len(refused.value.reasons) == 3


def test_a_month_with_a_third_party_is_a_scenario_that_gives_its_own_lines(june):
    answer = simulate(json.dumps(scenario_of(period=june)).encode())

    outputs = answer["steps"][0]["outputs"]
    assert (outputs["third_party_income"], outputs["net_cost"]) == ("275.00", "725.00")
    assert outputs["partner_totals"] == {"eastmoor": "241.67", "northfield": "483.33"}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE charging_customercharge SET pence = pence + 1",
        "DELETE FROM charging_customerinvoice",
        "INSERT INTO charging_customerinvoice SELECT id + 1, sequence + 1, 'TP-000002', used_on, issued_on, due_on, "
        "category, rate, net_pence, tax_pence, figures, digest, corrects_id, customer_id, period_id "
        "FROM charging_customerinvoice",
    ],
)
def test_the_database_refuses_changes_of_what_was_charged(june, change):
    with pytest.raises(IntegrityError), as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_database_refuses_income_that_nobody_was_charged():
    a_pool()
    members_use()
    period = closed(a_month_with_costs("recruitment,1000.00"))
    pool, version = (getattr(PoolTotal.objects.get(), name) for name in ("pool", "key_version"))
    july = Period.objects.create(month_on=JULY.first_day, opened_at=IN_AUGUST)

    with pytest.raises(IntegrityError, match="its income is 5"), transaction.atomic():
        PoolTotal.objects.create(period=july, used_on=JULY.first_day, pool=pool, key_version=version, cost_pence=0,
                                 income_pence=5, total_weight="1")  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert period.is_closed


def test_packages_blocks_and_volume_close_a_month_too():
    a_pool()
    members_use()
    for code, kind in (("one", CardKind.PACKAGES), ("two", CardKind.BLOCKS), ("three", CardKind.VOLUME)):
        used_by(a_priced_customer(a_card(kind, (None, "5.00"), size="10"), code), 25)

    closed(a_month_with_costs("recruitment,1000.00"))

    assert [one.pence for one in CustomerCharge.objects.order_by("customer__code")] == [1500, 12500, 1500]
    holds()


def test_a_year_with_a_third_party_is_settled_on_what_is_left():
    a_pool(first=YEAR.months[0])
    customer, year = a_priced_customer(), a_running_year(budget="1200.00")
    for month in YEAR.months:
        members_use(month)
        if month == JUNE:
            used_by(customer, 30)
        closed(a_month_with_costs("recruitment,100.00", month=month, mark=f"GL {month}"))

    settlement = settled(a_proposal(year), SurplusPolicy.TRUE_UP)

    assert (settlement.net_cost_pence, settlement.difference_pence) == (114000, 6000)
    assert Posting.objects.on(LedgerAccount.THIRD_PARTY_INCOME).balance == Money(0)
    assert Posting.objects.on(LedgerAccount.SURPLUS).balance == Money(0)
    holds()
