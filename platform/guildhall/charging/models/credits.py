"""Technology credit: what partners left with the service, and what they ask of it. Balances are in the ledger."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guildhall.charging.states import CreditRequestState
from guildhall.charging.technology_credit import MovementKind
from guildhall.database.records import Record
from guildhall.database.wall import own_rows
from guildhall.kernel import Money


class CreditRequest(Record):
    """That a partner wants to spend technology credit on something, or have it in cash.

    `restored_pence` is what came back of a drawdown, because less was spent.
    """

    wall = own_rows(may="select, insert")

    partner_key = models.CharField(max_length=63, db_index=True)
    kind = models.CharField(
        max_length=20,
        choices=[
            (MovementKind.DRAWDOWN.value, "Spend on technology"),
            (MovementKind.CONVERTED_TO_CASH.value, "Have it in cash"),
        ],
    )
    pence = models.BigIntegerField()
    purpose = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=CreditRequestState.choices, default=CreditRequestState.ASKED)
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField()
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    declined_reason = models.CharField(max_length=500, blank=True)
    restored_pence = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pence__gt=0), name="credit_request_is_above_zero"),
            models.CheckConstraint(condition=~Q(purpose=""), name="credit_request_says_what_for"),
            models.CheckConstraint(
                condition=Q(restored_pence=0)
                | Q(kind="drawdown", state="granted", restored_pence__gt=0, restored_pence__lte=F("pence")),
                name="credit_request_restores_no_more_than_it_drew",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at__isnull=True, decided_by_id__isnull=True)
                | ~Q(state="asked") & Q(decided_at__isnull=False, decided_by_id__isnull=False),
                name="credit_request_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="declined") & ~Q(declined_reason="") | ~Q(state="declined") & Q(declined_reason=""),
                name="credit_request_is_declined_for_a_reason",
            ),
        ]

    @property
    def amount(self) -> Money:
        return Money(self.pence)

    def __str__(self) -> str:
        return f"{self.amount} for {self.purpose}"
