"""The robot: leases a task, acts, reads back, confirms. It runs approved tasks only and holds no role."""

from __future__ import annotations

from datetime import datetime

from apps.account_services.connectors import ConnectorFault, connector_for, differences, plan
from apps.account_services.connectors.shape import Seen
from apps.account_services.errors import LeaseLost, NothingDue
from apps.account_services.operations.working import (
    Leased,
    Outcome,
    confirm_task,
    hand_over_silent_tasks,
    lease_task,
    report_fault,
)
from apps.account_services.queries.tasks import requests_with_work_due
from apps.account_services.states import TaskStep
from guildhall.kernel import SYSTEM


def work_everything_due(*, at: datetime) -> int:
    """Do what is due for the partner we are with. Gives: how many tasks were taken in hand."""
    return sum(work_request(request_id, at=at) for request_id in requests_with_work_due(at))


def work_request(request_id: int, *, at: datetime) -> int:
    """Do what is due of one request. Safe to repeat, and to kill anywhere. Gives: how many tasks were taken in hand."""
    hand_over_silent_tasks(request_id=request_id, by=SYSTEM, at=at)
    taken = 0
    while True:
        try:
            leased = lease_task(request_id=request_id, by=SYSTEM, at=at)
        except NothingDue:
            return taken
        taken += 1
        try:
            _work(leased, at=at)
        except LeaseLost:
            continue


def _work(leased: Leased, *, at: datetime) -> None:
    try:
        outcome = act(leased)
    except ConnectorFault as fault:
        report_fault(task_id=leased.task_id, fence=leased.fence, reason=str(fault), by=SYSTEM, at=at)
        return
    if outcome.after is None or (found := differences(outcome.after, leased.wanted)):
        reason = f"Read back, the account differs in {', '.join(found if outcome.after else ['being there at all'])}."
        report_fault(task_id=leased.task_id, fence=leased.fence, reason=reason, by=SYSTEM, at=at)
        return
    confirm_task(task_id=leased.task_id, fence=leased.fence, outcome=outcome, by=SYSTEM, at=at)


def act(leased: Leased) -> Outcome:
    """Look, make the moves that are missing, and read back: outside any transaction, because it waits for a network.

    Raises: ConnectorFault.
    """
    connector = connector_for(leased.target)
    before = connector.look(login=leased.wanted.login, remote_id=leased.remote_id)
    _refuse_what_is_not_ours(leased, before)
    moves, seen = plan(before, leased.wanted), before
    for move in moves:
        seen = connector.apply(move, leased.wanted, seen)
    after = connector.read_back(seen.remote_id) if seen else None
    return Outcome(before=before, after=after, changed=bool(moves))


def _refuse_what_is_not_ours(leased: Leased, found: Seen | None) -> None:
    """Note: what may stand under a login that we reserved. Our own entry, left half made by a worker that died, is
    switched off and bears the same name. Anything else belongs to somebody, and only a person may say to whom.
    """
    if leased.step is not TaskStep.CREATE or leased.remote_id or found is None:
        return
    ours = (found.name, found.email, found.enabled) == (leased.wanted.name, leased.wanted.email, False)
    if not ours:
        raise ConnectorFault(
            f"An account {found.login} stands on {leased.target.name} already, as {found.name}. "
            "Find out whose it is before anything is changed."
        )
