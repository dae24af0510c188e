"""People who sign in, where they belong, and how they get in."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower

from guildhall.access.roles import Role
from guildhall.database.records import Record, RecordQuerySet
from guildhall.database.wall import BY_PARTNER, own_rows
from tenants.models import Partner


class UserManager(BaseUserManager["User"]):
    """Makes people; allauth and the cast both come through here."""

    def create_user(self, email: str, **fields: Any) -> User:
        """One person. Takes: `password`, hashed already, or nothing: they then sign in by code."""
        fields["password"] = fields.get("password") or make_password(None)
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One person, one sign-in, whichever partners they work for or apply to. `id` is their public identity."""

    wall = own_rows(
        where="EXISTS (SELECT 1 FROM public.access_membership WHERE access_membership.user_id = access_user.id)"
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case")]

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]

    def get_full_name(self) -> str:
        return self.name or self.email

    def __str__(self) -> str:
        return self.get_full_name()


class MembershipQuerySet(RecordQuerySet):
    def current(self) -> MembershipQuerySet:
        return self.filter(ended_at__isnull=True)


class Membership(Record):
    """That a person belongs to a partner, or, with no partner, to the partnership itself; and in which roles."""

    wall = own_rows(may="select, insert, update", where=BY_PARTNER)

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices))
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "partner"],
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="membership_one_current",
            ),
            models.CheckConstraint(name="membership_has_roles", condition=~models.Q(roles=[])),
        ]


class InvitationQuerySet(RecordQuerySet):
    def waiting(self, at: object) -> InvitationQuerySet:
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=at)


class Invitation(Record):
    """That somebody may join, by e-mail. The link's secret is kept only as a digest."""

    wall = own_rows(may="select, insert, update", where=BY_PARTNER)

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, related_name="invitations")
    email = models.EmailField()
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices))
    secret_digest = models.CharField(max_length=64, unique=True)
    invited_by_id = models.UUIDField(null=True)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email", "partner"],
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="invitation_one_waiting",
            )
        ]


class HandOff(models.Model):
    """A single-use pass from the base host, where people sign in, to the host they came from."""

    secret_digest = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    host = models.CharField(max_length=253)
    nonce = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class HostSession(AbstractBaseSession):
    """A session, honoured on the host it was begun on and nowhere else."""

    host = models.CharField(max_length=253)
    user_id = models.UUIDField(null=True, db_index=True)

    class Meta(AbstractBaseSession.Meta):
        db_table = "access_session"


VISIT_LASTS = timedelta(minutes=30)


class VisitQuerySet(RecordQuerySet):
    def open_at(self, at: object) -> VisitQuerySet:
        return self.filter(begun_at__lte=at, ends_at__gt=at, ended_at__isnull=True)


class Visit(Record):
    """That an operator looked at a partner's pages as themselves, why, and until when. The database knows the limit."""

    wall = own_rows(where=BY_PARTNER)

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="visits")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="visits")
    by_name = models.CharField(max_length=200)  # as the partner reads it, which may not read who is no member of it
    reason = models.TextField()
    begun_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="visit_has_a_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="visit_lasts_half_an_hour_at_most",
                condition=models.Q(ends_at__gt=models.F("begun_at"))
                & models.Q(ends_at__lte=models.F("begun_at") + VISIT_LASTS),
            ),
        ]
        indexes = [models.Index(fields=["partner", "-begun_at"], name="visit_by_partner")]


class Scope(models.TextChoices):
    """What a token lets whoever holds it do."""

    USAGE = "usage", "Send usage events and heartbeats"
    SIMULATION = "simulation", "Try scenarios of cost sharing"


class ApiTokenQuerySet(RecordQuerySet):
    def alive(self) -> ApiTokenQuerySet:
        return self.filter(ended_at__isnull=True)


class ApiToken(Record):
    """What a machine shows instead of signing in. It is one partner's or, with none, the host's, and then it speaks for
    one source alone. The secret is shown once and kept only as a digest; `key` is whom the trail names.
    """

    wall = own_rows(may="select, insert, update", where=BY_PARTNER)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, related_name="api_tokens")
    name = models.CharField(max_length=80)
    scope = models.CharField(max_length=20, choices=Scope.choices)
    source = models.CharField(max_length=40, blank=True)
    secret_digest = models.CharField(max_length=64, unique=True)
    made_by_id = models.UUIDField()
    made_at = models.DateTimeField()
    ended_by_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="api_token_of_the_host_speaks_for_one_source",
                condition=models.Q(partner__isnull=False) | ~models.Q(source=""),
            ),
            models.CheckConstraint(
                name="api_token_ended_by_and_at_together",
                condition=models.Q(ended_at__isnull=True, ended_by_id__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by_id__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["partner", "source", "name"],
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="api_token_alive_has_a_name_of_its_own",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RateCounter(models.Model):
    """How often somebody has done something in the minute that is now, whichever host they came to. It only slows them
    down: one row for each, counted by one statement, and written to no log that is kept.
    """

    key = models.CharField(max_length=80, primary_key=True)
    minute = models.DateTimeField()
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
