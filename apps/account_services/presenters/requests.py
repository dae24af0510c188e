"""The list of requests, and one request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from apps.account_services.models import AccountRequest, Task
from apps.account_services.presenters.words import REQUESTS, request_url, sides, state_tag, task_tag
from apps.account_services.rules.moves import is_drawn
from apps.account_services.rules.people import is_own_request, may_decide
from apps.account_services.states import RequestKind, TaskState, TaskStep
from guildhall.audit.queries import TrailEntry
from guildhall.kernel import Actor
from guildhall.web import parts
from guildhall.web.forms import FilterForm, Form
from guildhall.web.pages import Page
from guildhall.web.paging import Paged
from guildhall.web.parts import Act, Cell, Column, Empty, Event, Link, Row, Table
from guildhall.web.spelling import plural, uk_date

STAGES = {"waiting": "Waiting", "in-hand": "In hand", "ready": "Ready", "done": "Done", "ended": "Ended"}
_WORDS = {
    "waiting": ("request waits for a decision", "requests wait for a decision"),
    "in-hand": ("request is in hand", "requests are in hand"),
    "ready": ("request is ready", "requests are ready"),
    "done": ("request is done", "requests are done"),
    "ended": ("request was rejected or cancelled", "requests were rejected or cancelled"),
}


@dataclass(frozen=True, kw_only=True)
class RequestsPage(Page):
    template: ClassVar[str] = "pages/account_services/requests.html"
    sides: Sequence[Link]
    stages: Sequence[Link]
    filter: FilterForm
    paged: Paged[Any]
    table: Table | None
    empty: Empty

    @classmethod
    def of(cls, paged: Paged[AccountRequest], *, stage: str, counts: Mapping[str, int], filter: FilterForm) -> Self:
        columns = ["Who", "Kind", "First day", "Due", "State"]
        rows = [
            [
                Cell(request.employment.person.name, url=request_url(request), note=request.employment.post),
                RequestKind(request.kind).label,
                request.starts_on,
                request.due_on,
                state_tag(request),
            ]
            for request in paged.rows
        ]
        return cls(
            title="Account requests",
            headline=plural(paged.count, *_WORDS[stage]),
            sides=sides(REQUESTS),
            stages=[
                Link(text, f"?stage={key}", current=key == stage, count=counts[key]) for key, text in STAGES.items()
            ],
            filter=filter,
            paged=paged,
            table=Table("Account requests", [Column(head) for head in columns], rows, caption_hidden=True)
            if rows
            else None,
            empty=_empty(bool(filter.tags()), stage),
        )


def _empty(filtered: bool, stage: str) -> Empty:
    if filtered:
        return Empty(
            "No request matches",
            "Take a filter off to see more.",
            Link("Clear filters", f"?stage={stage}"),
            "nothing_matches",
        )
    if stage == "waiting":
        return Empty("Nothing is left to decide", "A confirmed first day brings a request here.", kind="nothing_left")
    return Empty("Nothing here yet", "Requests come here once they have been decided.")


@dataclass(frozen=True, kw_only=True)
class RequestPage(Page):
    """One request: who, by when, how far, what happened; and the decision, for whoever may make it."""

    template: ClassVar[str] = "pages/account_services/request.html"
    tag: parts.Tag
    rows: Sequence[Row]
    tasks: Sequence[parts.Task]
    events: Sequence[Event]
    approve: Act | None
    links: Sequence[Link]
    note: str

    @classmethod
    def of(
        cls, request: AccountRequest, *, tasks: Sequence[Task], trail: Sequence[TrailEntry], for_actor: Actor
    ) -> Self:
        own = is_own_request(for_actor, request.asked_by_id)
        decides = may_decide(for_actor) and not own
        waits = is_drawn(request, "approve")
        return cls(
            title=request.employment.person.name,
            caption=f"{RequestKind(request.kind).label}, {request.reference}",
            back=Link("Requests", REQUESTS),
            tag=state_tag(request),
            rows=_rows(request),
            tasks=[_task(task) for task in tasks],
            events=[_event(entry) for entry in trail],
            approve=Act("Approve request", f"{request_url(request)}approval/", kind="") if waits and decides else None,
            links=_links(request) if decides else (),
            note=_note(request, for_actor, own) if waits else "",
        )


def _rows(request: AccountRequest) -> list[Row]:
    employment = request.employment
    decision = getattr(request, "decision", None)
    rows = [
        Row("Post", employment.post),
        Row("Site", employment.site),
        Row("Line manager", employment.manager),
        Row("First day", request.starts_on),
        Row("Accounts due", [uk_date(request.due_on), *(["Short notice"] if request.is_short_notice else [])]),
        Row("Asked by", [request.asked_by_name, uk_date(request.asked_at)]),
    ]
    if decision is not None:
        words = "Approved by" if decision.approved else "Rejected by"
        rows.append(
            Row(words, [decision.by_name, uk_date(decision.at), *([decision.reason] if decision.reason else [])])
        )
    return rows


def _task(task: Task) -> parts.Task:
    hint = f"{task.account.login} on {task.account.target.name}"
    if task.minutes_saved:
        hint = f"{hint}. {plural(task.minutes_saved, 'minute')} given back"
    if task.state == TaskState.QUEUED and task.step == TaskStep.ENABLE:
        hint = f"{hint}. At the start of {uk_date(task.not_before)}"
    if task.reason and task.state in (TaskState.QUEUED, TaskState.NEEDS_HUMAN):
        hint = f"{hint}. {task.reason}"
    url = f"/accounts/exceptions/{task.id}/" if task.state == TaskState.NEEDS_HUMAN else ""
    return parts.Task(TaskStep(task.step).label, task_tag(task), url, hint)


def _event(entry: TrailEntry) -> Event:
    changes = [f"{key[:1].upper()}{key[1:]}: {value}" for key, value in entry.details.items()]
    return Event(f"{entry.what[:1].upper()}{entry.what[1:]}", entry.at, entry.by, changes=changes)


def _links(request: AccountRequest) -> list[Link]:
    if is_drawn(request, "reject"):
        return [Link("Reject request", f"{request_url(request)}rejection/")]
    return [Link("Cancel request", f"{request_url(request)}cancellation/")] if is_drawn(request, "cancel") else []


def _note(request: AccountRequest, actor: Actor, own: bool) -> str:
    if own:
        return "You asked for this, so another account approver decides."
    return "" if may_decide(actor) else "An account approver decides about this request."


@dataclass(frozen=True, kw_only=True)
class ReasonPage(Page):
    """Confirm an act that needs a reason."""

    template: ClassVar[str] = "pages/account_services/form.html"
    form: Form
    intro: str
    button: str
    cancel: Link
    rows: Sequence[Row] = ()

    @classmethod
    def to_reject(cls, request: AccountRequest, form: Form) -> Self:
        return cls._of(request, form, "Reject this request?", "No accounts are made.", "Reject request")

    @classmethod
    def to_cancel(cls, request: AccountRequest, form: Form) -> Self:
        intro = "Nothing more is made. What stands already is switched off by a request of its own."
        return cls._of(request, form, "Cancel this request?", intro, "Cancel request")

    @classmethod
    def _of(cls, request: AccountRequest, form: Form, title: str, intro: str, button: str) -> Self:
        back = Link("Keep the request", request_url(request))
        return cls(
            title=title, caption=request.employment.person.name, form=form, intro=intro, button=button, cancel=back,
            back=Link(request.reference, request_url(request)),
        )  # fmt: skip
