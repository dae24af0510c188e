"""Is what a feed reports taken in? The judgement of one event, and of a batch. Plain Python; it writes nothing down."""

from __future__ import annotations

from collections.abc import Collection, Iterable, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class ReportedUsage:
    """An event as a feed reports it. Source and id are its identity for ever; the rest is its content.

    Takes: `at`, an aware instant; `quantity`, below zero only in a correction; `corrects`, the id of the event that it
    corrects, of the same source.
    """

    source: str
    id: str
    at: datetime
    partner: str
    quantity: int | Fraction
    corrects: str | None = None

    @property
    def identity(self) -> tuple[str, str]:
        return self.source, self.id

    @property
    def corrected_identity(self) -> tuple[str, str] | None:
        return (self.source, self.corrects) if self.corrects is not None else None


class Judgement(StrEnum):
    """What becomes of a reported event. Only what is accepted is known afterwards."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    UNKNOWN_PARTNER = "rejected: unknown partner"
    NEGATIVE = "rejected: negative without a correction reference"
    CORRECTS_UNKNOWN = "rejected: corrects an unknown event"

    @property
    def is_rejection(self) -> bool:
        return self.value.startswith("rejected")


Known = MutableMapping[tuple[str, str], ReportedUsage]


def judge(event: ReportedUsage, *, known: Known, partners: Collection[str]) -> Judgement:
    """Say what becomes of one event, in the order partner, identity, sign.

    Takes: the events that were accepted before, by identity, as far as this one needs them: its own identity, and that
    of the event it corrects.
    Rule: cost_sharing.md, invariant 3: the same event counts once, for ever; with other content it is a conflict.
    """
    if event.partner not in partners:
        return Judgement.UNKNOWN_PARTNER
    if (first := known.get(event.identity)) is not None:
        return Judgement.DUPLICATE if first == event else Judgement.CONFLICT
    if event.corrected_identity is not None:
        return Judgement.ACCEPTED if event.corrected_identity in known else Judgement.CORRECTS_UNKNOWN
    return Judgement.NEGATIVE if event.quantity < 0 else Judgement.ACCEPTED


def judge_in_order(events: Iterable[ReportedUsage], *, known: Known, partners: Collection[str]) -> list[Judgement]:
    """Judge a batch, event by event; what is accepted is known to those after it, and is written into `known`.

    Rule: as `judge`.
    """
    judgements = []
    for event in events:
        judgement = judge(event, known=known, partners=partners)
        if judgement is Judgement.ACCEPTED:
            known[event.identity] = event
        judgements.append(judgement)
    return judgements


def sums_by_partner(known: Known, *, partners: Collection[str]) -> dict[str, Fraction]:
    """What has been accepted for every known partner, nothing included; below zero where more was taken back."""
    sums = dict.fromkeys(sorted(partners), Fraction(0))
    for event in known.values():
        sums[event.partner] += event.quantity
    return sums
