"""The partner registry. All of it is in `public`."""

from __future__ import annotations

import base64
import uuid
from datetime import date

from django.db import models
from django_tenants.models import DomainMixin, TenantMixin

from guildhall.database.records import Record, RecordQuerySet
from guildhall.database.wall import BY_PARTNER, PLATFORM_ALONE, own_rows
from tenants.states import AT_HOME, HAS_LEFT, ArchiveState, ErasureState, HomeStatus, PartnerState, RunOutcome, Wave


def schema_of(partner_id: uuid.UUID) -> str:
    """The name of a partner's schema and role: from its identity, never from its name, which may change."""
    return "t_" + base64.b32encode(partner_id.bytes).decode()[:10].lower()


class PartnerQuerySet(RecordQuerySet):
    def live(self) -> PartnerQuerySet:
        return self.filter(state=PartnerState.LIVE)

    def at_home(self) -> PartnerQuerySet:
        """Those with a home that work may be done in, whether their doors are open or not."""
        return self.filter(state__in=AT_HOME)

    def members_on(self, day: date) -> PartnerQuerySet:
        """Those who share the cost of a month that ends on this day: joined by then, and with a home on any day of it.
        Whoever leaves bears the month of their last day, however long ago that was and whatever became of their home.
        """
        stayed = models.Q(state__in=[PartnerState.LIVE, PartnerState.SUSPENDED])
        left_later = models.Q(state__in=[PartnerState.LEAVING, *HAS_LEFT], leaves_on__gte=day.replace(day=1))
        return self.filter(stayed | left_later, joined_on__lte=day)

    def elsewhere(self, version: str) -> PartnerQuerySet:
        """Those whose home is not at a version: an older or a newer one is noted for it, or none."""
        return self.at_home().filter(~models.Q(schema_state__version=version) | models.Q(schema_state=None))


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
        PRACTICE = "practice", "Practice"

    class Theme(models.TextChoices):
        TEAL = "teal", "Teal"
        INDIGO = "indigo", "Indigo"
        PLUM = "plum", "Plum"
        FOREST = "forest", "Forest"
        SLATE = "slate", "Slate"

    auto_create_schema = False  # a home is built by `tenants.operations.provisioning`, in one transaction

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=31)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40)
    letters = models.CharField(max_length=4, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    ods_code = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=10, choices=Theme.choices, default=Theme.TEAL)
    first_administrator = models.EmailField(blank=True)
    joined_on = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=PartnerState.choices, default=PartnerState.APPLIED)
    state_reason = models.TextField(blank=True)
    applied_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    agreed_by_id = models.UUIDField(null=True)
    terms_version = models.CharField(max_length=20, blank=True)
    doors_closed_at = models.DateTimeField(null=True)
    leaves_on = models.DateField(null=True)
    kept_until = models.DateField(null=True)
    archived_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="predecessors")
    succeeded_from = models.DateField(null=True)

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
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(state=PartnerState.ERASED), name="partner_code_is_one_partners"
            ),
            models.CheckConstraint(
                name="partner_suspended_has_closed_doors_and_a_reason",
                condition=~models.Q(state=PartnerState.SUSPENDED)
                | models.Q(doors_closed_at__isnull=False) & ~models.Q(state_reason=""),
            ),
            models.CheckConstraint(
                name="partner_live_has_open_doors",
                condition=~models.Q(state=PartnerState.LIVE) | models.Q(doors_closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="partner_that_leaves_has_a_last_day",
                condition=~models.Q(state__in=[PartnerState.LEAVING, *HAS_LEFT]) | models.Q(leaves_on__isnull=False),
            ),
            models.CheckConstraint(
                name="partner_that_left_has_its_moment",
                condition=models.Q(archived_at__isnull=False, state__in=HAS_LEFT)
                | models.Q(archived_at__isnull=True) & ~models.Q(state__in=HAS_LEFT),
            ),
            models.CheckConstraint(
                name="partner_erased_has_its_moment",
                condition=models.Q(erased_at__isnull=False, state=PartnerState.ERASED)
                | models.Q(erased_at__isnull=True) & ~models.Q(state=PartnerState.ERASED),
            ),
            models.CheckConstraint(
                name="partner_successor_is_another_from_a_day",
                condition=models.Q(successor__isnull=True, succeeded_from__isnull=True)
                | models.Q(successor__isnull=False, succeeded_from__isnull=False) & ~models.Q(successor=models.F("id")),
            ),
        ]

    @property
    def is_being_archived(self) -> bool:
        """Are its doors closed for good, and its home not yet put away?"""
        return self.state == PartnerState.LEAVING and self.kept_until is not None

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


