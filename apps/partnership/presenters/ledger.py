"""The books: what every account holds, journal by journal, and requests for technology credit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

from guildhall.charging.models import CreditRequest
from guildhall.charging.queries.ledger import JournalRow, TrialRow
from guildhall.charging.states import CreditRequestState
from guildhall.kernel import Money
from guildhall.web import spelling
from guildhall.web.pages import Page
from guildhall.web.paging import Paged
from guildhall.web.parts import Act, Cell, Column, Empty, Figure, Link, Row, Table, Tag

EMPTY = "–"
REQUEST_COLOURS = {CreditRequestState.ASKED: "blue", CreditRequestState.DECLINED: "red"}


@dataclass(frozen=True, kw_only=True)
class LedgerPage(Page):
    """Every account with its balance, then the journals."""

    template: ClassVar[str] = "pages/partnership/ledger.html"
    figures: Sequence[Figure]
    links: Sequence[Link]
    trial: Table
    filter: Any
    table: Table
    paged: Paged[Any]
    empty: Empty
    failing: Sequence[str]

    @classmethod
    def of(
        cls,
        trial: Sequence[TrialRow],
        *,
        paged: Paged[JournalRow],
        filter: Any,
        failing: Sequence[str],
        query: str,
        on: date,
    ) -> Self:
        debits, credits = Money.total(row.debit for row in trial), Money.total(row.credit for row in trial)
        held = {row.account.number: row.debit - row.credit for row in trial}
        return cls(
            title="Ledger",
            headline="The books balance" if debits == credits and not failing else "The books need a look",
            caption=f"At {spelling.uk_date(on)}, excluding VAT",
            figures=[
                Figure("Due from partners", held.get("1210", Money(0)), url="?account=1210"),
                Figure("Refunds to pay", -held.get("2210", Money(0)), url="?account=2210"),
                Figure("Technology credit", -held.get("2220", Money(0)), url="/credits/"),
                Figure("Reserve", -held.get("2300", Money(0)), url="?account=2300"),
            ],
            links=[
                Link("Record a receipt", "/ledger/receipts/new/"),
                Link("Record a refund", "/ledger/refunds/new/"),
                Link("Bring a balance in", "/ledger/openings/new/"),
                Link("Assert a balance", "/ledger/assertions/new/"),
                Link("Agree balances", "/balances/"),
                Link("E-invoices", "/invoicing/"),
                Link("Download the journals", f"/ledger/export/{query}"),
            ],
            trial=Table(
                "Trial balance",
                [Column("Account"), Column("Debit", True), Column("Credit", True)],
                [
                    [
                        Cell(f"{row.account.number} {row.account.words}", url=f"?account={row.account.number}"),
                        row.debit or EMPTY,
                        row.credit or EMPTY,
                    ]
                    for row in trial
                ],
                totals=["Total", debits, credits],
            ),
            filter=filter,
            table=_journals(paged.rows),
            paged=paged,
            empty=Empty(
                "No journal is here",
                "Journals come with closed months, called contributions and money that moves.",
                kind="nothing_matches" if filter.tags() else "nothing_yet",
            ),
            failing=failing,
        )


def _journals(rows: Sequence[JournalRow]) -> Table:
    return Table(
        "Journals, newest first",
        [Column("Dated"), Column("What"), Column("Amount", True)],
        [[row.dated_on, Cell(row.words, url=f"/ledger/{row.id}/"), row.amount] for row in rows],
        head_first=False,
    )


@dataclass(frozen=True, kw_only=True)
class JournalPage(Page):
    """One journal with its lines."""

    template: ClassVar[str] = "pages/partnership/journal.html"
    rows: Sequence[Row]
    table: Table

    @classmethod
    def of(cls, journal: JournalRow) -> Self:
        debits = Money.total(row.debit for row in journal.postings if row.debit)
        return cls(
            title=journal.words,
            caption=f"Journal {journal.id}",
            back=Link("Ledger", "/ledger/"),
            rows=[
                Row("Dated", journal.dated_on),
                Row("Posted", journal.made_at),
                Row("Identity", journal.identity),
            ],
            table=Table(
                "Postings",
                [Column("Account"), Column("Of"), Column("Debit", True), Column("Credit", True)],
                [
                    [
                        f"{row.account.number} {row.account.words}",
                        row.partner or row.pool or "All",
                        row.debit or EMPTY,
                        row.credit or EMPTY,
                    ]
                    for row in journal.postings
                ],
                totals=["Total", "", debits, debits],
            ),
        )


CSV_COLUMNS = (
    "journal",
    "identity",
    "dated_on",
    "words",
    "account",
    "account_name",
    "partner",
    "pool",
    "debit",
    "credit",
)


def csv_rows(journals: Sequence[JournalRow]) -> list[list[Any]]:
    """One row a posting, under CSV_COLUMNS, for the host's finance system."""
    return [
        [
            journal.id, journal.identity, journal.dated_on.isoformat(), journal.words, row.account.number,
            row.account.words, row.partner, row.pool, row.debit or "", row.credit or "",
        ]
        for journal in journals
        for row in journal.postings
    ]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CreditsPage(Page):
    """Technology credit: what is held for each partner, and what they ask of it."""

    template: ClassVar[str] = "pages/partnership/credits.html"
    figures: Sequence[Figure]
    held: Table
    requests: Table
    empty: Empty

    @classmethod
    def of(
        cls, requests: Sequence[CreditRequest], *, held: Mapping[str, Money], names: Mapping[str, str],
        people: Mapping[UUID, str],
    ) -> Self:  # fmt: skip
        waiting = [request for request in requests if request.state == CreditRequestState.ASKED]
        rows = sorted([names[key], -amount] for key, amount in held.items())
        return cls(
            title="Technology credit",
            headline=spelling.plural(len(waiting), "request waits", "requests wait") if waiting else "No request waits",
            back=Link("Ledger", "/ledger/"),
            figures=[Figure("Held for partners", -Money.total(held.values()))],
            held=Table("Held for each partner", [Column("Partner"), Column("Credit", True)], rows),
            requests=Table(
                "Requests, newest first",
                [Column("Partner"), Column("Amount", True), Column("For"), Column("Asked by"), Column("State")],
                [
                    [
                        Cell(names[one.partner_key], url=f"/credits/{one.id}/", hidden=one.purpose),
                        one.amount,
                        Cell(one.purpose, note=one.get_kind_display()),
                        people.get(one.asked_by_id, ""),
                        Tag(one.get_state_display(), REQUEST_COLOURS.get(CreditRequestState(one.state), "")),
                    ]
                    for one in requests
                ],
            ),
            empty=Empty("Nobody has asked yet", "Partners ask on their own pages, once a surplus gave them credit."),
        )


