"""Partners merge: what those that end held and owed is prepared by one to go on to their successor, and approved by
another. Their months stay as they were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from guildhall.access.queries import names_of
from guildhall.audit.operations import record, record_each
from guildhall.charging.accounts import JournalLine, LedgerAccount
from guildhall.charging.entries import Entry, with_keys
from guildhall.charging.errors import CarryOverAlready, MergerAlready, MergerNotReady
from guildhall.charging.keys import joined
from guildhall.charging.merging import lines_moved
from guildhall.charging.models import CarryOver, Contribution, Journal, Succession, Year
from guildhall.charging.operations.leaving import hold_exits_still
from guildhall.charging.operations.ledger import ASK, in_turn, post
from guildhall.charging.queries.mergers import DueMoved, MergerRow, Moved, merger_worked_out, stops_of_carry_over
from guildhall.charging.rules import may_approve, may_keep_costs
from guildhall.charging.states import CarryOverState
from guildhall.database.operation import operation, step
from guildhall.kernel import LONDON, Actor, FinancialYear, Money, NotAllowed, require
from guildhall.notices.operations import announce
from tenants.models import Partner

BOARD, REASON_MAX = "a board member", 500


@operation
def prepare_carry_over(*, successor_key: str, by: Actor, at: datetime) -> CarryOver:
    """Work out what goes on to a successor from those that merge into it, and show it to whoever approves it: credit,
    receivables, refunds, and the contributions due from the first of its month on. Nothing is posted.

    Takes: the successor's key; who merges into it, and from when, is what the registry says.
    Refuses: NotAllowed, MergerAlready (nothing waits), CarryOverAlready (one is prepared), MergerNotReady (every reason
    at once).
    Rule: cost_sharing.md, `merger`: successor journals; decision 0024.
    """
    in_turn("mergers")
    successor = Partner.objects.get(schema_name=successor_key)
    worked = merger_worked_out(successor=successor, on=_day(at))

    require(may_keep_costs(by), NotAllowed("prepare the books of partners to go on", ask=ASK))
    if worked is None:
        raise MergerAlready(successor.name)
    require(not CarryOver.objects.prepared().into(successor_key).exists(), _standing(successor))
    if worked.stops:
        raise MergerNotReady(worked.stops)

    carry_over = CarryOver.objects.create(
        successor_key=successor_key, from_on=worked.row.from_on, figures=worked.plain, digest=worked.digest,
        prepared_at=at, prepared_by_id=by.person_id,
    )  # fmt: skip

    record("merger prepared", carry_over, by=by, at=at, details={"ended": joined(worked.row.names)})
    return carry_over


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def _standing(successor: Partner) -> CarryOverAlready:
    return CarryOverAlready(f"What goes on to {successor.name} is prepared. Withdraw it to prepare it again.")


@operation
def withdraw_carry_over(*, carry_over_id: int, reason: str, by: Actor, at: datetime) -> CarryOver:
    """Take a prepared merger back, so that it can be prepared again; nothing was posted.

    Refuses: NotAllowed, CarryOverAlready (it is approved, or withdrawn), MergerNotReady (no reason).
    """
    carry_over = CarryOver.objects.locked(carry_over_id)

    require(may_keep_costs(by), NotAllowed("withdraw a merger", ask=ASK))
    require(carry_over.state == CarryOverState.PREPARED, _already(carry_over))
    require(bool(reason.strip()), MergerNotReady("Say why the merger is withdrawn."))

    carry_over.state, carry_over.withdrawn_reason = CarryOverState.WITHDRAWN, reason.strip()[:REASON_MAX]
    carry_over.save(update_fields=["state", "withdrawn_reason"])

    record("merger withdrawn", carry_over, by=by, at=at, details={"reason": reason.strip()})
    return carry_over


def _already(carry_over: CarryOver) -> CarryOverAlready:
    return CarryOverAlready(f"This merger is {carry_over.get_state_display().lower()} already.")


@operation
def approve_carry_over(*, carry_over_id: int, by: Actor, at: datetime) -> CarryOver:
    """Agree to a merger: the books of those that end go on to their successor, as they were prepared. Their months
    before, and what was stated of them, stay as they were.

    Refuses: NotAllowed (who prepared it does not approve it), CarryOverAlready, MergerNotReady (every reason at once:
    the books have moved since it was prepared, among them).
    Announces: "charging.books_carried_over", once for each that ended.
    Rule: governance: nobody approves what they prepared; cost_sharing.md, `merger`; decision 0024.
    """
    in_turn("mergers")
    hold_exits_still()
    carry_over = CarryOver.objects.locked(carry_over_id)
    successor = Partner.objects.get(schema_name=carry_over.successor_key)

    require(may_approve(by), NotAllowed("approve a merger", ask=BOARD))
    require(carry_over.state == CarryOverState.PREPARED, _already(carry_over))
    require(by.id != carry_over.prepared_by_id, NotAllowed("approve a merger that you prepared", ask=BOARD))
    worked = merger_worked_out(successor=successor, on=_day(at))
    reasons = stops_of_carry_over(carry_over=carry_over, worked=worked)
    if reasons or worked is None:
        raise MergerNotReady(reasons)

    post_merger(row=worked.row, moved=worked.moved, by=by, at=at)
    carry_over.state, carry_over.approved_at, carry_over.approved_by_id = CarryOverState.APPROVED, at, by.id
    carry_over.save(update_fields=["state", "approved_at", "approved_by_id"])
    successions = write_successions(row=worked.row, carry_over=carry_over, by=by, at=at)

    record_merger(carry_over=carry_over, successions=successions, by=by, at=at)

    for one in successions:
        announce("charging.books_carried_over", succession_id=one.id)
    return carry_over


@step
def record_merger(*, carry_over: CarryOver, successions: Sequence[Succession], by: Actor, at: datetime) -> None:
    """Write down that the books went on, with whoever prepared it: on the merger, and on each whose books they were."""
    prepared_by = names_of([carry_over.prepared_by_id]).get(carry_over.prepared_by_id, "")
    prepared = {"prepared": f"Prepared by {prepared_by}"}
    ended = joined([one["name"] for one in carry_over.figures["ending"]])
    moved = {"ended": ended, "successor": carry_over.figures["successor"]["name"], **prepared}
    record("merger approved", carry_over, by=by, at=at, details=prepared)
    record_each("books carried over", successions, by=by, at=at, details=moved)


@step
def post_merger(*, row: MergerRow, moved: Moved, by: Actor, at: datetime) -> None:
    """Post what moves: one entry for what is held and owed by now, and one for each later day of a contribution.

    What each contributed moves with it, so that the successor's pages say what it pays.
    """
    successor, identity = row.successor.schema_name, row.identity
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
    books = {FinancialYear(year.starting): year for year in Year.objects.all()}
    together: dict[tuple[FinancialYear, date], Money] = {}
    for one in due:
        which = one.year, one.due_on
        together[which] = together.get(which, Money(0)) + one.amount
    taken = [
        Contribution(
            year=books[one.year], partner_key=one.key, due_on=one.due_on, pence=-one.amount.pence, changed_by=journal
        )
        for one in due
    ]
    given = [
        Contribution(year=books[year], partner_key=successor, due_on=due_on, pence=amount.pence, changed_by=journal)
        for (year, due_on), amount in together.items()
    ]
    Contribution.objects.bulk_create([*taken, *given])


@step
def write_successions(*, row: MergerRow, carry_over: CarryOver, by: Actor, at: datetime) -> list[Succession]:
    """Write whose books went on, with everyone's before them: the successor may read what was stated to all of them."""
    ending = [partner.schema_name for partner in row.ending]
    before = Succession.objects.filter(successor_key__in=ending).order_by("id")
    keys = list(dict.fromkeys([*ending, *before.values_list("partner_key", flat=True)]))
    return Succession.objects.bulk_create(
        Succession(
            partner_key=key, successor_key=row.successor.schema_name, from_on=row.from_on, made_at=at,
            made_by_id=by.person_id, carry_over=carry_over,
        )
        for key in keys
    )  # fmt: skip
