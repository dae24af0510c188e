"""Who may do what in charging, and what stops a month. No questions to the database, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from guildhall.access.roles import VISITOR, Role
from guildhall.charging.keys import joined
from guildhall.charging.states import SettlementState, YearState
from guildhall.kernel import LONDON, Actor, Money, Month
from guildhall.web.spelling import uk_datetime


def may_keep_costs(actor: Actor) -> bool:
    """Open months, load costs, close months: host finance."""
    return actor.has_role(Role.HOST_FINANCE)


def may_approve(actor: Actor) -> bool:
    """Approve a month's costs: host finance or the board, and never who loaded them."""
    return actor.has_role(Role.HOST_FINANCE, Role.BOARD)


def may_see_all_shares(actor: Actor) -> bool:
    """See what every member is charged."""
    return actor.partner is None and actor.has_role(Role.HOST_FINANCE, Role.BOARD)


def may_see_own_share(actor: Actor) -> bool:
    """See the statements of the partner one is with."""
    return actor.partner is not None and actor.has_role(Role.FINANCE, VISITOR)


@dataclass(frozen=True, slots=True)
class UnplacedPool:
    """A pool that its key cannot place: its name, what nobody used, and what else is in the way, if it is not that."""

    name: str
    shared_by: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class PoolOfMonth:
    """A pool of a closed month that what came late is about."""

    name: str
    shared_by: str
    month: Month


@dataclass(frozen=True, slots=True)
class TakenBack:
    """More of something was cancelled than a member used in a month."""

    member: str
    what: str
    month: Month


@dataclass(frozen=True, slots=True)
class SourceAwaited:
    """A feed that is not complete: up to when it says it is (None, if it never said), and if it is late or silent."""

    name: str
    complete_until: datetime | None
    health: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """Where a month stands on its way to the close. What it corrects of earlier months is `not_corrected` where
    nobody is left to share it, and `changed` where the lines are not those that were closed. `costs_off_the_ledger`
    is by how much the loaded rows miss the control total they were loaded with. `balances_that_moved` says, in words,
    which balances that somebody saw are no longer what the books say; `third_parties`, what keeps the use of customers
    from being charged.
    """

    month: Month
    is_over: bool
    earlier_open: tuple[Month, ...] = ()
    has_members: bool = True
    loaded_by_id: UUID | None = None
    has_costs: bool = False
    costs_off_the_ledger: Money | None = None
    pools_without_cost: tuple[str, ...] = ()
    unplaced: tuple[UnplacedPool, ...] = ()
    conflicts: int = 0
    sources: tuple[SourceAwaited, ...] = ()
    users_not_counted: tuple[str, ...] = ()
    is_approved: bool = False
    taken_back: tuple[TakenBack, ...] = ()
    not_corrected: tuple[PoolOfMonth, ...] = ()
    changed: tuple[PoolOfMonth, ...] = ()
    balances_that_moved: tuple[str, ...] = ()
    third_parties: tuple[str, ...] = ()


def what_stops_approval(ready: Readiness) -> list[str]:
    """Everything that must be put right before a month's costs are approved; nothing means it may be."""
    reasons = []
    if not ready.is_over:
        reasons.append(f"{ready.month.title} is not over. Close it from {_uk(ready.month.next.first_day)}.")
    if not ready.has_members:
        reasons.append(f"Nobody was a member in {ready.month.title}, so there is nobody to share its cost.")
    if not ready.has_costs:
        reasons.append(f"No costs are loaded. Load the costs of {ready.month.title}.")
    if ready.costs_off_the_ledger:
        reasons.append(
            f"The loaded costs miss the ledger’s control total by {ready.costs_off_the_ledger}. Somebody changed them "
            "in the database: withdraw them and load the file again."
        )
    reasons += [
        f"The pool {name} has no cost. Withdraw the costs and load a file that has one, if only 0.00."
        for name in ready.pools_without_cost
    ]
    reasons += [
        f"The pool {pool.name} cannot be shared: "
        f"{pool.why or f'there are no {pool.shared_by} in {ready.month.title}.'} Agree another key or decide who pays."
        for pool in ready.unplaced
    ]
    if ready.conflicts:
        events = "1 usage event" if ready.conflicts == 1 else f"{ready.conflicts} usage events"
        reasons.append(f"{events} came again with other content. Decide what counts.")
    reasons += [_incomplete(source, ready) for source in ready.sources]
    if ready.is_over and ready.users_not_counted:
        reasons.append(
            f"The users of {', '.join(ready.users_not_counted)} are not counted up to the end of {ready.month.title}. "
            "It is done in the night after; ask the platform’s operator, if that is over."
        )
    return reasons


