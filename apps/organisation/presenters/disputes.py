"""What a partner objects to, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from guildhall.charging.models import Dispute
from guildhall.charging.states import DisputeState
from guildhall.web import spelling
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Cell, Column, Empty, Link, Row, Table, Tag

COLOURS = {
    DisputeState.RAISED: "blue", DisputeState.ANSWERED: "purple", DisputeState.UPHELD: "green",
    DisputeState.REJECTED: "red", DisputeState.WITHDRAWN: "grey",
}  # fmt: skip
WAITING = (DisputeState.RAISED, DisputeState.ANSWERED)


def tag_of(dispute: Dispute) -> Tag:
    return Tag(dispute.get_state_display(), COLOURS[DisputeState(dispute.state)])


def rows_of(dispute: Dispute) -> list[Row]:
    """What is disputed, and what came of it."""
    rows = [
        Row("Statement", dispute.statement.number),
        Row("Service", f"{dispute.pool.name}, used in {dispute.used_in.title}"),
        Row("Disputed", dispute.amount),
        Row("Why", dispute.reason),
        Row("Raised", dispute.raised_at),
        Row("An answer is due by", dispute.answer_by_on),
    ]
    if dispute.evidence_name:
        rows.append(Row("Evidence", Link(dispute.evidence_name, f"/disputes/{dispute.id}/evidence/")))
    if dispute.answer:
        rows += [Row("Answer", dispute.answer), Row("Gives back", dispute.given_back)]
    if dispute.counted_in:
        rows.append(Row("Posted in", dispute.counted_in.month.title))
    return rows


@dataclass(frozen=True, kw_only=True)
class DisputesPage(Page):
    """Every dispute, those that wait first."""

    template: ClassVar[str] = "pages/organisation/disputes.html"
    table: Table
    empty: Empty

    @classmethod
    def of(cls, disputes: Sequence[Dispute]) -> Self:
        waiting = sum(dispute.state in WAITING for dispute in disputes)
        return cls(
            title="Disputes",
            headline=spelling.plural(waiting, "dispute is open", "disputes are open") if waiting else "No open dispute",
            back=Link("Statements", "/statements/"),
            table=Table(
                "Disputes, open ones first",
                [Column("Line"), Column("Disputed", True), Column("Answer by"), Column("State")],
                [
                    [
                        Cell(
                            f"{one.pool.name}, {one.used_in.title}",
                            url=f"/disputes/{one.id}/",
                            note=one.statement.number,
                        ),
                        one.amount,
                        one.answer_by_on,
                        tag_of(one),
                    ]
                    for one in disputes
                ],
            ),
            empty=Empty("Nothing is disputed", "Every line of a statement can be disputed from its working."),
        )


@dataclass(frozen=True, kw_only=True)
class DisputePage(Page):
    """One dispute of one's own."""

    template: ClassVar[str] = "pages/organisation/dispute.html"
    tag: Tag
    rows: Sequence[Row]
    acts: Sequence[Act]

    @classmethod
    def of(cls, dispute: Dispute, *, may_act: bool) -> Self:
        withdraw = Act("Withdraw the dispute", f"/disputes/{dispute.id}/withdrawal/", kind="secondary")
        return cls(
            title=f"Dispute of {dispute.name}",
            back=Link("Disputes", "/disputes/"),
            tag=tag_of(dispute),
            rows=rows_of(dispute),
            acts=[withdraw] if may_act and dispute.state in WAITING else [],
        )
