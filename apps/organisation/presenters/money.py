"""A partner's share: what it used, what that came to, and how it was worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from apps.organisation.presenters.downloads import download_of
from guildhall.charging.bridging import Bridge
from guildhall.charging.presenters import CorrectionOfStatement, LineOfStatement, StatementDocument
from guildhall.charging.queries.statements import CorrectedSince, FileRow, StatementRow, TotalRow
from guildhall.charging.states import StatementState
from guildhall.kernel import FinancialYear, Money, Month
from guildhall.metering.units import Unit
from guildhall.web import charts, spelling
from guildhall.web.pages import Page
from guildhall.web.parts import Card, Cell, Column, Empty, Figure, Link, Row, Table, Tag

COLOURS = {StatementState.DUE: "yellow", StatementState.STUCK: "red"}


@dataclass(frozen=True, kw_only=True)
class UsagePage(Page):
    """A year: what was used, what it cost, month by month."""

    template: ClassVar[str] = "pages/organisation/usage.html"
    years: Sequence[Link]
    figures: Sequence[Figure]
    chart: charts.Chart | None
    bridge: Table | None
    used: Table
    empty: Empty

    @classmethod
    def of(
        cls,
        year: FinancialYear,
        *,
        years: Sequence[FinancialYear],
        used: Mapping[Month, Mapping[Unit, int]],
        costs: Mapping[str, Mapping[Month, Money]],
        bridge: Bridge | None = None,
    ) -> Self:
        charged = Money.total(amount for by_month in costs.values() for amount in by_month.values())
        closed = sorted({month for by_month in costs.values() for month in by_month})
        shown = [month for month in used if any(used[month].values()) or month in closed]
        return cls(
            title="Usage and cost",
            headline=f"Your share of {year} is {spelling.money(charged)} so far"
            if closed
            else f"What you used in {year}",
            caption=f"Year to 31 March {year.starting + 1}",
            years=[Link(str(one), f"/usage/?year={one.starting}", current=one == year) for one in years],
            figures=[
                Figure(
                    "Charged so far", charged, url="/statements/", note=f"{len(closed)} closed months, excluding VAT"
                ),
                Figure(
                    "Latest month",
                    _sum_in(costs, closed[-1]) if closed else None,
                    note=closed[-1].title if closed else "",
                ),
                Figure(
                    "Used this year",
                    sum(used[month][Unit.VACANCY_PUBLISHED] for month in used),
                    note="vacancies published",
                ),
            ],
            chart=_cost_chart(costs, closed) if closed else None,
            bridge=_bridge_table(bridge, closed[-1]) if bridge and closed else None,
            used=_used_table(used, shown),
            empty=Empty("Nothing has been used yet", "What you use is counted here as it happens."),
        )


STEPS = {
    "cost": "What the services cost",
    "key": "A change of key",
    "volume": "What you and the others used",
    "members": "Members that joined or left",
    "correction": "Corrections of earlier months",
}


def _bridge_table(bridge: Bridge, month: Month) -> Table:
    rows: list[list[object]] = [[month.previous.title, bridge.before]]
    rows += [[STEPS[name], amount] for name, amount in bridge.steps.items() if amount]
    return Table(
        f"Why {month.title} is not {month.previous.title}",
        [Column("What"), Column("Amount", True)],
        rows,
        totals=[month.title, bridge.after],
        stacks=False,
    )


def _sum_in(costs: Mapping[str, Mapping[Month, Money]], month: Month) -> Money:
    return Money.total(by_month.get(month, Money(0)) for by_month in costs.values())


def _cost_chart(costs: Mapping[str, Mapping[Month, Money]], closed: Sequence[Month]) -> charts.Chart:
    totals = {name: Money.total(by_month.values()) for name, by_month in costs.items()}
    largest = sorted(totals, key=lambda name: totals[name], reverse=True)
    shown, rest = (largest, []) if len(largest) <= charts.SERIES_MAX else (largest[:3], largest[3:])
    series = [charts.Series(name, [costs[name].get(month, Money(0)) for month in closed]) for name in shown]
    if rest:
        others = [Money.total(costs[name].get(month, Money(0)) for name in rest) for month in closed]
        series.append(charts.Series("Other services", others))
    return charts.stacked_bar(
        [month.title for month in closed],
        series,
        headline=f"{largest[0]} is your largest cost",
        measure="What each month’s statement charged you, excluding VAT",
        of="Month",
    )


def _used_table(used: Mapping[Month, Mapping[Unit, int]], shown: Sequence[Month]) -> Table:
    units = [unit for unit in Unit if any(used[month][unit] for month in shown)]
    return Table(
        "What you used, by month",
        [Column("Month"), *(Column(unit.label, True) for unit in units)],
        [[month.title, *(used[month][unit] for unit in units)] for month in shown],
        totals=["Total", *(sum(used[month][unit] for month in shown) for unit in units)] if units else (),
        stacks=False,
    )


@dataclass(frozen=True, kw_only=True)
class StatementsPage(Page):
    """Every statement, newest first."""

    template: ClassVar[str] = "pages/organisation/statements.html"
    table: Table
    empty: Empty

    @classmethod
    def of(cls, rows: Sequence[StatementRow], *, own: str) -> Self:
        """Takes: `own`, the key of the partner that looks: statements of others are of those that merged into it."""
        table = Table(
            "Statements, newest first, excluding VAT",
            [Column("Month"), Column("Number"), Column("Your share", True), Column("Files")],
            [
                [
                    Cell(row.month.title, url=f"/statements/{row.number}/"),
                    Cell(row.number, note="" if row.partner_key == own else f"of {row.partner}"),
                    row.total,
                    Tag(row.state.label, COLOURS.get(row.state, "")),
                ]
                for row in rows
            ],
        )
        return cls(
            title="Statements",
            headline=f"{len(rows)} {'statement' if len(rows) == 1 else 'statements'}",
            table=table,
            empty=Empty(
                "No statement yet", "The first one comes when the first month that you were a member of is closed."
            ),
        )


@dataclass(frozen=True, kw_only=True)
class StatementPage(Page):
    """One statement: the figure, its lines, and how each was worked out."""

    template: ClassVar[str] = "pages/organisation/statement.html"
    figures: Sequence[Figure]
    files: Sequence[Link]
    files_note: str
    leads: Sequence[str]
    since: Sequence[Link]
    lines: Table
    corrections: Table | None
    workings: Sequence[Card]
    rule: str
    proof: Sequence[Row]
    totals: Table

    @classmethod
    def of(
        cls,
        document: StatementDocument,
        *,
        files: Sequence[FileRow],
        state: StatementState,
        totals: Sequence[TotalRow],
        since: Sequence[CorrectedSince] = (),
        may_dispute: bool = False,
        is_own: bool = True,
    ) -> Self:
        """Takes: `may_dispute`, whether whoever looks may object to a line; `is_own`, whether it is their partner's and
        not of one that merged into it: the events behind its lines stay behind the wall.
        """
        here = f"/statements/{document.number}"
        closed = f"closed on {spelling.uk_date(document.closed_on)}"
        return cls(
            title=f"Statement {document.number}",
            headline=_headline(document, "Your" if is_own else f"{document.partner}:"),
            caption=f"Statement {document.number}{'' if is_own else f' of {document.partner}'}, {closed}",
            back=Link("Statements", "/statements/"),
            figures=_figures(document, "Your" if is_own else "Their"),
            files=[download_of(file, here) for file in files],
            files_note="" if files else _files_note(state),
            leads=document.says_it_corrects,
            since=[
                Link(f"Corrected by {one.amount} on statement {one.number}", f"/statements/{one.number}/")
                for one in since
            ],
            lines=_lines(document, here if is_own else "", is_own=is_own),
            corrections=_corrections(document, here if is_own else "") if document.corrections else None,
            workings=[
                *(_working(line, here if may_dispute else "") for line in document.lines),
                *(_working_again(line, here if may_dispute else "") for line in document.corrections),
            ],
            rule=document.rule,
            proof=[
                Row("Digest of this statement", document.digest),
                Row("Digest of the month's close", document.manifest_digest),
            ],
            totals=Table(
                "What the month cost everybody, as every member sees it",
                [Column("Service"), Column("Shared by"), Column("Total weight", True), Column("Cost", True)],
                [[row.name, row.shared_by, _whole(row.total_weight), row.cost] for row in totals],
                totals=["Total", "", "", Money.total(row.cost for row in totals)],
            ),
        )


def _headline(document: StatementDocument, whose: str) -> str:
    what = "statement for" if document.corrections else "share of"
    return f"{whose} {what} {document.month.title} is {spelling.money(document.total)}"


def _figures(document: StatementDocument, whose: str) -> list[Figure]:
    shared = Figure("Shared by all", document.shared, note=f"between {document.members} members")
    if not document.corrections:
        return [Figure(f"{whose} share", document.total, note="excluding VAT"), shared]
    return [
        Figure("This statement", document.total, note="excluding VAT"),
        Figure(f"{whose} share", document.share_of_month, note=f"of {document.month.title}"),
        Figure("Corrections", document.corrected, note="of earlier months"),
        shared,
    ]


def _whole(weight: str) -> str:
    """A weight as people read it: with commas where it is a whole number."""
    return f"{int(weight):,}" if weight.isdecimal() else weight


def _files_note(state: StatementState) -> str:
    if state == StatementState.STUCK:
        return "The files could not be drawn. The shared service has been told and will try again."
    return "The files are being drawn; this takes a few seconds. Reload the page to see them."


def _lines(document: StatementDocument, here: str, *, is_own: bool) -> Table:
    whose, who = ("Your", "You") if is_own else ("Their", "They")
    return Table(
        f"{whose} share of each service, excluding VAT",
        [
            Column("Service"), Column(f"{who} used"), Column("All members used"), Column("Cost of the service", True),
            Column(f"{whose} share", True),
        ],
        [
            [
                Cell(line.name, url=f"{here}/{line.code}/", hidden="and its events")
                if line.drivers and here
                else line.name,
                line.your_use,
                line.all_use,
                line.cost,
                line.share,
            ]
            for line in document.lines
        ],
        totals=["Total", "", "", document.cost_of_services, document.share_of_month],
    )  # fmt: skip


def _corrections(document: StatementDocument, here: str) -> Table:
    lines = document.corrections
    return Table(
        "What corrects your share of earlier months, excluding VAT",
        [
            Column("Month"), Column("Service"), Column("Why"), Column("You used"), Column("Charged before", True),
            Column("Your share now", True), Column("Correction", True),
        ],
        [
            [
                line.month.title, _late_events(line, here), line.reason,
                Cell(line.your_use, note=f"{line.your_use_before} before"), line.charged, line.recomputed, line.share,
            ]
            for line in lines
        ],
        totals=[
            "Total", "", "", "", Money.total(line.charged for line in lines),
            Money.total(line.recomputed for line in lines), document.corrected,
        ],
    )  # fmt: skip


def _late_events(line: CorrectionOfStatement, here: str) -> Cell:
    if not line.drivers or not here:
        return Cell(line.name)
    return Cell(line.name, url=f"{here}/{line.code}/?month={line.month}", hidden=f"late for {line.month.title}")


def _working(line: LineOfStatement, here: str) -> Card:
    facts = [
        f"Shared by {line.shared_by}. {line.key_words}",
        line.working,
        f"{line.rounding} Your share: {line.share}.",
    ]
    return Card(line.name, facts=facts, url=f"{here}/{line.code}/dispute/" if here and line.share else "")


def _working_again(line: CorrectionOfStatement, here: str) -> Card:
    facts = [
        f"{line.reason}. Shared by {line.shared_by}. {line.key_words}",
        f"You: {line.your_use_before} before, {line.your_use} now. "
        f"All members: {line.all_use_before} before, {line.all_use} now.",
        f"{line.working}. {line.rounding}",
        f"{line.difference}. What corrects the shares of all members adds up to nothing.",
    ]
    dispute = f"{here}/{line.code}/dispute/?month={line.month}" if here and line.share else ""
    return Card(f"{line.name}, correction of {line.month.title}", facts=facts, url=dispute)


def years_known(first: date, at: date) -> list[FinancialYear]:
    """The financial years from the first day of membership to now, newest first."""
    oldest, newest = Month(first.year, first.month).financial_year, Month(at.year, at.month).financial_year
    return [FinancialYear(year) for year in range(newest.starting, oldest.starting - 1, -1)]
