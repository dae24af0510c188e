"""The robot: looks first, reads back, and survives being killed anywhere."""

from datetime import date, timedelta

import pytest

from apps.account_services.connectors import ConnectorFault, connector_for
from apps.account_services.errors import FactsDisagree, LeaseLost, NothingDue, ReadBackDisagrees
from apps.account_services.models import Account, AccountRequest, EmbeddedDirectoryEntry, Task
from apps.account_services.operations import (
    Outcome,
    TypedBack,
    cancel_request,
    confirm_task,
    finish_by_hand,
    hand_to_a_person,
    lease_task,
)
from apps.account_services.robot import act, work_everything_due, work_request
from apps.account_services.rules.days import switch_on_at, usable_by
from guildhall.audit.queries import trail_of
from guildhall.kernel import SYSTEM, NotAllowed
from guildhall.metering.units import Unit
from tenants.delivering import deliver_everything_waiting
from tests.account_services.stories import SIXTH_OF_JULY, another, approved, follow, tasks, the_request
from tests.cast import MONDAY_9AM, after
from tests.evidence import announced, usage_of


def test_an_approved_request_is_prepared_counted_once_and_switched_on_at_midnight(
    northfield, own_directory, timed_by_hand, account_approver
):
    request = approved(account_approver)

    work_everything_due(at=MONDAY_9AM)

    request.refresh_from_db()
    assert (request.state, request.ready_at, Account.objects.get().enabled) == ("ready", MONDAY_9AM, False)
    assert sorted(usage_of(northfield)) == [(Unit.ACCOUNT_PREPARED, 1), (Unit.ROBOT_MINUTES, 32)]
    assert announced()[-1] == "account_services.accounts_ready"

    assert work_everything_due(at=switch_on_at(SIXTH_OF_JULY) - timedelta(seconds=1)) == 0
    work_everything_due(at=switch_on_at(SIXTH_OF_JULY))

    request.refresh_from_db()
    account = Account.objects.get()
    assert (request.state, account.enabled, account.enabled_at < usable_by(SIXTH_OF_JULY)) == ("completed", True, True)
    assert sorted(usage_of(northfield)) == [(Unit.ACCOUNT_PREPARED, 1), (Unit.ROBOT_MINUTES, 32)]
    assert [entry.what for entry in reversed(trail_of(request))] == [
        "accounts requested",
        "request approved",
        "account created",
        "accounts ready",
        "account switched on",
        "accounts switched on",
    ]


def test_the_robot_hears_the_approval(northfield, own_directory, account_approver):
    approved(account_approver)

    deliver_everything_waiting(at=after(hours=1))

    assert the_request().state == "ready"


def test_a_task_tells_what_was_and_what_is(northfield, own_directory, account_approver):
    approved(account_approver)
    work_everything_due(at=MONDAY_9AM)

    task, entry = Task.objects.get(step="create"), EmbeddedDirectoryEntry.objects.get()

    assert (task.before, task.after["login"], task.after["remote_id"], task.after["enabled"]) == (
        {},
        "casey.morgan",
        str(entry.entry_id),
        False,
    )
    assert entry.secret_hash != ""


def test_killed_after_acting_the_next_one_looks_first_and_makes_nothing_twice(
    northfield, own_directory, timed_by_hand, account_approver
):
    request = approved(account_approver)
    dead = lease_task(request_id=request.id, by=SYSTEM, at=MONDAY_9AM)
    outcome = act(dead)  # and here the worker dies

    assert work_request(request.id, at=after(minutes=4)) == 0
    work_request(request.id, at=after(minutes=5))

    assert EmbeddedDirectoryEntry.objects.count() == 1
    assert tasks()[0] == ("create", "skipped", 0)
    with pytest.raises(LeaseLost):
        confirm_task(task_id=dead.task_id, fence=dead.fence, outcome=outcome, by=SYSTEM, at=after(minutes=6))
    assert usage_of(northfield) == [(Unit.ACCOUNT_PREPARED, 1)]


def test_killed_half_way_the_next_one_does_the_rest(northfield, own_directory, timed_by_hand, account_approver):
    request = approved(account_approver)
    lease_task(request_id=request.id, by=SYSTEM, at=MONDAY_9AM)
    EmbeddedDirectoryEntry.objects.create(
        target=own_directory, login="casey.morgan", name="Casey Morgan", email="casey@candidate.example"
    )  # created, no secret yet, and here the worker dies

    work_request(request.id, at=after(minutes=5))

    assert (EmbeddedDirectoryEntry.objects.count(), tasks()[0]) == (1, ("create", "succeeded", 32))


def test_two_workers_never_hold_the_same_task(northfield, own_directory, account_approver):
    request = approved(account_approver)
    lease_task(request_id=request.id, by=SYSTEM, at=MONDAY_9AM)

    with pytest.raises(NothingDue):
        lease_task(request_id=request.id, by=SYSTEM, at=after(minutes=1))


def test_what_disagrees_when_read_back_is_not_done(northfield, own_directory, account_approver):
    request = approved(account_approver)
    leased = lease_task(request_id=request.id, by=SYSTEM, at=MONDAY_9AM)
    outcome = act(leased)
    EmbeddedDirectoryEntry.objects.update(enabled=True)
    seen = Outcome(None, read_again(own_directory, outcome.after.remote_id), changed=True)

    with pytest.raises(ReadBackDisagrees) as refused:
        confirm_task(task_id=leased.task_id, fence=leased.fence, outcome=seen, by=SYSTEM, at=MONDAY_9AM)

    assert refused.value.reasons == ["Read back, the account differs in being switched on."]
    assert (usage_of(northfield), tasks()[0]) == ([], ("create", "leased", 0))


