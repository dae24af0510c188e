"""Every page: for whom it exists, what it says, and how many questions it asks."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.account_services.models import AccountRequest, TargetSystem, Task
from apps.account_services.operations import approve_request, hand_to_a_person
from apps.account_services.queries import WorkItem, work_waiting_for
from apps.account_services.robot import work_everything_due
from guildhall.kernel.time import start_of_day
from tests import cast
from tests.account_services.stories import another, approved, follow
from tests.cast import MONDAY_9AM, after

PAGES = [
    "/accounts/",
    "/accounts/requests/",
    "/accounts/requests/AR-26-0001/",
    "/accounts/list/",
    "/accounts/targets/",
    "/accounts/exceptions/",
]


def words_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("path", PAGES)
def test_a_page_exists_for_approvers_and_administrators_and_for_nobody_else(northfield, visit, path):
    follow()
    players = (cast.AMA, cast.ADAM, cast.RITA, cast.FIONA)

    seen = [visit(player).get(path).status_code for player in players]
    strangers = [visit(player, host="northfield").get(path).status_code for player in (cast.STRANGER, cast.EDEN)]

    assert (seen, strangers) == ([200, 200, 404, 404], [404, 404])


def test_to_eastmoor_northfields_request_does_not_exist(northfield, visit):
    follow()

    assert visit(cast.EDEN).get("/accounts/requests/AR-26-0001/").status_code == 404


def test_only_approvers_decide_and_only_administrators_add_systems(northfield, own_directory, visit):
    follow()
    ama, adam = visit(cast.AMA), visit(cast.ADAM)

    assert adam.post("/accounts/requests/AR-26-0001/approval/").status_code == 404
    assert ama.get("/accounts/targets/new/").status_code == 404
    assert "Approve request" in words_of(ama.get("/accounts/requests/AR-26-0001/"))
    assert "An account approver decides" in words_of(adam.get("/accounts/requests/AR-26-0001/"))


def test_a_request_is_approved_on_its_page(northfield, own_directory, visit):
    request = follow().request

    answer = visit(cast.AMA).post("/accounts/requests/AR-26-0001/approval/", follow=True)

    request.refresh_from_db()
    assert (answer.status_code, request.state) == (200, "approved")
    assert "Request approved. The robot begins at once." in words_of(answer)


def test_approving_without_a_system_says_what_to_do(northfield, visit):
    follow()

    answer = visit(cast.AMA).post("/accounts/requests/AR-26-0001/approval/")

    assert answer.status_code == 422
    assert "Ask an administrator to add a target system." in words_of(answer)


def test_a_rejection_without_a_reason_keeps_the_page(northfield, visit):
    request = follow().request
    ama = visit(cast.AMA)

    refused = ama.post("/accounts/requests/AR-26-0001/rejection/", {"reason": ""})
    done = ama.post("/accounts/requests/AR-26-0001/rejection/", {"reason": "No post"})

    request.refresh_from_db()
    assert (refused.status_code, done.status_code, request.state) == (422, 302, "rejected")
    assert "Enter a reason" in words_of(refused)


def test_a_request_is_cancelled_on_its_page(northfield, own_directory, account_approver, visit):
    request = approved(account_approver)

    visit(cast.AMA).post("/accounts/requests/AR-26-0001/cancellation/", {"reason": "Twice"})

    request.refresh_from_db()
    assert request.state == "cancelled"


def test_a_credential_goes_in_and_never_comes_out(northfield, visit):
    adam = visit(cast.ADAM)
    told = {"name": "Active staff", "kind": "ldap", "naming": "first.last", "credential": "open sesame"}

    refused = adam.post("/accounts/targets/new/", told)
    told |= {"address": "ldaps://directory.example.org", "base": "ou=p,dc=x", "bind_name": "cn=robot,dc=x"}
    shown = adam.post("/accounts/targets/new/", told, follow=True)

    assert (refused.status_code, shown.status_code) == (422, 200)
    assert "Enter an address that begins with ldaps://" in words_of(refused)
    assert "Sealed; it cannot be shown" in words_of(shown)
    assert "open sesame" not in words_of(refused) + words_of(shown) + TargetSystem.objects.get().sealed_credential


def test_an_exception_is_finished_on_its_page(northfield, own_directory, account_approver, visit):
    approved(account_approver)
    task = Task.objects.get(step="create")
    hand_to_a_person(task_id=task.id, reason="The directory is being moved.", by=account_approver, at=MONDAY_9AM)
    ama = visit(cast.AMA)

    listed = ama.get("/accounts/exceptions/")
    refused = ama.post(f"/accounts/exceptions/{task.id}/", {"login": "wrong", "remote_id": "E-77"})
    done = ama.post(f"/accounts/exceptions/{task.id}/", {"login": "casey.morgan", "remote_id": "E-77"})

    task.refresh_from_db()
    assert "The directory is being moved." in words_of(listed)
    assert (refused.status_code, done.status_code, task.state) == (422, 302, "done_by_human")
    assert "The login on the target must be casey.morgan." in words_of(refused)


def test_the_home_page_says_what_matters_and_how_the_minutes_were_worked_out(
    northfield, own_directory, timed_by_hand, account_approver, visit, monday_9am
):
    approved(account_approver)
    work_everything_due(at=MONDAY_9AM)
    for number in (2, 3, 4):
        approved(account_approver, starter=another(number))
    work_everything_due(at=MONDAY_9AM)
    follow(starter=another(9, "Ana Silva"))

    shown = words_of(visit(cast.AMA).get("/accounts/"))

    assert "1 request waits for a decision" in shown
    assert "2 hours 8 minutes in June 2026: capacity released, not cash." in shown
    assert "4 accounts created × 32 minutes by hand = 128 minutes" in shown


def test_lists_ask_as_many_questions_for_50_rows_as_for_1(northfield, own_directory, account_approver, visit):
    ama = visit(cast.AMA)
    paths = ["/accounts/", "/accounts/requests/?stage=ready", "/accounts/requests/?stage=waiting", "/accounts/list/"]
    paths.append("/accounts/exceptions/")
    grow(range(2, 5), account_approver)
    few = [questions(ama, path) for path in paths]

    grow(range(5, 104), account_approver)

    assert [questions(ama, path) for path in paths] == few


def grow(numbers, approver) -> None:
    """A third of them ready, a third waiting, a third with a person."""
    for number in numbers:
        followed = follow(starter=another(number))
        if number % 3:
            approve_request(request_id=followed.request_id, by=approver, at=MONDAY_9AM)
        if number % 3 == 1:
            for task in followed.request.tasks.filter(step="create"):
                hand_to_a_person(task_id=task.id, reason="Stuck.", by=approver, at=MONDAY_9AM)
    work_everything_due(at=MONDAY_9AM)


def questions(visitor, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert visitor.get(path).status_code == 200
    return len(asked)


def test_a_list_is_narrowed_and_says_when_nothing_matches(northfield, visit):
    follow()
    follow(starter=another(2))
    ama = visit(cast.AMA)

    one = words_of(ama.get("/accounts/requests/?name=carla"))
    none = words_of(ama.get("/accounts/requests/?name=nobody"))

    assert ("Carla Mendes" in one, "Casey Morgan" in one) == (True, False)
    assert "No request matches" in none


def test_what_waits_is_told_to_those_who_can_do_it(
    northfield, own_directory, account_approver, administrator, recruiter
):
    approved(account_approver)
    hand_to_a_person(task_id=Task.objects.first().id, reason="Stuck.", by=account_approver, at=MONDAY_9AM)
    waiting = follow(starter=another(2)).request

    to_decide = WorkItem(
        "Account requests to decide", 1, "/accounts/requests/?stage=waiting", start_of_day(waiting.due_on)
    )
    exception = WorkItem("Account tasks that need a person", 1, "/accounts/exceptions/")
    assert work_waiting_for(account_approver, after()) == [to_decide, exception]
    assert work_waiting_for(administrator, after()) == [exception]
    assert work_waiting_for(recruiter, after()) == []
    assert AccountRequest.objects.count() == 2
