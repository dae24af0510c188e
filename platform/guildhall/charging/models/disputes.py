"""Objections to a line, with a clock and an outcome; one that is upheld is posted as a correction by the next close."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guildhall.charging.models.periods import Period
from guildhall.charging.models.pools import Pool
from guildhall.charging.models.statements import Statement
from guildhall.charging.states import DisputeState
from guildhall.database.records import Fact, Record
from guildhall.database.wall import own_rows
from guildhall.kernel import Money, Month


class Dispute(Record):
    """That a partner objects to a line of its statement, and what came of it.

    `used_on` is the first day of the month the line was used in. `answered_pence` is what the host's finance team would
    give back; somebody else approves it. `counted_in` is the month whose close posted it.
    """

    wall = own_rows(may="select, insert, update")

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="disputes")
    partner_key = models.CharField(max_length=63, db_index=True)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+")
    used_on = models.DateField()
    pence = models.BigIntegerField()
    reason = models.CharField(max_length=1000)
    evidence_name = models.CharField(max_length=120, blank=True)
    evidence = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=DisputeState.choices, default=DisputeState.RAISED)
    raised_at = models.DateTimeField()
    raised_by_id = models.UUIDField()
    answer_by_on = models.DateField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_pence = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    counted_in = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="disputes", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "pool", "used_on"],
                condition=Q(state__in=["raised", "answered"]),
                name="dispute_one_open_for_a_line",
            ),
            models.CheckConstraint(condition=Q(pence__gt=0), name="dispute_is_above_zero"),
            models.CheckConstraint(condition=~Q(reason=""), name="dispute_says_why"),
            models.CheckConstraint(
                condition=Q(answered_pence__isnull=True)
                | Q(answered_pence__gte=0, answered_pence__lte=F("pence"), answered_by_id__isnull=False),
                name="dispute_gives_back_no_more_than_was_disputed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["upheld", "rejected"], decided_by_id__isnull=False, answered_pence__isnull=False)
                | Q(state__in=["raised", "answered", "withdrawn"], decided_by_id__isnull=True),
                name="dispute_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by_id__isnull=True) | ~Q(decided_by_id=F("answered_by_id")),
                name="dispute_is_decided_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(counted_in__isnull=True) | Q(state="upheld"), name="dispute_is_counted_once_upheld"
            ),
        ]

    @property
    def amount(self) -> Money:
        return Money(self.pence)

    @property
    def given_back(self) -> Money | None:
        """What the answer gives back; None, before there is one."""
        return None if self.answered_pence is None else Money(self.answered_pence)

    @property
    def used_in(self) -> Month:
        return Month(self.used_on.year, self.used_on.month)

    @property
    def name(self) -> str:
        return f"{self.amount} of {self.pool.name} on statement {self.statement.number}"

    def __str__(self) -> str:
        return self.name


class DisputeAdjustment(Fact):
    """What an upheld dispute changes for one member: given back to who raised it, borne by the others by their weight.

    A deferred trigger holds that those of a dispute add up to nothing.
    """

    wall = own_rows()

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="adjustments")
    partner_key = models.CharField(max_length=63, db_index=True)
    pence = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dispute", "partner_key"], name="dispute_adjustment_one_for_a_partner")
        ]