def read_again(target, remote_id):
    return connector_for(target).read_back(remote_id)


def test_an_account_that_is_somebody_elses_is_left_alone_and_goes_to_a_person(
    northfield, own_directory, account_approver
):
    EmbeddedDirectoryEntry.objects.create(
        target=own_directory, login="casey.morgan", name="Casey Morgan-Hill", enabled=True, secret_hash="x"
    )
    request = approved(account_approver)

    for minutes in (0, 1, 6, 21, 81):
        work_everything_due(at=after(minutes=minutes))

    task = Task.objects.get(step="create")
    assert (task.state, task.attempts) == ("needs_human", 5)
    assert task.reason == (
        "An account casey.morgan stands on Northfield directory already, as Casey Morgan-Hill. "
        "Find out whose it is before anything is changed."
    )
    entry = EmbeddedDirectoryEntry.objects.get()
    assert (entry.name, entry.enabled, request.state) == ("Casey Morgan-Hill", True, "approved")
    assert announced()[-1] == "account_services.needs_a_person"


def test_a_robot_that_falls_silent_five_times_hands_over(northfield, own_directory, account_approver):
    request = approved(account_approver)
    for attempt in range(5):
        lease_task(request_id=request.id, by=SYSTEM, at=after(minutes=5 * attempt))

    work_request(request.id, at=after(minutes=30))

    assert (Task.objects.get(step="create").state, Task.objects.get(step="create").reason) == (
        "needs_human",
        "The robot stopped five times without a word.",
    )


def test_a_person_finishes_a_task_by_two_facts_and_earns_the_robot_nothing(
    northfield, own_directory, timed_by_hand, account_approver
):
    request = approved(account_approver)
    task = Task.objects.get(step="create")
    hand_to_a_person(task_id=task.id, reason="The directory is being moved.", by=account_approver, at=MONDAY_9AM)

    with pytest.raises(FactsDisagree) as refused:
        finish_by_hand(task_id=task.id, typed=TypedBack("c.morgan", ""), by=account_approver, at=MONDAY_9AM)
    finish_by_hand(task_id=task.id, typed=TypedBack("casey.morgan", "E-77"), by=account_approver, at=MONDAY_9AM)

    request.refresh_from_db()
    assert refused.value.reasons == [
        "The login on the target must be casey.morgan. Rename the account there, or check the login.",
        "Enter the identifier that the target system gives the account.",
    ]
    assert (tasks()[0], Account.objects.get().remote_id) == (("create", "done_by_human", 0), "E-77")


def test_a_request_finished_by_hand_counts_as_prepared_and_gives_no_minutes(
    northfield, own_directory, timed_by_hand, account_approver
):
    request = approved(account_approver, starts_on=date(2026, 6, 1))
    leased = lease_task(request_id=request.id, by=SYSTEM, at=MONDAY_9AM)
    hand_to_a_person(task_id=leased.task_id, reason="It is stuck.", by=SYSTEM, at=MONDAY_9AM)

    finish_by_hand(task_id=leased.task_id, typed=TypedBack("casey.morgan", "E-77"), by=account_approver, at=MONDAY_9AM)

    request.refresh_from_db()
    assert (request.state, usage_of(northfield)) == ("ready", [(Unit.ACCOUNT_PREPARED, 1)])


def test_without_a_baseline_the_robot_claims_no_minutes(northfield, own_directory, account_approver):
    approved(account_approver)

    work_everything_due(at=MONDAY_9AM)

    assert usage_of(northfield) == [(Unit.ACCOUNT_PREPARED, 1)]


def test_called_off_while_the_robot_holds_it_the_account_is_asked_back(northfield, own_directory, account_approver):
    request = approved(account_approver)
    leased = lease_task(request_id=request.id, by=SYSTEM, at=MONDAY_9AM)
    cancel_request(request_id=request.id, reason="Not coming", by=account_approver, at=MONDAY_9AM)

    confirm_task(task_id=leased.task_id, fence=leased.fence, outcome=act(leased), by=SYSTEM, at=MONDAY_9AM)

    states = list(AccountRequest.objects.order_by("id").values_list("kind", "state"))
    assert (states, usage_of(northfield)) == ([("joiner", "cancelled"), ("leaver", "submitted")], [])


def test_people_with_one_name_get_two_logins_and_none_is_reused(northfield, own_directory, account_approver):
    for number in (2, 3):
        approved(account_approver, starter=another(number))
    work_everything_due(at=MONDAY_9AM)

    assert list(Account.objects.values_list("login", flat=True)) == ["carla.mendes", "carla.mendes2"]


def test_no_person_leases_or_confirms(northfield, own_directory, account_approver):
    request = approved(account_approver)

    with pytest.raises(NotAllowed):
        lease_task(request_id=request.id, by=account_approver, at=MONDAY_9AM)


def test_a_task_whose_credential_cannot_be_opened_says_so(northfield, own_directory):
    own_directory.kind, own_directory.sealed_credential = "ldap", "tampered"

    with pytest.raises(ConnectorFault, match="Enter it again"):
        connector_for(own_directory)


def test_nothing_waits_before_anybody_has_approved(northfield, own_directory):
    follow()

    assert work_everything_due(at=after(days=60)) == 0
