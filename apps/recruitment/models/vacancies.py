"""Vacancies: what is to be filled, who decides about it, and when it stood before candidates."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from apps.recruitment.states import VacancyState
from guildhall.database.records import Record, RecordQuerySet
from guildhall.kernel import Money

FULL_TIME_HOURS = Decimal("37.5")


class StaffGroup(models.TextChoices):
    ADDITIONAL_CLINICAL = "additional_clinical", "Additional clinical services"
    ADMINISTRATIVE = "administrative", "Administrative and clerical"
    ALLIED_HEALTH = "allied_health", "Allied health professionals"
    ESTATES = "estates", "Estates and ancillary"
    HEALTHCARE_SCIENCE = "healthcare_science", "Healthcare scientists"
    MEDICAL = "medical", "Medical and dental"
    NURSING = "nursing", "Nursing and midwifery"
    SCIENTIFIC = "scientific", "Professional scientific and technical"


class ContractType(models.TextChoices):
    PERMANENT = "permanent", "Permanent"
    FIXED_TERM = "fixed_term", "Fixed term"
    BANK = "bank", "Bank"
    SECONDMENT = "secondment", "Secondment"
    APPRENTICESHIP = "apprenticeship", "Apprenticeship"


class WorkingPattern(models.TextChoices):
    FULL_TIME = "full_time", "Full time"
    PART_TIME = "part_time", "Part time"
    JOB_SHARE = "job_share", "Job share"
    FLEXIBLE = "flexible", "Flexible working"
    HOME = "home", "Home or remote working"


class Assessment(models.TextChoices):
    FORM = "form", "Application form"
    INTERVIEW = "interview", "Interview"


class VacancyCounter(models.Model):
    """The last number given to a vacancy in a year; its row is locked while the next is taken."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class VacancyQuerySet(RecordQuerySet):
    def published(self) -> VacancyQuerySet:
        return self.filter(state=VacancyState.PUBLISHED)


class Vacancy(Record):
    """A post to be filled, from its first draft to the person in it. Who and when stand together, or neither does."""

    reference = models.CharField(max_length=16, unique=True)
    state = models.CharField(max_length=12, choices=VacancyState.choices, default=VacancyState.DRAFT)
    title = models.CharField(max_length=120)
    staff_group = models.CharField(max_length=24, choices=StaffGroup.choices, blank=True)
    posts = models.PositiveSmallIntegerField(default=1)
    site = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    contract_type = models.CharField(max_length=16, choices=ContractType.choices, blank=True)
    fixed_term_months = models.PositiveSmallIntegerField(null=True)
    working_patterns = ArrayField(models.CharField(max_length=12, choices=WorkingPattern.choices), default=list)
    hours = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    band = models.CharField(max_length=4, blank=True)
    pay_from_pence = models.PositiveIntegerField(null=True)
    pay_to_pence = models.PositiveIntegerField(null=True)
    description = models.TextField(blank=True)
    duties = models.TextField(blank=True)
    closing_at = models.DateTimeField(null=True)
    interview_on = models.DateField(null=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    approver_id = models.UUIDField(null=True)
    drafted_by_id = models.UUIDField()
    drafted_at = models.DateTimeField()
    submitted_by_id = models.UUIDField(null=True)
    submitted_at = models.DateTimeField(null=True)
    approved_by_id = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    shortlisted_by_id = models.UUIDField(null=True)
    shortlisted_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    objects = VacancyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="vacancy_state_is_drawn", condition=Q(state__in=VacancyState.values)),
            *(
                models.CheckConstraint(
                    name=f"vacancy_{done}_by_and_at_together",
                    condition=Q(**{f"{done}_by_id__isnull": True, f"{done}_at__isnull": True})
                    | Q(**{f"{done}_by_id__isnull": False, f"{done}_at__isnull": False}),
                )
                for done in ("submitted", "approved", "shortlisted")
            ),
            models.CheckConstraint(
                name="vacancy_approved_by_another",
                condition=Q(approved_by_id__isnull=True) | ~Q(approved_by_id=F("submitted_by_id")),
            ),
            models.CheckConstraint(
                name="vacancy_pay_goes_up",
                condition=Q(pay_from_pence__isnull=True) | Q(pay_to_pence__gte=F("pay_from_pence")),
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="vacancy_by_state")]

    @property
    def pay_from(self) -> Money | None:
        return None if self.pay_from_pence is None else Money(self.pay_from_pence)

    @property
    def pay_to(self) -> Money | None:
        return None if self.pay_to_pence is None else Money(self.pay_to_pence)

    @property
    def is_shortlisted(self) -> bool:
        return self.shortlisted_at is not None

    def __str__(self) -> str:
        return self.reference


class Criterion(Record):
    """A row of the person specification. A score names its row, so a changed criterion never inherits a score."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    is_essential = models.BooleanField(default=True)
    assessed_by = models.CharField(max_length=10, choices=Assessment.choices, default=Assessment.FORM)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["vacancy", "position"], name="criterion_one_at_each_place"),
        ]


class PanelMember(Record):
    """That a person scores the applications of a vacancy."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="panel")
    person_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vacancy", "person_id"], name="panel_member_once")]


class Publication(Record):
    """A spell before candidates. At most one is open; the clock decides whether it takes applications now."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="publications")
    number = models.PositiveSmallIntegerField()
    advert_id = models.UUIDField(default=uuid.uuid4, unique=True)
    opening_at = models.DateTimeField()
    closing_at = models.DateTimeField()
    closed_early_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    close_reason = models.TextField(blank=True)
    published_by_id = models.UUIDField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vacancy", "number"], name="publication_numbers_rise"),
            models.UniqueConstraint(
                fields=["vacancy"], condition=Q(withdrawn_at__isnull=True), name="publication_one_open"
            ),
            models.CheckConstraint(
                name="publication_closes_after_it_opens", condition=Q(closing_at__gt=F("opening_at"))
            ),
        ]

    @property
    def closes_at(self) -> datetime:
        """The earliest of the moments that close it."""
        return min(self.closing_at, self.closed_early_at or self.closing_at)

    def takes_applications_at(self, at: datetime) -> bool:
        return self.withdrawn_at is None and self.opening_at <= at < self.closes_at
