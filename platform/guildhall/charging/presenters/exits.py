"""What the exit statement of a partner shows: the frozen figures, ready for a page or for print. Fetches nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from guildhall.charging.models import Exit
from guildhall.kernel import LONDON, Money, Month
from guildhall.web import spelling
from guildhall.web.parts import Cell, Column, Table


@dataclass(frozen=True, slots=True)
class ExitLine:
    """One figure of an exit: what it is, the amount as it counts, and how it comes about."""

    words: str
    amount: Money
    working: str = ""


@dataclass(frozen=True, slots=True)
class ExitDocument:
    """An exit, as page and file show it. `lines` add up to `net`; below zero, that is what the leaver still owes."""

    template: ClassVar[str] = "documents/exit.html"

    number: str
    partner: str
    last_day: date
    year: str
    net: Money
    lines: tuple[ExitLine, ...]
    called: tuple[ExitLine, ...]
    months: tuple[ExitLine, ...]
    stranded: str
    reason: str
    evidence_name: str
    rule: str
    digest: str
    approved_on: date | None

    @classmethod
    def of(cls, exit_: Exit) -> Self:
        said = exit_.figures
        return cls(
            number=f"of exit {exit_.number}",
            partner=said["partner"]["name"],
            last_day=exit_.last_day_on,
            year=said["year"],
            net=exit_.net,
            lines=lines_of(said),
            called=tuple(ExitLine(_due(day), Money(pence)) for day, pence in said["called"]),
            months=tuple(ExitLine(Month.written(month).title, Money(pence)) for month, pence in said["months"]),
            stranded=_stranded(said),
            reason=exit_.commitment_reason,
            evidence_name=exit_.evidence_name,
            rule=said["rule"],
            digest=exit_.digest,
            approved_on=exit_.approved_at and exit_.approved_at.astimezone(LONDON).date(),
        )

    @property
    def title(self) -> str:
        return f"Statement {self.number}: {self.partner}"

    @property
    def file_name(self) -> str:
        return f"{self.number.removeprefix('of exit ').lower()}.pdf"

    @property
    def is_owed(self) -> bool:
        """Does the leaver get something?"""
        return self.net.pence >= 0

    @property
    def size(self) -> Money:
        return abs(self.net)

    @property
    def total_called(self) -> Money:
        return Money.total(line.amount for line in self.called)

    @property
    def total_borne(self) -> Money:
        return Money.total(line.amount for line in self.months)


def lines_of(said: dict[str, Any]) -> tuple[ExitLine, ...]:
    """The figures of an exit in the order in which they are read; what counts against the leaver is below zero."""
    return (
        ExitLine("Paid on account", Money(said["paid_pence"]), _paid(said)),
        ExitLine("Share of the cost", -Money(said["borne_pence"]), _months(len(said["months"]))),
        ExitLine("Technology credit, in cash", Money(said["credit_pence"]), "what the ledger holds for the leaver"),
        ExitLine("Refund not paid out yet", Money(said["refund_pence"]), "from years that were settled"),
        ExitLine("Share of what is left behind", -Money(said["stranded_pence"]), _stranded(said)),
    )  # fmt: skip


def _paid(said: dict[str, Any]) -> str:
    called, outstanding = Money(said["contributed_pence"]), Money(said["outstanding_pence"])
    if outstanding.pence < 0:
        return f"{called} was called up to the last day, and {-outstanding} more than that was paid"
    return f"{called} was called up to the last day, and {outstanding} of it is outstanding"


def _months(count: int) -> str:
    if not count:
        return "no closed month of the year has a share for the leaver"
    return f"the statements of {spelling.plural(count, 'closed month', 'closed months')} of the year"


def _stranded(said: dict[str, Any]) -> str:
    if not said["commitment_pence"]:
        return "nothing is left behind"
    return (
        f"{Money(said['commitment_pence'])} × {int(said['weight']):,} ÷ {int(said['total_weight']):,} "
        f"{said['shared_by']} = {said['exact_words']}"
    )


def _due(day: str) -> str:
    return f"Due {spelling.uk_date(date.fromisoformat(day))}"


def exit_table(lines: Sequence[ExitLine], net: Money, *, total: str) -> Table:
    """The figures of an exit, which add up to what the leaver gets or owes. Takes: `total`, what the sum is called.

    What counts against the leaver is below zero, and no credit.
    """
    return Table(
        "What it comes to",
        [Column("Figure"), Column("Amount", True)],
        [[Cell(line.words, note=line.working), str(line.amount)] for line in lines],
        totals=[total, str(net)],
        stacks=False,
    )


def sums_table(caption: str, head: str, lines: Sequence[ExitLine]) -> Table:
    """What a figure of an exit is the sum of."""
    total = Money.total(line.amount for line in lines)
    rows = [[line.words, line.amount] for line in lines]
    return Table(caption, [Column(head), Column("Amount", True)], rows, totals=["Total", total], stacks=False)