def what_stops_closing(ready: Readiness) -> list[str]:
    """Everything that must be put right before a month is closed; shown all month, so that closing is no surprise."""
    reasons = [f"{month.title} is not closed. Months close in order." for month in ready.earlier_open]
    reasons += what_stops_approval(ready)
    if not ready.is_approved:
        reasons.append("The costs are not approved. Somebody other than who loaded them approves them.")
    return [*reasons, *_what_stops_corrections(ready), *ready.third_parties, *ready.balances_that_moved]


def _what_stops_corrections(ready: Readiness) -> list[str]:
    return [
        *(
            f"More {taken.what} were taken back from {taken.member} than it had in {taken.month.title}. "
            "Record what was used, or mend what was taken back."
            for taken in ready.taken_back
        ),
        *(
            f"The pool {pool.name} of {pool.month.title} cannot be shared again: what was cancelled leaves no "
            f"{pool.shared_by} in {pool.month.title}. Record what was used instead, or decide who pays."
            for pool in ready.not_corrected
        ),
        *(
            f"The lines of {pool.name} in {pool.month.title} are not those that were closed. Somebody changed them in "
            "the database: restore the books before you close a month on top of them."
            for pool in ready.changed
        ),
    ]


def may_elect(actor: Actor) -> bool:
    """Say how the partner one is with wants its money: its finance officers."""
    return actor.partner is not None and actor.has_role(Role.FINANCE)


def what_stops_proposing(state: YearState, still_open: Sequence[Month]) -> list[str]:
    """Everything that must be done before a year's settlement is worked out."""
    reasons = []
    if state == YearState.BUDGETING:
        reasons.append("The budget is not approved, so there are no contributions to settle.")
    if len(still_open) == 1:
        reasons.append(f"{still_open[0].title} is not closed. A year is settled once its twelve months are.")
    elif still_open:
        first = still_open[0].title
        reasons.append(
            f"{len(still_open)} months are not closed, {first} first. A year is settled once all twelve are."
        )
    return reasons


def what_stops_filing(still_open: Sequence[Month]) -> list[str]:
    """Everything that must be done before a quarter is put before the members."""
    return [f"{month.title} is not closed. Close it first." for month in still_open]


def what_stops_agreeing(difference: Money, terms: tuple[str, bool, Money, date | None], *, on: date) -> list[str]:
    """Everything that must be put right before a settlement is agreed to.

    Takes: of the terms, who agreed, whether a policy was chosen, what stays in common, the last day to elect.
    """
    agreed_by, has_policy, to_reserve, elections_until = terms
    reasons = []
    if not agreed_by.strip():
        reasons.append("Say who agreed to this, and when.")
    if difference.pence > 0:
        if not has_policy:
            reasons.append("Choose how the surplus is given back.")
        if elections_until is None or elections_until < on:
            reasons.append("Give a last day for elections that is still to come.")
    if not 0 <= to_reserve.pence <= max(difference.pence, 0):
        reasons.append(f"The reserve can take from £0.00 to {Money(max(difference.pence, 0))}.")
    return reasons


def what_stops_settling(state: SettlementState, elections_until: date | None, *, on: date) -> list[str]:
    """Everything that must happen before a year's end is posted."""
    if state != SettlementState.AGREED:
        return ["The members have not agreed to this settlement."]
    if elections_until and on <= elections_until:
        return [f"Partners may elect cash or technology until {_uk(elections_until)}. Settle the year after that."]
    return []


@dataclass(frozen=True, slots=True)
class LeaverStanding:
    """Where a partner that leaves stands: nothing but its name, if it has no last day. `still_open` are the months up
    to its last day that are not closed.
    """

    name: str
    last_day: date | None = None
    year: str = ""
    year_runs: bool = False
    still_open: tuple[Month, ...] = ()
    is_being_settled: bool = False
    has_merged: bool = False
    is_merging: bool = False
    credit_requests: int = 0


