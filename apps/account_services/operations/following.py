"""Following somebody's first day: new, moved, withdrawn, or heard before.

new            employment planned, one joiner request, due 2 working days before the start
seen, older    AlreadyFollowed; the same revision with other facts: StarterContradicted
another day    the same request moves, and so does switching on; switched on too early: off again, no credit
withdrawn      before any account: cancelled, no task left; after: a request for the way back
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from apps.account_services.announcements import REQUEST_MOVED
from apps.account_services.errors import AlreadyFollowed, StarterContradicted
from apps.account_services.models import AccountRequest, StarterFollowed
from apps.account_services.operations.asking import (
    Need,
    ask_for_the_way_back,
    queue_switching_off_and_on,
    submit_request,
    withdraw_tasks,
)
from apps.account_services.rules.days import due_day, switch_on_at
from apps.account_services.rules.moves import is_drawn, moved
from apps.account_services.rules.people import may_follow
from apps.account_services.states import OPEN_STATES, RequestKind, RequestState, TaskState, TaskStep
from guildhall.audit.operations import record
from guildhall.database.operation import operation
from guildhall.directory.operations import Arrival, move_employment, plan_employment, withdraw_employment
from guildhall.kernel import LONDON, Actor, NotAllowed, require
from guildhall.notices.operations import announce

SOURCE = "recruitment"


@dataclass(frozen=True, slots=True)
class Starter:
    """Somebody who is to start, as the announcement and its enclosure tell it."""

    starter_id: UUID
    name: str = ""
    email: str = ""
    post: str = ""
    site: str = ""
    manager: str = ""
    band: str = ""

    @classmethod
    def read(cls, starter_id: UUID, enclosed: Mapping[str, Any]) -> Self:
        """From the enclosure; what it does not hold stays empty, and what we do not know is left alone."""
        known = ("name", "email", "post", "site", "manager", "band")
        return cls(starter_id, **{key: str(enclosed.get(key) or "") for key in known})

    def digest(self, starts_on: date | None) -> str:
        """The facts of a revision, so that the same revision with other facts is noticed."""
        facts = [self.name, self.email, self.post, self.site, self.manager, self.band, str(starts_on)]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


@operation
def follow_start_date(
    *, starter: Starter, revision: int, starts_on: date | None, by: Actor, at: datetime
) -> StarterFollowed:
    """Have accounts asked for, moved or called off, as somebody's first day is told; each revision counts once.

    Refuses: NotAllowed, AlreadyFollowed, StarterContradicted, a move of an employment that has begun.
    Announces: "account_services.request_moved", for a request whose tasks are laid out.
    Rule: accounts.md, section 7.
    """
    seen = StarterFollowed.objects.select_for_update().filter(starter_id=starter.starter_id).first()
    followed = seen or StarterFollowed(starter_id=starter.starter_id)

    require(may_follow(by), NotAllowed("follow a start date", ask="recruitment"))
    if seen is not None:
        require(revision >= seen.revision, AlreadyFollowed())
        same = seen.digest == starter.digest(starts_on)
        require(revision > seen.revision, AlreadyFollowed() if same else StarterContradicted(revision))

    if starts_on is None:
        _call_off(followed, by=by, at=at)
    elif followed.starts_on is None:
        _expect(followed, starter, revision=revision, starts_on=starts_on, by=by, at=at)
    elif followed.starts_on != starts_on:
        _move(followed, revision=revision, starts_on=starts_on, by=by, at=at)
    followed.revision, followed.starts_on, followed.followed_at = revision, starts_on, at
    followed.digest = starter.digest(starts_on)
    followed.save()

    details = {"first day": f"{starts_on:%-d %B %Y}" if starts_on else "none"}
    record("start date followed", followed, by=by, at=at, details=details)
    return followed


def _expect(
    followed: StarterFollowed, starter: Starter, *, revision: int, starts_on: date, by: Actor, at: datetime
) -> None:
    """Somebody new, or somebody who fell through and comes after all: an employment of its own, and one request."""
    again = f":{revision}" if followed.employment_id else ""
    arrival = Arrival(
        source=SOURCE,
        source_key=f"{starter.starter_id}{again}",
        name=starter.name,
        email=starter.email,
        post=starter.post,
        site=starter.site,
        manager=starter.manager,
        starts_on=starts_on,
        revision=revision,
    )
    followed.employment = plan_employment(arrival=arrival, by=by, at=at)
    need = Need(RequestKind.JOINER, followed.employment, starts_on, revision)
    followed.request = submit_request(need=need, by=by, at=at)


def _move(followed: StarterFollowed, *, revision: int, starts_on: date, by: Actor, at: datetime) -> None:
    if followed.employment is None or followed.request_id is None:
        raise TypeError("A starter with a first day has an employment and a request.")
    move_employment(employment=followed.employment, starts_on=starts_on, revision=revision, by=by, at=at)
    request = AccountRequest.objects.locked(followed.request_id)
    if request.state not in (*OPEN_STATES, RequestState.COMPLETED):
        return
    before = request.starts_on
    request.starts_on, request.due_on, request.revision = starts_on, due_day(starts_on), revision
    request.is_short_notice = request.due_on < at.astimezone(LONDON).date()
    if is_drawn(request, "put off"):
        request.state, request.completed_at = moved(request, "put off"), None
    request.save()
    waiting = request.tasks.filter(step=TaskStep.ENABLE, state=TaskState.QUEUED)
    waiting.update(not_before=switch_on_at(starts_on))
    queue_switching_off_and_on(request=request, at=at)
    record(
        "request moved", request, by=by, at=at,
        details={"from": f"{before:%-d %B %Y}", "to": f"{starts_on:%-d %B %Y}"},
    )  # fmt: skip
    if request.state != RequestState.SUBMITTED:
        announce(REQUEST_MOVED.name, request_id=request.id)


def _call_off(followed: StarterFollowed, *, by: Actor, at: datetime) -> None:
    if followed.starts_on is None or followed.employment is None or followed.request_id is None:
        return  # nobody was expected: only the revision is remembered
    withdraw_employment(employment=followed.employment, by=by, at=at)
    request = AccountRequest.objects.select_related("employment").locked(followed.request_id)
    if is_drawn(request, "cancel"):
        request.state = moved(request, "cancel")
        request.save(update_fields=["state"])
        withdraw_tasks(request=request)
        record("request cancelled", request, by=by, at=at, details={"reason": "The start was withdrawn."})
    ask_for_the_way_back(request=request, by=by, at=at)
