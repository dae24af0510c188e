"""The partner registry. All of it is in `public`."""

from __future__ import annotations

import base64
import uuid

from django.db import models
from django_tenants.models import DomainMixin, TenantMixin

from guildhall.database.records import RecordQuerySet
from guildhall.database.wall import BY_PARTNER, own_rows
from tenants.states import PartnerState


def schema_of(partner_id: uuid.UUID) -> str:
    """The name of a partner's schema and role: from its identity, never from its name, which may change."""
    return "t_" + base64.b32encode(partner_id.bytes).decode()[:10].lower()


class PartnerQuerySet(RecordQuerySet):
    def live(self) -> PartnerQuerySet:
        return self.filter(state=PartnerState.LIVE)

    def with_a_home(self) -> PartnerQuerySet:
        """Those that have a schema in use, their pages open or closed for now."""
        return self.filter(state__in=[PartnerState.LIVE, PartnerState.SUSPENDED])

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
    """All that makes a partner's empty home, rendered once for each set of partner migrations."""

    version = models.CharField(max_length=64, primary_key=True)
    ddl = models.TextField()
    made_at = models.DateTimeField()


class Round(models.Model):
    """How far a work that goes round all partners has come in its newest period."""

    work = models.CharField(max_length=80, primary_key=True)
    period = models.DateTimeField()
    after = models.CharField(max_length=63, blank=True)
    visited = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)


class Turn(models.Model):
    """The newest period in which a partner has had its turn in a round: one row for each work and partner, and it only
    moves forward, so that nothing repeated gives a partner the same period twice.
    """

    id = models.BigAutoField(primary_key=True)
    work = models.CharField(max_length=80)
    partner_key = models.CharField(max_length=63)
    period = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["work", "partner_key"], name="turn_one_for_work_and_partner")]
