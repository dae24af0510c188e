"""Doing a task: leased, confirmed by what was read back, tried again, or handed to a person.

The network is between two operations, never inside one. A worker killed anywhere leaves a lease that runs out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.account_services.announcements import NEEDS_A_PERSON
from apps.account_services.baselines.queries import baseline_for
from apps.account_services.connectors.shape import Seen, Wanted, differences
from apps.account_services.errors import (
    FactsDisagree,
    LeaseLost,
    NothingDue,
    ReadBackDisagrees,
    TaskNotWithAPerson,
)
from apps.account_services.models import Account, AccountRequest, TargetSystem, Task
from apps.account_services.models.tasks import ATTEMPTS_ALLOWED
from apps.account_services.operations.asking import ask_for_the_way_back, settle_request
from apps.account_services.rules.days import next_attempt
from apps.account_services.rules.moves import is_drawn, moved
from apps.account_services.rules.people import may_follow, may_work_exceptions
from apps.account_services.states import RequestState, TaskState, TaskStep
from guildhall.audit.operations import record
from guildhall.database.operation import operation, step
from guildhall.kernel import LONDON, Actor, NotAllowed, require
from guildhall.metering.operations import record_usage
from guildhall.metering.units import Unit
from guildhall.notices.operations import announce

LEASE = timedelta(minutes=5)
ROBOT_ONLY = "a target’s owner"


@dataclass(frozen=True, slots=True)
class Leased:
    """A task in somebody's hands: what to do, where, and the fence that proves the lease is still theirs."""

    task_id: int
    fence: int
    step: TaskStep
    wanted: Wanted
    remote_id: str
    target: TargetSystem


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found before and read back after; `changed` says whether anything was done between."""

    before: Seen | None
    after: Seen | None
    changed: bool


@dataclass(frozen=True, slots=True)
class TypedBack:
    """The two facts that a person reads off the target system when they have finished a task by hand."""

    login: str
    remote_id: str


@operation
def lease_task(*, request_id: int, by: Actor, at: datetime) -> Leased:
    """Take the next task of a request that is due, for five minutes; nobody else gets it meanwhile.

    Refuses: NotAllowed, NothingDue.
    """
    request = AccountRequest.objects.locked(request_id)
    due = Task.objects.due(at).filter(request=request, attempts__lt=ATTEMPTS_ALLOWED)
    task = due.select_related("account__target").select_for_update(of=("self",)).order_by("not_before", "id").first()

    require(may_follow(by), NotAllowed("lease a task", ask=ROBOT_ONLY))
    if task is None:
        raise NothingDue

    task.state, task.leased_until = TaskState.LEASED, at + LEASE
    task.attempts += 1
    task.fence += 1
    task.save(update_fields=["state", "leased_until", "attempts", "fence"])
    if is_drawn(request, "begin"):
        request.state = moved(request, "begin")
        request.save(update_fields=["state"])
    return Leased(task.id, task.fence, TaskStep(task.step), _wanted(task), task.account.remote_id, task.account.target)


@operation
def confirm_task(*, task_id: int, fence: int, outcome: Outcome, by: Actor, at: datetime) -> Task:
    """Take a task for done, because what was read back is what was wanted.

    Gives: the task, with the minutes it saved: those of the baseline, if something was changed; else none.
    Refuses: NotAllowed, LeaseLost, ReadBackDisagrees.
    Announces: "account_services.accounts_ready", with the last account of a joiner.
    Rule: accounts.md, section 10: credit only for what succeeded and was read back.
    """
    task, request = _held(task_id)

    require(may_follow(by), NotAllowed("confirm a task", ask=ROBOT_ONLY))
    require(task.state == TaskState.LEASED and task.fence == fence, LeaseLost())
    if outcome.after is None or (faults := differences(outcome.after, _wanted(task))):
        raise ReadBackDisagrees(faults if outcome.after else ["being there at all"])

    task.state = TaskState.SUCCEEDED if outcome.changed else TaskState.SKIPPED
    task.before = outcome.before.facts() if outcome.before else {}
    task.after, task.done_at, task.leased_until, task.reason = outcome.after.facts(), at, None, ""
    task.minutes_saved = _minutes(task, outcome, at)
    task.save()
    _observe(task.account, outcome.after, at)

    details = {"login": task.account.login, "system": task.account.target.name}
    record(_WORDS[TaskStep(task.step)], request, by=by, at=at, details=details)
    if task.minutes_saved:
        record_usage(Unit.ROBOT_MINUTES, subject=task.key, quantity=task.minutes_saved, at=at)

    settle_request(request=request, by=by, at=at)
    if request.state == RequestState.CANCELLED:  # it was called off while somebody held the task
        ask_for_the_way_back(request=request, by=by, at=at)
    return task


@operation
def report_fault(*, task_id: int, fence: int, reason: str, by: Actor, at: datetime) -> Task:
    """Put a task back after a fault, for a later moment; after the fifth it goes to a person, with the reason.

    Refuses: NotAllowed, LeaseLost.
    Announces: "account_services.needs_a_person", after the fifth.
    """
    task, request = _held(task_id)

    require(may_follow(by), NotAllowed("report a fault", ask=ROBOT_ONLY))
    require(task.state == TaskState.LEASED and task.fence == fence, LeaseLost())

    if request.state == RequestState.CANCELLED:
        task.state, task.leased_until, task.reason = TaskState.WITHDRAWN, None, reason
        task.save(update_fields=["state", "leased_until", "reason"])
    elif task.attempts >= ATTEMPTS_ALLOWED:
        _hand_over(task, reason, by=by, at=at)
    else:
        task.state, task.leased_until, task.reason = TaskState.QUEUED, None, reason
        task.not_before = next_attempt(task.attempts, at=at)
        task.save(update_fields=["state", "leased_until", "reason", "not_before"])
    return task


@operation
def hand_to_a_person(*, task_id: int, reason: str, by: Actor, at: datetime) -> Task:
    """Take a task from the robot; a person will finish it, and the robot earns nothing.

    Refuses: NotAllowed, LeaseLost (it is settled).
    Announces: "account_services.needs_a_person".
    """
    task, _ = _held(task_id)

    require(may_work_exceptions(by) or may_follow(by), NotAllowed("take this task", ask="an account approver"))
    require(task.state in (TaskState.QUEUED, TaskState.LEASED), LeaseLost())

    _hand_over(task, reason, by=by, at=at)
    return task


@operation
def hand_over_silent_tasks(*, request_id: int, by: Actor, at: datetime) -> int:
    """Hand to a person what went silent five times in the middle. Gives: how many.

    Announces: "account_services.needs_a_person", for each.
    """
    request = AccountRequest.objects.locked(request_id)
    silent = request.tasks.filter(state=TaskState.LEASED, leased_until__lte=at, attempts__gte=ATTEMPTS_ALLOWED)

    require(may_follow(by), NotAllowed("hand tasks over", ask=ROBOT_ONLY))

    tasks = list(silent.select_related("request", "account__target"))
    for task in tasks:
        _hand_over(task, task.reason or "The robot stopped five times without a word.", by=by, at=at)
    return len(tasks)


@operation
def finish_by_hand(*, task_id: int, typed: TypedBack, by: Actor, at: datetime) -> Task:
    """Take a task for done by a person, who read two facts off the target system. No minutes are credited.

    Refuses: NotAllowed, TaskNotWithAPerson, FactsDisagree (every difference at once).
    Announces: "account_services.accounts_ready", with the last account of a joiner.
    """
    task, request = _held(task_id)

    require(may_work_exceptions(by), NotAllowed("finish this task", ask="an account approver"))
    require(task.state == TaskState.NEEDS_HUMAN, TaskNotWithAPerson())
    if faults := _faults(task.account, typed):
        raise FactsDisagree(faults)

    wanted = _wanted(task)
    seen = Seen(typed.remote_id, wanted.login, wanted.name, wanted.email, wanted.enabled)
    task.state, task.done_at, task.done_by_id, task.after = TaskState.DONE_BY_HUMAN, at, by.id, seen.facts()
    task.save(update_fields=["state", "done_at", "done_by_id", "after"])
    _observe(task.account, seen, at)

    details = {"login": task.account.login, "system": task.account.target.name}
    record(f"{_WORDS[TaskStep(task.step)]} by hand", request, by=by, at=at, details=details)

    settle_request(request=request, by=by, at=at)
    return task


@step
def _hand_over(task: Task, reason: str, *, by: Actor, at: datetime) -> None:
    task.state, task.leased_until, task.reason = TaskState.NEEDS_HUMAN, None, reason
    task.save(update_fields=["state", "leased_until", "reason"])
    details = {"reason": reason, "system": task.account.target.name}
    record("task handed to a person", task.request, by=by, at=at, details=details)
    announce(NEEDS_A_PERSON.name, task_id=task.id)


def _held(task_id: int) -> tuple[Task, AccountRequest]:
    """A task and its request, locked: the request first, as everybody does, so that nobody waits in a circle."""
    request_id = Task.objects.values_list("request_id", flat=True).get(pk=task_id)
    request = AccountRequest.objects.select_related("employment").locked(request_id)
    task = Task.objects.select_related("account__target").locked(task_id)
    task.request = request
    return task, request


def _wanted(task: Task) -> Wanted:
    account = task.account
    return Wanted(
        account.login, account.desired["name"], account.desired["email"], enabled=task.step == TaskStep.ENABLE
    )


def _minutes(task: Task, outcome: Outcome, at: datetime) -> int:
    if not (outcome.changed and task.earns_credit):
        return 0
    baseline = baseline_for(task.step, on=at.astimezone(LONDON).date())
    return baseline.minutes if baseline else 0


def _observe(account: Account, seen: Seen, at: datetime) -> None:
    account.remote_id, account.observed, account.observed_at = seen.remote_id, seen.facts(), at
    account.enabled_at = account.enabled_at if account.enabled else (at if seen.enabled else account.enabled_at)
    account.enabled = seen.enabled
    account.save(update_fields=["remote_id", "observed", "observed_at", "enabled", "enabled_at"])


def _faults(account: Account, typed: TypedBack) -> list[str]:
    faults = []
    if typed.login != account.login:
        faults.append(f"The login on the target must be {account.login}. Rename the account there, or check the login.")
    if account.remote_id and typed.remote_id != account.remote_id:
        faults.append("The identifier is not that of this account. Copy it from the target system again.")
    if not typed.remote_id:
        faults.append("Enter the identifier that the target system gives the account.")
    return faults


_WORDS = {
    TaskStep.CREATE: "account created",
    TaskStep.ENABLE: "account switched on",
    TaskStep.DISABLE: "account switched off",
}
