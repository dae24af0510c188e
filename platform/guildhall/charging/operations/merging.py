"""Partners merge: what those that end held and owed goes on to their successor, and their months stay as they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from guildhall.audit.operations import record
from guildhall.charging.accounts import JournalLine, LedgerAccount
from guildhall.charging.entries import Entry, with_keys
from guildhall.charging.errors import MergerAlready, MergerNotReady
from guildhall.charging.keys import joined
from guildhall.charging.merging import lines_moved
from guildhall.charging.models import Contribution, Journal, Succession
from guildhall.charging.operations.leaving import hold_exits_still
from guildhall.charging.operations.ledger import ASK, in_turn, post
from guildhall.charging.queries.mergers import DueMoved, MergerRow, Moved, merger_waiting, stops_of_merger, what_moves
from guildhall.charging.rules import may_keep_costs
from guildhall.database.operation import operation, step
from guildhall.kernel import LONDON, Actor, Money, NotAllowed, require
from guildhall.notices.operations import announce
from tenants.models import Partner


@operation
def carry_books_over(*, successor_key: str, by: Actor, at: datetime) -> list[Succession]:
    """Have the books of those that merged go on to their successor: credit, receivables, refunds and the contributions
    due from the first of its month on. Their months before, and what was stated of them, stay as they were.

    Takes: the successor's key; who merges into it, and from when, is what the registry says.
    Refuses: NotAllowed, MergerAlready (nothing waits), MergerNotReady (every reason at once).
    Announces: "charging.books_carried_over", once for each that ended.
    Rule: cost_sharing.md, `merger`: successor journals; decision 0024.
    """
    in_turn("mergers")
    hold_exits_still()
    successor, today = Partner.objects.get(schema_name=successor_key), at.astimezone(LONDON).date()
    row = merger_waiting(successor=successor)

    require(may_keep_costs(by), NotAllowed("carry the books of partners over", ask=ASK))
    if row is None:
        raise MergerAlready(successor.name)
    if reasons := stops_of_merger(row=row, on=today):
        raise MergerNotReady(reasons)

    post_merger(row=row, moved=what_moves(ending=row.ending, from_on=row.from_on, on=today), by=by, at=at)
    successions = write_successions(row=row, by=by, at=at)

    details = {"ended": joined(row.names), "successor": successor.name}
    for one in successions:
        record("books carried over", one, by=by, at=at, details=details)

    for one in successions:
        announce("charging.books_carried_over", succession_id=one.id)
    return successions


@step
def post_merger(*, row: MergerRow, moved: Moved, by: Actor, at: datetime) -> None:
    """Post what moves: one entry for what is held and owed by now, and one for each later day of a contribution.

    What each contributed moves with it, so that the successor's pages say what it pays.
    """
    successor, identity = row.successor.schema_name, f"merger/{row.successor.letters}/{row.from_on}"
    names = joined(row.names)
    held: Mapping[LedgerAccount, Mapping[str, Money]] = moved.held
    if any(held.values()):
        words = f"{names} merged into {row.successor.name}"[:200]
        journal = post(Entry(identity, moved.on, words, _lines(row, held)), by=by, at=at)
        move_contributions(moved.due_by_then, successor=successor, journal=journal)
    for due_on, of_day in groupby(moved.due_later, key=lambda one: one.due_on):
        due = list(of_day)
        owed = {LedgerAccount.CONTRIBUTION_DUE: {one.key: one.amount for one in due}}
        words = f"Contribution due {due_on:%-d %B %Y} of {names}, now of {row.successor.name}"[:200]
        journal = post(Entry(f"{identity}/{due_on}", due_on, words, _lines(row, owed)), by=by, at=at)
        move_contributions(due, successor=successor, journal=journal)


def _lines(row: MergerRow, held: Mapping[LedgerAccount, Mapping[str, Money]]) -> tuple[JournalLine, ...]:
    """By code, as arithmetic speaks, so that the lines stand in its order."""
    partners = [*row.ending, row.successor]
    codes = {partner.schema_name: partner.code for partner in partners}
    by_code = {account: {codes[key]: amount for key, amount in amounts.items()} for account, amounts in held.items()}
    lines = lines_moved(by_code, successor=row.successor.code)
    return with_keys(lines, {partner.code: partner.schema_name for partner in partners})


@step
def move_contributions(due: Sequence[DueMoved], *, successor: str, journal: Journal) -> None:
    """Write that contributions are the successor's from now on."""
    together: dict[tuple[int, date], Money] = {}
    for one in due:
        which = one.year_id, one.due_on
        together[which] = together.get(which, Money(0)) + one.amount
    taken = [
        Contribution(
            year_id=one.year_id, partner_key=one.key, due_on=one.due_on, pence=-one.amount.pence, changed_by=journal
        )
        for one in due
    ]
    given = [
        Contribution(year_id=year, partner_key=successor, due_on=due_on, pence=amount.pence, changed_by=journal)
        for (year, due_on), amount in together.items()
    ]
    Contribution.objects.bulk_create([*taken, *given])


@step
def write_successions(*, row: MergerRow, by: Actor, at: datetime) -> list[Succession]:
    """Write whose books went on, with everyone's before them: the successor may read what was stated to all of them."""
    ending = [partner.schema_name for partner in row.ending]
    before = Succession.objects.filter(successor_key__in=ending).order_by("id")
    keys = list(dict.fromkeys([*ending, *before.values_list("partner_key", flat=True)]))
    return Succession.objects.bulk_create(
        Succession(
            partner_key=key, successor_key=row.successor.schema_name, from_on=row.from_on, made_at=at,
            made_by_id=by.person_id,
        )
        for key in keys
    )  # fmt: skip
