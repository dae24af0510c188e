"""Usage is written where the work commits, in the same transaction, and counts once for ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from django.db import connection

from guildhall.database.operation import step
from guildhall.database.place import partner_here
from guildhall.metering.errors import OriginalUnknown
from guildhall.metering.facts import UsageFact
from guildhall.metering.models import EventConflict, UsageEvent
from guildhall.metering.operations.holding import let_months_be_held_still
from guildhall.metering.units import Unit

Name: TypeAlias = tuple[str, str]
"""Source and identity: what an event is known by, within a partner."""

COLUMNS = {
    "source": "text", "identity": "text", "partner_key": "text", "unit": "text", "subject": "text",
    "quantity": "bigint", "at": "timestamptz", "day": "date", "digest": "text", "corrects_id": "bigint",
}  # fmt: skip
WRITE = """
    INSERT INTO public.metering_usageevent (COLUMNS) SELECT * FROM unnest(VALUES)
    ON CONFLICT (partner_key, source, identity) DO NOTHING RETURNING source, identity, id
""".replace("COLUMNS", ", ".join(COLUMNS)).replace("VALUES", ", ".join(f"%s::{kind}[]" for kind in COLUMNS.values()))


@step
def record_usage(
    unit: Unit, *, subject: str | int | UUID, at: datetime, quantity: int = 1, corrects: str | int | UUID = ""
) -> None:
    """Write down that the partner we are with used something; the same act counts once, however often it is retried.

    Takes: `subject`, the public identity of the act within its unit; `quantity`, whole and above zero; `corrects`, the
    subject of an earlier act of the same unit that this one puts right: then the quantity is what is to be added, and
    may be below zero.
    A repeat with the same content changes nothing; one with other content or another time is listed as a conflict,
    and the first goes on counting.
    Refuses: OriginalUnknown.
    Rule: cost_sharing.md, shape; invariant 3.
    """
    record_usage_in_bulk([UsageFact.of(unit, subject=subject, at=at, quantity=quantity, corrects=corrects)])


@step
def record_usage_in_bulk(facts: Sequence[UsageFact]) -> None:
    """Write down many facts of the partner we are with, exactly as one by one, in a handful of statements. A
    correction may stand beside what it corrects, in any order.

    Refuses: OriginalUnknown; then nothing of them is written.
    Rule: as `record_usage`.
    """
    partner_key = partner_here()
    let_months_be_held_still(fact.month for fact in facts)
    originals = [fact for fact in facts if not fact.corrects]
    corrections = [fact for fact in facts if fact.corrects]
    written = _write(originals, partner_key, corrects={})
    written |= _write(corrections, partner_key, corrects=_ids_of_originals(corrections, partner_key))
    if len(written) < len(facts):
        _list_conflicts(facts, partner_key)


def _write(facts: Sequence[UsageFact], partner_key: str, *, corrects: Mapping[Name, int]) -> dict[Name, int]:
    """Add those facts that are new. Gives: their ids, by name."""
    if not facts:
        return {}
    in_one_order = sorted(facts, key=lambda fact: fact.identity)  # so that two writers of the same acts never deadlock
    rows = [_row(fact, partner_key, corrects) for fact in in_one_order]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [list(column) for column in zip(*rows, strict=True)])
        return {(source, identity): id_ for source, identity, id_ in cursor.fetchall()}


def _row(fact: UsageFact, partner_key: str, corrects: Mapping[Name, int]) -> tuple[object, ...]:
    source = fact.source_with(partner_key)
    return (
        source, fact.identity, partner_key, fact.unit.value, fact.subject, fact.quantity, fact.at, fact.day,
        fact.digest, corrects.get((source, fact.original)),
    )  # fmt: skip


def _ids_of_originals(corrections: Iterable[UsageFact], partner_key: str) -> dict[Name, int]:
    names = {(fact.source_with(partner_key), fact.original) for fact in corrections}
    ids = {name: event.id for name, event in _known(names, partner_key).items()}
    for _, identity in sorted(names - set(ids)):
        raise OriginalUnknown(identity)
    return ids


def _list_conflicts(facts: Sequence[UsageFact], partner_key: str) -> None:
    """List what was known before, or came twice here, with other content than what counts."""
    known = _known({(fact.source_with(partner_key), fact.identity) for fact in facts}, partner_key)
    conflicts = [
        EventConflict(
            first=first, source=first.source, identity=first.identity, partner_key=partner_key, unit=fact.unit,
            subject=fact.subject, quantity=fact.quantity, at=fact.at, day=fact.day, digest=fact.digest,
        )
        for fact in facts
        if (first := known[fact.source_with(partner_key), fact.identity]).digest != fact.digest
    ]  # fmt: skip
    if conflicts:
        EventConflict.objects.bulk_create(conflicts, ignore_conflicts=True)


def _known(names: set[Name], partner_key: str) -> dict[Name, UsageEvent]:
    """What is there under these names. The sources are asked for too: without them the index would be walked whole."""
    if not names:
        return {}
    sources, identities = {source for source, _ in names}, {identity for _, identity in names}
    found = UsageEvent.objects.of_partner(partner_key).filter(source__in=sources, identity__in=identities)
    return {(event.source, event.identity): event for event in found}
