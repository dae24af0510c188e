"""Board packs: every quarter, and one of them as it is put before the members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from guildhall.charging.presenters.board_pack import BoardPackDocument
from guildhall.charging.queries.board_packs import PackRow
from guildhall.web import spelling
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Cell, Column, Empty, Link, Table, Tag

QUARTER_MONTHS = 3


@dataclass(frozen=True, kw_only=True)
class BoardPacksPage(Page):
    """Every quarter with a closed month."""

    template: ClassVar[str] = "pages/partnership/board_packs.html"
    table: Table
    empty: Empty

    @classmethod
    def of(cls, rows: Sequence[PackRow]) -> Self:
        ready = [row for row in rows if _is_ready(row)]
        columns = [Column("Quarter"), Column("Year"), Column("Months closed", True), Column("Pack")]
        return cls(
            title="Board packs",
            headline=f"{ready[0].quarter.title} can be put before the members" if ready else "",
            table=Table(
                "Quarters, newest first",
                columns,
                [
                    [
                        Cell(row.quarter.title, url=f"/board-packs/{row.quarter}/"),
                        str(row.quarter.year),
                        row.months_closed,
                        _tag(row),
                    ]
                    for row in rows
                ],
            ),
            empty=Empty("No quarter to report on yet", "A quarter stands here once its first month is closed."),
        )


def _is_ready(row: PackRow) -> bool:
    return row.filed_at is None and row.months_closed == QUARTER_MONTHS


def _tag(row: PackRow) -> Tag:
    if row.filed_at:
        return Tag(f"Filed on {spelling.uk_date(row.filed_at)}", "green")
    return Tag("Ready to file", "blue") if _is_ready(row) else Tag("Still running", "grey")


@dataclass(frozen=True, kw_only=True)
class BoardPackPage(Page):
    """One quarter: filed, or a draft with what stops its filing."""

    template: ClassVar[str] = "pages/partnership/board_pack.html"
    pack: BoardPackDocument
    tag: Tag
    stops: Sequence[str]
    acts: Sequence[Act]
    links: Sequence[Link]

    @classmethod
    def of(cls, pack: BoardPackDocument, *, stops: Sequence[str], may_file: bool) -> Self:
        here = f"/board-packs/{pack.quarter}/"
        return cls(
            title=pack.title,
            headline=pack.headline,
            caption=f"{pack.quarter.year}, excluding VAT, at {spelling.uk_date(pack.as_at)}",
            back=Link("Board packs", "/board-packs/"),
            pack=pack,
            tag=Tag(f"Filed on {spelling.uk_date(pack.filed_on)}", "green") if pack.filed_on else Tag("Draft", "blue"),
            stops=() if pack.filed_on else stops,
            acts=[Act("File it for all members", f"{here}filing/", kind="")]
            if may_file and not stops and not pack.filed_on
            else [],
            links=[Link("Download as PDF", f"{here}file/")],
        )
