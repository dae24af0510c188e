"""Pages of those who choose: applications, scores, shortlist, offer, start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

from apps.recruitment.models import Application, Criterion, Offer, Starter, Vacancy
from apps.recruitment.presenters.vacancies import tabs_of
from apps.recruitment.presenters.words import address_of, application_tag, events_of, pay_in_words
from apps.recruitment.queries.applications import ApplicationLine, SheetLine
from apps.recruitment.rules.redaction import AnonymousApplication
from apps.recruitment.states import ApplicationState
from guildhall.audit.queries import TrailEntry
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Cell, Column, Empty, Event, Link, Row, Table, Tag
from guildhall.web.spelling import deadline, money, plural, uk_date

STAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "all": ("All", tuple(state for state in ApplicationState if state != ApplicationState.DRAFT)),
    "submitted": ("To be scored", (ApplicationState.SUBMITTED,)),
    "chosen": ("Interview and offer", (
        ApplicationState.SHORTLISTED, ApplicationState.APPOINTABLE, ApplicationState.OFFERED)),
    "over": ("Accepted and starting", (ApplicationState.ACCEPTED, ApplicationState.STARTING)),
    "ended": ("Ended", (
        ApplicationState.NOT_SHORTLISTED, ApplicationState.UNSUCCESSFUL, ApplicationState.DECLINED,
        ApplicationState.FALLEN_THROUGH, ApplicationState.WITHDRAWN, ApplicationState.VACANCY_CLOSED)),
}  # fmt: skip


def application_url(vacancy: Vacancy, ref: str, page: str = "") -> str:
    return address_of(vacancy, f"applications/{ref}/{page}")


@dataclass(frozen=True, kw_only=True)
class ApplicationsPage(Page):
    """The applications of a vacancy, by stage, with counts."""

    template: ClassVar[str] = "pages/recruitment/applications.html"
    tabs: Sequence[Link]
    stages: Sequence[Link]
    table: Table | None
    empty: Empty
    note: str
    shortlist: Link | None

    @classmethod
    def of(
        cls, vacancy: Vacancy, lines: Sequence[ApplicationLine], counts: Mapping[str, int], *, stage: str, scores: bool,
        may_shortlist: bool,
    ) -> Self:  # fmt: skip
        shown = [line for line in lines if line.state in STAGES[stage][1]]
        return cls(
            title=f"Applications for {vacancy.title}",
            headline=plural(len(shown), "application"),
            caption=f"{vacancy.reference}, {vacancy.title}",
            back=Link(vacancy.title, address_of(vacancy)),
            tabs=tabs_of(vacancy, "applications", counts),
            stages=[
                Link(
                    words,
                    address_of(vacancy, f"applications/?stage={key}"),
                    current=key == stage,
                    count=sum(counts.get(state, 0) for state in states),
                )
                for key, (words, states) in STAGES.items()
            ],
            table=_table_of(vacancy, shown, scores=scores) if shown else None,
            empty=_no_applications(lines, vacancy),
            note="" if vacancy.is_shortlisted else "Names are hidden until the shortlist is confirmed.",
            shortlist=Link("Confirm the shortlist", address_of(vacancy, "shortlist/")) if may_shortlist else None,
        )


def _table_of(vacancy: Vacancy, lines: Sequence[ApplicationLine], *, scores: bool) -> Table:
    head = [Column("Application"), Column("Stage"), Column("Sent")]
    if scores:
        head += [Column("Score sheets", numeric=True), Column("Mean total", numeric=True)]
    rows: list[list[object]] = []
    for line in lines:
        named = Cell(line.name or line.ref, url=application_url(vacancy, line.ref), note=line.ref if line.name else "")
        row: list[object] = [named, application_tag(line.state), uk_date(line.submitted_at)]
        if scores:
            row += [len(line.locked), f"{float(line.average):.1f}" if line.average is not None else None]
        rows.append(row)
    return Table("Applications", head, rows, caption_hidden=True)


def _no_applications(lines: Sequence[ApplicationLine], vacancy: Vacancy) -> Empty:
    if lines:
        all_of_them = Link("Show all applications", address_of(vacancy, "applications/"))
        return Empty("None at this stage", "Choose another stage above.", all_of_them, "nothing_matches")
    return Empty("No applications yet", "They stand here once candidates send them.", kind="nothing_left")


@dataclass(frozen=True, kw_only=True)
class ApplicationPage(Page):
    """One application: what was answered, the scores, the acts that exist now. Named only once names may be known."""

    template: ClassVar[str] = "pages/recruitment/application.html"
    tag: Tag
    person: Sequence[Row]
    answers: AnonymousApplication
    scores: Table | None
    offer: Sequence[Row]
    start: Sequence[Row]
    main_link: Link | None
    links: Sequence[Link]
    neighbours: Sequence[Link]
    events: Sequence[Event]

    @classmethod
    def of(
        cls,
        application: Application,
        answers: AnonymousApplication,
        *,
        person: Sequence[Row],
        criteria: Sequence[Criterion],
        sheets: Sequence[SheetLine],
        names: Mapping[UUID, str],
        offer: Offer | None,
        starter: Starter | None,
        trail: Sequence[TrailEntry],
        neighbours: Sequence[Link],
        is_recruiter: bool,
    ) -> Self:
        vacancy = application.vacancy
        name = str(person[0].value) if person else ""
        return cls(
            title=name or f"Application {application.anonymous_ref}",
            caption=f"{application.anonymous_ref}, {vacancy.title}"
            if name
            else f"{vacancy.reference}, {vacancy.title}",
            back=Link("Applications", address_of(vacancy, "applications/")),
            tag=application_tag(application.state),
            person=person,
            answers=answers,
            scores=scores_table(criteria, sheets, names) if sheets else None,
            offer=offer_rows(offer, vacancy) if offer and is_recruiter else (),
            start=_start_rows(starter) if starter and is_recruiter else (),
            main_link=_next_act(application) if is_recruiter else None,
            links=_other_acts(application) if is_recruiter else (),
            neighbours=neighbours,
            events=events_of(trail) if is_recruiter else (),
        )


def person_rows(application: Application) -> list[Row]:
    """Who applied, for recruiters after the shortlist."""
    person = application.person
    return [
        Row("Name", person.name),
        Row("E-mail", person.email),
        Row("Telephone", person.phone),
        Row("Address", [line for line in person.address.splitlines() if line.strip()]),
    ]


def scores_table(criteria: Sequence[Criterion], sheets: Sequence[SheetLine], names: Mapping[UUID, str]) -> Table:
    """Locked scores side by side, with totals that add up."""
    asked = [one for one in criteria if one.assessed_by == "form"]
    return Table(
        "Locked scores",
        [Column("Criterion"), *(Column(names.get(sheet.scorer_id, "Scorer"), numeric=True) for sheet in sheets)],
        [[one.text, *(sheet.points.get(one.id) for sheet in sheets)] for one in asked],
        totals=["Total", *(sheet.total for sheet in sheets)],
    )


def offer_rows(offer: Offer, vacancy: Vacancy) -> list[Row]:
    answer = {True: "Accepted", False: "Declined", None: "Not answered yet"}[offer.accepted]
    return [
        Row("Salary", f"{money(offer.salary)} a year, full time"),
        Row("Band", pay_in_words(vacancy)),
        Row("Proposed first day", offer.starts_on),
        Row("Reply by", deadline(offer.reply_by)),
        Row("Answer", [one for one in (answer, offer.reply_reason) if one]),
    ]


def _start_rows(starter: Starter) -> list[Row]:
    return [
        Row("First day", starter.starts_on or "Fell through"),
        Row("Where", starter.site),
        Row("Line manager", starter.manager),
    ]


_NEXT = {
    ApplicationState.SHORTLISTED: ("Record the interview outcome", "outcome/"),
    ApplicationState.APPOINTABLE: ("Make an offer", "offer/"),
    ApplicationState.ACCEPTED: ("Confirm the start date", "start/"),
}


def _next_act(application: Application) -> Link | None:
    found = _NEXT.get(ApplicationState(application.state))
    return Link(found[0], application_url(application.vacancy, application.anonymous_ref, found[1])) if found else None


def _other_acts(application: Application) -> list[Link]:
    if application.state != ApplicationState.STARTING:
        return []
    url = application_url(application.vacancy, application.anonymous_ref, "start/")
    return [Link("Move the start date", f"{url}move/"), Link("They will not start", f"{url}withdrawal/")]


@dataclass(frozen=True, kw_only=True)
class ScoringPage(Page):
    """An application without its person, and the panel member's own scores beside it."""

    template: ClassVar[str] = "pages/recruitment/scoring.html"
    answers: AnonymousApplication
    form: Any
    lock: Act | None
    locked: Table | None
    lock_form: Any
    neighbours: Sequence[Link]

    @classmethod
    def of(
        cls,
        application: Application,
        answers: AnonymousApplication,
        *,
        form: Any,
        lock_form: Any,
        sheets: Sequence[SheetLine],
        is_locked: bool,
        criteria: Sequence[Criterion],
        names: Mapping[UUID, str],
        neighbours: Sequence[Link],
    ) -> Self:
        vacancy = application.vacancy
        return cls(
            title=f"Score application {answers.ref}",
            headline=f"Application {answers.ref}",
            caption=f"{vacancy.reference}, {vacancy.title}",
            back=Link("Applications to score", "/scores/"),
            answers=answers,
            form=None if is_locked else form,
            lock_form=lock_form,
            lock=None
            if is_locked
            else Act("Lock my scores", application_url(vacancy, answers.ref, "lock/"), kind="secondary"),
            locked=scores_table(criteria, sheets, names) if is_locked else None,
            neighbours=neighbours,
        )


