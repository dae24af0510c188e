"""Agreement of balances: who owes what at a day, what is disputed, and what has to be stated or agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from guildhall.charging.queries.balances import Balances, PartnerBalance
from guildhall.kernel import Money
from guildhall.web import spelling
from guildhall.web.pages import Page
from guildhall.web.parts import Cell, Column, Empty, Figure, Link, Table, Tag

NOTHING = "–"
CSV_COLUMNS = (
    "partner",
    "name",
    "on",
    "owes",
    "refund_payable",
    "technology_credit",
    "disputed",
    "statement_required",
    "agreement_required",
)
"""New columns come last. Amounts are as `PartnerBalance` has them, excluding VAT."""


@dataclass(frozen=True, kw_only=True)
class BalancesPage(Page):
    """Every counterparty at the end of a day."""

    template: ClassVar[str] = "pages/partnership/balances.html"
    figures: Sequence[Figure]
    links: Sequence[Link]
    filter: Any
    table: Table
    empty: Empty
    thresholds: str

    @classmethod
    def of(cls, balances: Balances, *, filter: Any, query: str, page: object = 1) -> Self:
        rows, on = balances.rows, spelling.uk_date(balances.on)
        to_agree = sum(row.is_agreement_required for row in rows)
        disputed = Money.total(row.disputed for row in rows)
        return cls(
            title="Agreement of balances",
            headline=spelling.plural(to_agree, "balance has to be agreed", "balances have to be agreed")
            if to_agree
            else "No balance has to be agreed",
            caption=f"At the end of {on}, excluding VAT",
            back=Link("Ledger", "/ledger/"),
            figures=[
                Figure("Due from partners", Money.total(row.owes for row in rows)),
                Figure("Owed to partners", Money.total(row.owed for row in rows), note="refunds and technology credit"),
                Figure("Disputed", disputed, note="and not decided that day", alert=bool(disputed)),
            ],
            links=[Link("Download the list", f"/balances/export/{query}")] if rows else [],
            filter=filter,
            table=_table(rows, query, on).on_page(page, noun="partners"),
            empty=Empty(
                "Nobody owes or is owed anything", f"At the end of {on} every account of every partner is nil."
            ),
            thresholds=_thresholds(balances),
        )


def _thresholds(balances: Balances) -> str:
    if balances.thresholds is None:
        return "No agreement was in force that day, so no threshold says what has to be stated or agreed."
    return (
        f"By the agreement in force that day, a balance over {balances.thresholds.statement} is stated, "
        f"and one over {balances.thresholds.agreement} is agreed. Neither side is set off against the other."
    )


def _table(rows: Sequence[PartnerBalance], query: str, on: str) -> Table:
    return Table(
        f"What partners owe and are owed at the end of {on}",
        [
            Column("Partner"), Column("Owes", True), Column("Refund payable", True), Column("Technology credit", True),
            Column("Disputed", True), Column("Required"), Column("Statement"),
        ],
        [
            [
                row.name, row.owes, row.refund or NOTHING, row.credit or NOTHING, row.disputed or NOTHING,
                _required(row),
                Cell("PDF", url=f"/balances/{row.code}/file/{query}", hidden=f"of {row.name}"),
            ]
            for row in rows
        ],
        totals=[
            "Total", Money.total(row.owes for row in rows), Money.total(row.refund for row in rows),
            Money.total(row.credit for row in rows), Money.total(row.disputed for row in rows), "", "",
        ],
    )  # fmt: skip


def _required(row: PartnerBalance) -> object:
    if row.is_agreement_required:
        return Tag("State and agree" if row.is_statement_required else "Agree", "purple")
    return Tag("State", "blue") if row.is_statement_required else NOTHING


def csv_rows(balances: Balances) -> list[list[object]]:
    """One row a counterparty, under CSV_COLUMNS."""
    return [
        [
            row.code, row.name, balances.on, row.owes, row.refund, row.credit, row.disputed,
            _yes(row.is_statement_required), _yes(row.is_agreement_required),
        ]
        for row in balances.rows
    ]  # fmt: skip


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