class RegistryVersion(models.Model):
    """How often the registry has changed. Triggers on partners and domains count, each connection in a slot of its own,
    so that two changes seldom wait for each other; whoever remembers the registry asks for the sum.
    """

    slot = models.PositiveSmallIntegerField(primary_key=True)
    number = models.BigIntegerField(default=0)


class PartnerArchive(Record):
    """All that is one partner's, in one file: being written, ready, or deleted again."""

    wall = PLATFORM_ALONE

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="archives")
    is_final = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=ArchiveState.choices, default=ArchiveState.DUE)
    reason = models.TextField(blank=True)
    asked_by_id = models.UUIDField()
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    size_bytes = models.BigIntegerField(default=0)
    tables = models.PositiveIntegerField(default=0)
    rows = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner"], condition=models.Q(state=ArchiveState.DUE), name="archive_one_being_written"
            ),
            models.CheckConstraint(
                name="archive_ready_has_its_moment_and_digest",
                condition=models.Q(state__in=[ArchiveState.READY, ArchiveState.DELETED], ready_at__isnull=False)
                & ~models.Q(digest="")
                | models.Q(state__in=[ArchiveState.DUE, ArchiveState.STUCK], ready_at__isnull=True),
            ),
        ]

    @property
    def file_name(self) -> str:
        return f"archive-{self.partner.code}-{self.id}.zip"


class Erasure(Record):
    """That all of a partner is to be gone: who asked, who agreed, what was there, and the signed record of its end."""

    wall = PLATFORM_ALONE

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="erasures")
    state = models.CharField(max_length=10, choices=ErasureState.choices, default=ErasureState.ASKED)
    purpose = models.CharField(max_length=500)
    asked_by_id = models.UUIDField()
    asked_at = models.DateTimeField()
    approved_by_id = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    held = models.JSONField(default=dict)
    record = models.JSONField(default=dict)
    signature = models.CharField(max_length=100, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner"],
                condition=~models.Q(state__in=[ErasureState.DONE, ErasureState.WITHDRAWN]),
                name="erasure_one_at_a_time",
            ),
            models.CheckConstraint(
                name="erasure_is_approved_by_another",
                condition=models.Q(approved_by_id__isnull=True) | ~models.Q(approved_by_id=models.F("asked_by_id")),
            ),
            models.CheckConstraint(
                name="erasure_done_is_signed",
                condition=~models.Q(state=ErasureState.DONE)
                | models.Q(done_at__isnull=False, approved_by_id__isnull=False) & ~models.Q(signature=""),
            ),
        ]


class SchemaState(models.Model):
    """Which version a partner's home is at, and how the last attempt to bring it forward went.

    It is written in the transaction that builds the home or brings it forward, so it is never ahead of the home and
    never behind it. `fingerprint` is what the home's shape must give; `drift` says what somebody changed besides.
    """

    wall = PLATFORM_ALONE

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

    wall = PLATFORM_ALONE

    id = models.BigAutoField(primary_key=True)
    work = models.CharField(max_length=80)
    partner_key = models.CharField(max_length=63)
    period = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["work", "partner_key"], name="turn_one_for_work_and_partner")]
