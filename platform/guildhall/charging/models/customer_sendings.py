"""Documents that went, or are to go, to the customers they are for. No partner's role may read any of it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from guildhall.charging.models.customer_invoices import CustomerInvoice
from guildhall.database.records import Record, RecordQuerySet

ON_ITS_WAY = Q(sent_at__isnull=True, stuck_at__isnull=True)


class CustomerSendingQuerySet(RecordQuerySet):
    def on_their_way(self) -> CustomerSendingQuerySet:
        """Those that are neither sent nor stuck."""
        return self.filter(ON_ITS_WAY)


class CustomerSending(Record):
    """That a document goes to its customer by letter, word for word as it was written, with its files drawn from the
    document; one row each time, and one at a time. Sent means that the mail server took it.

    `asked_by_id` is who closed the month, or who had it sent again.
    """

    invoice = models.ForeignKey(CustomerInvoice, on_delete=models.PROTECT, related_name="sendings")
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    stuck_at = models.DateTimeField(null=True)
    stuck_reason = models.TextField(blank=True)

    objects = CustomerSendingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invoice"], condition=ON_ITS_WAY, name="customer_sending_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(stuck_at__isnull=True, stuck_reason="")
                | Q(stuck_at__isnull=False, sent_at__isnull=True) & ~Q(stuck_reason=""),
                name="customer_sending_stuck_with_a_reason",
            ),
        ]

    @property
    def last_moved_at(self) -> datetime:
        """When it was sent, or got stuck, or was asked for."""
        moved: datetime = self.sent_at or self.stuck_at or self.asked_at
        return moved

    def __str__(self) -> str:
        return f"{self.invoice.number} to {self.to}"
