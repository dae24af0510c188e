"""Approving, rejecting, cancelling: never by whoever asked."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from apps.account_services.errors import (
    OwnRequest,
    ReasonMissing,
    RequestAlreadyThere,
    RequestNotThere,
    TargetsMissing,
)
from apps.account_services.models import Account, AccountRequest, Decision
from apps.account_services.operations import approve_request, cancel_request, reject_request
from guildhall.audit.queries import trail_of
from guildhall.kernel import NotAllowed
from tests.account_services.stories import approved, follow, tasks, the_request
from tests.cast import MONDAY_9AM
from tests.evidence import announced


def test_approving_lays_out_the_tasks_and_sets_the_robot_going(northfield, own_directory, account_approver):
    request = approved(account_approver)

    assert (request.state, tasks()) == ("approved", [("create", "queued", 0), ("enable", "queued", 0)])
    assert Account.objects.get().login == "casey.morgan"
    assert trail_of(request)[0].by == account_approver.name
    assert announced() == ["account_services.request_approved"]


def test_whoever_asked_does_not_decide(northfield, own_directory, account_approver):
    request = follow().request
    AccountRequest.objects.update(asked_by_id=account_approver.id)

    with pytest.raises(OwnRequest):
        approve_request(request_id=request.id, by=account_approver, at=MONDAY_9AM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            request=request, approved=True, asked_by_id=account_approver.id, by_id=account_approver.id, at=MONDAY_9AM
        )


def test_an_administrator_or_a_recruiter_decides_nothing(northfield, own_directory, administrator, recruiter):
    request = follow().request

    for actor in (administrator, recruiter):
        with pytest.raises(NotAllowed):
            approve_request(request_id=request.id, by=actor, at=MONDAY_9AM)


def test_without_a_target_there_is_nothing_to_approve(northfield, account_approver):
    request = follow().request

    with pytest.raises(TargetsMissing):
        approve_request(request_id=request.id, by=account_approver, at=MONDAY_9AM)


def test_a_decision_is_made_once(northfield, own_directory, account_approver):
    request = approved(account_approver)

    with pytest.raises(RequestAlreadyThere):
        approve_request(request_id=request.id, by=account_approver, at=MONDAY_9AM)
    with pytest.raises(RequestNotThere) as refused:
        reject_request(request_id=request.id, reason="No post", by=account_approver, at=MONDAY_9AM)

    assert refused.value.reasons == ["This request is in hand, so you cannot reject it now."]


def test_a_rejection_says_why(northfield, account_approver):
    request = follow().request

    with pytest.raises(ReasonMissing):
        reject_request(request_id=request.id, reason=" ", by=account_approver, at=MONDAY_9AM)
    reject_request(request_id=request.id, reason="The post was closed.", by=account_approver, at=MONDAY_9AM)

    assert (the_request().state, the_request().decision.reason) == ("rejected", "The post was closed.")


def test_cancelling_leaves_nothing_queued(northfield, own_directory, account_approver):
    request = approved(account_approver)

    cancel_request(request_id=request.id, reason="Double entry", by=account_approver, at=MONDAY_9AM)

    assert {state for _, state, _ in tasks()} == {"withdrawn"}


def test_a_decision_is_never_edited(northfield, own_directory, account_approver):
    decision = approved(account_approver).decision

    decision.reason = "Later"
    with pytest.raises(DatabaseError), transaction.atomic():
        decision.save()

    assert the_request().decision.reason == ""
