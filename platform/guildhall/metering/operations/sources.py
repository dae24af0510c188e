"""Feeds from outside: registered, heard, retired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from guildhall.audit.operations import record
from guildhall.database.operation import operation
from guildhall.kernel import Actor, NotAllowed, require
from guildhall.metering.errors import (
    HeartbeatAhead,
    ReasonMissing,
    SourceAlreadyRegistered,
    SourceAlreadyRetired,
    SourceNotReady,
    SourceRetired,
)
from guildhall.metering.facts import EARLIEST, uk_day
from guildhall.metering.models import Heartbeat, Source
from guildhall.metering.rules import CODE, FAST_CLOCK, RESERVED, RHYTHM_HOURS_MAX, may_keep_sources, may_send_for
from guildhall.metering.states import SourceState
from guildhall.metering.units import Unit

_ASK = "the shared service’s finance team"


@dataclass(frozen=True, slots=True)
class SourceTerms:
    """A feed as it is to be registered.

    Takes: `code`, what its events carry as their source; `partner_key`, empty for a feed of the host; `rhythm_hours`,
    how often it says how far it is; `from_on`, the first day it reports on.
    """

    code: str
    name: str
    partner_key: str
    units: Sequence[Unit]
    rhythm_hours: int
    from_on: date


@operation
def register_source(*, terms: SourceTerms, by: Actor, at: datetime) -> Source:
    """Let a feed send usage from now on; closes wait for it until it is retired.

    Refuses: NotAllowed, SourceNotReady (every reason at once), SourceAlreadyRegistered.
    Rule: cost_sharing.md, terms: source.
    """
    require(may_keep_sources(by), NotAllowed("register a source", ask=_ASK))
    if faults := _faults_of(terms, today=uk_day(at)):
        raise SourceNotReady(faults)
    require(not Source.objects.filter(code=terms.code).exists(), SourceAlreadyRegistered(terms.code))

    source = Source.objects.create(
        code=terms.code, name=terms.name.strip(), partner_key=terms.partner_key,
        units=sorted(unit.value for unit in terms.units), rhythm_hours=terms.rhythm_hours, from_on=terms.from_on,
        registered_at=at, registered_by_id=by.person_id,
    )  # fmt: skip
    record("source registered", source, by=by, at=at, details={"units": ", ".join(unit.plural for unit in terms.units)})
    return source


def _faults_of(terms: SourceTerms, *, today: date) -> list[str]:
    faults = []
    if not CODE.fullmatch(terms.code) or terms.code in RESERVED:
        faults.append("A code is 2 to 40 small letters, digits and hyphens, begins with a letter, and is not “new”.")
    if not terms.name.strip():
        faults.append("Give the source a name.")
    if not terms.units:
        faults.append("Choose what it reports.")
    if not 1 <= terms.rhythm_hours <= RHYTHM_HOURS_MAX:
        faults.append(f"A rhythm is 1 to {RHYTHM_HOURS_MAX} hours.")
    if terms.from_on < EARLIEST.date() or (terms.from_on - today).days > 366:
        faults.append(f"The first day lies between {EARLIEST.year} and a year from now.")
    return faults


@operation
def retire_source(*, source_id: int, on: date, reason: str, by: Actor, at: datetime) -> Source:
    """End a feed: nothing more is taken from it, and no close waits for it.

    Takes: `on`, the last day it reported on, not after today; `reason`, why it may be closed without it.
    Refuses: NotAllowed, SourceAlreadyRetired, SourceNotReady, ReasonMissing.
    """
    source: Source = Source.objects.locked(source_id)

    require(may_keep_sources(by), NotAllowed("retire a source", ask=_ASK))
    require(source.is_active, SourceAlreadyRetired(source.name))
    require(on <= uk_day(at), SourceNotReady("A source is retired on a day that has come."))
    require(bool(reason.strip()), ReasonMissing())

    source.state, source.retired_on, source.retired_reason = SourceState.RETIRED, on, reason.strip()
    source.retired_at, source.retired_by_id = at, by.person_id
    source.save(update_fields=["state", "retired_on", "retired_reason", "retired_at", "retired_by_id"])
    record("source retired", source, by=by, at=at, details={"last day": str(on), "reason": source.retired_reason})
    return source


@operation
def hear_heartbeat(*, source_id: int, complete_until: datetime, by: Actor, at: datetime) -> Heartbeat:
    """Note that a source says it is complete up to an instant, with or without events. The newest instant stands: one
    that comes late or twice takes nothing back.

    Refuses: NotAllowed, SourceRetired, HeartbeatAhead.
    Rule: cost_sharing.md, closing a period: sources complete.
    """
    source = Source.objects.get(id=source_id)

    require(may_send_for(by, source), NotAllowed(f"speak for {source.name}", ask=_ASK))
    require(source.is_active, SourceRetired(source.name))
    require(complete_until <= at + FAST_CLOCK, HeartbeatAhead())

    beat, is_first = Heartbeat.objects.select_for_update().get_or_create(
        source=source,
        defaults={"partner_key": source.partner_key, "complete_until": complete_until, "heard_at": at},
    )
    if not is_first:
        beat.complete_until, beat.heard_at = max(beat.complete_until, complete_until), max(beat.heard_at, at)
        beat.save(update_fields=["complete_until", "heard_at"])
    return beat
