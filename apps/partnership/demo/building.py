"""Building the demo's world, in named parts, so that whoever waits sees what is being made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from apps.partnership.demo.joining import bring_members_in
from guildhall.audit.models import AuditEntry
from guildhall.audit.operations import record
from guildhall.kernel import SYSTEM
from tenants.context import on_the_platform
from tenants.models import Partner

BUILT = "demo partnership built"


def is_built() -> bool:
    """Is the demo's world complete? An interrupted build is not."""
    with on_the_platform():
        return AuditEntry.objects.filter(what=BUILT).exists()


def is_begun() -> bool:
    """Has anything been built at all?"""
    with on_the_platform():
        return Partner.objects.exists()


def build_demo() -> Iterator[str]:
    """Make the demo partnership from nothing. Gives: a line for each part as it is done."""
    yield from bring_members_in()
    with on_the_platform(), transaction.atomic():
        host = Partner.objects.earliest("applied_at")
        record(BUILT, host, by=SYSTEM, at=host.applied_at)


def summary() -> dict[str, Any]:
    """What the world holds, counted."""
    with on_the_platform():
        return {"partners": Partner.objects.count()}
