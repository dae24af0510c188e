"""Who may do what in charging, and what stops a month. No questions to the database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from guildhall.access.roles import VISITOR, Role
from guildhall.kernel import Actor, Month
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
    """A pool that its key cannot place: its name, and what nobody used."""

    name: str
    shared_by: str


@dataclass(frozen=True, slots=True)
class UseBelowZero:
    """More of a unit taken back in a month than was used in it: by whom, and how much, in words."""

    member: str
    use: str


@dataclass(frozen=True, slots=True)
class SourceAwaited:
    """A feed that is not complete: up to when it says it is (None, if it never said), and if it is late or silent."""

    name: str
    complete_until: datetime | None
    health: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """Where a month stands on its way to the close."""

    month: Month
    is_over: bool
    earlier_open: tuple[Month, ...] = ()
    has_members: bool = True
    loaded_by_id: UUID | None = None
    has_costs: bool = False
    pools_without_cost: tuple[str, ...] = ()
    unplaced: tuple[UnplacedPool, ...] = ()
    conflicts: int = 0
    below_zero: tuple[UseBelowZero, ...] = ()
    sources: tuple[SourceAwaited, ...] = ()
    users_not_counted: tuple[str, ...] = ()
    is_approved: bool = False


def what_stops_approval(ready: Readiness) -> list[str]:
    """Everything that must be put right before a month's costs are approved; nothing means it may be."""
    reasons = []
    if not ready.is_over:
        reasons.append(f"{ready.month.title} is not over. Close it from {_uk(ready.month.next.first_day)}.")
    if not ready.has_members:
        reasons.append(f"Nobody was a member in {ready.month.title}, so there is nobody to share its cost.")
    if not ready.has_costs:
        reasons.append(f"No costs are loaded. Load the costs of {ready.month.title}.")
    reasons += [
        f"The pool {name} has no cost. Withdraw the costs and load a file that has one, if only 0.00."
        for name in ready.pools_without_cost
    ]
    reasons += [
        f"The pool {pool.name} cannot be shared: there are no {pool.shared_by} in {ready.month.title}. "
        "Agree another key or decide who pays."
        for pool in ready.unplaced
    ]
    if ready.conflicts:
        events = "1 usage event" if ready.conflicts == 1 else f"{ready.conflicts} usage events"
        reasons.append(f"{events} came again with other content. Decide what counts.")
    reasons += [
        f"{one.member} has used {one.use} in {ready.month.title}: more was taken back than was used. "
        "Date the corrections in the month of what they correct."
        for one in ready.below_zero
    ]
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
    return reasons


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
