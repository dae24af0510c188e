"""Where accounts are made, and our copy of each."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from apps.account_services.states import NamingPolicy, TargetKind
from guildhall.database.records import Record, RecordQuerySet
from guildhall.directory.models import Employment


class TargetSystemQuerySet(RecordQuerySet):
    def in_use(self) -> TargetSystemQuerySet:
        return self.filter(switched_off_at__isnull=True)


class TargetSystem(Record):
    """A system of the partner that holds accounts. The credential is sealed and never shown."""

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=TargetKind.choices)
    address = models.CharField(max_length=200, blank=True)
    base = models.CharField(max_length=200, blank=True)
    bind_name = models.CharField(max_length=200, blank=True)
    sealed_credential = models.TextField(blank=True)
    naming = models.CharField(max_length=20, choices=NamingPolicy.choices, default=NamingPolicy.FIRST_DOT_LAST)
    added_by_id = models.UUIDField(null=True)
    added_at = models.DateTimeField()
    switched_off_at = models.DateTimeField(null=True)

    objects = TargetSystemQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="target_system_name_once_in_any_case"),
            models.CheckConstraint(
                name="target_system_ldap_has_an_address",
                condition=~Q(kind=TargetKind.LDAP) | (~Q(address="") & ~Q(base="") & ~Q(sealed_credential="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AccountQuerySet(RecordQuerySet):
    def standing(self) -> AccountQuerySet:
        """Those that have been made at their target."""
        return self.exclude(remote_id="")


class Account(Record):
    """What somebody has on a target, as we last saw it. A login is reserved before it is made, and never reused."""

    target = models.ForeignKey(TargetSystem, on_delete=models.PROTECT, related_name="accounts")
    employment = models.ForeignKey(Employment, on_delete=models.PROTECT, related_name="accounts")
    login = models.CharField(max_length=100)
    remote_id = models.CharField(max_length=100, blank=True)
    desired = models.JSONField(default=dict)
    observed = models.JSONField(default=dict)
    observed_at = models.DateTimeField(null=True)
    enabled = models.BooleanField(default=False)
    enabled_at = models.DateTimeField(null=True)
    reserved_at = models.DateTimeField()

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["login"]
        constraints = [
            models.UniqueConstraint(fields=["target", "login"], name="account_login_never_reused"),
            models.UniqueConstraint(
                fields=["target", "remote_id"], condition=~Q(remote_id=""), name="account_once_for_each_remote_id"
            ),
            models.UniqueConstraint(fields=["target", "employment"], name="account_once_for_each_employment"),
            models.CheckConstraint(
                name="account_enabled_was_seen",
                condition=Q(enabled=False) | (Q(enabled_at__isnull=False) & ~Q(remote_id="")),
            ),
        ]

    def __str__(self) -> str:
        return self.login


class EmbeddedDirectoryEntry(Record):
    """An account in Guildhall's own directory: a far side that needs no server, behind the same connector."""

    entry_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    target = models.ForeignKey(TargetSystem, on_delete=models.PROTECT, related_name="entries")
    login = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    secret_hash = models.CharField(max_length=200, blank=True)
    enabled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target", "login"], name="directory_entry_login_once"),
            models.CheckConstraint(
                name="directory_entry_enabled_has_a_secret", condition=Q(enabled=False) | ~Q(secret_hash="")
            ),
        ]

    def __str__(self) -> str:
        return self.login
