"""People and places. Days are UK days; an employment's `until` is the first day on which it no longer holds."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from guildhall.database.records import Record, RecordQuerySet
from guildhall.directory.states import EmploymentKind, EmploymentState, SiteKind
from guildhall.reference.ods import OdsLayout


class SiteQuerySet(RecordQuerySet):
    def open_on(self, day: date) -> SiteQuerySet:
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day), opened_on__lte=day)


class Site(Record):
    """A place of the partner: a hospital, an office, a practice. A closed one stays, with its last day."""

    ods_code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=SiteKind.choices)
    address = ArrayField(models.CharField(max_length=100), default=list)
    postcode = models.CharField(max_length=8, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["name", "ods_code"]
        constraints = [
            models.CheckConstraint(
                name="site_closes_after_it_opens",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class SiteImport(Record):
    """That a file of organisations was imported here, and what came of it. The same bytes are never imported twice."""

    digest = models.CharField(max_length=64)
    layout = models.CharField(max_length=10, choices=[(layout.value, layout.value) for layout in OdsLayout])
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    kept_closed = models.PositiveIntegerField()
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "layout"], name="site_import_once_for_each_file")]

    def __str__(self) -> str:
        return f"{self.layout} {self.digest[:8]}"


class CostCentre(Record):
    """Where a partner books what a department costs."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class Department(Record):
    """A part of the organisation that people work in."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    cost_centre = models.ForeignKey(CostCentre, on_delete=models.PROTECT, null=True, related_name="departments")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Person(Record):
    """One human, however many employments. `identity_id` is their shared sign-in, once they have one."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    identity_id = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_once_in_any_case", condition=~Q(email=""))
        ]

    def __str__(self) -> str:
        return self.name


class EmploymentQuerySet(RecordQuerySet):
    def standing(self) -> EmploymentQuerySet:
        return self.filter(withdrawn_at__isnull=True)

    def holding_on(self, day: date) -> EmploymentQuerySet:
        return self.standing().filter(Q(until__isnull=True) | Q(until__gt=day), starts_on__lte=day)

    def planned_on(self, day: date) -> EmploymentQuerySet:
        return self.standing().filter(starts_on__gt=day)


class Employment(Record):
    """A person, here, from a day until a day. `source` and `source_key` say who told us, and their name for it;
    `site` is its code, or its name where the source knows no code.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="employments")
    kind = models.CharField(max_length=12, choices=EmploymentKind.choices, default=EmploymentKind.STAFF)
    source = models.CharField(max_length=40)
    source_key = models.CharField(max_length=80)
    revision = models.PositiveIntegerField(default=1)
    post = models.CharField(max_length=200)
    site = models.CharField(max_length=200, blank=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="employments")
    manager = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    until = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_key"], name="employment_once_for_each_source_key"),
            models.CheckConstraint(
                name="employment_ends_after_it_starts",
                condition=Q(until__isnull=True) | Q(until__gt=F("starts_on")),
            ),
            models.CheckConstraint(
                name="employment_outsiders_have_an_end",
                condition=Q(kind__in=[EmploymentKind.STAFF, EmploymentKind.STUDENT]) | Q(until__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["starts_on"], name="employment_by_start")]

    def state_on(self, day: date) -> EmploymentState:
        """What this employment is on a day."""
        if self.withdrawn_at is not None:
            return EmploymentState.WITHDRAWN
        if self.starts_on > day:
            return EmploymentState.PLANNED
        return EmploymentState.ENDED if self.until is not None and self.until <= day else EmploymentState.ACTIVE

    def __str__(self) -> str:
        return self.post
