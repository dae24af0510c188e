"""Usage is written where the work commits, in the same transaction, and counts once for ever."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max

from guildhall.audit.operations import record
from guildhall.database.operation import operation, step
from guildhall.database.place import partner_here
from guildhall.kernel import Actor, Month, NotAllowed, require
from guildhall.metering.errors import ConflictAlreadyDecided
from guildhall.metering.facts import UsageFact
from guildhall.metering.models import EventConflict, UsageEvent
from guildhall.metering.rules import may_decide_conflicts
from guildhall.metering.units import Unit


@step
def record_usage(unit: Unit, *, subject: str | int | UUID, at: datetime, quantity: int = 1) -> None:
    """Write down that the partner we are with used something; the same act counts once, however often it is retried.

    Takes: `subject`, the public identity of the act within its unit; `quantity`, whole and above zero.
    A repeat with the same content changes nothing; one with other content or another time is listed as a conflict,
    and the first goes on counting.
    Rule: cost_sharing.md, shape; invariant 3.
    """
    record_usage_in_bulk([UsageFact.of(unit, subject=subject, at=at, quantity=quantity)])


@step
def record_usage_in_bulk(facts: Sequence[UsageFact]) -> None:
    """Write down many facts of the partner we are with, exactly as one by one, in a handful of statements.

    Rule: as `record_usage`.
    """
    partner_key = partner_here()
    _let_months_be_held_still(fact.month for fact in facts)
    in_one_order = sorted(facts, key=lambda fact: fact.identity)  # so that two writers of the same acts never deadlock
    UsageEvent.objects.bulk_create(
        [UsageEvent(**_columns(fact, partner_key)) for fact in in_one_order], ignore_conflicts=True, batch_size=5_000
    )
    written = {
        (event.source, event.identity): event
        for event in UsageEvent.objects.of_partner(partner_key).filter(identity__in={fact.identity for fact in facts})
    }
    conflicts = [
        EventConflict(first=first, **_columns(fact, partner_key))
        for fact in facts
        if (first := written[fact.source_with(partner_key), fact.identity]).digest != fact.digest
    ]
    if conflicts:
        EventConflict.objects.bulk_create(conflicts, ignore_conflicts=True)


def _columns(fact: UsageFact, partner_key: str) -> dict[str, object]:
    return {
        "source": fact.source_with(partner_key),
        "identity": fact.identity,
        "partner_key": partner_key,
        "unit": fact.unit,
        "subject": fact.subject,
        "quantity": fact.quantity,
        "at": fact.at,
        "day": fact.day,
        "digest": fact.digest,
    }


def _let_months_be_held_still(months: Iterable[Month]) -> None:
    """Note: why writers share a lock for each month. A close must know exactly which events it counted. It asks for
    the same lock alone (`hold_usage_still`), so it waits for events being written in that month and holds back new
    ones, which then have higher numbers. Writers never wait for each other, nor for the close of another month.
    """
    with connection.cursor() as cursor:
        for month in sorted(set(months)):
            cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [f"usage in {month}"])


@step
def hold_usage_still(month: Month) -> int:
    """Let no usage be added to a month until this transaction ends.

    Gives: the number of the last event written so far. Those of this month up to it are what a close counts.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"usage in {month}"])
    return UsageEvent.objects.aggregate(last=Max("id"))["last"] or 0


@operation
def keep_first_event(*, conflict_id: int, reason: str, by: Actor, at: datetime) -> EventConflict:
    """Decide a conflict: the event that came first goes on counting, and the resend is set aside for good.

    Takes: `reason`, why, in words for the partner.
    Refuses: NotAllowed, ConflictAlreadyDecided.
    Rule: cost_sharing.md, invariant 3.
    """
    conflict = EventConflict.objects.locked(conflict_id)

    require(may_decide_conflicts(by), NotAllowed("decide which usage counts", ask="the shared service’s finance team"))
    require(conflict.decided_at is None, ConflictAlreadyDecided())

    conflict.decided_by_id, conflict.decided_at, conflict.reason = by.id, at, reason
    conflict.save(update_fields=["decided_by_id", "decided_at", "reason"])

    record("usage conflict decided", conflict, by=by, at=at, details={"reason": reason})
    return conflict
