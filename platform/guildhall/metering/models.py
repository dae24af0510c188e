"""Usage facts and the resends that were refused. In `public`: shared, and each row carries its partner."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guildhall.database.records import AppendOnlyQuerySet, Fact, Record
from guildhall.database.wall import own_rows
from guildhall.kernel import Month
from guildhall.metering.units import Unit


class UsageEventQuerySet(AppendOnlyQuerySet):
    def in_month(self, month: Month) -> UsageEventQuerySet:
        """By the UK-local day: from the first of the month up to the first of the next."""
        return self.filter(day__gte=month.first_day, day__lt=month.next.first_day)

    def of_partner(self, partner_key: str) -> UsageEventQuerySet:
        return self.filter(partner_key=partner_key)

    def up_to(self, event_id: int | None) -> UsageEventQuerySet:
        """Those written down before a month's usage was held still; all, when it never was."""
        return self if event_id is None else self.filter(id__lte=event_id)


class Usage(models.Model):
    """What an event and a refused resend of it have in common."""

    source = models.CharField(max_length=100)
    identity = models.CharField(max_length=200)
    partner_key = models.CharField(max_length=63)
    unit = models.CharField(max_length=40)
    subject = models.CharField(max_length=150)
    quantity = models.BigIntegerField()
    at = models.DateTimeField()
    day = models.DateField()
    digest = models.CharField(max_length=64)

    class Meta:
        abstract = True


class UsageEvent(Usage, Fact):
    """One immutable fact: who used how much of what, when.

    Note: why one unique constraint guards the identity, and no table of its own. The table is not partitioned, so the
    constraint need not contain the month, and a resend with another time meets the first event. When months become
    partitions, the identity moves to a table of its own, which is never pruned.
    """

    wall = own_rows(may="select, insert")

    objects = UsageEventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner_key", "source", "identity"], name="usage_event_counts_once_for_ever"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="usage_event_quantity_is_above_zero"),
        ]
        indexes = [
            models.Index(fields=["day", "unit", "partner_key"], name="usage_event_by_day"),
            models.Index(fields=["partner_key", "unit", "day"], name="usage_event_by_partner"),
        ]

    def __str__(self) -> str:
        return f"{Unit(self.unit).of(self.quantity)} on {self.day}"


class EventConflict(Usage, Record):
    """A known identity that came again with other content: not counted, and somebody must decide.

    `first` names the event that counts. A close refuses to go on while a conflict of its month is undecided.
    """

    wall = own_rows(may="select, insert")

    first = models.ForeignKey(UsageEvent, on_delete=models.PROTECT, related_name="conflicts")
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner_key", "source", "identity", "digest"], name="event_conflict_is_listed_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by_id__isnull=True, reason="")
                | (Q(decided_at__isnull=False, decided_by_id__isnull=False) & ~Q(reason="")),
                name="event_conflict_is_decided_by_somebody_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.identity} again, with other content"
