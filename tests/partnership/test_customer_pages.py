"""Third parties through their pages: set up, priced by two, used, invoiced, paid; and what members see of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from guildhall.charging.models import Customer, CustomerInvoice, CustomerSending, CustomerUse, RateCard
from tenants.context import on_the_platform
from tenants.delivering import deliver_everything_waiting
from tests.cast import EDEN, FIONA, HELEN, HUGO, OSKAR
from tests.charging.customers import (
    DETAILS,
    IN_AUGUST,
    a_customer,
    a_priced_customer,
    graduated,
    put_right,
    used_by,
)
from tests.charging.months import JULY, JUNE, a_month_with_costs, a_pool, closed, used

CUSTOMER = {
    "name": "Fenland GP Federation", "code": "fenland", "address": "1 Mill Lane", "reference": "PO 4711",
    "gln": "5060000000047", "payment_days": "30", "from_on_day": "1", "from_on_month": "6", "from_on_year": "2026",
}  # fmt: skip
FROM_JUNE = {"from_on_day": "1", "from_on_month": "6", "from_on_year": "2026"}
VAT = {"pool": "recruitment", "category": "S", "rate": "20", "reason": "", **FROM_JUNE}
PRICES = {
    "pool": "recruitment", "unit": "application_received", "kind": "graduated", "price_1": "2.00", "up_to_1": "100",
    "price_2": "1.50", "up_to_2": "", "price_3": "", "up_to_3": "", "size": "", "free_units": "", "minimum": "",
    **FROM_JUNE,
}  # fmt: skip
USE = {
    "pool": "recruitment", "unit": "application_received", "used_on_day": "10", "used_on_month": "6",
    "used_on_year": "2026", "quantity": "150", "reference": "Sheet 1", "evidence": "Signed sheet",
}  # fmt: skip


@pytest.fixture
def in_august(db, monday_9am) -> None:
    """A pool with use of June; the clock stands at the end of August."""
    monday_9am.move_to(IN_AUGUST)
    with on_the_platform():
        a_pool()
        for month in (JUNE, JULY):
            used("northfield", 2, month=month)
            used("eastmoor", 1, month=month)


def test_from_the_setting_up_to_the_members_statement(in_august, visit):
    hugo, helen, fiona = visit(HUGO), visit(HELEN), visit(FIONA)
    assert "Nobody but members uses a service" in hugo.read("/customers/")
    hugo.post("/customers/new/", CUSTOMER)
    hugo.post("/customers/fenland/vat/", VAT)
    assert "250.00" not in hugo.read("/customers/fenland/")
    checked = hugo.post("/customers/fenland/cards/new/", {**PRICES, "then": "check"})
    assert ("£200.00" in checked.content.decode(), checked.status_code) == (True, 200)
    hugo.post("/customers/fenland/cards/new/", {**PRICES, "then": "set"})
    with on_the_platform():
        card = RateCard.objects.get()
    here = f"/customers/fenland/cards/{card.id}/"
    assert hugo.post(f"{here}approval/").status_code == 403
    helen.post(f"{here}approval/")
    hugo.post("/customers/fenland/use/new/", USE)
    with on_the_platform():
        period = a_month_with_costs("recruitment,1000.00")
    words = hugo.read("/months/2026-06/")
    assert ("Paid by third parties" in words, "50 applications received at £1.50 = £75.00" in words) == (True, True)
    with on_the_platform():
        closed(period)

    said = "£1,000.00, less £275.00 paid by third parties"
    assert said in fiona.read("/statements/NF-2026-06/")
    assert said in hugo.read("/months/2026-06/")


@pytest.fixture
def billed(in_august) -> None:
    """June is closed with an invoice; July with one and a credit note."""
    with on_the_platform():
        customer = a_priced_customer(graduated(("100", "2.00"), (None, "1.50")))
        use = used_by(customer, 150)
        closed(a_month_with_costs("recruitment,1000.00"))
        put_right(use, 120)
        used_by(customer, 1, on=date(2026, 7, 3))
        closed(a_month_with_costs("recruitment,1000.00", month=JULY, mark="L"))


def test_an_invoice_is_read_downloaded_and_paid(billed, visit, settings):
    hugo = visit(HUGO)
    assert "TP-000003" in hugo.read("/customer-invoices/")
    words = hugo.read("/customer-invoices/TP-000003/")
    assert ("Credit note TP-000003: £54" in words, "£230.00 now, £275.00 charged before" in words) == (True, True)
    assert "There is no e-invoice. What was missing at the close: who issues it." in words
    pdf = hugo.get("/customer-invoices/TP-000001/pdf/")
    assert (pdf["content-type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert hugo.get("/customer-invoices/TP-000001/ubl/").status_code == 404
    assert hugo.get("/customer-invoices/export/").content.decode().count("\n") == 4

    payment = {"amount": "276.00", "on_day": "20", "on_month": "8", "on_year": "2026", "reference": "BACS 1"}
    hugo.post("/customers/fenland/payments/new/", payment)

    assert "Paid" in hugo.read("/customer-invoices/TP-000001/")
    assert "Received from a third party, BACS 1" in hugo.read("/ledger/")


def test_with_a_seller_the_e_invoice_is_there(in_august, visit, settings):
    settings.SELLER_NAME, settings.SELLER_GLN = "Guildhall Shared Service", "5060000000030"
    settings.SELLER_VAT_NUMBER = "GB123456789"
    with on_the_platform():
        used_by(a_priced_customer(), 3)
        closed(a_month_with_costs("recruitment,1000.00"))

    answer = visit(HUGO).get("/customer-invoices/TP-000001/ubl/")

    assert (answer["content-type"], b"<cbc:DueDate>" in answer.content) == ("application/xml", True)


def test_a_file_of_use_is_checked_and_then_taken_in(in_august, visit):
    with on_the_platform():
        a_priced_customer()
    hugo = visit(HUGO)
    first = b"customer,pool,unit,used_on,quantity,reference,evidence\n"
    good = first + b"fenland,recruitment,application_received,2026-06-10,3,S-1,Sheet"

    bad = hugo.post("/customers/use/", {"file": SimpleUploadedFile("use.csv", good.replace(b",3,", b",1e400,"))})
    checked = hugo.post("/customers/use/", {"file": SimpleUploadedFile("use.csv", good)})
    assert (bad.status_code, checked.status_code, "Row 2" in bad.content.decode()) == (422, 200, True)
    kept = checked.content.decode().split('name="kept" value="')[1].split('"')[0]
    with on_the_platform():
        assert CustomerUse.objects.count() == 0
    hugo.post("/customers/use/load/", {"kept": kept, "file_name": "use.csv"})

    with on_the_platform():
        assert CustomerUse.objects.get().file_name == "use.csv"
    assert hugo.post("/customers/use/load/", {"kept": "not base64", "file_name": "x"}).status_code == 404


def test_what_makes_no_sense_is_said_beside_the_form(in_august, visit):
    with on_the_platform():
        a_priced_customer()
    hugo = visit(HUGO)

    answers = [
        hugo.post("/customers/new/", {**CUSTOMER, "code": "fenland"}),
        hugo.post("/customers/fenland/details/", {**CUSTOMER, "gln": "1"}),
        hugo.post("/customers/fenland/vat/", {**VAT, "rate": ""}),
        hugo.post("/customers/fenland/vat/", {**VAT, "from_on_day": "2"}),
        hugo.post("/customers/fenland/cards/new/", {**PRICES, "price_1": "1e400", "then": "check"}),
        hugo.post("/customers/fenland/cards/new/", {**PRICES, "up_to_1": "", "then": "check"}),
        hugo.post("/customers/fenland/use/new/", {**USE, "quantity": "NaN"}),
        hugo.post("/customers/fenland/use/new/", {**USE, "quantity": "-3"}),
        hugo.post("/customers/fenland/end/", {"until_on_day": "1", "until_on_month": "5", "until_on_year": "2026"}),
        hugo.post("/customers/fenland/payments/new/", {"amount": "0", "reference": ""}),
    ]

    assert [answer.status_code for answer in answers] == [422] * len(answers)


def test_use_is_put_right_on_its_page_and_prices_are_withdrawn_with_a_reason(in_august, visit):
    with on_the_platform():
        use = used_by(a_priced_customer(), 30, reference="Sheet 9")
    hugo = visit(HUGO)
    right = {"quantity": "12", "reference": "R-1", "evidence": "Their own count"}
    assert hugo.post(f"/customers/fenland/use/{use.id}/correction/", {**right, "quantity": "30"}).status_code == 422
    hugo.post(f"/customers/fenland/use/{use.id}/correction/", right)
    assert "corrects Sheet 9; Their own count" in hugo.read("/customers/fenland/use/")

    hugo.post("/customers/fenland/cards/new/", {**PRICES, "then": "set", "from_on_month": "9"})
    with on_the_platform():
        card = RateCard.objects.waiting().get()
    assert hugo.post(f"/customers/fenland/cards/{card.id}/withdrawal/", {"reason": ""}).status_code == 422
    hugo.post(f"/customers/fenland/cards/{card.id}/withdrawal/", {"reason": "A slip"})
    assert "A slip" in hugo.read(f"/customers/fenland/cards/{card.id}/")


def test_a_customer_is_changed_and_ended(in_august, visit):
    with on_the_platform():
        a_customer()
    hugo = visit(HUGO)

    hugo.post("/customers/fenland/details/", {**CUSTOMER, "name": "Fenland Alliance"})
    hugo.post("/customers/fenland/end/", {"until_on_day": "1", "until_on_month": "9", "until_on_year": "2026"})

    words = hugo.read("/customers/fenland/")
    assert ("Fenland GP Federation → Fenland Alliance" in words, "Customer until" in words) == (True, True)


def test_it_is_the_desks_alone(billed, visit):
    for visitor in (visit(OSKAR), visit(FIONA), visit(EDEN), visit(FIONA, host="base")):
        for path in ("/customers/", "/customers/fenland/", "/customer-invoices/", "/customer-invoices/TP-000001/pdf/"):
            assert visitor.get(path).status_code in (403, 404)
    with on_the_platform():
        assert (Customer.objects.count(), CustomerInvoice.objects.count()) == (1, 3)


@pytest.mark.parametrize("count", [1, 50])
def test_the_lists_ask_a_constant_number_of_questions(in_august, visit, django_assert_num_queries, count):
    with on_the_platform():
        customers = [a_customer(f"fenland-{number}", from_on=JUNE.first_day) for number in range(count)]
        priced_one = a_priced_customer(code="priced")
        for number in range(count):
            used_by(priced_one, 1, reference=f"S-{number}")
        closed(a_month_with_costs("recruitment,1000.00"))
    hugo = visit(HUGO)
    for path in ("/customers/", "/customers/priced/use/", "/customer-invoices/"):
        hugo.read(path)

    assert (len(customers), DETAILS.payment_days) == (count, 30)
    for path, questions in (("/customers/", 12), ("/customers/priced/use/", 6), ("/customer-invoices/", 9)):
        with django_assert_num_queries(questions):
            hugo.get(path)


def test_lists_of_many_have_pages_and_the_download_is_whole(in_august, visit):
    with on_the_platform():
        for number in range(27):
            used_by(a_priced_customer(code=f"fenland-{number:02}"), 1)
        closed(a_month_with_costs("recruitment,1000.00"))
    hugo = visit(HUGO)

    first, second = hugo.read("/customers/"), hugo.read("/customers/?page=2")
    assert [("1 to 25 of 27 customers" in first, "fenland-26" in first), "fenland-26" in second] == [
        (True, False),
        True,
    ]
    assert "27 third parties buy services" in second
    first, second = hugo.read("/customer-invoices/"), hugo.read("/customer-invoices/?page=2")
    assert [("TP-000027" in first, "TP-000001" in first), "TP-000001" in second] == [(True, False), True]
    assert [figure in second for figure in ("26 to 27 of 27 documents", "£64.80")] == [True] * 2
    assert hugo.get("/customer-invoices/export/").content.decode().count("\n") == 28


def test_a_document_says_whether_it_was_sent_and_is_sent_again(billed, visit):
    hugo = visit(HUGO)
    assert "On its way since" in hugo.read("/customer-invoices/TP-000001/")
    deliver_everything_waiting(at=IN_AUGUST)
    words = hugo.read("/customer-invoices/TP-000001/")
    assert ("to accounts@fenland.example" in words, "Send it again" in words) == (True, True)
    hugo.post("/customers/fenland/details/", {**CUSTOMER, "email": "ledger@fenland.example"})
    assert "It would go to ledger@fenland.example" in hugo.read("/customer-invoices/TP-000001/")

    told = hugo.post("/customer-invoices/TP-000001/sendings/", follow=True).content.decode()
    twice = hugo.post("/customer-invoices/TP-000001/sendings/")

    assert "TP-000001 goes to ledger@fenland.example in a moment." in told
    assert twice.status_code == 409
    deliver_everything_waiting(at=IN_AUGUST)
    assert mail.outbox[-1].to == ["ledger@fenland.example"]
    assert "to ledger@fenland.example" in hugo.read("/customer-invoices/")
    exported = hugo.get("/customer-invoices/export/").content.decode().splitlines()
    assert exported[-1].endswith(",2026-08-31,ledger@fenland.example")


def test_without_an_address_a_document_offers_no_sending_and_says_where_to_give_one(billed, visit):
    hugo = visit(HUGO)
    deliver_everything_waiting(at=IN_AUGUST)
    hugo.post("/customers/fenland/details/", CUSTOMER)

    words = hugo.read("/customer-invoices/TP-000001/")

    assert "The customer has no e-mail address for invoices" in words
    assert "Send it again" not in words
    assert hugo.post("/customer-invoices/TP-000001/sendings/").status_code == 422
    assert "Nowhere: it has no e-mail address for them" in hugo.read("/customers/fenland/")
    assert hugo.post("/customers/fenland/details/", {**CUSTOMER, "email": "nowhere"}).status_code == 422


def test_a_customer_in_credit_is_paid_back_on_its_page(billed, visit):
    hugo = visit(HUGO)
    day = {"on_day": "20", "on_month": "8", "on_year": "2026"}
    assert "is not in credit" in hugo.read("/customers/fenland/refunds/new/")
    hugo.post("/customers/fenland/payments/new/", {"amount": "300.00", "reference": "BACS 1", **day})
    assert ("In credit" in hugo.read("/customers/fenland/"), "−£21.60" in hugo.read("/customers/")) == (True, True)
    assert "is £21.60 in credit" in hugo.read("/customers/fenland/refunds/new/")

    refused = hugo.post("/customers/fenland/refunds/new/", {"amount": "22.00", "reference": "BACS 2", **day})
    hugo.post("/customers/fenland/refunds/new/", {"amount": "21.60", "reference": "BACS 2", **day})

    assert (refused.status_code, "£22.00 cannot be paid back" in refused.content.decode()) == (422, True)
    words = hugo.read("/customers/fenland/")
    assert ("Paid back to a third party, BACS 2" in words, "In credit" in words) == (True, False)
    assert "Paid back to a third party, BACS 2" in hugo.read("/ledger/")


def test_nobody_but_host_finance_sends_or_pays_back(billed, visit):
    for visitor in (visit(OSKAR), visit(FIONA), visit(EDEN), visit(FIONA, host="base")):
        for path in ("/customer-invoices/TP-000001/sendings/", "/customers/fenland/refunds/new/"):
            assert visitor.post(path).status_code in (403, 404)
    with on_the_platform():
        assert CustomerSending.objects.filter(sent_at=None).count() == 3
