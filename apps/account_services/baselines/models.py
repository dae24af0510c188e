"""Timed minutes by hand. A baseline is superseded by a later one, never edited."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.account_services.states import TaskStep
from guildhall.database.records import Fact
from guildhall.database.wall import own_rows

RUNS_NEEDED = 30


class Baseline(Fact):
    """What one kind of task takes a person, on average, from a day on; signed by somebody of the partner."""

    wall = own_rows(may="select, insert")

    partner_key = models.CharField(max_length=63)
    task_type = models.CharField(max_length=10, choices=TaskStep.choices)
    minutes = models.PositiveSmallIntegerField()
    runs_timed = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    signed_by_id = models.UUIDField(null=True)
    signed_by_name = models.CharField(max_length=200)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner_key", "task_type", "valid_from"], name="baseline_one_for_each_first_day"
            ),
            models.CheckConstraint(name="baseline_enough_runs_timed", condition=Q(runs_timed__gte=RUNS_NEEDED)),
            models.CheckConstraint(name="baseline_takes_time", condition=Q(minutes__gt=0)),
        ]
