"""The room's home: what waits, what is due, whether it was in time, and what it gave back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from apps.account_services.models import AccountRequest
from apps.account_services.presenters.words import (
    EXCEPTIONS,
    REQUESTS,
    hours_in_words,
    how_worked_out,
    request_url,
    sides,
)
from apps.account_services.presenters.words import HOME as HERE
from apps.account_services.queries.requests import Punctuality
from apps.account_services.queries.tasks import TimeGivenBack
from guildhall.kernel import LONDON, Month
from guildhall.web.pages import Page
from guildhall.web.parts import Banner, Due, Empty, Figure, Link
from guildhall.web.spelling import count, plural, uk_date


@dataclass(frozen=True, slots=True)
class Overview:
    """What the home page is made of, all of it asked for by the door."""

    waiting: int
    due_this_week: int
    late: int
    with_a_person: int
    punctuality: Punctuality
    given_back: list[TimeGivenBack]
    next_due: Sequence[AccountRequest]


@dataclass(frozen=True, kw_only=True)
class HomePage(Page):
    template: ClassVar[str] = "pages/account_services/home.html"
    sides: Sequence[Link]
    figures: Sequence[Figure]
    due: Sequence[Due]
    nothing_due: Empty
    sums: Sequence[str]
    total: str
    month: str
    as_at: datetime
    short_notice: str

    @classmethod
    def of(cls, found: Overview, *, at: datetime) -> Self:
        minutes = sum(one.minutes for one in found.given_back)
        return cls(
            title="Accounts",
            headline=_headline(found),
            banner=_banner(found.with_a_person),
            sides=sides(HERE),
            figures=_figures(found, minutes, at),
            due=[_due(request, at) for request in found.next_due],
            nothing_due=Empty("Nothing is due this week", "Starters appear here once their first day is confirmed."),
            sums=how_worked_out(found.given_back),
            total=hours_in_words(minutes),
            month=Month.of(at).title,
            as_at=at,
            short_notice=_short_notice(found.punctuality.at_short_notice),
        )


def _headline(found: Overview) -> str:
    if found.late:
        return f"{plural(found.late, 'request is', 'requests are')} late"
    if found.waiting:
        return f"{plural(found.waiting, 'request waits', 'requests wait')} for a decision"
    if found.with_a_person:
        return f"{plural(found.with_a_person, 'task needs', 'tasks need')} a person"
    return "All accounts are in hand"


def _figures(found: Overview, minutes: int, at: datetime) -> list[Figure]:
    timely = found.punctuality
    on_time = f"{count(timely.on_time)} of {count(timely.started)}" if timely.started else "None yet"
    late = f"{count(found.late)} of them late" if found.late else ""
    return [
        Figure("Waiting for a decision", found.waiting, f"{REQUESTS}?stage=waiting"),
        Figure("Due within 7 days", found.due_this_week, "#due-next", note=late, alert=bool(found.late)),
        Figure("Ready by 8am on day one", on_time, note="started in the last 30 days"),
        Figure("Hours given back this month", count(round(minutes / 60, 1)), "#given-back", note=Month.of(at).title),
    ]


def _banner(with_a_person: int) -> Banner | None:
    if not with_a_person:
        return None
    text = f"The robot could not finish {plural(with_a_person, 'task')}."
    return Banner(text, link=Link("See what needs a person", EXCEPTIONS))


def _due(request: AccountRequest, at: datetime) -> Due:
    late = request.due_on < at.astimezone(LONDON).date()
    return Due(
        text=request.employment.person.name,
        url=request_url(request),
        when=f"{'Was due' if late else 'Due'} {uk_date(request.due_on)}",
        about=f"{request.employment.post}, starts {uk_date(request.starts_on)}",
        late=late,
    )


def _short_notice(number: int) -> str:
    if not number:
        return ""
    verb = "is" if number == 1 else "are"
    starters = plural(number, "starter was", "starters were")
    return f"{starters} confirmed after the due day and {verb} not counted as on time or late."
