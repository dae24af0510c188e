"""Partners that come, go and merge within a year, as host finance and the board see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from apps.partnership.presenters.exits import tag_of_exit
from apps.partnership.presenters.mergers import tag_of_merger
from guildhall.charging.models import Agreement, Year
from guildhall.charging.queries.exits import LeaverRow
from guildhall.charging.queries.joiners import BothMethods, JoinerInstalments, JoinerRow
from guildhall.charging.queries.mergers import MergerRow
from guildhall.kernel import FinancialYear, Money
from guildhall.web import spelling
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Cell, Column, Empty, Figure, Link, Row, Table, Tag
from tenants.models import Partner

HUB = Link("Partners that come, go and merge", "/membership/")


@dataclass(frozen=True, kw_only=True)
class MembershipPage(Page):
    """Who joined within the year, who leaves, whose books go on to whom."""

    template: ClassVar[str] = "pages/partnership/membership.html"
    figures: Sequence[Figure]
    tables: Sequence[Table]
    empty: Empty

    @classmethod
    def of(
        cls,
        year: FinancialYear,
        *,
        joiners: Sequence[JoinerRow],
        leavers: Sequence[LeaverRow],
        mergers: Sequence[MergerRow],
    ) -> Self:
        to_call = sum(row.weight is None for row in joiners)
        to_settle = sum(row.exit is None or not row.exit.approved_at for row in leavers)
        to_carry = sum(not row.is_done for row in mergers)
        waiting = to_call + to_settle + to_carry
        return cls(
            title="Partners that come, go and merge",
            headline=spelling.plural(waiting, "thing waits for you", "things wait for you")
            if waiting
            else "Nobody waits for you",
            caption=str(year),
            back=Link("Years", "/years/"),
            figures=[
                Figure("To be called in", to_call, note="joined within the year"),
                Figure("To be settled with", to_settle, note="leaving or gone"),
                Figure("To be carried over", to_carry, note="merging"),
            ],
            tables=[table for table in (_joiners(joiners), _leavers(leavers), _mergers(mergers)) if table.rows],
            empty=Empty(
                "Nobody joins, leaves or merges",
                "Partners that join within the year, that gave notice, or that have a successor stand here.",
            ),
        )


def _joiners(rows: Sequence[JoinerRow]) -> Table:
    return Table(
        "Joined within the year",
        [Column("Partner"), Column("First day"), Column("Contributions")],
        [
            [
                Cell(row.name, url=f"/joiners/{row.code}/", hidden="as a joiner"),
                row.from_on,
                Tag("Called", "green") if row.weight is not None else Tag("Not called yet", "blue"),
            ]
            for row in rows
        ],
    )


def _leavers(rows: Sequence[LeaverRow]) -> Table:
    return Table(
        "Leaving, the latest first",
        [Column("Partner"), Column("Last day"), Column("Net payable", True), Column("Exit")],
        [
            [
                Cell(row.name, url=f"/exits/{row.code}/", hidden="and its exit"),
                row.last_day,
                row.exit.net if row.exit else "–",
                tag_of_exit(row.exit),
            ]
            for row in rows
        ],
    )


def _mergers(rows: Sequence[MergerRow]) -> Table:
    return Table(
        "Merging, the latest first",
        [Column("Successor"), Column("From"), Column("Of"), Column("Books")],
        [
            [
                Cell(row.successor.name, url=f"/mergers/{row.successor.code}/", hidden="as a successor"),
                row.from_on,
                Cell(row.names),
                tag_of_merger(row),
            ]
            for row in rows
        ],
    )


@dataclass(frozen=True, kw_only=True)
class JoinerPage(Page):
    """One partner that joined within a year."""

    template: ClassVar[str] = "pages/partnership/joiner.html"
    facts: Sequence[Row]
    methods: Table | None
    methods_note: str
    called: Table | None
    form: Any
    tried: Table | None
    tried_note: str
    act: Act | None

    @classmethod
    def of(
        cls,
        partner: Partner,
        *,
        books: Year,
        agreement: Agreement | None,
        methods: BothMethods,
        called: Mapping[date, Money],
        form: Any,
        weight: int | None,
        tried: JoinerInstalments | None,
    ) -> Self:
        is_tried = tried is not None and not called
        return cls(
            title=f"{partner.name} joins",
            headline=_headline_of_joiner(partner, called),
            caption=str(books),
            back=HUB,
            facts=[
                Row("First day", partner.joined_on),
                Row("Contributions go by", books.shared_by),
                Row("Agreed for joiners", agreement.get_joiner_method_display() if agreement else "Nothing yet"),
            ],
            methods=_methods(methods) if methods.pools else None,
            methods_note=_methods_note(methods),
            called=_instalments("Called", called) if called else None,
            form=None if called else form,
            tried=_instalments("What would be called", tried.due) if tried and is_tried else None,
            tried_note=f"At the rate of the others: {tried.rate_words}." if tried and is_tried else "",
            act=Act(
                "Call these contributions",
                f"/joiners/{partner.code}/contributions/",
                kind="",
                fields={"weight": str(weight)},
            )
            if is_tried
            else None,
        )


def _headline_of_joiner(partner: Partner, called: Mapping[date, Money]) -> str:
    if called:
        return f"{partner.short_name} contributes {spelling.money(Money.total(called.values()))} until the year ends"
    return f"{partner.short_name} joins, and nothing is called from it yet"


def _methods(both: BothMethods) -> Table:
    rows = [[row.name, row.monthly, row.by_user_days, spelling.signed(row.difference)] for row in both.rows]
    totals = [
        "Total", Money.total(row.monthly for row in both.rows), Money.total(row.by_user_days for row in both.rows),
        spelling.signed(Money.total(row.difference for row in both.rows)),
    ]  # fmt: skip
    return Table(
        f"Cost of {spelling.plural(both.months, 'closed month', 'closed months')} by either method",
        [
            Column("Partner"), Column("Each month as it is closed", True), Column("User-days over the year", True),
            Column("Difference", True),
        ],
        rows,
        totals=totals,
    )  # fmt: skip


def _methods_note(both: BothMethods) -> str:
    if not both.pools:
        return (
            "The methods differ for services that are shared by user-days alone. No closed month of this year has one, "
            "so there is nothing to choose between."
        )
    return (
        f"They differ for {', '.join(both.pools)}. The year’s settlement takes the method of the agreement in force on "
        "the year’s last day. A surplus made before the joining stays with those who were there, by either."
    )


def _instalments(caption: str, due: Mapping[date, Money]) -> Table:
    return Table(
        caption,
        [Column("Due"), Column("Amount", True)],
        [[day, amount] for day, amount in sorted(due.items())],
        totals=["Total", Money.total(due.values())],
        stacks=False,
    )
