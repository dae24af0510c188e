"""A partner's erasure, from the asking to the signed record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

from guildhall.kernel import Actor
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Cell, Column, Link, Row, Table, Tag
from guildhall.web.spelling import count
from tenants.models import Erasure
from tenants.states import ErasureState

COLOURS = {
    ErasureState.ASKED: "yellow",
    ErasureState.APPROVED: "orange",
    ErasureState.STUCK: "red",
    ErasureState.DONE: "green",
}


@dataclass(frozen=True, kw_only=True)
class ErasurePage(Page):
    """Who asked, who agreed, what was there, what is left."""

    template: ClassVar[str] = "pages/partnership/erasure.html"
    tag: Tag
    rows: Sequence[Row]
    acts: Sequence[Act]
    links: Sequence[Link]
    reason: str
    note: str
    moving: bool
    kept: Table | None
    held: Table | None

    @classmethod
    def of(cls, erasure: Erasure, *, names: Mapping[UUID, str], genuine: bool, for_actor: Actor) -> Self:
        partner, state = erasure.partner, ErasureState(erasure.state)
        acts, links = _ways_on(erasure, for_actor)
        return cls(
            title=f"Erasure of {partner.name}",
            headline=f"{partner.name} is erased" if state == ErasureState.DONE else "",
            back=Link(partner.name, f"/partners/{partner.code}/"),
            tag=Tag(erasure.get_state_display(), COLOURS.get(state, "")),
            rows=_rows(erasure, names, genuine=genuine),
            acts=acts,
            links=links,
            reason=erasure.reason if state == ErasureState.STUCK else "",
            note=_note(erasure, for_actor),
            moving=state == ErasureState.APPROVED,
            kept=_kept(erasure.record.get("kept", {})),
            held=_held(erasure.held),
        )


def _ways_on(erasure: Erasure, actor: Actor) -> tuple[list[Act], list[Link]]:
    at = f"/partners/{erasure.partner.code}/erasure"
    if erasure.state == ErasureState.ASKED:
        ours = actor.id == erasure.asked_by_id
        approve = [] if ours else [Link("Approve the erasure", f"{at}/approval/")]
        return [Act("Withdraw", f"{at}/withdrawal/")], approve
    if erasure.state == ErasureState.STUCK:
        return [Act("Go on", f"{at}/retry/", kind="")], []
    return [], [Link("Download the record", f"{at}/record/")] if erasure.state == ErasureState.DONE else []


def _note(erasure: Erasure, actor: Actor) -> str:
    if erasure.state == ErasureState.ASKED:
        mine = "You asked for it, so another operator approves it."
        return mine if actor.id == erasure.asked_by_id else "You can approve it, as another operator asked for it."
    if erasure.state == ErasureState.DONE:
        return "We looked wherever something of theirs was. No row, file, key or job is left, but for what is kept."
    return ""


def _rows(erasure: Erasure, names: Mapping[UUID, str], *, genuine: bool) -> list[Row]:
    by = erasure.approved_by_id and names.get(erasure.approved_by_id)
    rows = [
        Row("Why", erasure.purpose),
        Row("Asked for by", names.get(erasure.asked_by_id)),
        Row("Asked for", erasure.asked_at),
        Row("Approved by", by or "Nobody yet"),
    ]
    if erasure.state == ErasureState.DONE:
        true = "Genuine: the record is what was signed here" if genuine else "Broken: the record was changed"
        rows += [Row("Erased", erasure.done_at), Row("Signature", true)]
    return rows


def _kept(kept: Mapping[str, Mapping[str, Any]]) -> Table | None:
    rows = [[_words(table), Cell(what["rows"]), str(what["why"]).capitalize()] for table, what in kept.items()]
    columns = [Column("Kept"), Column("Rows", numeric=True), Column("Why")]
    return Table("What is kept", columns, rows) if rows else None


def _held(held: Mapping[str, int]) -> Table | None:
    rows = [[_words(table), Cell(number)] for table, number in sorted(held.items()) if number]
    caption = f"What there was: {count(sum(held.values()))} rows"
    return Table(caption, [Column("Table"), Column("Rows", numeric=True)], rows, stacks=False) if rows else None


def _words(table: str) -> str:
    """A table's name as people may read it."""
    return table.replace("_", " ")
