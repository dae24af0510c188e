"""A statement's sheets: typed cells, totals as formulas."""

from __future__ import annotations

from typing import Protocol

from guildhall.charging.presenters.lines import CorrectionOfStatement, LineOfStatement
from guildhall.documents.spreadsheets import Sheet
from guildhall.kernel import Money


class WithLines(Protocol):
    """A statement, as far as its sheets show it."""

    @property
    def title(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def lines(self) -> tuple[LineOfStatement, ...]: ...
    @property
    def corrections(self) -> tuple[CorrectionOfStatement, ...]: ...


def shares_sheet(document: WithLines) -> Sheet:
    """The shares, and below them what corrects earlier months: together they come to the statement's total."""
    return Sheet(
        "Statement",
        ["Service", "Shared by", "Your use", "All members", "Cost of service", "Working", "Your share", "Rounding"],
        [
            *(_row(line, line.name, line.cost, _working(line), line.rounding) for line in document.lines),
            *(
                _row(line, f"{line.name}, correction of {line.month.title}", Money(0), line.difference, line.reason)
                for line in document.corrections
            ),
        ],
        summed=["Cost of service", "Your share"],
        notes=[document.title, "Excluding VAT", f"Digest of the figures: {document.digest}"],
        widths=[20, 28, 28, 28, 16, 44, 14, 44],
    )


def _working(line: LineOfStatement) -> str:
    return f"{line.working}. {line.cost} is {line.cost_note}." if line.income else line.working


def _row(line: LineOfStatement, name: str, cost: Money, working: str, remark: str) -> list[str | Money]:
    return [name, line.shared_by, line.your_use, line.all_use, cost, working, line.share, remark]


def corrections_sheet(document: WithLines) -> Sheet:
    """What corrects earlier months, with the share before and now."""
    return Sheet(
        "Corrections",
        [
            "Month of use", "Service", "Why", "Your use before", "Your use now", "All members before",
            "All members now", "Cost of service", "Working", "Your share now", "Charged before", "Correction",
        ],
        [
            [
                line.month.title, line.name, line.reason, line.your_use_before, line.your_use, line.all_use_before,
                line.all_use, line.cost, line.working, line.recomputed, line.charged, line.share,
            ]
            for line in document.corrections
        ],
        summed=["Your share now", "Charged before", "Correction"],
        notes=[
            document.title,
            "Excluding VAT. Each cost was shared before: what corrects all members’ shares of it adds up to nothing.",
        ],
        widths=[16, 20, 44, 28, 28, 28, 28, 16, 44, 14, 14, 14],
    )  # fmt: skip


def events_sheet(document: WithLines) -> Sheet:
    """The events behind the lines; behind a correction those that came late."""
    return Sheet(
        "Events",
        ["Service", "Unit", "Percent of the key", "Your use", "All members", "Events", "Digest of the events"],
        [
            [name, driver.unit, driver.percent, driver.quantity, driver.of, driver.events, driver.digest]
            for name, line in (
                *((line.name, line) for line in document.lines),
                *((f"{line.name}, late for {line.month.title}", line) for line in document.corrections),
            )
            for driver in line.drivers
        ],
        widths=[20, 24, 12, 12, 12, 12, 70],
    )
