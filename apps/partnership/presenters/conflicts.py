"""Conflicts: two contents of one identity, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

from guildhall.metering.models import EventConflict, Usage, UsageEvent
from guildhall.metering.states import Decision
from guildhall.metering.units import Unit
from guildhall.web.pages import Page
from guildhall.web.paging import Paged
from guildhall.web.parts import Cell, Column, Empty, Link, Row, Table, Tag
from guildhall.web.spelling import plural, uk_date, uk_datetime

STAGES = {"waiting": "Waiting", "decided": "Decided"}


def came_from(source: str) -> str:
    """Where an event came from, in words: one of our own rooms, or the feed with this code.

    >>> came_from("account_services/t_6yfludyv2r"), came_from("telephones")
    ('our account services', 'the source telephones')
    """
    room, is_ours, _ = source.partition("/")
    return f"our {room.replace('_', ' ')}" if is_ours else f"the source {source}"


@dataclass(frozen=True, kw_only=True)
class ConflictsPage(Page):
    """Every conflict, those that wait first."""

    template: ClassVar[str] = "pages/partnership/conflicts.html"
    stages: Sequence[Link]
    table: Table
    paged: Paged[Any]
    empty: Empty

    @classmethod
    def of(
        cls, paged: Paged[EventConflict], *, decided: bool, counts: tuple[int, int], partners: Mapping[str, str]
    ) -> Self:
        waiting = counts[0]
        return cls(
            title="Conflicts",
            headline=f"{plural(waiting, 'conflict waits', 'conflicts wait')} for a decision"
            if waiting
            else "No conflict waits for a decision",
            stages=[
                Link(words, f"?stage={stage}", current=(stage == "decided") == decided, count=count)
                for (stage, words), count in zip(STAGES.items(), counts, strict=True)
            ],
            table=_table(paged.rows, partners, decided=decided),
            paged=paged,
            empty=Empty("Nothing was decided yet", "Decisions stay here, with their reasons.")
            if decided
            else Empty(
                "Nothing waits",
                "An event that comes again with other content is listed here until somebody decides which counts.",
                kind="nothing_left",
            ),
        )


def _table(rows: Sequence[EventConflict], partners: Mapping[str, str], *, decided: bool) -> Table:
    last = Column("Decision") if decided else Column("The first said", True)
    return Table(
        "Decided conflicts, newest first" if decided else "Conflicts that wait, oldest first",
        [Column("Event"), Column("Partner"), Column("Day"), last, Column("The resend says", True)],
        [
            [
                Cell(
                    row.subject,
                    url=f"/conflicts/{row.id}/",
                    note=f"{Unit(row.unit).label}, from {came_from(row.source)}",
                ),
                partners.get(row.partner_key, row.partner_key),
                uk_date(row.first.day),
                Decision(row.decision).label if decided else row.first.quantity,
                row.quantity,
            ]
            for row in rows
        ],
        caption_hidden=True,
    )


@dataclass(frozen=True, kw_only=True)
class ConflictPage(Page):
    """One conflict: what came first, what came again, and what counts."""

    template: ClassVar[str] = "pages/partnership/conflict.html"
    here: str
    tag: Tag
    contents: Table
    form: Any
    decision: Sequence[Row]
    corrections: Table | None

    @classmethod
    def of(
        cls,
        conflict: EventConflict,
        *,
        corrections: Sequence[UsageEvent],
        partners: Mapping[str, str],
        people: Mapping[UUID, str],
        form: Any,
    ) -> Self:
        decided = conflict.decided_at is not None
        return cls(
            title=f"{Unit(conflict.unit).label}: {conflict.subject}",
            caption=f"From {came_from(conflict.source)}",
            back=Link("Conflicts", "/conflicts/"),
            here=f"/conflicts/{conflict.id}/",
            tag=Tag(Decision(conflict.decision).label) if decided else Tag("Waits for a decision", "yellow"),
            contents=_side_by_side(conflict, partners),
            form=form if form is not None and (not decided or form.is_bound) else None,
            decision=_decision(conflict, people) if decided else (),
            corrections=_corrections(corrections, partners) if corrections else None,
        )


def _side_by_side(conflict: EventConflict, partners: Mapping[str, str]) -> Table:
    first, again = _content(conflict.first, partners), _content(conflict, partners)
    rows = [[name, first[name], Cell(again[name], note=_differs(first[name], again[name]))] for name in first]
    columns = [Column("Content"), Column("What came first"), Column("What came again")]
    return Table("Both contents", columns, rows, caption_hidden=True)


def _content(usage: Usage, partners: Mapping[str, str]) -> dict[str, str]:
    return {
        "Identity": usage.identity,
        "Partner": partners.get(usage.partner_key, usage.partner_key),
        "Unit": Unit(usage.unit).label,
        "Subject": usage.subject,
        "Quantity": f"{usage.quantity:,}",
        "When": uk_datetime(usage.at),
        "Digest": f"{usage.digest[:16]}…",
    }


def _differs(first: str, again: str) -> str:
    return "" if first == again else "differs"


def _decision(conflict: EventConflict, people: Mapping[UUID, str]) -> list[Row]:
    return [
        Row("What counts", Decision(conflict.decision).label),
        Row("Why", conflict.reason),
        Row("Decided by", people.get(conflict.decided_by_id, "") if conflict.decided_by_id else ""),
        Row("Decided", conflict.decided_at),
    ]


def _corrections(events: Sequence[UsageEvent], partners: Mapping[str, str]) -> Table:
    return Table(
        "What the decision added",
        [Column("Day"), Column("Partner"), Column("What"), Column("Quantity", True)],
        [
            [uk_date(event.day), partners.get(event.partner_key, ""), Unit(event.unit).label, event.quantity]
            for event in events
        ],
    )
