"""Usage facts and the resends that were refused."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guildhall.database.records import AppendOnlyQuerySet, Fact, Record
from guildhall.database.wall import own_rows
from guildhall.kernel import Month
from guildhall.metering.facts import EARLIEST, QUANTITY_MAX
from guildhall.metering.states import Decision
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

    `corrects` names the original, of the same partner and source, and only then may a quantity be below zero, and then
    in the original's own unit: a trigger holds it, since a check sees one row alone. Both are kept; sums are sums.

    `host_feed` says that a feed of the host sent it, whose identities are its own whichever partner they name.

    Note: why one unique constraint guards the identity, and no table of its own. The table is not partitioned, so the
    constraint need not contain the month, and a resend with another time meets the first event. When months become
    partitions, the identity moves to a table of its own, which is never pruned.
    """

    wall = own_rows(may="select, insert")

    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="corrections", db_index=False
    )

    host_feed = models.BooleanField(default=False, db_default=False)

    objects = UsageEventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner_key", "source", "identity"], name="usage_event_counts_once_for_ever"
            ),
            models.UniqueConstraint(
                fields=["source", "identity"],
                name="usage_event_of_a_host_feed_counts_once_for_whomever",
                condition=Q(host_feed=True),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0) | Q(quantity__lt=0, corrects__isnull=False),
                name="usage_event_below_zero_names_what_it_corrects",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=-QUANTITY_MAX, quantity__lte=QUANTITY_MAX, at__gte=EARLIEST),
                name="usage_event_is_within_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["day", "unit", "partner_key"], name="usage_event_by_day"),
            models.Index(fields=["partner_key", "unit", "day"], name="usage_event_by_partner"),
            models.Index(fields=["corrects"], name="usage_event_by_original", condition=Q(corrects__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{Unit(self.unit).of(self.quantity)} on {self.day}"


class EventConflict(Usage, Record):
    """A known identity that came again with other content: not counted, and somebody must decide.

    `first` names the event that counts until then. A close refuses to go on while a conflict of its month is undecided.
    """

    wall = own_rows(may="select, insert")

    first = models.ForeignKey(UsageEvent, on_delete=models.PROTECT, related_name="conflicts")
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True, db_default="")
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner_key", "source", "identity", "digest"], name="event_conflict_is_listed_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by_id__isnull=True, reason="", decision="")
                | (
                    Q(decided_at__isnull=False, decided_by_id__isnull=False, decision__in=Decision.values)
                    & ~Q(reason="")
                ),
                name="event_conflict_is_decided_by_somebody_for_a_reason",
            ),
        ]

    @property
    def name(self) -> str:
        """What the trail calls it."""
        return self.identity

    def __str__(self) -> str:
        return f"{self.identity} again, with other content"
