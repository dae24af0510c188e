"""What people want to be told about their organisation's money, and how often."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from guildhall.database.records import Record, RecordQuerySet
from guildhall.database.wall import own_rows


class ReportOrderQuerySet(RecordQuerySet):
    def standing(self) -> ReportOrderQuerySet:
        return self.filter(ended_at__isnull=True)


class ReportOrder(Record):
    """That a finance officer wants a report by letter, each week or each month, until it is ended."""

    wall = own_rows(may="select, insert, update")

    class Report(models.TextChoices):
        USAGE = "usage", "What we used this month"
        YEAR = "year", "What the year costs us"

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", "Every Monday"
        MONTHLY = "monthly", "On the first of each month"

    partner_key = models.CharField(max_length=63, db_index=True)
    user_id = models.UUIDField()
    report = models.CharField(max_length=10, choices=Report.choices)
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices)
    ordered_on = models.DateField()
    sent_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ReportOrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner_key", "user_id", "report"],
                condition=Q(ended_at__isnull=True),
                name="report_order_one_of_a_kind",
            )
        ]

    def last_due(self, on: date) -> date:
        """The last day, up to and with this one, on which it was to be sent."""
        if self.rhythm == self.Rhythm.WEEKLY:
            return on - timedelta(days=on.weekday())
        return on.replace(day=1)

    def is_due(self, on: date) -> bool:
        """Is it still to be sent for the last day it was due, which may have gone by while nothing ran?"""
        return self.last_due(on) > (self.sent_on or self.ordered_on)

    @property
    def name(self) -> str:
        return str(self.get_report_display())

    def __str__(self) -> str:
        return self.name
