"""Sending documents to the customers they are for: asked for by a close or by hand, carried out once, or stuck."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from guildhall.audit.operations import record
from guildhall.charging.customer_documents import InvoiceDocument
from guildhall.charging.errors import SendingAlready, SendingNotReady
from guildhall.charging.models import Customer, CustomerInvoice, CustomerSending
from guildhall.charging.operations.ledger import ASK
from guildhall.charging.rules import may_keep_costs
from guildhall.database.operation import operation, step
from guildhall.kernel import Actor, NotAllowed, require
from guildhall.notices.letters import words_of_letter
from guildhall.notices.operations import announce


@step
def place_sending(*, invoice: CustomerInvoice, to: str, by: Actor, at: datetime) -> CustomerSending:
    """Write the letter that takes a document to an address, to be sent once the transaction has committed.

    Announces: "charging.customer_sending_due".
    """
    document = InvoiceDocument.of(invoice.figures, digest=invoice.digest)
    words = words_of_letter("customer_document", {"document": document, "contact": settings.CONTACT})
    sending = CustomerSending.objects.create(
        invoice=invoice, to=to, subject=document.subject, body=words, asked_at=at, asked_by_id=by.id
    )

    announce("charging.customer_sending_due", sending_id=sending.id)
    return sending


@operation
def send_document(*, invoice_id: int, by: Actor, at: datetime) -> CustomerSending:
    """Send a document to the address that its customer has now, however often it was sent before.

    Refuses: NotAllowed, SendingNotReady (its customer has no address), SendingAlready (it is on its way).
    Announces: "charging.customer_sending_due".
    """
    invoice = CustomerInvoice.objects.get(id=invoice_id)
    customer = Customer.objects.locked(invoice.customer_id)

    require(may_keep_costs(by), NotAllowed("send a document", ask=ASK))
    without = f"{customer.name} has no e-mail address for invoices. Give it one, then send this."
    require(bool(customer.email), SendingNotReady(without))
    waits = CustomerSending.objects.on_their_way().filter(invoice=invoice).first()
    require(waits is None, SendingAlready(f"{invoice.number} is on its way to {waits and waits.to} already."))

    sending = place_sending(invoice=invoice, to=customer.email, by=by, at=at)

    record("document to be sent", invoice, by=by, at=at, details={"to": sending.to})
    return sending


@operation
def confirm_sending(*, sending_id: int, by: Actor, at: datetime) -> CustomerSending:
    """Note that the mail server took a document's letter and its files.

    Refuses: NotAllowed (Guildhall alone confirms), SendingAlready.
    """
    sending = CustomerSending.objects.select_related("invoice").locked(sending_id)

    require(by.is_system, NotAllowed("confirm that a document was sent", ask=ASK))
    require(sending.sent_at is None, SendingAlready(f"{sending} was sent already."))

    sending.sent_at, sending.stuck_at, sending.stuck_reason = at, None, ""
    sending.save(update_fields=["sent_at", "stuck_at", "stuck_reason"])

    record("document sent", sending.invoice, by=by, at=at, details={"to": sending.to})
    return sending


@operation
def report_stuck_sending(*, sending_id: int, reason: str, by: Actor, at: datetime) -> CustomerSending:
    """Say that a document could not be sent, and why; it can be sent again.

    Refuses: NotAllowed (Guildhall alone reports), SendingAlready.
    """
    sending = CustomerSending.objects.select_related("invoice").locked(sending_id)

    require(by.is_system, NotAllowed("report that a document is stuck", ask=ASK))
    require(sending.sent_at is None, SendingAlready(f"{sending} was sent already."))

    sending.stuck_at, sending.stuck_reason = at, reason or "No reason given."
    sending.save(update_fields=["stuck_at", "stuck_reason"])

    record("document not sent", sending.invoice, by=by, at=at, details={"to": sending.to, "why": sending.stuck_reason})
    return sending
