"""The jobs board. All of it is in `public`: what anyone may read, and what candidates keep for themselves."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from apps.jobs_board.states import AdvertState
from guildhall.database.records import Record, RecordQuerySet
from guildhall.database.wall import own_rows
from guildhall.kernel import Money


class BoardAdvertQuerySet(RecordQuerySet):
    def open_at(self, at: datetime) -> BoardAdvertQuerySet:
        """Those that take applications at an instant."""
        return self.filter(opening_at__lte=at, closing_at__gt=at, withdrawn_at__isnull=True).exclude(
            models.Q(closed_early_at__lte=at) | models.Q(employer_until__lte=at)
        )


class BoardAdvert(Record):
    """A vacancy as the public reads it: whole, so that no partner's schema is opened to show it."""

    wall = own_rows(may="select, insert, update", everybody="select")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner_key = models.CharField(max_length=63, db_index=True)
    employer_code = models.CharField(max_length=31)
    employer_name = models.CharField(max_length=200)
    employer_theme = models.CharField(max_length=10)
    vacancy_reference = models.CharField(max_length=16)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    staff_group = models.CharField(max_length=80)
    place = models.CharField(max_length=120)
    postcode = models.CharField(max_length=8)
    contract = models.CharField(max_length=40)
    patterns = ArrayField(models.CharField(max_length=40))
    hours = models.DecimalField(max_digits=4, decimal_places=2)
    posts = models.PositiveSmallIntegerField(default=1)
    band = models.CharField(max_length=4)
    pay_from_pence = models.PositiveIntegerField()
    pay_to_pence = models.PositiveIntegerField()
    interview_on = models.DateField(null=True)
    opening_at = models.DateTimeField()
    closing_at = models.DateTimeField()
    closed_early_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    employer_until = models.DateTimeField(null=True)
    body = models.JSONField()
    search = SearchVectorField(null=True)

    objects = BoardAdvertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner_key", "vacancy_reference", "number"], name="advert_once_for_each_publication"
            ),
            models.CheckConstraint(
                name="advert_closes_after_it_opens", condition=models.Q(closing_at__gt=models.F("opening_at"))
            ),
            models.CheckConstraint(
                name="advert_pay_goes_up", condition=models.Q(pay_to_pence__gte=models.F("pay_from_pence"))
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="advert_search"),
            models.Index(fields=["closing_at"], name="advert_closing", condition=models.Q(withdrawn_at__isnull=True)),
        ]

    @property
    def pay_from(self) -> Money:
        return Money(self.pay_from_pence)

    @property
    def pay_to(self) -> Money:
        return Money(self.pay_to_pence)

    @property
    def closes_at(self) -> datetime:
        """The earliest of the moments that close it."""
        return min(self.closing_at, self.closed_early_at or self.closing_at, self.employer_until or self.closing_at)

    def state_at(self, at: datetime) -> AdvertState:
        """What it is at an instant: asked of the moments, so it changes to the second though nothing runs."""
        if self.withdrawn_at and self.withdrawn_at <= at:
            return AdvertState.WITHDRAWN
        if at < self.opening_at:
            return AdvertState.COMING
        return AdvertState.OPEN if at < self.closes_at else AdvertState.CLOSED


class ApplicationPointer(Record):
    """Where a candidate's application is kept, and the words its candidate is shown about it."""

    wall = own_rows(may="select, insert, update")

    user_id = models.UUIDField(db_index=True)
    partner_key = models.CharField(max_length=63)
    application_id = models.UUIDField(unique=True)
    advert = models.ForeignKey(BoardAdvert, on_delete=models.PROTECT, related_name="pointers")
    words = models.CharField(max_length=60)
    next_step = models.CharField(max_length=200, blank=True)
    is_live = models.BooleanField(default=True)
    changed_at = models.DateTimeField()


class SavedAnswers(Record):
    """What a candidate told once, to start from at any partner."""

    wall = own_rows(
        may="select, insert, update",
        where=(
            "EXISTS (SELECT 1 FROM public.jobs_board_applicationpointer p"
            " WHERE p.user_id = jobs_board_savedanswers.user_id)"
        ),
    )

    user_id = models.UUIDField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    address = models.TextField(blank=True)
    employment = models.JSONField(default=list)
    qualifications = models.JSONField(default=list)
    saved_at = models.DateTimeField()
