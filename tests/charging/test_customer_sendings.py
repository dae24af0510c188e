"""Documents go to the customers that they are for: once for each sending, with their files, or it is said why not."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import IntegrityError, ProgrammingError, connection, transaction

from guildhall.audit.queries import trail_of
from guildhall.charging.errors import CustomerNotReady, SendingAlready, SendingNotReady
from guildhall.charging.models import CustomerInvoice, CustomerSending
from guildhall.charging.operations.customer_sending import confirm_sending, report_stuck_sending, send_document
from guildhall.charging.operations.customers import Details, change_details
from guildhall.charging.queries.customers import invoices_of
from guildhall.charging.tasks import a_customer_document_is_due
from guildhall.kernel import SYSTEM, NotAllowed
from guildhall.notices.models import Delivery
from tenants.context import as_owner, inside
from tenants.delivering import deliver_everything_waiting
from tests.cast import FIONA, HELEN, HUGO, after
from tests.charging.customers import IN_AUGUST, a_customer, a_priced_customer, graduated, put_right, used_by
from tests.charging.months import FIRST_OF_JULY, JULY, JUNE, a_month_with_costs, a_pool, closed, used

pytestmark = pytest.mark.usefixtures("on_platform")
ACCOUNTS, OTHERS = "accounts@fenland.example", "ledger@fenland.example"
TIERS = graduated(("100", "2.00"), (None, "1.50"))


@pytest.fixture
def june(on_platform) -> CustomerInvoice:
    """June is closed; a federation with an address owes £330.00 for it."""
    a_pool()
    used("northfield", 2, month=JUNE)
    used_by(a_priced_customer(TIERS), 150)
    closed(a_month_with_costs("recruitment,1000.00"))
    return CustomerInvoice.objects.get()


def delivered() -> list[mail.EmailMessage]:
    """Everything that waits is carried out. Gives: all letters to the federation so far."""
    deliver_everything_waiting(at=IN_AUGUST)
    return [one for one in mail.outbox if one.to in ([ACCOUNTS], [OTHERS])]


def moved_to(address: str, invoice: CustomerInvoice) -> None:
    terms = Details("Fenland GP Federation", "1 Mill Lane", "PO 4711", email=address)
    change_details(customer_id=invoice.customer_id, terms=terms, by=HUGO.actor, at=IN_AUGUST)


def test_a_close_sends_each_document_with_its_figure_its_lines_its_due_day_and_its_pdf(june):
    (letter,) = delivered()

    assert (letter.to, letter.subject) == (
        [ACCOUNTS], "Invoice TP-000001: £330.00 for June 2026, due 31 July 2026",
    )  # fmt: skip
    assert "- Recruitment: 150 applications received: £275.00" in letter.body
    assert "Excluding VAT it is £275.00. VAT at 20%: £55.00. Together: £330.00." in letter.body
    assert "Pay by 31 July 2026, and quote TP-000001." in letter.body
    ((name, content, kind),) = letter.attachments
    assert (name, content[:5], kind) == ("invoice-tp-000001.pdf", b"%PDF-", "application/pdf")


def test_where_there_is_an_e_invoice_it_goes_along(on_platform, settings):
    settings.SELLER_NAME, settings.SELLER_GLN = "Guildhall Shared Service", "5060000000030"
    settings.SELLER_VAT_NUMBER = "GB123456789"
    a_pool()
    used("northfield", 2, month=JUNE)
    used_by(a_priced_customer(TIERS), 150)
    closed(a_month_with_costs("recruitment,1000.00"))

    (letter,) = delivered()

    names = [name for name, _, _ in letter.attachments]
    assert names == ["invoice-tp-000001.pdf", "invoice-tp-000001.xml"]
    assert "TP-000001" in str(letter.attachments[1][1])


def test_a_credit_note_says_what_it_corrects_and_asks_for_nothing(on_platform):
    a_pool()
    for month in (JUNE, JULY):
        used("northfield", 2, month=month)
    use = used_by(a_priced_customer(TIERS), 150)
    closed(a_month_with_costs("recruitment,1000.00"))
    put_right(use, 120)
    closed(a_month_with_costs("recruitment,1000.00", month=JULY, mark="L"))

    note = delivered()[-1]

    assert note.subject == "Credit note TP-000002: £54.00 for June 2026"
    assert "It corrects TP-000001." in note.body
    assert "You need not pay anything for it." in note.body


def test_a_customer_without_an_address_is_sent_nothing(on_platform):
    a_pool()
    used("northfield", 2, month=JUNE)
    customer = a_priced_customer(TIERS)
    used_by(customer, 150)
    terms = Details("Fenland GP Federation", "1 Mill Lane", "PO 4711")
    change_details(customer_id=customer.id, terms=terms, by=HUGO.actor, at=IN_AUGUST)
    closed(a_month_with_costs("recruitment,1000.00"))

    assert (delivered(), CustomerSending.objects.count(), invoices_of()[0].sending) == ([], 0, None)


def test_a_second_bell_sends_nothing_twice(june):
    assert len(delivered()) == 1
    sending = CustomerSending.objects.get()

    a_customer_document_is_due(sending_id=sending.id, at=after(days=1, at=IN_AUGUST))
    Delivery.objects.filter(announcement__keywords__sending_id=sending.id).update(state="due", done_at=None)

    assert len(delivered()) == 1
    assert CustomerSending.objects.get().sent_at == IN_AUGUST
    assert [entry.what for entry in trail_of(june)] == ["document sent"]


def test_once_the_address_was_mended_it_is_sent_again_to_the_new_one(june):
    delivered()
    moved_to(OTHERS, june)

    again = send_document(invoice_id=june.id, by=HUGO.actor, at=IN_AUGUST)
    with pytest.raises(SendingAlready, match=f"TP-000001 is on its way to {OTHERS} already"):
        send_document(invoice_id=june.id, by=HELEN.actor, at=IN_AUGUST)

    letters = delivered()
    assert [letter.to for letter in letters] == [[ACCOUNTS], [OTHERS]]
    assert letters[0].body == letters[1].body
    assert letters[0].extra_headers["Message-ID"] != letters[1].extra_headers["Message-ID"]
    assert invoices_of()[0].sending == again


def test_without_an_address_it_cannot_be_sent_and_it_says_so(june):
    delivered()
    moved_to("", june)

    with pytest.raises(SendingNotReady, match="Fenland GP Federation has no e-mail address for invoices"):
        send_document(invoice_id=june.id, by=HUGO.actor, at=IN_AUGUST)


def test_what_the_mail_server_does_not_take_is_stuck_with_a_reason_until_it_is_sent_again(june, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    deliver_everything_waiting(at=IN_AUGUST)
    stuck = CustomerSending.objects.get()
    assert (stuck.stuck_at, stuck.stuck_reason, stuck.sent_at) == (IN_AUGUST, "ConnectionRefusedError", None)

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send_document(invoice_id=june.id, by=HUGO.actor, at=IN_AUGUST)
    assert len(delivered()) == 1
    a_customer_document_is_due(sending_id=stuck.id, at=IN_AUGUST)  # an operator replays the first

    assert len(delivered()) == 1
    assert [one.sent_at for one in CustomerSending.objects.order_by("id")] == [None, IN_AUGUST]


def test_a_stuck_one_that_an_operator_replays_is_sent(june):
    sending = CustomerSending.objects.get()
    report_stuck_sending(sending_id=sending.id, reason="", by=SYSTEM, at=FIRST_OF_JULY)
    assert CustomerSending.objects.get().stuck_reason == "No reason given."

    a_customer_document_is_due(sending_id=sending.id, at=IN_AUGUST)

    sent = CustomerSending.objects.get()
    assert (sent.sent_at, sent.stuck_at, sent.stuck_reason, len(delivered())) == (IN_AUGUST, None, "", 1)


def test_who_keeps_no_books_sends_nothing_and_guildhall_alone_confirms(june):
    sending = CustomerSending.objects.get()

    for act in (
        lambda: send_document(invoice_id=june.id, by=FIONA.actor, at=IN_AUGUST),
        lambda: confirm_sending(sending_id=sending.id, by=HUGO.actor, at=IN_AUGUST),
        lambda: report_stuck_sending(sending_id=sending.id, reason="x", by=HUGO.actor, at=IN_AUGUST),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_what_was_sent_is_confirmed_once_and_never_stuck(june):
    delivered()
    sending = CustomerSending.objects.get()

    with pytest.raises(SendingAlready, match=f"TP-000001 to {ACCOUNTS} was sent already"):
        confirm_sending(sending_id=sending.id, by=SYSTEM, at=IN_AUGUST)
    with pytest.raises(SendingAlready):
        report_stuck_sending(sending_id=sending.id, reason="x", by=SYSTEM, at=IN_AUGUST)


def test_what_is_no_address_is_no_address_for_invoices(on_platform):
    with pytest.raises(CustomerNotReady) as refused:
        a_customer(email="accounts at fenland")

    assert refused.value.reasons == ["“accounts at fenland” is no e-mail address."]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE charging_customersending SET body = 'Dear all'",
        "UPDATE charging_customersending SET \"to\" = 'other@fenland.example'",
        "UPDATE charging_customersending SET sent_at = NULL",
        "DELETE FROM charging_customersending",
    ],
)
def test_the_database_keeps_a_letter_as_it_was_written(june, change):
    delivered()

    with pytest.raises(IntegrityError), as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.parametrize("table", ["customer", "customerinvoice", "customersending"])
def test_no_partner_reads_any_of_it(june, northfield, table):
    denied = pytest.raises(ProgrammingError, match="permission denied")

    with inside(northfield), denied, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM public.charging_{table}")
