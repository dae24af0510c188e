"""The rollup: what was used on each day, counted from the events, and up to which event."""

from __future__ import annotations

from django.db import models

from guildhall.database.records import Record
from guildhall.database.wall import every_row, own_rows


class UsageDay(Record):
    """What one partner used of one unit on one UK-local day, as its events say. It can be thrown away and counted anew
    at any time.
    """

    wall = own_rows()

    partner_key = models.CharField(max_length=63)
    unit = models.CharField(max_length=40)
    day = models.DateField()
    quantity = models.BigIntegerField()
    events = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner_key", "unit", "day"], name="usage_day_is_one")]
        indexes = [models.Index(fields=["day", "unit", "partner_key"], name="usage_day_by_day")]

    def __str__(self) -> str:
        return f"{self.quantity} {self.unit} on {self.day}"


class UsageMark(models.Model):
    """Up to which event the days are counted. One row; days of later events are counted when they are asked for."""

    wall = every_row()

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last_event_id = models.BigIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="usage_mark_is_one")]

    def __str__(self) -> str:
        return f"up to event {self.last_event_id}"
