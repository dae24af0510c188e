"""Applications: the snapshot of what a candidate answered, with the person kept apart from the answers."""

from __future__ import annotations

import secrets
import uuid

from django.db import models
from django.db.models import Q

from apps.recruitment.models.vacancies import Publication, Vacancy
from apps.recruitment.states import LIVE_STATES, ApplicationState
from guildhall.database.records import Record, RecordQuerySet

_LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"  # none that is read for another


def new_anonymous_ref() -> str:
    """Six letters that tell neither order nor time nor person."""
    return "".join(secrets.choice(_LETTERS) for _ in range(6))


class SectionKey(models.TextChoices):
    DETAILS = "details", "Your details"
    EMPLOYMENT = "employment", "Employment history"
    QUALIFICATIONS = "qualifications", "Qualifications"
    SUPPORTING = "supporting", "Supporting information"
    DECLARATIONS = "declarations", "Declarations"


class ApplicationQuerySet(RecordQuerySet):
    def live(self) -> ApplicationQuerySet:
        return self.filter(state__in=LIVE_STATES)

    def received(self) -> ApplicationQuerySet:
        """Those that were submitted, whatever became of them."""
        return self.filter(submitted_at__isnull=False)


class Application(Record):
    """One person's application for a vacancy. `candidate_id` is their public identity; no key crosses the wall."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    anonymous_ref = models.CharField(max_length=6, unique=True, default=new_anonymous_ref, editable=False)
    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="applications")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="applications")
    candidate_id = models.UUIDField(db_index=True)
    state = models.CharField(max_length=16, choices=ApplicationState.choices, default=ApplicationState.DRAFT)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="application_state_is_drawn", condition=Q(state__in=ApplicationState.values)),
            models.UniqueConstraint(
                fields=["candidate_id", "vacancy"],
                condition=Q(state__in=list(LIVE_STATES)),
                name="application_one_live_for_each_person",
            ),
            models.CheckConstraint(
                name="application_past_draft_was_submitted",
                condition=Q(submitted_at__isnull=False) | Q(state__in=["draft", "withdrawn", "vacancy_closed"]),
            ),
        ]
        indexes = [models.Index(fields=["vacancy", "state"], name="application_by_stage")]

    @property
    def reference(self) -> str:
        """What staff call it before they may know whose it is."""
        return self.anonymous_ref

    @property
    def receipt(self) -> str:
        """What its candidate calls it."""
        return f"{self.vacancy.reference}-{self.public_id.hex[:6].upper()}"


class ApplicationPerson(Record):
    """Who applied. Scorers' questions never reach this table."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="person")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField()
    phone = models.CharField(max_length=30, blank=True)
    address = models.TextField(blank=True)


class ApplicationSection(Record):
    """The answers of one part of the form, as they stood when it was last saved."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=16, choices=SectionKey.choices)
    answers = models.JSONField(default=dict)
    is_complete = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "key"], name="section_once")]
