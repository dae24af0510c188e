"""Partners that come, go and merge within a year, as host finance and the board see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from apps.partnership.presenters.exits import tag_of_exit
from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.models import Agreement, Year
from guildhall.charging.queries.exits import LeaverRow
from guildhall.charging.queries.joiners import BothMethods, JoinerInstalments, JoinerRow
from guildhall.charging.queries.mergers import MergerRow, Moved, effective
from guildhall.kernel import FinancialYear, Money
from guildhall.web import spelling
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Cell, Column, Empty, Figure, Link, Row, Table, Tag
from tenants.models import Partner

HUB = Link("Partners that come, go and merge", "/membership/")
NOTHING = Money(0)


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
                Tag("Carried over", "green") if row.is_done else Tag("Not carried over yet", "blue"),
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


@dataclass(frozen=True, kw_only=True)
class MergerPage(Page):
    """What goes on to a successor."""

    template: ClassVar[str] = "pages/partnership/merger.html"
    tag: Tag
    stops: Sequence[str]
    acts: Sequence[Act]
    facts: Sequence[Row]
    held: Table | None
    due: Table | None
    note: str

    @classmethod
    def waiting(cls, row: MergerRow, *, moved: Moved, stops: Sequence[str]) -> Self:
        names = {partner.schema_name: partner.name for partner in row.ending}
        act = Act("Carry the books over", f"/mergers/{row.successor.code}/books/", kind="")
        return cls(
            title=f"Merger into {row.successor.name}",
            headline=f"The books of {_who(row)} go on to {row.successor.short_name}",
            caption=f"From {effective(row).title}",
            back=HUB,
            tag=Tag("Not carried over yet", "blue"),
            stops=stops,
            acts=[] if stops else [act],
            facts=_facts_of_merger(row),
            held=_held(moved, names, row),
            due=_due(moved, names),
            note="Months before stay as they were. The settlement of the year takes the successor as the heir of them, "
            "and it can read the statements of those that merged.",
        )

    @classmethod
    def done(cls, row: MergerRow) -> Self:
        return cls(
            title=f"Merger into {row.successor.name}",
            caption=f"From {effective(row).title}",
            back=HUB,
            tag=Tag("Carried over", "green"),
            stops=[],
            acts=[],
            facts=[*_facts_of_merger(row), Row("Entries", Link("In the ledger", "/ledger/"))],
            held=None,
            due=None,
            note=f"{row.successor.name} holds and owes what they did, and reads their statements beside its own.",
        )


def _who(row: MergerRow) -> str:
    return row.ending[0].short_name if len(row.ending) == 1 else f"{len(row.ending)} partners"


def _facts_of_merger(row: MergerRow) -> list[Row]:
    return [Row("Successor", row.successor.name), Row("From", row.from_on), Row("Those that end", row.names)]


def _held(moved: Moved, names: Mapping[str, str], row: MergerRow) -> Table:
    accounts = list(moved.held)
    rows = [
        [
            names[partner.schema_name],
            *(_shown(account, moved.held[account].get(partner.schema_name)) for account in accounts),
        ]
        for partner in row.ending
    ]
    heads = {"1210": "Owes", "2210": "Refund payable", "2220": "Technology credit"}
    totals = [_shown(account, Money.total(moved.held[account].values())) for account in accounts]
    return Table(
        f"What they hold and owe at the end of {spelling.uk_date(moved.on)}",
        [Column("Partner"), *(Column(heads[account.number], True) for account in accounts)],
        rows,
        totals=["Goes on", *totals],
    )


def _shown(account: LedgerAccount, held: Money | None) -> Money:
    """What is owed by a partner as it is, and what is held for one without its sign."""
    amount = held or NOTHING
    return amount if account is LedgerAccount.CONTRIBUTION_DUE else -amount


def _due(moved: Moved, names: Mapping[str, str]) -> Table | None:
    later = moved.due_later
    if not later:
        return None
    return Table(
        "Contributions that are still to come",
        [Column("Due"), Column("Called from"), Column("Amount", True)],
        [[one.due_on, names[one.key], one.amount] for one in later],
        totals=["Goes on", "", Money.total(one.amount for one in later)],
    )
