"""What every member may see of everybody: the totals, open shares, and the packs that were put before the board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from guildhall.charging.models import BoardPack
from guildhall.charging.presenters.board_pack import BoardPackDocument
from guildhall.charging.queries.open_book import OpenBook, OpenShareRow
from guildhall.kernel import FinancialYear, Money, Month
from guildhall.web import charts, spelling
from guildhall.web.pages import Page
from guildhall.web.parts import Cell, Column, Empty, Figure, Link, Table

CSV_COLUMNS = ("month", "service", "shared_by", "total_weight", "cost", "member", "share")
"""New columns come last. A row without a member is the total of a service in a month; one with a member, its share."""


@dataclass(frozen=True, kw_only=True)
class OpenBookPage(Page):
    """A year of everybody's costs, as the agreement opens them."""

    template: ClassVar[str] = "pages/organisation/open_book.html"
    years: Sequence[Link]
    figures: Sequence[Figure]
    links: Sequence[Link]
    chart: charts.Chart | None
    services: Table
    members: Table | None
    note: str
    empty: Empty

    @classmethod
    def of(cls, book: OpenBook, *, years: Sequence[FinancialYear], own: Money) -> Self:
        """Takes: `own`, what the partner that looks bore of the year so far."""
        cost = Money.total(row.cost for row in book.totals)
        return cls(
            title="Open book",
            headline=f"All members’ share of {book.year} is {spelling.money(cost)} so far" if book.totals else "",
            caption=f"Year to 31 March {book.year.starting + 1}, excluding VAT",
            years=[Link(str(one), f"/open-book/?year={one.starting}", current=one == book.year) for one in years],
            figures=[
                Figure("All members", cost, note=spelling.plural(len(book.months), "closed month")),
                Figure("You", own, url=f"/usage/?year={book.year.starting}", note=_part(own, cost)),
            ],
            links=[Link("Download as CSV", f"/open-book/export/?year={book.year.starting}")] if book.totals else [],
            chart=_chart(book) if book.totals else None,
            services=_services(book),
            members=_members(book.shares) if book.shares else None,
            note="" if book.shares else "By the agreement, each member’s share is on its own statements alone.",
            empty=Empty("Nothing is closed yet", "What the services cost everybody stands here, month by month."),
        )


def _part(own: Money, cost: Money) -> str:
    return f"{spelling.percent(own.pence / cost.pence)} of it" if cost.pence > 0 else ""


def _chart(book: OpenBook) -> charts.Chart:
    by_service: dict[str, dict[Month, Money]] = {}
    for row in book.totals:
        by_service.setdefault(row.service, {})[row.month] = row.cost
    totals = {name: Money.total(by_month.values()) for name, by_month in by_service.items()}
    largest = sorted(totals, key=lambda name: totals[name], reverse=True)
    shown, rest = (largest, []) if len(largest) <= charts.SERIES_MAX else (largest[:3], largest[3:])
    series = [charts.Series(name, [_cost(by_service, [name], month) for month in book.months]) for name in shown]
    if rest:
        series.append(charts.Series("Other services", [_cost(by_service, rest, month) for month in book.months]))
    return charts.stacked_bar(
        [month.title for month in book.months],
        series,
        headline=f"{largest[0]} is the largest cost",
        measure="What each month cost all members, excluding VAT",
        of="Month",
    )


def _cost(by_service: dict[str, dict[Month, Money]], names: Sequence[str], month: Month) -> Money:
    return Money.total(by_service[name].get(month, Money(0)) for name in names)


def _services(book: OpenBook) -> Table:
    shared_by = {row.service: row.shared_by for row in book.totals}
    cost = dict.fromkeys(shared_by, Money(0))
    for row in book.totals:
        cost[row.service] += row.cost
    return Table(
        "What each service cost all members",
        [Column("Service"), Column("Shared by"), Column("Cost so far", True)],
        [[service, shared_by[service], cost[service]] for service in cost],
        totals=["Total", "", Money.total(row.cost for row in book.totals)],
    )


def _members(shares: Sequence[OpenShareRow]) -> Table:
    borne: dict[str, Money] = {}
    for row in shares:
        borne[row.member] = borne.get(row.member, Money(0)) + row.amount
    whole = Money.total(borne.values())
    return Table(
        "What each member bore",
        [Column("Member"), Column("Share so far", True), Column("Of the whole", True)],
        [[name, amount, _of_whole(amount, whole)] for name, amount in borne.items()],
        totals=["Total", whole, ""],
    )


def _of_whole(amount: Money, whole: Money) -> str:
    return spelling.percent(amount.pence / whole.pence) if whole.pence > 0 else "–"


def csv_rows(book: OpenBook) -> list[list[object]]:
    """Every total, then every open share, oldest month first, under CSV_COLUMNS."""
    totals: list[list[object]] = [
        [str(row.month), row.service, row.shared_by, row.total_weight, row.cost, "", None] for row in book.totals
    ]
    return totals + [[str(row.month), row.service, "", "", None, row.member, row.amount] for row in book.shares]


@dataclass(frozen=True, kw_only=True)
class BoardPacksPage(Page):
    """The packs that were put before the members, newest first."""

    template: ClassVar[str] = "pages/organisation/board_packs.html"
    table: Table
    empty: Empty

    @classmethod
    def of(cls, packs: Sequence[BoardPack]) -> Self:
        return cls(
            title="Board packs",
            back=Link("Open book", "/open-book/"),
            table=Table(
                "Quarters, newest first",
                [Column("Quarter"), Column("Year"), Column("Filed")],
                [
                    [
                        Cell(pack.quarter.title, url=f"/board-packs/{pack.quarter}/"),
                        str(pack.quarter.year),
                        pack.filed_at,
                    ]
                    for pack in packs
                ],
            ),
            empty=Empty(
                "No board pack yet",
                "After each quarter it says what all members used, what it cost, and what comes back.",
            ),
        )


@dataclass(frozen=True, kw_only=True)
class BoardPackPage(Page):
    """One quarter as it was put before the members."""

    template: ClassVar[str] = "pages/organisation/board_pack.html"
    pack: BoardPackDocument
    links: Sequence[Link]

    @classmethod
    def of(cls, pack: BoardPackDocument) -> Self:
        filed = f"filed on {spelling.uk_date(pack.filed_on)}" if pack.filed_on else ""
        return cls(
            title=pack.title,
            headline=pack.headline,
            caption=f"{pack.quarter.year}, excluding VAT, {filed}",
            back=Link("Board packs", "/board-packs/"),
            pack=pack,
            links=[Link("Download as PDF", f"/board-packs/{pack.quarter}/file/")],
        )
