"""Partners that merge, as host finance and the board see what goes on to their successor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.queries.mergers import MergerRow, Moved, effective
from guildhall.kernel import Money
from guildhall.web import spelling
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Column, Link, Row, Table, Tag

NOTHING = Money(0)


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
            back=Link("Partners that come, go and merge", "/membership/"),
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
            back=Link("Partners that come, go and merge", "/membership/"),
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
