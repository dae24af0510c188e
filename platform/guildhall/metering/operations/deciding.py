"""Conflicts: which of two contents of one identity counts. A person decides, for a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from django.db.models import Q

from guildhall.audit.operations import record
from guildhall.database.operation import operation
from guildhall.kernel import Actor, Month, NotAllowed, require
from guildhall.metering.errors import ConflictAlreadyDecided, ReasonMissing
from guildhall.metering.facts import digest_of_content, identity_of_decision
from guildhall.metering.models import EventConflict, Usage, UsageEvent
from guildhall.metering.operations.holding import let_months_be_held_still
from guildhall.metering.rules import may_decide_conflicts
from guildhall.metering.states import Decision

_ASK = "the shared service’s finance team"


@operation
def keep_first_event(*, conflict_id: int, reason: str, by: Actor, at: datetime) -> EventConflict:
    """Decide a conflict: the event that came first goes on counting, and the resend is set aside for good.

    Takes: `reason`, why, in words for the partner.
    Refuses: NotAllowed, ConflictAlreadyDecided, ReasonMissing.
    Rule: cost_sharing.md, invariant 3.
    """
    conflict = EventConflict.objects.locked(conflict_id)
    _judge(conflict, reason=reason, by=by)
    return _decide(conflict, Decision.FIRST, reason=reason, by=by, at=at)


@operation
def count_resend(*, conflict_id: int, reason: str, by: Actor, at: datetime) -> EventConflict:
    """Decide a conflict: the resend counts instead. The first stays as it was written, and a correcting event that
    names it makes up the difference; where the resend names another day, unit or partner, a pair does: what counted
    is taken away where it stood, and the whole is added where the resend puts it.

    Takes: `reason`, why, in words for the partner.
    Refuses: NotAllowed, ConflictAlreadyDecided, ReasonMissing.
    Rule: cost_sharing.md, invariants 3 and 4: corrections append.
    """
    conflict = EventConflict.objects.select_related("first").locked(conflict_id)
    _judge(conflict, reason=reason, by=by)

    let_months_be_held_still({Month.of(conflict.at), Month.of(conflict.first.at)})
    UsageEvent.objects.bulk_create(_making_up(conflict))
    return _decide(conflict, Decision.RESEND, reason=reason, by=by, at=at)


def _judge(conflict: EventConflict, *, reason: str, by: Actor) -> None:
    require(may_decide_conflicts(by), NotAllowed("decide which usage counts", ask=_ASK))
    require(conflict.decided_at is None, ConflictAlreadyDecided())
    require(bool(reason.strip()), ReasonMissing())


def _decide(conflict: EventConflict, decision: Decision, *, reason: str, by: Actor, at: datetime) -> EventConflict:
    conflict.decision, conflict.reason = decision, reason.strip()
    conflict.decided_by_id, conflict.decided_at = by.id, at
    conflict.save(update_fields=["decision", "reason", "decided_by_id", "decided_at"])
    record(
        "usage conflict decided", conflict, by=by, at=at, partner=conflict.partner_key,
        details={"decision": decision.label, "reason": conflict.reason},
    )  # fmt: skip
    return conflict


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Where a quantity stands: on which day, of what, of which thing, whose."""

    day: date
    unit: str
    subject: str
    partner_key: str

    @classmethod
    def of(cls, usage: Usage) -> Self:
        return cls(usage.day, usage.unit, usage.subject, usage.partner_key)


def _making_up(conflict: EventConflict) -> Iterator[UsageEvent]:
    """The corrections after which the act counts as the resend says, whatever was corrected before. Number 0 stands
    where the resend puts it; the others take away.
    """
    counted, wanted = _counted(conflict.first), Spot.of(conflict)
    stands: dict[Spot, Usage] = {wanted: conflict} | {Spot.of(event): event for event in reversed(counted)}
    difference = Counter({wanted: conflict.quantity})
    for event in counted:
        difference[Spot.of(event)] -= event.quantity
    others = sorted(spot for spot in difference if spot != wanted)
    for number, spot in enumerate([wanted, *others]):
        if difference[spot]:
            original = next((e for e in counted if e.partner_key == spot.partner_key and e.corrects_id is None), None)
            event = _correction(stands[spot], difference[spot], original=original)
            event.identity, event.host_feed = identity_of_decision(conflict.id, number), conflict.first.host_feed
            yield event


def _counted(first: UsageEvent) -> list[UsageEvent]:
    """What an act counts by now, oldest first: the first event, what corrected it, and what earlier decisions put at
    another partner, where nothing may name the first.
    """
    events = Q(id=first.id) | Q(corrects=first)
    for one in EventConflict.objects.filter(first=first, decision=Decision.RESEND):
        events |= Q(partner_key=one.partner_key, source=one.source, identity=identity_of_decision(one.id, 0))
    return list(UsageEvent.objects.filter(events).order_by("id"))


def _correction(like: Usage, quantity: int, *, original: UsageEvent | None) -> UsageEvent:
    return UsageEvent(
        source=like.source,
        partner_key=like.partner_key,
        unit=like.unit,
        subject=like.subject,
        quantity=quantity,
        at=like.at,
        day=like.day,
        digest=digest_of_content(
            like.unit, like.subject, quantity, like.at, corrects=original.identity if original else ""
        ),
        corrects=original,
    )
