"""One change on one target, done once."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from apps.account_services.models.accounts import Account
from apps.account_services.models.requests import AccountRequest
from apps.account_services.states import SETTLED, TaskState, TaskStep
from guildhall.database.records import Record, RecordQuerySet

ATTEMPTS_ALLOWED = 5


class TaskQuerySet(RecordQuerySet):
    def due(self, at: datetime) -> TaskQuerySet:
        """Queued and its moment has come, or leased to somebody who went silent; switching on waits for the account."""
        return self.filter(
            Q(state=TaskState.QUEUED, not_before__lte=at) | Q(state=TaskState.LEASED, leased_until__lte=at)
        ).exclude(~Q(step=TaskStep.CREATE), account__remote_id="")

    def with_a_person(self) -> TaskQuerySet:
        return self.filter(state=TaskState.NEEDS_HUMAN)


class Task(Record):
    """A step of a request on one account. `key` = request, account, step, revision; lease and fence keep it single."""

    request = models.ForeignKey(AccountRequest, on_delete=models.PROTECT, related_name="tasks")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tasks")
    step = models.CharField(max_length=10, choices=TaskStep.choices)
    key = models.CharField(max_length=60, unique=True)
    earns_credit = models.BooleanField(default=True)
    state = models.CharField(max_length=14, choices=TaskState.choices, default=TaskState.QUEUED)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)
    done_by_id = models.UUIDField(null=True)
    minutes_saved = models.PositiveSmallIntegerField(default=0)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="task_five_attempts_at_most", condition=Q(attempts__lte=ATTEMPTS_ALLOWED)),
            models.CheckConstraint(
                name="task_leased_has_an_end",
                condition=Q(state=TaskState.LEASED, leased_until__isnull=False)
                | (~Q(state=TaskState.LEASED) & Q(leased_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="task_done_has_its_moment",
                condition=Q(state__in=SETTLED, done_at__isnull=False)
                | (~Q(state__in=SETTLED) & Q(done_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="task_credit_for_the_robot_alone",
                condition=Q(minutes_saved=0) | Q(state=TaskState.SUCCEEDED, earns_credit=True),
            ),
            models.CheckConstraint(
                name="task_by_hand_names_the_person",
                condition=~Q(state=TaskState.DONE_BY_HUMAN) | Q(done_by_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                name="task_waiting",
                condition=Q(state__in=[TaskState.QUEUED, TaskState.LEASED]),
            ),
            models.Index(fields=["done_at"], name="task_by_done"),
        ]

    def __str__(self) -> str:
        return self.key
