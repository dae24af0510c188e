"""Scores, offers and starts: how somebody is chosen, and when they come."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from apps.recruitment.models.applications import Application
from apps.recruitment.models.vacancies import Criterion
from guildhall.database.records import Record
from guildhall.kernel import Money


class ScoreSheet(Record):
    """One panel member's scores for one application. Once locked they stand, and the others' may be seen."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="sheets")
    scorer_id = models.UUIDField()
    note = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "scorer_id"], name="sheet_one_for_each_scorer")]


class Score(Record):
    """Points for one criterion: 0 no evidence, 4 strong evidence."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="score_once_for_each_criterion"),
            models.CheckConstraint(name="score_is_0_to_4", condition=Q(points__gte=0, points__lte=4)),
        ]


class Offer(Record):
    """An offer and its answer."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="offers")
    number = models.PositiveSmallIntegerField()
    salary_pence = models.PositiveIntegerField()
    starts_on = models.DateField(null=True)
    reply_by = models.DateField()
    made_by_id = models.UUIDField()
    made_at = models.DateTimeField()
    replied_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)
    reply_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="offer_numbers_rise"),
            models.CheckConstraint(
                name="offer_reply_and_moment_together",
                condition=Q(replied_at__isnull=True, accepted__isnull=True)
                | Q(replied_at__isnull=False, accepted__isnull=False),
            ),
        ]

    @property
    def salary(self) -> Money:
        return Money(self.salary_pence)


class Starter(Record):
    """Somebody who is to come, and when. Each change is a higher revision; no day means that it fell through."""

    starter_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="starter")
    revision = models.PositiveSmallIntegerField(default=1)
    starts_on = models.DateField(null=True)
    site = models.CharField(max_length=120)
    manager = models.CharField(max_length=120)
    confirmed_by_id = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField()
