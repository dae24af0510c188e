"""What becomes of events that a feed sends: judged one after another, against what is known by then. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from guildhall.metering.facts import OURS, digest_of_content, fault_of_instant, fault_of_quantity, uk_day
from guildhall.metering.units import BY_THING, Unit

AHEAD_MAX = timedelta(days=1)


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    REJECTED = "rejected"


@dataclass(frozen=True)
class FeedEvent:
    """An event as a feed sends it.

    Takes: `identity`, what the feed calls it, for ever; `corrects`, the identity of the event that it puts right, or
    nothing; `partner`, the code of whoever used it, if the feed is the host's, else nothing.
    """

    identity: str
    unit: Unit
    subject: str
    at: datetime
    quantity: int
    corrects: str = ""
    partner: str = ""

    @cached_property
    def day(self) -> date:
        return uk_day(self.at)

    @cached_property
    def digest(self) -> str:
        return digest_of_content(self.unit, self.subject, self.quantity, self.at, corrects=self.corrects)


@dataclass(frozen=True, slots=True)
class Known:
    """What there is under an identity: whose, of what, on which day, with which content, and whether it corrects."""

    partner_key: str
    unit: str
    subject: str
    day: date
    digest: str
    is_correction: bool

    @classmethod
    def of(cls, event: FeedEvent, partner_key: str) -> Known:
        return cls(partner_key, event.unit, event.subject, event.day, event.digest, bool(event.corrects))


@dataclass(frozen=True, slots=True)
class Judged:
    """An event with what becomes of it, and why, if it is rejected. `partner_key` is whose it is, if that is known."""

    event: FeedEvent
    outcome: Outcome
    reason: str = ""
    partner_key: str = ""


def judged(
    events: Sequence[FeedEvent],
    *,
    partners: Mapping[str, str],
    known: Mapping[str, Known],
    units: Sequence[Unit],
    at: datetime,
) -> list[Judged]:
    """Judge events in the order in which they were sent: is it an event at all, then whose, then identity, then sign.

    Takes: `partners`, the key of each partner by what events call it; `known`, what there was under their identities
    and under those that they correct; `units`, what the feed reports.
    Gives: one for each event, in the same order. What is accepted is known to the next.
    Rule: cost_sharing.md, scenario operation `idempotent_ingest`.
    """
    there, found = dict(known), []
    for event in events:
        one = _judged(event, partners=partners, known=there, units=units, at=at)
        if one.outcome is Outcome.ACCEPTED:
            there[event.identity] = Known.of(event, one.partner_key)
        found.append(one)
    return found


def _judged(
    event: FeedEvent, *, partners: Mapping[str, str], known: Mapping[str, Known], units: Sequence[Unit], at: datetime
) -> Judged:
    if fault := _fault_of(event, units=units, at=at):
        return Judged(event, Outcome.REJECTED, fault)
    key = partners.get(event.partner)
    if key is None:
        return Judged(event, Outcome.REJECTED, "unknown partner")
    if (before := known.get(event.identity)) is not None:
        same = (before.partner_key, before.digest) == (key, event.digest)
        return Judged(event, Outcome.DUPLICATE if same else Outcome.CONFLICT, partner_key=key)
    if fault := _fault_of_correction(event, key, known):
        return Judged(event, Outcome.REJECTED, fault, key)
    return Judged(event, Outcome.ACCEPTED, partner_key=key)


def _fault_of(event: FeedEvent, *, units: Sequence[Unit], at: datetime) -> str:
    """What makes no sense of its own, whatever is known."""
    if event.identity.startswith(OURS):
        return f"an id that begins with “{OURS}” is ours to give"
    if event.unit not in units:
        return f"the source does not report {event.unit.plural}"
    if fault := fault_of_quantity(event.quantity, unit=event.unit, is_correction=True) or fault_of_instant(event.at):
        return fault
    return "Usage happens now or happened before, not more than a day from now." if event.at > at + AHEAD_MAX else ""


def _fault_of_correction(event: FeedEvent, key: str, known: Mapping[str, Known]) -> str:
    """What is wrong with a quantity below zero, or with what the event says it corrects."""
    if not event.corrects:
        return "negative without a correction reference" if event.quantity < 0 else ""
    original = known.get(event.corrects)
    if original is None or original.partner_key != key:
        return "corrects an unknown event"
    if original.is_correction:
        return "corrects a correction: name the event that came first"
    if original.unit != event.unit:
        return "corrects an event of another unit"
    if event.unit.aggregation in BY_THING and (original.subject, original.day) != (event.subject, event.day):
        return f"a correction of {event.unit.plural} is of the subject and the day of what it corrects"
    return ""
