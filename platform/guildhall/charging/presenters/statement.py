"""What a statement's files show: the frozen figures, made ready to print. Fetches nothing and works nothing out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from guildhall.charging.models import Statement
from guildhall.charging.presenters.lines import CorrectionOfStatement, LineOfStatement
from guildhall.charging.presenters.sheets import corrections_sheet, events_sheet, shares_sheet
from guildhall.documents.spreadsheets import Sheet
from guildhall.kernel import Money, Month

CSV_COLUMNS = (
    "statement",
    "month",
    "service",
    "shared_by",
    "your_use",
    "all_use",
    "weight",
    "total_weight",
    "cost",
    "exact_share_pence",
    "share",
    "key_version",
    "agreed_by",
    "events",
    "events_digest",
    "used_in",
    "billed_in",
    "reason",
    "cost_shared_again",
    "your_use_before",
    "all_use_before",
    "charged_before",
    "share_now",
    "paid_by_third_parties",
)
"""New columns come last. `share` is what a row charges: of a correction, `share_now` less `charged_before`. `cost` is
net of what third parties paid."""


@dataclass(frozen=True, slots=True)
class StatementDocument:
    """A statement, as page and files show it."""

    template: ClassVar[str] = "documents/statement.html"

    number: str
    partner: str
    month: Month
    closed_on: date
    total: Money
    shared: Money
    members: int
    lines: tuple[LineOfStatement, ...]
    rule: str
    digest: str
    manifest_digest: str
    corrections: tuple[CorrectionOfStatement, ...] = ()
    is_member: bool = True
    partner_code: str = ""

    @classmethod
    def of(cls, figures: Mapping[str, Any], *, digest: str) -> StatementDocument:
        """Takes: a statement's frozen figures, and their digest."""
        return cls(
            number=figures["number"],
            partner=figures["partner"]["name"],
            month=Month.written(figures["month"]),
            closed_on=date.fromisoformat(figures["closed_on"]),
            total=Money(figures["total_pence"]),
            shared=Money(figures["shared_pence"]),
            members=figures["members"],
            lines=tuple(LineOfStatement.of(line) for line in figures["lines"]),
            rule=figures["rule"],
            digest=digest,
            manifest_digest=figures["manifest_digest"],
            corrections=tuple(CorrectionOfStatement.of(line) for line in figures.get("corrections", ())),
            is_member=figures.get("is_member", True),
            partner_code=figures["partner"]["code"],
        )

    @property
    def title(self) -> str:
        return f"Statement {self.number}: {self.partner}, {self.month.title}"

    @property
    def cost_of_services(self) -> Money:
        return Money.total(line.cost for line in self.lines)

    @property
    def share_of_month(self) -> Money:
        """What the month itself comes to, without what corrects earlier ones."""
        return Money.total(line.share for line in self.lines)

    @property
    def corrected(self) -> Money:
        """What all corrections come to."""
        return Money.total(line.share for line in self.corrections)

    @property
    def corrected_months(self) -> list[tuple[Month, Money]]:
        """Each month that is corrected, oldest first, and by how much."""
        months = sorted({line.month for line in self.corrections})
        return [
            (month, Money.total(line.share for line in self.corrections if line.month == month)) for month in months
        ]

    @property
    def says_it_corrects(self) -> list[str]:
        """For the first lines: "This statement also corrects September 2026 by £3,455.67."."""
        also = "also " if self.is_member else ""
        why = "because of what came to light after it was closed"
        return [
            f"This statement {also}corrects {month.title} by {amount}, {why}."
            for month, amount in self.corrected_months
        ]

    @property
    def heading(self) -> str:
        if not self.is_member:
            return "What corrects your earlier shares"
        return f"Your {'statement for' if self.corrections else 'share of'} {self.month.title}"

    @property
    def files_name(self) -> str:
        """What its files are called, before the dot."""
        return f"statement-{self.number.lower()}"

    def sheets(self) -> list[Sheet]:
        """The statement as a spreadsheet: the shares, what corrects earlier ones, and the events they rest on."""
        return [shares_sheet(self), *([corrections_sheet(self)] if self.corrections else []), events_sheet(self)]

    def csv_rows(self) -> list[list[Any]]:
        """One row a service and one a correction, under CSV_COLUMNS. What a correction is of was shared before."""
        return [
            *(
                [*self._csv_row(line, line.cost), str(self.month), str(self.month), *[""] * 6, line.income]
                for line in self.lines
            ),
            *([*self._csv_row(line, Money(0)), *self._csv_correction(line), ""] for line in self.corrections),
        ]

    def _csv_row(self, line: LineOfStatement, cost: Money) -> list[Any]:
        return [
            self.number,
            str(self.month),
            line.code,
            line.shared_by,
            line.your_use,
            line.all_use,
            line.weight,
            line.total_weight,
            cost,
            line.exact,
            line.share,
            line.key_version,
            line.agreed_by,
            sum(driver.events for driver in line.drivers),
            " ".join(driver.digest for driver in line.drivers),
        ]

    def _csv_correction(self, line: CorrectionOfStatement) -> list[Any]:
        return [
            str(line.month),
            str(self.month),
            line.reason,
            line.cost,
            line.your_use_before,
            line.all_use_before,
            line.charged,
            line.recomputed,
        ]


def statement_working(statement: Statement) -> StatementDocument:
    """A statement's frozen figures, each with its working, for a page. Fetches nothing: they are on the row."""
    return StatementDocument.of(statement.figures, digest=statement.digest)
