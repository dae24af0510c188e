"""A first day is told: new, seen, older, moved, withdrawn."""

from dataclasses import replace
from datetime import date

import pytest

from apps.account_services.errors import AlreadyFollowed, StarterContradicted
from apps.account_services.models import Account, AccountRequest, Task
from apps.account_services.operations import approve_request, follow_start_date
from apps.account_services.robot import work_everything_due
from apps.account_services.tasks import a_start_date_is_confirmed
from guildhall.audit.queries import trail_of
from guildhall.directory.errors import EmploymentHasBegun
from guildhall.directory.models import Employment, Person
from guildhall.kernel import NotAllowed
from tests.account_services.stories import CASEY, SIXTH_OF_JULY, approved, follow, tasks, the_request
from tests.cast import MONDAY_9AM, after
from tests.evidence import announced

MONDAY_4_JANUARY, MONDAY_11_JANUARY = date(2027, 1, 4), date(2027, 1, 11)
DAY_ONE = after(days=36)  # 7 July 2026


def test_somebody_new_is_planned_and_accounts_are_asked_for_two_working_days_ahead(northfield):
    followed = follow(MONDAY_4_JANUARY)

    request = followed.request
    assert (request.state, request.kind, request.due_on) == ("submitted", "joiner", date(2026, 12, 30))
    assert (request.reference, request.asked_by_name, request.asked_by_id) == ("AR-26-0001", "Guildhall", None)
    assert (followed.employment.person.name, followed.employment.post, followed.employment.site) == (
        "Casey Morgan",
        "Staff nurse",
        "Tower Hospital",
    )
    assert [entry.what for entry in trail_of(request)] == ["accounts requested"]


def test_the_worked_case_new_moved_withdrawn_each_sent_twice(northfield):
    dues = []
    for revision, day in ((1, MONDAY_4_JANUARY), (2, MONDAY_11_JANUARY), (3, None)):
        follow(day, revision=revision)
        with pytest.raises(AlreadyFollowed):
            follow(day, revision=revision)
        dues.append((the_request().due_on, the_request().state))

    assert dues == [
        (date(2026, 12, 30), "submitted"),
        (date(2027, 1, 7), "submitted"),
        (date(2027, 1, 7), "cancelled"),
    ]
    assert AccountRequest.objects.count() == 1


def test_an_older_revision_changes_nothing(northfield):
    follow(MONDAY_11_JANUARY, revision=2)

    with pytest.raises(AlreadyFollowed):
        follow(MONDAY_4_JANUARY, revision=1)

    assert the_request().starts_on == MONDAY_11_JANUARY


def test_the_same_revision_with_other_facts_is_refused_loudly(northfield):
    follow(MONDAY_4_JANUARY)

    with pytest.raises(StarterContradicted):
        follow(MONDAY_4_JANUARY, starter=replace(CASEY, name="Carla Mendes"))


def test_told_after_the_due_day_it_is_short_notice(northfield):
    request = follow(date(2026, 6, 2)).request

    assert (request.due_on, request.is_short_notice) == (date(2026, 5, 29), True)


def test_a_moved_start_moves_the_switching_on_of_accounts_that_exist(northfield, own_directory, account_approver):
    approved(account_approver)
    work_everything_due(at=MONDAY_9AM)

    follow(date(2026, 7, 13), revision=2, at=after(days=1))

    assert tasks() == [("create", "succeeded", 0), ("enable", "queued", 0)]
    assert Task.objects.get(step="enable").not_before.isoformat() == "2026-07-12T23:00:00+00:00"
    assert (the_request().state, announced()[-1]) == ("ready", "account_services.request_moved")


def test_switched_on_and_now_too_early_is_switched_off_again_without_credit(
    northfield, own_directory, timed_by_hand, account_approver
):
    request = approved(account_approver, starts_on=date(2026, 6, 1), at=MONDAY_9AM)
    work_everything_due(at=MONDAY_9AM)
    assert Account.objects.get().enabled
    Employment.objects.update(starts_on=date(2026, 6, 2))  # as if the first day were still ahead

    follow(date(2026, 7, 13), revision=2, at=MONDAY_9AM)
    work_everything_due(at=MONDAY_9AM)

    request.refresh_from_db()
    assert (request.state, Account.objects.get().enabled) == ("ready", False)
    assert tasks() == [
        ("create", "succeeded", 32),
        ("enable", "succeeded", 0),
        ("disable", "succeeded", 0),
        ("enable", "queued", 0),
    ]


def test_withdrawn_before_any_account_leaves_no_task(northfield, own_directory, account_approver):
    approved(account_approver)

    follow(None, revision=2)

    assert {state for _, state, _ in tasks()} == {"withdrawn"}
    assert (the_request().state, AccountRequest.objects.count()) == ("cancelled", 1)
    assert work_everything_due(at=DAY_ONE) == 0


def test_withdrawn_after_accounts_were_made_asks_for_the_way_back(northfield, own_directory, account_approver):
    approved(account_approver)
    work_everything_due(at=MONDAY_9AM)

    follow(None, revision=2, at=after(days=1))

    back = AccountRequest.objects.get(kind="leaver")
    assert (the_request().state, back.state, back.asked_by_name) == ("cancelled", "submitted", "Guildhall")
    approve_request(request_id=back.id, by=account_approver, at=after(days=1))
    work_everything_due(at=after(days=1))
    back.refresh_from_db()
    assert (back.state, Account.objects.get().enabled) == ("completed", False)


def test_somebody_who_fell_through_and_comes_after_all_is_the_same_person(northfield):
    follow()
    follow(None, revision=2)

    follow(date(2026, 8, 3), revision=3)

    assert [(r.state, r.starts_on) for r in AccountRequest.objects.order_by("id")] == [
        ("cancelled", SIXTH_OF_JULY),
        ("submitted", date(2026, 8, 3)),
    ]
    assert Person.objects.count() == 1


def test_a_withdrawal_of_somebody_never_heard_of_is_remembered_and_no_more(northfield):
    followed = follow(None, revision=2)

    assert (followed.request, AccountRequest.objects.count()) == (None, 0)
    with pytest.raises(AlreadyFollowed):
        follow(revision=1)


def test_a_first_day_that_has_come_is_not_moved(northfield):
    follow()

    with pytest.raises(EmploymentHasBegun):
        follow(date(2026, 8, 3), revision=2, at=DAY_ONE)


def test_the_announcement_is_heard_as_it_is_written(northfield):
    enclosed = {"post": "Staff nurse", "name": "Casey Morgan", "email": "casey@candidate.example", "band": "5"}
    heard = {"starter_id": str(CASEY.starter_id), "revision": 1, "starts_on": "2026-07-06"}

    a_start_date_is_confirmed(**heard, enclosed=enclosed, at=MONDAY_9AM, something_new=True)

    assert (the_request().starts_on, the_request().employment.site) == (SIXTH_OF_JULY, "")


def test_nobody_but_guildhall_follows(northfield, account_approver):
    with pytest.raises(NotAllowed):
        follow_start_date(starter=CASEY, revision=1, starts_on=SIXTH_OF_JULY, by=account_approver, at=MONDAY_9AM)
