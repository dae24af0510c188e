"""Questions about requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from apps.account_services.models import AccountRequest
from apps.account_services.rules.days import usable_by
from apps.account_services.states import RequestKind, RequestState
from guildhall.kernel import LONDON

STAGES: dict[str, tuple[RequestState, ...]] = {
    "waiting": (RequestState.SUBMITTED,),
    "in-hand": (RequestState.APPROVED, RequestState.PROVISIONING),
    "ready": (RequestState.READY,),
    "done": (RequestState.COMPLETED,),
    "ended": (RequestState.REJECTED, RequestState.CANCELLED),
}
"""The stages that people look through, each with the states it holds."""

DAYS_LOOKED_BACK = 30


@dataclass(frozen=True, slots=True)
class Punctuality:
    """Of those who started lately and were told of in time, how many could work at 8am on their first day."""

    started: int
    on_time: int
    at_short_notice: int


def counts_by_stage() -> dict[str, int]:
    """How many requests stand in each stage, in one question."""
    by_state = dict(AccountRequest.objects.values_list("state").annotate(Count("id")))
    return {stage: sum(by_state.get(state, 0) for state in states) for stage, states in STAGES.items()}


def requests_in(stage: str, *, name: str = "", kind: str = "") -> QuerySet[AccountRequest]:
    """The requests of a stage, the earliest due first, narrowed to a name or a kind; each comes with its person."""
    found = AccountRequest.objects.filter(state__in=STAGES[stage]).select_related("employment__person", "decision")
    if name:
        found = found.filter(Q(employment__person__name__icontains=name) | Q(reference__iexact=name))
    if kind:
        found = found.filter(kind=kind)
    return found.order_by("-due_on", "-id") if stage in ("done", "ended") else found.order_by("due_on", "id")


def due_this_week(*, on: date) -> int:
    """How many requests are due within 7 days, or late, and not prepared yet."""
    return AccountRequest.objects.unprepared_by(on + timedelta(days=7)).count()


def late_requests(*, on: date) -> int:
    """How many were due before today and are not prepared yet."""
    return AccountRequest.objects.unprepared_by(on - timedelta(days=1)).count()


def next_due(*, on: date, limit: int = 25) -> list[AccountRequest]:
    """What is late or due within 7 days and not prepared, the earliest first, each with its person."""
    due = AccountRequest.objects.unprepared_by(on + timedelta(days=7)).select_related("employment__person")
    return list(due.order_by("due_on", "id")[:limit])


def earliest_waiting() -> date | None:
    """The earliest day that something waiting for a decision is due."""
    return AccountRequest.objects.waiting().aggregate(first=Min("due_on"))["first"]


def punctuality(*, at: datetime) -> Punctuality:
    """How many of those who started in the last 30 days could work at 8am on day one; short notice is apart."""
    today = at.astimezone(LONDON).date()
    started = AccountRequest.objects.filter(
        kind=RequestKind.JOINER, starts_on__gt=today - timedelta(days=DAYS_LOOKED_BACK), starts_on__lte=today
    ).exclude(state__in=STAGES["ended"])
    rows = list(started.values_list("starts_on", "completed_at", "is_short_notice"))
    in_time = [(first_day, done) for first_day, done, short in rows if not short and usable_by(first_day) <= at]
    on_time = sum(done is not None and done <= usable_by(first_day) for first_day, done in in_time)
    return Punctuality(len(in_time), on_time, sum(short for _, _, short in rows))
