"""Disputes as host finance and the board see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self
from uuid import UUID

from guildhall.charging.models import Dispute
from guildhall.charging.states import DisputeState
from guildhall.kernel import Money
from guildhall.web import spelling
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Cell, Column, Empty, Figure, Link, Row, Table, Tag

COLOURS = {
    DisputeState.RAISED: "blue", DisputeState.ANSWERED: "purple", DisputeState.UPHELD: "green",
    DisputeState.REJECTED: "red", DisputeState.WITHDRAWN: "grey",
}  # fmt: skip
WAITING = (DisputeState.RAISED, DisputeState.ANSWERED)


def tag_of(dispute: Dispute) -> Tag:
    return Tag(dispute.get_state_display(), COLOURS[DisputeState(dispute.state)])


@dataclass(frozen=True, kw_only=True)
class DisputesPage(Page):
    """Every dispute of every partner, those that wait first."""

    template: ClassVar[str] = "pages/partnership/disputes.html"
    figures: Sequence[Figure]
    table: Table
    empty: Empty

    @classmethod
    def of(cls, disputes: Sequence[Dispute], *, names: Mapping[str, str], on: date) -> Self:
        waiting = [one for one in disputes if one.state in WAITING]
        late = [one for one in waiting if one.state == DisputeState.RAISED and one.answer_by_on < on]
        return cls(
            title="Disputes",
            headline=spelling.plural(len(waiting), "dispute waits", "disputes wait") if waiting else "No dispute waits",
            figures=[
                Figure("Waiting", len(waiting), note="for an answer or a decision"),
                Figure("Late", len(late), note="past the day an answer was due", alert=bool(late)),
                Figure("Disputed", Money.total(one.amount for one in waiting), note="in those that wait"),
            ],
            table=Table(
                "Disputes, those that wait first",
                [Column("Partner"), Column("Line"), Column("Disputed", True), Column("Answer by"), Column("State")],
                [
                    [
                        Cell(
                            names.get(one.partner_key, one.partner_key),
                            url=f"/disputes/{one.id}/",
                            hidden=one.pool.name,
                        ),
                        Cell(f"{one.pool.name}, {one.used_in.title}", note=one.statement.number),
                        one.amount,
                        one.answer_by_on,
                        tag_of(one),
                    ]
                    for one in disputes
                ],
            ),
            empty=Empty("Nothing is disputed", "Partners dispute a line from its working on their own pages."),
        )


@dataclass(frozen=True, kw_only=True)
class DisputePage(Page):
    """One dispute, and what can be done about it."""

    template: ClassVar[str] = "pages/partnership/dispute.html"
    tag: Tag
    rows: Sequence[Row]
    acts: Sequence[Act]
    links: Sequence[Link]

    @classmethod
    def of(cls, one: Dispute, *, partner: str, people: Mapping[UUID, str]) -> Self:
        state, here = DisputeState(one.state), f"/disputes/{one.id}"
        rows = [
            Row("Partner", partner),
            Row("Statement", one.statement.number),
            Row("Service", f"{one.pool.name}, used in {one.used_in.title}"),
            Row("Disputed", one.amount),
            Row("Why", one.reason),
            Row("Raised", f"{people.get(one.raised_by_id, '')}, {spelling.uk_datetime(one.raised_at)}"),
            Row("An answer is due by", one.answer_by_on),
        ]
        if one.evidence_name:
            rows.append(Row("Evidence", Link(one.evidence_name, f"{here}/evidence/")))
        if one.answered_at and one.answered_by_id:
            rows += [
                Row("Answer", one.answer),
                Row("Gives back", one.given_back),
                Row("Answered", f"{people.get(one.answered_by_id, '')}, {spelling.uk_datetime(one.answered_at)}"),
            ]
        if one.decided_at and one.decided_by_id:
            rows.append(Row("Decided", f"{people.get(one.decided_by_id, '')}, {spelling.uk_datetime(one.decided_at)}"))
        if one.state == DisputeState.UPHELD:
            rows.append(
                Row("Posted in", one.counted_in.month.title if one.counted_in else "The next month that closes")
            )
        return cls(
            title=f"Dispute of {one.name}",
            back=Link("Disputes", "/disputes/"),
            tag=tag_of(one),
            rows=rows,
            acts=[Act("Agree to this answer", f"{here}/decision/", kind="")] if state == DisputeState.ANSWERED else [],
            links=[Link("Answer it" if state == DisputeState.RAISED else "Answer it anew", f"{here}/answer/")]
            if state in WAITING
            else [],
        )
