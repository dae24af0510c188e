"""The exit of the partner we are with: what it gets or owes, and how that is made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from guildhall.charging.models import Exit
from guildhall.charging.presenters.exits import ExitDocument, ExitLine, exit_table, lines_of, sums_table
from guildhall.charging.queries.exits import WorkedExit
from guildhall.kernel import Money
from guildhall.web import spelling
from guildhall.web.pages import Page
from guildhall.web.parts import Link, Row, Table

YEAR = Link("Year", "/year/")


@dataclass(frozen=True, kw_only=True)
class ExitPage(Page):
    """An exit statement; before it is approved, what the books say by now."""

    template: ClassVar[str] = "pages/organisation/exit.html"
    note: str
    links: Sequence[Link]
    lines: Table
    called: Table
    months: Table
    behind: Sequence[Row]
    proof: Sequence[Row]

    @classmethod
    def of(cls, exit_: Exit) -> Self:
        document = ExitDocument.of(exit_)
        behind = [
            Row("All are still bound to pay", Money(exit_.commitment_pence)),
            Row("Why", exit_.commitment_reason),
            Row("Your part", document.stranded),
            Row("Shown by", exit_.evidence_name),
        ]
        return cls(
            title=f"Exit statement {exit_.number}",
            headline=_headline(exit_.net)[:1].upper() + _headline(exit_.net)[1:],
            caption=f"Last day {spelling.uk_date(exit_.last_day_on)}, excluding VAT",
            back=YEAR,
            note="Approved. If usage of your months comes late, the next close corrects it, and you are told.",
            links=[Link("Download the exit statement (PDF)", "/year/exit/document/")] if exit_.pdf_digest else [],
            lines=exit_table(document.lines, exit_.net, total=_total(exit_.net)),
            called=sums_table("What was called up to your last day", "Contribution", document.called),
            months=sums_table("What you bore, as each month’s statement says", "Month", document.months),
            behind=behind if exit_.commitment_pence else [],
            proof=[Row("Digest of these figures", exit_.digest)],
        )

    @classmethod
    def so_far(cls, worked: WorkedExit) -> Self:
        net = worked.exiting.net
        called = [ExitLine(spelling.uk_date(day), amount) for day, amount in sorted(worked.called.items())]
        months = [ExitLine(month.title, amount) for month, amount in sorted(worked.months.items())]
        return cls(
            title="Your exit so far",
            headline=f"So far: {_headline(net)}",
            caption=f"Last day {spelling.uk_date(worked.last_day)}, excluding VAT",
            back=YEAR,
            note="By the books as they are, before anything that is left behind. It is settled once your last month is "
            "closed; you get a letter with every figure.",
            links=[],
            lines=exit_table(lines_of(worked.plain), net, total=_total(net)),
            called=sums_table("What is called up to your last day", "Contribution", called),
            months=sums_table("What you bore so far", "Month", months),
            behind=[],
            proof=[],
        )


def _headline(net: Money) -> str:
    if not net:
        return "nothing is due to or from you"
    return f"{spelling.money(abs(net))} is {'paid to you' if net.pence > 0 else 'still due from you'}"


def _total(net: Money) -> str:
    return "Paid to you" if net.pence >= 0 else "Still due from you"