def what_stops_exit(standing: LeaverStanding) -> list[str]:
    """Everything that must be done before a partner that leaves is settled with."""
    if standing.last_day is None:
        return [f"{standing.name} has no last day. The operator writes down its notice first."]
    reasons = []
    if standing.has_merged:
        reasons.append(f"The books of {standing.name} went on to its successor, so there is nothing to settle.")
    if standing.is_merging:
        reasons.append(f"The books of {standing.name} are prepared to go on to its successor. Withdraw that first.")
    if not standing.year_runs:
        reasons.append(f"The books of {standing.year} do not run, so its contributions cannot be settled.")
    if standing.is_being_settled:
        reasons.append(f"A settlement of {standing.year} stands, and {standing.name} is in it. Withdraw it first.")
    if standing.still_open:
        titles = [month.title for month in standing.still_open]
        is_ = "is" if len(titles) == 1 else "are"
        reasons.append(f"{joined(titles)} {is_} not closed. {standing.name} shares the cost up to its last day.")
    if standing.credit_requests:
        reasons.append("A request for its technology credit waits. Grant or decline it first.")
    return reasons


def what_stops_joiner(
    name: str, *, weight: int, year_runs: bool, is_being_settled: bool, months_left: int
) -> list[str]:
    """Everything that must be put right before the contributions of a partner that joined are called."""
    reasons = []
    if not year_runs:
        reasons.append(f"{name} did not join within a year whose books run, so a budget calls its contributions.")
    if is_being_settled:
        reasons.append("A settlement of this year stands. Withdraw it first.")
    if weight <= 0:
        reasons.append("Give a weight above 0.")
    if year_runs and not months_left:
        reasons.append("Every month of the year is closed, so nothing can be called in it.")
    return reasons


@dataclass(frozen=True, slots=True)
class MergerStanding:
    """Where a merger stands: its day, today, and the names of those that stand in its way. `staying` are those whose
    last day is not the eve.
    """

    from_on: date
    today: date
    staying: tuple[str, ...] = ()
    with_requests: tuple[str, ...] = ()
    with_exits: tuple[str, ...] = ()


def what_stops_merger(standing: MergerStanding) -> list[str]:
    """Everything that must be done before the books of those that merge go on to their successor."""
    eve = _uk(standing.from_on - timedelta(days=1))
    reasons = []
    if standing.from_on.day != 1:
        reasons.append(f"Books go on from the first of a month, and the registry says {_uk(standing.from_on)}.")
    if standing.today < standing.from_on:
        reasons.append(f"It is not {_uk(standing.from_on)} yet.")
    reasons += [
        f"{name} shares the cost on: its last day is not {eve}. The operator writes its notice down."
        for name in standing.staying
    ]
    reasons += [
        f"A request for technology credit of {name} waits. Grant or decline it." for name in standing.with_requests
    ]
    reasons += [f"An exit of {name} stands. Withdraw it first." for name in standing.with_exits]
    return reasons


def what_has_moved(*, same_merger: bool, same_figures: bool) -> list[str]:
    """What is not as it was when a merger was prepared: who ends and from when, or else what goes on."""
    if not same_merger:
        return ["The registry names another merger than when this was prepared. Withdraw it and prepare it again."]
    if not same_figures:
        return ["The books have moved since this was prepared. Withdraw it and prepare it again."]
    return []


REFERENCE_MAX = 80


def what_is_wrong_with_payment(amount: Money, *, on: date, reference: str, at: datetime) -> list[str]:
    """Everything that must be put right before money that came in or went out is written down."""
    faults = []
    if amount.pence <= 0:
        faults.append("Give an amount above £0.00.")
    if on > at.astimezone(LONDON).date():
        faults.append(f"{_uk(on)} has not come yet. Give the day on which the money moved.")
    if not reference.strip():
        faults.append("Give the bank’s reference, so that the same payment is never counted twice.")
    if len(reference.strip()) > REFERENCE_MAX:
        faults.append(f"A reference has {REFERENCE_MAX} characters at most.")
    return faults


def _incomplete(source: SourceAwaited, ready: Readiness) -> str:
    """What keeps a source from being complete; while the month goes on, only who is behind is asked."""
    said = (
        "has never said how far it is complete"
        if source.complete_until is None
        else f"says it is complete up to {uk_datetime(source.complete_until)} and no further"
    )
    if not ready.is_over:
        return f"The source {source.name} is {source.health}: it {said}. Ask whoever runs it."
    return (
        f"The source {source.name} {said}. Ask whoever runs it for the rest of {ready.month.title} and a heartbeat, "
        "or retire it and say why."
    )


def _uk(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
