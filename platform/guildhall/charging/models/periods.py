"""Months, from the day they open to the day their figures are fixed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guildhall.charging.states import PeriodState
from guildhall.database.records import Record, RecordQuerySet
from guildhall.database.wall import every_row
from guildhall.kernel import Month


class PeriodQuerySet(RecordQuerySet):
    def closed(self) -> PeriodQuerySet:
        return self.filter(state=PeriodState.CLOSED)

    def not_closed(self) -> PeriodQuerySet:
        return self.exclude(state=PeriodState.CLOSED)

    def of_month(self, month: Month) -> PeriodQuerySet:
        return self.filter(month_on=month.first_day)


class Period(Record):
    """A UK-local month of cost sharing. `month_on` is its first day. Once closed, the row itself refuses to change."""

    wall = every_row()

    month_on = models.DateField(unique=True)
    state = models.CharField(max_length=12, choices=PeriodState.choices, default=PeriodState.OPEN)
    opened_at = models.DateTimeField()
    opened_by_id = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by_id = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(month_on__day=1), name="period_is_a_month"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by_id__isnull=True)
                | Q(approved_at__isnull=False, approved_by_id__isnull=False),
                name="period_approved_by_and_at_together",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by_id__isnull=True)
                | Q(closed_at__isnull=False, closed_by_id__isnull=False),
                name="period_closed_by_and_at_together",
            ),
            models.CheckConstraint(
                condition=Q(state=PeriodState.CLOSED, closed_at__isnull=False, approved_at__isnull=False)
                | (~Q(state=PeriodState.CLOSED) & Q(closed_at__isnull=True)),
                name="period_closes_after_approval",
            ),
        ]

    @property
    def month(self) -> Month:
        return Month(self.month_on.year, self.month_on.month)

    @property
    def name(self) -> str:
        return self.month.title

    @property
    def is_closed(self) -> bool:
        return self.state == PeriodState.CLOSED

    def __str__(self) -> str:
        return self.name
