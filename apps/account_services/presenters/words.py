"""Words and addresses that several pages share."""

from __future__ import annotations

from apps.account_services.models import AccountRequest, Task
from apps.account_services.queries.tasks import TimeGivenBack
from apps.account_services.states import RequestState, TaskState, TaskStep
from guildhall.web.parts import Link, Tag
from guildhall.web.spelling import count, plural

HOME, REQUESTS, ACCOUNTS = "/accounts/", "/accounts/requests/", "/accounts/list/"
TARGETS, EXCEPTIONS = "/accounts/targets/", "/accounts/exceptions/"
SIDES = (
    ("Overview", HOME),
    ("Requests", REQUESTS),
    ("Accounts", ACCOUNTS),
    ("Needs a person", EXCEPTIONS),
    ("Target systems", TARGETS),
)

_COLOURS = {
    RequestState.SUBMITTED: "yellow",
    RequestState.APPROVED: "blue",
    RequestState.PROVISIONING: "blue",
    RequestState.READY: "aqua-green",
    RequestState.REJECTED: "grey",
    RequestState.CANCELLED: "grey",
}
_TASK_COLOURS = {TaskState.QUEUED: "white", TaskState.LEASED: "blue", TaskState.NEEDS_HUMAN: "orange"}
_STEPS = {
    TaskStep.CREATE: ("account created", "accounts created"),
    TaskStep.ENABLE: ("account switched on", "accounts switched on"),
    TaskStep.DISABLE: ("account switched off", "accounts switched off"),
}


def sides(current: str) -> list[Link]:
    """The sides of the room, one of them the page itself."""
    return [Link(text, url, current=url == current) for text, url in SIDES]


def request_url(request: AccountRequest) -> str:
    return f"{REQUESTS}{request.reference}/"


def state_tag(request: AccountRequest) -> Tag:
    """The state of a request; what is done has no colour."""
    return Tag(RequestState(request.state).label, _COLOURS.get(RequestState(request.state), ""))


def task_tag(task: Task) -> Tag:
    return Tag(TaskState(task.state).label, _TASK_COLOURS.get(TaskState(task.state), ""))


def hours_in_words(minutes: int) -> str:
    """Minutes as people say them.

    >>> hours_in_words(45), hours_in_words(96), hours_in_words(120)
    ('45 minutes', '1 hour 36 minutes', '2 hours')
    """
    hours, rest = divmod(minutes, 60)
    parts = [plural(hours, "hour")] if hours else []
    if rest or not hours:
        parts.append(plural(rest, "minute"))
    return " ".join(parts)


def how_worked_out(given: list[TimeGivenBack]) -> list[str]:
    """Each line of the sum that anyone can check."""
    return [
        f"{count(one.done)} {_STEPS[one.step][one.done != 1]} × {plural(one.minutes_each, 'minute')} by hand "
        f"= {plural(one.minutes, 'minute')}"
        for one in given
    ]
