"""The steps that requests are made of: asking, laying out the tasks, and settling what is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Max

from apps.account_services.announcements import ACCOUNTS_READY
from apps.account_services.models import Account, AccountRequest, TargetSystem, Task
from apps.account_services.rules.days import due_day, switch_on_at
from apps.account_services.rules.moves import is_drawn, moved
from apps.account_services.rules.names import login_for
from apps.account_services.states import (
    SETTLED,
    UNDONE,
    NamingPolicy,
    RequestKind,
    RequestState,
    TaskState,
    TaskStep,
)
from guildhall.audit.operations import record
from guildhall.database.operation import step
from guildhall.directory.models import Employment
from guildhall.kernel import LONDON, Actor, Reference
from guildhall.metering.operations import record_usage
from guildhall.metering.units import Unit
from guildhall.notices.operations import announce

LETTERS = "AR"


@dataclass(frozen=True, slots=True)
class Need:
    """What is asked for: which kind, for which employment, from when."""

    kind: RequestKind
    employment: Employment
    starts_on: date
    revision: int = 1


@step
def submit_request(*, need: Need, by: Actor, at: datetime) -> AccountRequest:
    """Ask for what somebody needs; it waits for an approver. A joiner's accounts are due 2 working days ahead."""
    today = at.astimezone(LONDON).date()
    due_on = due_day(need.starts_on) if need.kind == RequestKind.JOINER else max(today, need.starts_on)
    request = AccountRequest.objects.create(
        reference=_next_reference(at),
        kind=need.kind,
        employment=need.employment,
        revision=need.revision,
        starts_on=need.starts_on,
        due_on=due_on,
        is_short_notice=due_on < today,
        asked_by_id=by.id,
        asked_by_name=by.name,
        asked_at=at,
    )

    record("accounts requested", request, by=by, at=at, details={"due": f"{request.due_on:%-d %B %Y}"})
    return request


@step
def lay_out_tasks(*, request: AccountRequest, at: datetime) -> list[Task]:
    """Write down what is to be done on each target, with a login reserved for whoever has none there yet."""
    if request.kind == RequestKind.JOINER:
        accounts = [_reserve(target, request.employment, at) for target in TargetSystem.objects.in_use()]
        on_day_one = switch_on_at(request.starts_on)
        wanted = [(account, TaskStep.CREATE, at) for account in accounts]
        wanted += [(account, TaskStep.ENABLE, on_day_one) for account in accounts]
    else:
        accounts = list(Account.objects.standing().filter(employment_id=request.employment_id))
        wanted = [(account, TaskStep.DISABLE, at) for account in accounts]
    return [_queue(request, account, step_, moment) for account, step_, moment in wanted]


@step
def queue_switching_off_and_on(*, request: AccountRequest, at: datetime) -> None:
    """Switch accounts off again until a later first day. Neither earns the robot any credit."""
    for account in Account.objects.filter(tasks__request=request, enabled=True).distinct():
        _queue(request, account, TaskStep.DISABLE, at, earns_credit=False)
        _queue(request, account, TaskStep.ENABLE, switch_on_at(request.starts_on), earns_credit=False)


@step
def withdraw_tasks(*, request: AccountRequest) -> int:
    """Leave nothing queued for a request. A task that somebody holds now is met when they come back with it."""
    return request.tasks.filter(state__in=[TaskState.QUEUED, TaskState.NEEDS_HUMAN]).update(state=TaskState.WITHDRAWN)


@step
def settle_request(*, request: AccountRequest, by: Actor, at: datetime) -> None:
    """Move a request on as far as its tasks allow: prepared, then switched on; or, for a leaver, finished.

    Announces: "account_services.accounts_ready", once.
    """
    states = dict.fromkeys(TaskStep, True)
    for step_, state in request.tasks.exclude(state=TaskState.WITHDRAWN).values_list("step", "state"):
        states[TaskStep(step_)] = states[TaskStep(step_)] and state in SETTLED
    all_done = all(states.values())
    if request.state == RequestState.PROVISIONING and request.kind == RequestKind.JOINER and states[TaskStep.CREATE]:
        _note(request, "prepare", ready_at=at)
        record("accounts ready", request, by=by, at=at)
        record_usage(Unit.ACCOUNT_PREPARED, subject=request.reference, at=at)
        announce(ACCOUNTS_READY.name, request_id=request.id, starts_on=request.starts_on)
    if all_done and is_drawn(request, "switch on"):
        _note(request, "switch on", completed_at=at)
        record("accounts switched on", request, by=by, at=at)
    if all_done and request.state == RequestState.PROVISIONING and request.kind != RequestKind.JOINER:
        _note(request, "finish", completed_at=at)
        record("accounts switched off", request, by=by, at=at)


@step
def ask_for_the_way_back(*, request: AccountRequest, by: Actor, at: datetime) -> AccountRequest | None:
    """Ask that accounts made for somebody who will not come are switched off; one open request does for all of them."""
    standing = Account.objects.standing().filter(employment_id=request.employment_id).exists()
    leavers = AccountRequest.objects.filter(employment_id=request.employment_id, kind=RequestKind.LEAVER)
    if not standing or leavers.exists():
        return None
    today = at.astimezone(LONDON).date()
    return submit_request(need=Need(RequestKind.LEAVER, request.employment, today), by=by, at=at)


def has_work_left(request: AccountRequest) -> bool:
    """Is anything of this request still to be done?"""
    return request.tasks.filter(state__in=UNDONE).exists()


def _note(request: AccountRequest, move: str, **moments: datetime) -> None:
    request.state = moved(request, move)
    for name, moment in moments.items():
        setattr(request, name, moment)
    request.save(update_fields=["state", *moments])


def _reserve(target: TargetSystem, employment: Employment, at: datetime) -> Account:
    """The account that this employment has on the target, or a login that nobody ever had there."""
    TargetSystem.objects.locked(target.pk)
    person = employment.person
    account = Account.objects.filter(target=target, employment=employment).first()
    if account is None:
        taken = set(Account.objects.filter(target=target).values_list("login", flat=True))
        login = login_for(person.name, naming=NamingPolicy(target.naming), taken=taken)
        account = Account(target=target, employment=employment, login=login, reserved_at=at)
    account.desired = {"name": person.name, "email": person.email}
    account.save()
    return account


def _queue(
    request: AccountRequest, account: Account, step_: TaskStep, not_before: datetime, *, earns_credit: bool = True
) -> Task:
    return Task.objects.create(
        request=request,
        account=account,
        step=step_,
        key=f"{request.reference}:{account.id}:{step_}:{request.revision}",
        not_before=not_before,
        earns_credit=earns_credit,
    )


def _next_reference(at: datetime) -> Reference:
    """The next number of the year; a lock for the length of the transaction keeps two askers apart."""
    year = at.astimezone(LONDON).year
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' account requests', 0))")
    stem = f"{LETTERS}-{year % 100:02}-"
    last = AccountRequest.objects.filter(reference__startswith=stem).aggregate(last=Max("reference"))["last"]
    return Reference.numbered(LETTERS, year=year, number=int(last[len(stem) :]) + 1 if last else 1)
