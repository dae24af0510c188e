"""The partner registry. All of it is in `public`."""

from __future__ import annotations

import base64
import uuid

from django.db import models
from django_tenants.models import DomainMixin, TenantMixin

from guildhall.database.records import RecordQuerySet
from guildhall.database.wall import BY_PARTNER, own_rows
from tenants.states import HomeStatus, PartnerState, RunOutcome, Wave


def schema_of(partner_id: uuid.UUID) -> str:
    """The name of a partner's schema and role: from its identity, never from its name, which may change."""
    return "t_" + base64.b32encode(partner_id.bytes).decode()[:10].lower()


class PartnerQuerySet(RecordQuerySet):
    def live(self) -> PartnerQuerySet:
        return self.filter(state=PartnerState.LIVE)

    def with_a_home(self) -> PartnerQuerySet:
        """Those whose schema stands and is kept up to date, whether its doors are open or not."""
        return self.filter(state__in=[PartnerState.LIVE, PartnerState.SUSPENDED, PartnerState.LEAVING])

    def elsewhere(self, version: str) -> PartnerQuerySet:
        """Those whose home is not at a version: an older or a newer one is noted for it, or none."""
        return self.with_a_home().filter(~models.Q(schema_state__version=version) | models.Q(schema_state=None))

    def members_on(self, day: object) -> PartnerQuerySet:
        """Those who shared the cost on a day: joined by then, and with a home."""
        return self.filter(joined_on__lte=day, state__in=[PartnerState.LIVE, PartnerState.SUSPENDED])


class Partner(TenantMixin):
    """An organisation that takes services and shares their cost. `schema_name` is its key in every shared table."""

    wall = own_rows(where="schema_name = current_user::text")

    class Kind(models.TextChoices):
        HOST = "host", "Host commissioning group"
        GROUP = "group", "Commissioning group"
        MENTAL_HEALTH = "mental_health", "Mental health trust"
        COMMUNITY = "community", "Community trust"
        ACUTE = "acute", "Hospital trust"
        COUNCIL = "council", "Council"
        HOUSING = "housing", "Housing association"

    class Theme(models.TextChoices):
        TEAL = "teal", "Teal"
        INDIGO = "indigo", "Indigo"
        PLUM = "plum", "Plum"
        FOREST = "forest", "Forest"
        SLATE = "slate", "Slate"

    auto_create_schema = False  # a home is built by `tenants.operations.provisioning`, in one transaction

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=31, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40)
    letters = models.CharField(max_length=4, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    ods_code = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=10, choices=Theme.choices, default=Theme.TEAL)
    first_administrator = models.EmailField()
    joined_on = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=PartnerState.choices, default=PartnerState.APPLIED)
    state_reason = models.TextField(blank=True)
    applied_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    agreed_by_id = models.UUIDField(null=True)
    terms_version = models.CharField(max_length=20, blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="partner_agreed_by_and_at_together",
                condition=models.Q(agreed_at__isnull=True, agreed_by_id__isnull=True)
                | models.Q(agreed_at__isnull=False, agreed_by_id__isnull=False),
            ),
            models.CheckConstraint(
                name="partner_stuck_has_a_reason",
                condition=~models.Q(state=PartnerState.STUCK) | ~models.Q(state_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Domain(DomainMixin):
    """A host name on which a partner answers."""

    wall = own_rows(where=BY_PARTNER.replace("partner_id", "tenant_id"))


class SchemaTemplate(models.Model):
    """All that makes a partner's empty home, rendered once for each set of partner migrations, and kept."""

    version = models.CharField(max_length=64, primary_key=True)
    ddl = models.TextField()
    migrations = models.JSONField(default=list)
    shape = models.TextField(blank=True, db_default="")
    fingerprint = models.CharField(max_length=48, blank=True, db_default="")
    made_at = models.DateTimeField()


class SchemaState(models.Model):
    """Which version a partner's home is at, and how the last attempt to bring it forward went.

    It is written in the transaction that builds the home or brings it forward, so it is never ahead of the home and
    never behind it. `fingerprint` is what the home's shape must give; `drift` says what somebody changed besides.
    """

    partner = models.OneToOneField(Partner, on_delete=models.CASCADE, primary_key=True, related_name="schema_state")
    version = models.CharField(max_length=64, db_index=True)
    fingerprint = models.CharField(max_length=48, blank=True)
    status = models.CharField(max_length=10, choices=HomeStatus.choices, default=HomeStatus.CURRENT)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    drift = models.TextField(blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="schema_failed_has_an_error",
                condition=~models.Q(status=HomeStatus.FAILED) | ~models.Q(last_error=""),
            )
        ]


class MigrationRun(models.Model):
    """One run over the fleet, from the canary to the last home, for whoever watches it."""

    version = models.CharField(max_length=64)
    wave = models.CharField(max_length=10, choices=Wave.choices, default=Wave.CANARY)
    outcome = models.CharField(max_length=10, choices=RunOutcome.choices, default=RunOutcome.MOVING)
    reason = models.TextField(blank=True)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="migration_run_is_moving_until_it_finishes",
                condition=models.Q(outcome=RunOutcome.MOVING, finished_at__isnull=True)
                | (~models.Q(outcome=RunOutcome.MOVING) & models.Q(finished_at__isnull=False)),
            )
        ]
