"""Feeds from outside, and how far each says it is complete. What our own rooms use needs neither: it commits with the
work."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from guildhall.database.records import Record, RecordQuerySet
from guildhall.database.wall import own_rows
from guildhall.metering.states import SourceState
from guildhall.metering.units import Unit


class SourceQuerySet(RecordQuerySet):
    def active(self) -> SourceQuerySet:
        return self.filter(state=SourceState.ACTIVE)

    def of_partner(self, partner_key: str) -> SourceQuerySet:
        return self.filter(partner_key=partner_key)


class Source(Record):
    """A registered feed, of one partner or of the host (then `partner_key` is empty, and each event names its partner).

    `code` is what its events carry as their source; nobody else ever has it. `from_on` is the first day it reports on,
    `rhythm_hours` how often it says how far it is.
    """

    wall = own_rows()

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    partner_key = models.CharField(max_length=63, blank=True, db_index=True)
    units = ArrayField(models.CharField(max_length=40))
    rhythm_hours = models.PositiveIntegerField()
    from_on = models.DateField()
    registered_at = models.DateTimeField()
    registered_by_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=SourceState.choices, default=SourceState.ACTIVE)
    retired_on = models.DateField(null=True)
    retired_at = models.DateTimeField(null=True)
    retired_by_id = models.UUIDField(null=True)
    retired_reason = models.CharField(max_length=500, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[a-z][a-z0-9-]{1,39}$"), name="source_has_a_plain_code"),
            models.CheckConstraint(condition=~Q(units=[]), name="source_reports_something"),
            models.CheckConstraint(
                condition=Q(rhythm_hours__gte=1, rhythm_hours__lte=744), name="source_has_a_rhythm_within_a_month"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=SourceState.ACTIVE,
                    retired_on__isnull=True,
                    retired_at__isnull=True,
                    retired_by_id__isnull=True,
                    retired_reason="",
                )
                | (
                    Q(
                        state=SourceState.RETIRED,
                        retired_on__isnull=False,
                        retired_at__isnull=False,
                        retired_by_id__isnull=False,
                    )
                    & ~Q(retired_reason="")
                ),
                name="source_is_retired_by_somebody_on_a_day_for_a_reason",
            ),
        ]

    @property
    def is_hosts(self) -> bool:
        return not self.partner_key

    @property
    def is_active(self) -> bool:
        return self.state == SourceState.ACTIVE

    @property
    def reports(self) -> list[Unit]:
        return [Unit(unit) for unit in self.units]

    def __str__(self) -> str:
        return self.name


class Heartbeat(Record):
    """That a source says it is complete up to an instant. One row for each source: the newest stands."""

    wall = own_rows(may="select, insert, update")

    source = models.OneToOneField(Source, on_delete=models.PROTECT, related_name="heartbeat")
    partner_key = models.CharField(max_length=63, blank=True, db_index=True)
    complete_until = models.DateTimeField()
    heard_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"complete until {self.complete_until:%Y-%m-%d %H:%M}"
