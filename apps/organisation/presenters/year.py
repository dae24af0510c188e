"""A partner's year: what it pays on account, what it used of it, what comes back, and what is held for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from guildhall.charging.models import CreditRequest, Settlement, SettlementShare
from guildhall.charging.presenters.forecast import forecast_chart
from guildhall.charging.queries.forecasts import YearForecast
from guildhall.charging.queries.ledger import JournalRow, PostingRow
from guildhall.charging.queries.years import DueRow, OwnYear
from guildhall.charging.settling import SurplusPolicy
from guildhall.charging.states import CreditRequestState, SettlementState
from guildhall.kernel import FinancialYear, Money
from guildhall.web import spelling
from guildhall.web.charts import Chart
from guildhall.web.pages import Page
from guildhall.web.parts import Cell, Column, Empty, Figure, Link, Row, Table, Tag

REQUEST_COLOURS = {CreditRequestState.ASKED: "blue", CreditRequestState.DECLINED: "red"}


@dataclass(frozen=True, kw_only=True)
class YearPage(Page):
    """One year of one partner."""

    template: ClassVar[str] = "pages/organisation/year.html"
    years: Sequence[Link]
    figures: Sequence[Figure]
    forecast: Sequence[Row]
    chart: Chart | None
    dues: Table
    empty: Empty
    settlement: Sequence[Row]
    policies: Table | None
    election: Link | None
    requests: Table
    ask: Link | None
    exit: Link | None
    movements: Table

    @classmethod
    def of(
        cls,
        year: FinancialYear,
        *,
        years: Sequence[FinancialYear],
        own: OwnYear,
        requests: Sequence[CreditRequest],
        movements: Sequence[JournalRow],
        forecast: YearForecast | None,
        on: date,
        leaves_on: date | None = None,
    ) -> Self:
        return cls(
            title="Year",
            headline=_headline(year, own),
            caption=f"Year to 31 March {year.starting + 1}, excluding VAT",
            years=[Link(str(one), f"/year/?year={one.starting}", current=one == year) for one in years],
            figures=_figures(own),
            forecast=forecast_rows(forecast) if forecast and not own.is_settled else (),
            chart=forecast_chart(forecast, year=year) if forecast and not own.is_settled else None,
            dues=_dues(own.dues),
            empty=Empty("Nothing is called yet", "Once the year’s budget is approved, what you pay stands here."),
            settlement=_settlement(own),
            policies=_policies(own.settlement, own.share) if own.settlement and own.share else None,
            election=_election(own, on=on),
            requests=_requests(requests),
            ask=Link("Ask for technology credit", "/year/credit/new/") if own.credit else None,
            exit=Link("Your exit", "/year/exit/") if leaves_on else None,
            movements=_movements(movements),
        )


def _headline(year: FinancialYear, own: OwnYear) -> str:
    if own.is_settled and own.outcome:
        word = "got back" if own.outcome.pence > 0 else "made good"
        return f"{year} is settled: you {word} {spelling.money(abs(own.outcome))}"
    if not own.dues:
        return f"{year} has cost you {spelling.money(own.borne)} so far"
    return f"You contribute {spelling.money(own.contributed)} in {year}"


def _figures(own: OwnYear) -> list[Figure]:
    return [
        Figure("Due by today", own.called, note="contributions on account"),
        Figure("Outstanding", own.outstanding, note="not paid yet", alert=own.outstanding.pence > 0),
        Figure("Your cost so far", own.borne, url="/usage/", note=f"of {own.months} closed months"),
        Figure("Technology credit", own.credit, note="held for you"),
    ]


def forecast_rows(forecast: YearForecast) -> list[Row]:
    """What a year comes to by each method, and against what is contributed."""
    rows = [
        Row(f"At the rate of {spelling.plural(forecast.months, 'closed month', 'closed months')}", forecast.run_rate),
        Row("By last year’s months", forecast.by_profile or "Last year is not known month by month"),
    ]
    if forecast.budget:
        word = "more than is contributed" if forecast.is_over else "less than is contributed"
        rows.append(Row("Contributed", forecast.budget))
        rows.append(Row("So the rate comes to", f"{spelling.money(abs(forecast.variance))} {word}"))
    return rows


def _dues(rows: Sequence[DueRow]) -> Table:
    return Table(
        "What you pay on account",
        [Column("Due"), Column("Amount", True), Column("State")],
        [[row.due_on, row.amount, Tag("Called", "") if row.is_due else Tag("Still to come", "grey")] for row in rows],
        totals=["Total", Money.total(row.amount for row in rows), ""] if rows else (),
    )


def _settlement(own: OwnYear) -> list[Row]:
    settlement, share = own.settlement, own.share
    if settlement is None or share is None:
        return []
    what = "Surplus" if settlement.is_surplus else "Deficit"
    rows = [
        Row("All members contributed", Money(settlement.contributions_pence)),
        Row("The services cost", Money(settlement.net_cost_pence)),
        Row(f"{what} of the year", abs(settlement.difference)),
        Row("You contributed", Money(share.contributed_pence)),
        Row("Your share of the cost", Money(share.borne_pence)),
    ]
    if settlement.difference_pence < 0:
        rows.append(Row("You make good", Money(share.made_good_pence)))
    if settlement.policy:
        rows.append(Row("Given back", SurplusPolicy(settlement.policy).words))
        rows.append(Row("Kept in common", Money(settlement.to_reserve_pence)))
        rows.append(Row("You chose", _chosen(own.technology_percent)))
    return rows


def _chosen(percent: int | None) -> str:
    if percent is None:
        return "Nothing yet; it is paid in cash"
    return f"{100 - percent}% in cash, {percent}% as technology credit"


def _policies(settlement: Settlement, share: SettlementShare) -> Table | None:
    if not settlement.is_surplus:
        return None
    rows = [
        [policy.words, share.under(policy), "Agreed" if policy == settlement.policy else None]
        for policy in SurplusPolicy
    ]
    shown = [[words, amount, agreed or "Not chosen" if settlement.policy else "Open"] for words, amount, agreed in rows]
    return Table(
        "What each way of giving it back comes to for you",
        [Column("Policy"), Column("You get back", True), Column("Decision")],
        shown,
    )


def _election(own: OwnYear, *, on: date) -> Link | None:
    settlement = own.settlement
    if settlement is None or settlement.state != SettlementState.AGREED or not settlement.policy:
        return None
    is_open = settlement.elections_until is None or on <= settlement.elections_until
    due = own.share is not None and own.share.under(settlement.policy).pence > 0
    return Link("Choose cash or technology credit", "/year/election/") if is_open and due else None


def _requests(requests: Sequence[CreditRequest]) -> Table:
    return Table(
        "What you asked of your technology credit",
        [Column("For"), Column("Amount", True), Column("Asked"), Column("State")],
        [
            [
                one.purpose,
                one.amount,
                one.asked_at,
                Tag(one.get_state_display(), REQUEST_COLOURS.get(CreditRequestState(one.state), "")),
            ]
            for one in requests
        ],
    )


def _movements(journals: Sequence[JournalRow]) -> Table:
    rows: list[list[Any]] = [
        [journal.dated_on, Cell(journal.words, note=row.account.words), _signed(row)]
        for journal in journals
        for row in journal.postings
    ]
    columns = [Column("Dated"), Column("What"), Column("Amount", True)]
    return Table("Your account with the partnership, newest first", columns, rows, head_first=False)


def _signed(row: PostingRow) -> Money:
    """What is due from the partner as it is, what was paid or is held for it below zero."""
    return (row.debit or Money(0)) - (row.credit or Money(0))
