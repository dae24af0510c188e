"""What waits for somebody in recruitment: for the home pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from apps.recruitment.models import Vacancy
from apps.recruitment.queries.applications import starts_to_confirm, to_be_scored_by, unanswered_offers
from apps.recruitment.queries.vacancies import Sought, closing_before, vacancies_listed
from apps.recruitment.states import VacancyState
from guildhall.access.roles import Role
from guildhall.kernel import Actor
from guildhall.kernel.time import start_of_day

CLOSES_SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WorkItem:
    """Work of one kind that waits: how much, where it is done, and by when the first of it is due."""

    label: str
    count: int
    url: str
    due_at: datetime | None = None


def work_waiting_for(actor: Actor, at: datetime) -> list[WorkItem]:
    """What recruitment waits for an actor to do, the most pressing first; what is nothing is left out.

    Takes: an actor with the partner we are with, holding any roles or none.
    """
    return [item for item in _items(actor, at) if item.count]


def _items(actor: Actor, at: datetime) -> Iterator[WorkItem]:
    if actor.has_role(Role.APPROVER):
        yield _approvals(actor)
    if actor.has_role(Role.PANEL):
        yield _scores(actor)
    if actor.has_role(Role.RECRUITER):
        yield from _of_recruiters(actor, at)


def _approvals(actor: Actor) -> WorkItem:
    waiting = list(
        Vacancy.objects.filter(state=VacancyState.IN_APPROVAL, approver_id=actor.id).order_by("submitted_at")
    )
    one = f"/vacancies/{waiting[0].reference}/approval/" if len(waiting) == 1 else "/vacancies/?tab=preparing&mine=on"
    return _item(len(waiting), "vacancy waits for your approval", "vacancies wait for your approval", one)


def _scores(actor: Actor) -> WorkItem:
    waiting = to_be_scored_by(actor)
    return _item(len(waiting), "application waits for your scores", "applications wait for your scores", "/scores/")


def _of_recruiters(actor: Actor, at: datetime) -> Iterator[WorkItem]:
    approved = list(Vacancy.objects.filter(state=VacancyState.APPROVED).order_by("approved_at"))
    yield _item(
        len(approved),
        "approved vacancy can be published",
        "approved vacancies can be published",
        _first(approved, "/vacancies/?tab=preparing"),
    )

    shortlists = vacancies_listed(actor, Sought(tab="shortlisting"), at=at)
    yield _item(
        len(shortlists),
        "closed vacancy waits for a shortlist",
        "closed vacancies wait for a shortlist",
        "/vacancies/?tab=shortlisting",
    )

    offers = unanswered_offers()
    due = start_of_day(offers[0].reply_by + timedelta(days=1)) if offers else None
    yield _item(
        len(offers), "offer is not answered yet", "offers are not answered yet", "/vacancies/?tab=choosing", due
    )

    starts = starts_to_confirm()
    yield _item(
        len(starts), "accepted offer needs a start date", "accepted offers need a start date", _start_url(starts)
    )

    closing = closing_before(actor, at=at, until=at + CLOSES_SOON)
    first = closing[0].closes_at if closing else None
    yield _item(
        len(closing), "vacancy closes within a week", "vacancies close within a week", "/vacancies/?tab=open", first
    )


def _item(count: int, one: str, many: str, url: str, due_at: datetime | None = None) -> WorkItem:
    return WorkItem(one if count == 1 else many, count, url, due_at)


def _first(vacancies: list[Vacancy], otherwise: str) -> str:
    return f"/vacancies/{vacancies[0].reference}/" if len(vacancies) == 1 else otherwise


def _start_url(starts: list[Any]) -> str:
    if len(starts) == 1:
        return f"/vacancies/{starts[0].vacancy.reference}/applications/{starts[0].anonymous_ref}/start/"
    return "/vacancies/?tab=over"
