"""Documents on their way to customers."""

from __future__ import annotations

from guildhall.charging.models import CustomerInvoice, CustomerSending


def sending_to_carry_out(*, sending_id: int) -> CustomerSending | None:
    """A sending with its document, unless it was sent, or another one was asked for after it got stuck."""
    sending = CustomerSending.objects.select_related("invoice").filter(id=sending_id, sent_at__isnull=True).first()
    later = CustomerSending.objects.filter(id__gt=sending_id)
    if sending is None or later.filter(invoice_id=sending.invoice_id).exists():
        return None
    return sending


def sendings_of(*, invoice: CustomerInvoice) -> list[CustomerSending]:
    """Every time that a document was sent, or was to be, newest first."""
    return list(CustomerSending.objects.filter(invoice=invoice).defer("body").order_by("-id"))