@dataclass(frozen=True, kw_only=True)
class CreditRequestPage(Page):
    """One request, and what can be done about it."""

    template: ClassVar[str] = "pages/partnership/credit_request.html"
    tag: Tag
    rows: Sequence[Row]
    acts: Sequence[Act]
    links: Sequence[Link]

    @classmethod
    def of(cls, one: CreditRequest, *, held: Money, partner: str, people: Mapping[UUID, str]) -> Self:
        state, here = CreditRequestState(one.state), f"/credits/{one.id}"
        asked = state == CreditRequestState.ASKED
        is_drawn = one.kind == "drawdown" and state == CreditRequestState.GRANTED
        rows = [
            Row("Partner", partner),
            Row("What", one.get_kind_display()),
            Row("Amount", one.amount),
            Row("For", one.purpose),
            Row("Asked", f"{people.get(one.asked_by_id, '')}, {spelling.uk_datetime(one.asked_at)}"),
            Row("Held for them now", held),
        ]
        if one.decided_at and one.decided_by_id:
            rows.append(Row("Decided", f"{people.get(one.decided_by_id, '')}, {spelling.uk_datetime(one.decided_at)}"))
        if one.declined_reason:
            rows.append(Row("Why it was declined", one.declined_reason))
        if one.restored_pence:
            rows.append(Row("Came back", Money(one.restored_pence)))
        return cls(
            title=f"{one.amount} for {one.purpose}",
            back=Link("Technology credit", "/credits/"),
            tag=Tag(one.get_state_display(), REQUEST_COLOURS.get(state, "")),
            rows=rows,
            acts=[Act("Grant the request", f"{here}/grant/", kind="")] if asked else [],
            links=[
                *([Link("Decline", f"{here}/refusal/")] if asked else []),
                *([Link("Restore what was not spent", f"{here}/restoration/")] if is_drawn else []),
            ],
        )
