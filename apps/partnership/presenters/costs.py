"""A file of costs from the host's ledger: chosen, then looked at before it is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from guildhall.charging.costs import CostRow
from guildhall.charging.models import Period
from guildhall.charging.queries.costs import CostPreview
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Cell, Column, Figure, Link, Table


@dataclass(frozen=True, kw_only=True)
class CostFilePage(Page):
    """Choose a file."""

    template: ClassVar[str] = "pages/partnership/cost_file.html"
    form: Any
    pools: Sequence[str]

    @classmethod
    def of(cls, period: Period, form: Any, pools: Sequence[str]) -> Self:
        return cls(
            title=f"Load the costs of {period.month.title}",
            form=form,
            pools=pools,
            back=Link(period.month.title, f"/months/{period.month}/"),
        )


@dataclass(frozen=True, kw_only=True)
class CostPreviewPage(Page):
    """What a file would do, before it does it."""

    template: ClassVar[str] = "pages/partnership/cost_preview.html"
    errors: Sequence[str]
    figures: Sequence[Figure]
    pools: Table
    rows: Table | None
    load: Act | None
    again: Link

    @classmethod
    def of(cls, period: Period, preview: CostPreview, *, kept: str) -> Self:
        here = f"/months/{period.month}/costs/"
        wrong = len(preview.errors)
        rows = [
            [str(row.row), row.pool, row.amount, row.ledger_reference, _narrative(row)] for row in preview.file.rows
        ]
        columns = [
            Column("Row"),
            Column("Pool"),
            Column("Amount", True),
            Column("Ledger reference"),
            Column("Narrative"),
        ]
        return cls(
            title="Check the costs",
            headline=f"{wrong} {'thing is' if wrong == 1 else 'things are'} wrong with {preview.file.name}"
            if wrong
            else f"Check the costs of {period.month.title}",
            back=Link("Choose another file", here),
            errors=preview.errors,
            figures=[
                Figure("The file", preview.total, note=f"{len(rows)} rows"),
                Figure("Control total", preview.control_total, note="as you typed it from the ledger"),
                Figure("Difference", preview.difference, note="must be £0.00", alert=bool(preview.difference)),
            ],
            pools=Table(
                "What each pool would cost, excluding VAT",
                [Column("Pool"), Column("Rows", True), Column("Cost", True)],
                [[pool.name, pool.rows, pool.cost] for pool in preview.pools],
                totals=["Total", len(rows), preview.total],
            ),
            rows=Table("The rows of the file", columns, rows) if rows else None,
            load=None
            if wrong
            else Act(
                "Load these costs",
                f"{here}load/",
                kind="",
                fields={
                    "kept": kept,
                    "file_name": preview.file.name,
                    "control_total": preview.control_total.plain,
                },
            ),
            again=Link("Choose another file", here),
        )


def _narrative(row: CostRow) -> Cell:
    return Cell(row.narrative, note="Idle capacity" if row.is_idle else "")
