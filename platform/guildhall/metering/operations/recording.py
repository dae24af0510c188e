"""Usage is written where the work commits, in the same transaction, and counts once for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from guildhall.database.operation import step
from guildhall.database.place import partner_here
from guildhall.metering.errors import OriginalUnknown
from guildhall.metering.facts import UsageFact
from guildhall.metering.models import EventConflict, UsageEvent
from guildhall.metering.operations.holding import let_months_be_held_still
from guildhall.metering.units import Unit

Name: TypeAlias = tuple[str, str]
"""Source and identity: what an event is known by, within a partner."""


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
    known: dict[Name, UsageEvent] = {}
    for some in ([fact for fact in facts if not fact.corrects], [fact for fact in facts if fact.corrects]):
        if some:
            known |= _written(some, partner_key, originals=_originals(some, partner_key, known))
    conflicts = [
        EventConflict(first=first, **_columns(fact, partner_key))
        for fact in facts
        if (first := known[fact.source_with(partner_key), fact.identity]).digest != fact.digest
    ]
    if conflicts:
        EventConflict.objects.bulk_create(conflicts, ignore_conflicts=True)


def _written(
    facts: Sequence[UsageFact], partner_key: str, *, originals: dict[Name, UsageEvent]
) -> dict[Name, UsageEvent]:
    """What is there under the facts' names, once those that are new have been added."""
    in_one_order = sorted(facts, key=lambda fact: fact.identity)  # so that two writers of the same acts never deadlock
    UsageEvent.objects.bulk_create(
        [
            UsageEvent(
                **_columns(fact, partner_key), corrects=originals.get((fact.source_with(partner_key), fact.original))
            )
            for fact in in_one_order
        ],
        ignore_conflicts=True,
        batch_size=5_000,
    )
    return _known({(fact.source_with(partner_key), fact.identity) for fact in facts}, partner_key)


def _originals(facts: Sequence[UsageFact], partner_key: str, known: dict[Name, UsageEvent]) -> dict[Name, UsageEvent]:
    names = {(fact.source_with(partner_key), fact.original) for fact in facts if fact.corrects}
    found = known | (_known(names - set(known), partner_key) if names - set(known) else {})
    for _, identity in sorted(names - set(found)):
        raise OriginalUnknown(identity)
    return found


def _known(names: set[Name], partner_key: str) -> dict[Name, UsageEvent]:
    """What is there under these names. The sources are asked for too: without them the index would be walked whole."""
    sources, identities = {source for source, _ in names}, {identity for _, identity in names}
    found = UsageEvent.objects.of_partner(partner_key).filter(source__in=sources, identity__in=identities)
    return {(event.source, event.identity): event for event in found}


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
