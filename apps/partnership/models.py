"""Partners brought in together: one file, one row for each organisation. The registry itself is in `tenants`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.partnership.states import IntakeState, RowState
from guildhall.database.records import Record, RecordQuerySet
from guildhall.database.wall import PLATFORM_ALONE
from tenants.models import Partner


class Intake(Record):
    """Organisations that join together, from one file: what it would do, who confirmed it, on which terms.

    `left_out` says of every row of the file that joins nobody why; with the rows below they are all rows of the file.
    """

    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    rows_in_file = models.PositiveIntegerField()
    left_out = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    joins_on = models.DateField()
    state = models.CharField(max_length=10, choices=IntakeState.choices, default=IntakeState.PLANNED)
    state_reason = models.TextField(blank=True)
    planned_at = models.DateTimeField()
    planned_by_id = models.UUIDField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by_id = models.UUIDField(null=True)
    terms_version = models.CharField(max_length=20, blank=True)
    terms_evidence = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="intake_confirmed_by_and_at_together",
                condition=Q(state=IntakeState.CONFIRMED, confirmed_at__isnull=False, confirmed_by_id__isnull=False)
                | (~Q(state=IntakeState.CONFIRMED) & Q(confirmed_at__isnull=True, confirmed_by_id__isnull=True)),
            ),
            models.CheckConstraint(
                name="intake_terms_have_their_evidence",
                condition=Q(terms_version="", terms_evidence="") | (~Q(terms_version="") & ~Q(terms_evidence="")),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def name(self) -> str:
        return self.file_name


class IntakeRowQuerySet(RecordQuerySet):
    def waiting(self) -> IntakeRowQuerySet:
        return self.filter(state=RowState.WAITING)


class IntakeRow(Record):
    """One organisation of an intake, and where it stands. Once joined, its partner's own state says the rest."""

    wall = PLATFORM_ALONE

    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    ods_code = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40)
    code = models.CharField(max_length=31)
    letters = models.CharField(max_length=4)
    kind = models.CharField(max_length=20, choices=Partner.Kind.choices)
    first_administrator = models.EmailField(blank=True)
    state = models.CharField(max_length=8, choices=RowState.choices, default=RowState.WAITING)
    reason = models.TextField(blank=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, related_name="intake_rows")

    objects = IntakeRowQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["intake", "ods_code"], name="intake_row_once_for_each_organisation"),
            models.UniqueConstraint(fields=["intake", "code"], name="intake_row_code_once"),
            models.UniqueConstraint(fields=["intake", "letters"], name="intake_row_letters_once"),
            models.CheckConstraint(
                name="intake_row_joined_has_its_partner",
                condition=Q(state=RowState.JOINED, partner__isnull=False)
                | (~Q(state=RowState.JOINED) & Q(partner__isnull=True)),
            ),
            models.CheckConstraint(
                name="intake_row_refused_has_a_reason", condition=~Q(state=RowState.REFUSED) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PartnerReading(models.Model):
    """What was read of a partner's home at a moment, so that no page adds up the catalogue: figures, never content."""

    wall = PLATFORM_ALONE

    partner = models.OneToOneField(Partner, on_delete=models.CASCADE, primary_key=True, related_name="reading")
    bytes = models.BigIntegerField(default=0)
    relations = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    last_activity_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    home_version = models.CharField(max_length=64, blank=True)
    migrations_missing = models.PositiveIntegerField(default=0)
    orphans = models.JSONField(default=list)
    checked_at = models.DateTimeField(null=True)