@dataclass(frozen=True, kw_only=True)
class ScoresPage(Page):
    """What waits for a panel member's scores."""

    template: ClassVar[str] = "pages/recruitment/scores.html"
    table: Table | None
    empty: Empty

    @classmethod
    def of(cls, waiting: Sequence[Application]) -> Self:
        rows = [
            [
                Cell(one.anonymous_ref, url=application_url(one.vacancy, one.anonymous_ref, "scores/")),
                Cell(one.vacancy.title, note=one.vacancy.reference),
                deadline(one.vacancy.closing_at) if one.vacancy.closing_at else None,
            ]
            for one in waiting
        ]
        headline = f"{plural(len(rows), 'application')} {'waits' if len(rows) == 1 else 'wait'} for your scores"
        return cls(
            title="Applications to score",
            headline=headline if rows else "You have scored everything",
            table=Table(
                "Applications to score",
                [Column("Application"), Column("Vacancy"), Column("Closing")],
                rows,
                caption_hidden=True,
            )
            if rows
            else None,
            empty=Empty(
                "Nothing is left to score", "Applications stand here when candidates send them.", kind="nothing_left"
            ),
        )


@dataclass(frozen=True, kw_only=True)
class ChoicePage(Page):
    """A question about one application or one shortlist, with the facts it rests on."""

    template: ClassVar[str] = "pages/recruitment/question.html"
    form: Any
    button: str
    intro: str = ""
    warning: str = ""
    rows: Sequence[Row] = ()
    kind: str = ""
    cancel: Link | None = None

    @classmethod
    def to_shortlist(cls, vacancy: Vacancy, form: Any, *, closed: bool) -> Self:
        return cls(
            title="Confirm the shortlist",
            caption=f"{vacancy.reference}, {vacancy.title}",
            intro="Names are shown to you once this is confirmed. Every applicant is told the same moment.",
            warning="" if closed else "The vacancy is still open: the shortlist can be confirmed once it has closed.",
            form=form,
            button="Confirm shortlist",
            back=Link("Applications", address_of(vacancy, "applications/")),
        )

    @classmethod
    def about(
        cls, application: Application, form: Any, *, title: str, button: str, intro: str = "", kind: str = "",
        rows: Sequence[Row] = (),
    ) -> Self:  # fmt: skip
        vacancy = application.vacancy
        name = application.person.name
        back = Link(name, application_url(vacancy, application.anonymous_ref))
        return cls(
            title=title,
            caption=f"{name}, {vacancy.title}",
            intro=intro,
            form=form,
            button=button,
            kind=kind,
            rows=rows,
            back=back,
        )
