"""Approving, rejecting and cancelling."""

from __future__ import annotations

from datetime import datetime

from apps.account_services.announcements import REQUEST_APPROVED
from apps.account_services.errors import OwnRequest, ReasonMissing, TargetsMissing
from apps.account_services.models import AccountRequest, Decision, TargetSystem
from apps.account_services.operations.asking import ask_for_the_way_back, lay_out_tasks, withdraw_tasks
from apps.account_services.rules.moves import moved
from apps.account_services.rules.people import is_own_request, may_decide
from guildhall.audit.operations import record
from guildhall.database.operation import operation
from guildhall.kernel import SYSTEM, Actor, NotAllowed, require
from guildhall.notices.operations import announce

ASK = "an account approver"


@operation
def approve_request(*, request_id: int, by: Actor, at: datetime) -> AccountRequest:
    """Agree that the accounts are made, or ended; the robot begins at once.

    Refuses: NotAllowed, OwnRequest, a move that is not drawn, TargetsMissing.
    Announces: "account_services.request_approved".
    Rule: accounts.md, section 5: nobody both asks and approves.
    """
    request = _locked(request_id)

    state = _judged(request, "approve", by)
    require(TargetSystem.objects.in_use().exists(), TargetsMissing())

    request.state = state
    request.save(update_fields=["state"])
    Decision.objects.create(
        request=request, approved=True, asked_by_id=request.asked_by_id, by_id=by.person_id, by_name=by.name, at=at
    )
    tasks = lay_out_tasks(request=request, at=at)

    record("request approved", request, by=by, at=at, details={"tasks": str(len(tasks))})

    announce(REQUEST_APPROVED.name, request_id=request.id)
    return request


@operation
def reject_request(*, request_id: int, reason: str, by: Actor, at: datetime) -> AccountRequest:
    """Decide that no accounts are made; the reason is kept for whoever asked.

    Refuses: NotAllowed, OwnRequest, a move that is not drawn, ReasonMissing.
    """
    request = _locked(request_id)

    state = _judged(request, "reject", by)
    require(bool(reason.strip()), ReasonMissing("reject"))

    request.state = state
    request.save(update_fields=["state"])
    Decision.objects.create(
        request=request,
        approved=False,
        asked_by_id=request.asked_by_id,
        by_id=by.person_id,
        by_name=by.name,
        at=at,
        reason=reason.strip(),
    )

    record("request rejected", request, by=by, at=at, details={"reason": reason.strip()})
    return request


@operation
def cancel_request(*, request_id: int, reason: str, by: Actor, at: datetime) -> AccountRequest:
    """Stop a request. What was made already is undone by a request of its own, which somebody must approve.

    Refuses: NotAllowed, a move that is not drawn, ReasonMissing.
    """
    request = _locked(request_id)

    require(may_decide(by), NotAllowed("cancel this request", ask=ASK))
    state = moved(request, "cancel")
    require(bool(reason.strip()), ReasonMissing("cancel"))

    request.state = state
    request.save(update_fields=["state"])
    withdraw_tasks(request=request)

    record("request cancelled", request, by=by, at=at, details={"reason": reason.strip()})
    ask_for_the_way_back(request=request, by=SYSTEM, at=at)
    return request


def _judged(request: AccountRequest, move: str, by: Actor) -> str:
    require(may_decide(by), NotAllowed(f"{move} this request", ask=ASK))
    require(not is_own_request(by, request.asked_by_id), OwnRequest())
    return moved(request, move)


def _locked(request_id: int) -> AccountRequest:
    return AccountRequest.objects.select_related("employment__person").locked(request_id)
