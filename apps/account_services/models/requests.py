"""What was asked for, and who decided."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from apps.account_services.states import OPEN_STATES, RequestKind, RequestState
from guildhall.database.records import Fact, Record, RecordQuerySet
from guildhall.directory.models import Employment


class AccountRequestQuerySet(RecordQuerySet):
    def open(self) -> AccountRequestQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def waiting(self) -> AccountRequestQuerySet:
        return self.filter(state=RequestState.SUBMITTED)

    def in_hand(self) -> AccountRequestQuerySet:
        return self.filter(state__in=[RequestState.APPROVED, RequestState.PROVISIONING])

    def unprepared_by(self, day: date) -> AccountRequestQuerySet:
        """Those due on or before a day whose accounts do not stand yet."""
        return self.filter(
            state__in=[RequestState.SUBMITTED, RequestState.APPROVED, RequestState.PROVISIONING], due_on__lte=day
        )


class AccountRequest(Record):
    """That somebody needs accounts, needs other ones, or needs none any more; and by when."""

    reference = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=10, choices=RequestKind.choices)
    state = models.CharField(max_length=14, choices=RequestState.choices, default=RequestState.SUBMITTED)
    employment = models.ForeignKey(Employment, on_delete=models.PROTECT, related_name="account_requests")
    revision = models.PositiveIntegerField(default=1)
    starts_on = models.DateField()
    due_on = models.DateField()
    is_short_notice = models.BooleanField(default=False)
    asked_by_id = models.UUIDField(null=True)
    asked_by_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)

    objects = AccountRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employment"],
                condition=Q(kind=RequestKind.JOINER, state__in=OPEN_STATES),
                name="account_request_one_open_joiner",
            ),
            models.CheckConstraint(
                name="account_request_completed_has_its_moment",
                condition=~Q(state=RequestState.COMPLETED) | Q(completed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="account_request_ready_has_its_moment",
                condition=~Q(state=RequestState.READY) | Q(ready_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="account_request_by_due")]

    def __str__(self) -> str:
        return self.reference


class Decision(Fact):
    """Who approved or rejected a request, and why. Whoever asked cannot be who decided."""

    request = models.OneToOneField(AccountRequest, on_delete=models.PROTECT, related_name="decision")
    approved = models.BooleanField()
    asked_by_id = models.UUIDField(null=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decision_asker_and_decider_differ",
                condition=Q(asked_by_id__isnull=True) | ~Q(asked_by_id=F("by_id")),
            ),
            models.CheckConstraint(name="decision_rejection_has_a_reason", condition=Q(approved=True) | ~Q(reason="")),
        ]


class StarterFollowed(Record):
    """The newest revision that we have followed of somebody who is to start, so that an older ring changes nothing."""

    starter_id = models.UUIDField(unique=True)
    revision = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    starts_on = models.DateField(null=True)
    employment = models.ForeignKey(Employment, on_delete=models.PROTECT, null=True, related_name="+")
    request = models.ForeignKey(AccountRequest, on_delete=models.PROTECT, null=True, related_name="+")
    followed_at = models.DateTimeField()
