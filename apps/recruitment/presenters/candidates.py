"""The candidate's pages: their own application, part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Self

from apps.recruitment.models import Application, ApplicationSection, Criterion, Offer, SectionKey, Starter
from apps.recruitment.presenters.choosing import offer_rows
from apps.recruitment.presenters.words import CANNOT_YET, DONE, TO_DO
from apps.recruitment.rules.forms import asked_by_form, gaps_in
from apps.recruitment.rules.moves import is_live
from apps.recruitment.rules.words import NEXT_STEPS, words_for_candidate
from apps.recruitment.states import ApplicationState
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Link, Row, Tag, Task
from guildhall.web.spelling import deadline, uk_date

MINE = Link("My applications", "/applications/")
IN_PROGRESS = Tag("In progress", "yellow")
HINTS = {
    SectionKey.DETAILS: "Name, telephone and address. Scorers never see them",
    SectionKey.EMPLOYMENT: "Your jobs, and what you did between them",
    SectionKey.QUALIFICATIONS: "What you studied and where you are registered",
    SectionKey.SUPPORTING: "One answer for each thing the employer asks for",
    SectionKey.DECLARATIONS: "Your right to work, and that what you wrote is true",
}
RIGHT_TO_WORK = {"yes": "Yes", "no": "No", "sponsored": "I would need sponsorship"}
COLOURS = {
    "draft": "blue",
    "submitted": "blue",
    "shortlisted": "purple",
    "offered": "yellow",
    "accepted": "green",
    "starting": "green",
}


def url_of(application: Application, page: str = "") -> str:
    return f"/applications/{application.public_id}/{page}"


def caption_of(application: Application, employer: str) -> str:
    return f"{application.vacancy.title}, {employer}"


@dataclass(frozen=True, kw_only=True)
class TasksPage(Page):
    """The application's task list, with its closing time."""

    template: ClassVar[str] = "pages/recruitment/candidate_tasks.html"
    tasks: Sequence[Task]
    closing: str
    is_open: bool
    check: Link
    withdraw: Link

    @classmethod
    def of(
        cls, application: Application, sections: Mapping[str, ApplicationSection], *, employer: str, at: datetime
    ) -> Self:
        done = sum(1 for key in SectionKey if key in sections and sections[key].is_complete)
        return cls(
            title="Your application",
            headline=application.vacancy.title,
            caption=f"Your application to {employer}",
            back=MINE,
            tasks=[
                Task(key.label, _status(sections.get(key)), url=url_of(application, f"{key}/"), hint=HINTS[key])
                for key in SectionKey
            ]
            + [_last_task(application, is_whole=done == len(SectionKey))],
            closing=deadline(application.publication.closes_at),
            is_open=application.publication.takes_applications_at(at),
            check=Link("Check your answers", url_of(application, "check/")),
            withdraw=Link("Withdraw this application", url_of(application, "withdrawal/")),
        )  # fmt: skip


def _last_task(application: Application, *, is_whole: bool) -> Task:
    if not is_whole:
        return Task("Check your answers and send", CANNOT_YET)
    return Task("Check your answers and send", TO_DO, url=url_of(application, "check/"))


def _status(section: ApplicationSection | None) -> Tag:
    if section is None:
        return TO_DO
    return DONE if section.is_complete else IN_PROGRESS


@dataclass(frozen=True, kw_only=True)
class FormPage(Page):
    """One question page of the application."""

    template: ClassVar[str] = "pages/recruitment/candidate_form.html"
    form: Any
    button: str = "Save and continue"
    later: bool = True
    intro: str = ""
    kind: str = ""

    @classmethod
    def of(cls, application: Application, key: SectionKey, form: Any, *, employer: str, intro: str = "") -> Self:
        back = Link("Your application", url_of(application))
        return cls(title=key.label, caption=caption_of(application, employer), back=back, form=form, intro=intro)

    @classmethod
    def to_add(cls, application: Application, form: Any, *, title: str, to: SectionKey, employer: str) -> Self:
        back = Link(to.label, url_of(application, f"{to}/"))
        return cls(
            title=title, caption=caption_of(application, employer), back=back, form=form, button="Save", later=False
        )

    @classmethod
    def to_withdraw(cls, application: Application, form: Any, *, employer: str) -> Self:
        return cls(
            title="Withdraw this application",
            caption=caption_of(application, employer),
            back=Link("Your application", url_of(application)),
            form=form,
            button="Withdraw application",
            later=False,
            kind="warning",
            intro="The employer no longer considers it. While the vacancy is open you may apply again.",
        )


@dataclass(frozen=True, kw_only=True)
class ListedPage(Page):
    """A section that is a list: jobs or qualifications, each with a way to take it out, and one more to add."""

    template: ClassVar[str] = "pages/recruitment/candidate_list.html"
    items: Sequence[tuple[str, Sequence[str], Act]]
    add: Link
    none: str
    gaps: Sequence[str]
    form: Any
    asks: bool

    @classmethod
    def of_jobs(
        cls, application: Application, answers: Mapping[str, Any], form: Any, *, employer: str, today: date
    ) -> Self:
        jobs = list(answers.get("jobs") or [])
        found = gaps_in(jobs, until=today)
        return cls(
            title=SectionKey.EMPLOYMENT.label,
            caption=caption_of(application, employer),
            back=Link("Your application", url_of(application)),
            items=[
                (
                    f"{job['role']}, {job['employer']}",
                    _spell(job),
                    _remove(application, SectionKey.EMPLOYMENT, at, job["role"]),
                )
                for at, job in enumerate(jobs)
            ],
            add=Link("Add a job", url_of(application, "employment/new/")),
            none="You have added no jobs. Add those of the last three years at least, or continue if there are none.",
            gaps=[f"{uk_date(gap.from_)} to {uk_date(gap.until)}" for gap in found],
            form=form,
            asks=bool(found),
        )

    @classmethod
    def of_qualifications(
        cls, application: Application, answers: Mapping[str, Any], form: Any, *, employer: str
    ) -> Self:
        items = list(answers.get("items") or [])
        return cls(
            title=SectionKey.QUALIFICATIONS.label,
            caption=caption_of(application, employer),
            back=Link("Your application", url_of(application)),
            items=[
                (
                    f"{one['subject']}, {one['level']}",
                    [f"{one['place']}, {one['year']}"],
                    _remove(application, SectionKey.QUALIFICATIONS, at, one["subject"]),
                )
                for at, one in enumerate(items)
            ],
            add=Link("Add a qualification", url_of(application, "qualifications/new/")),
            none="You have added no qualifications. Continue if there are none to tell.",
            gaps=(),
            form=form,
            asks=False,
        )


def _spell(job: Mapping[str, Any]) -> list[str]:
    ended = uk_date(date.fromisoformat(job["ends_on"])) if job.get("ends_on") else "now"
    began = uk_date(date.fromisoformat(job["starts_on"])) if job.get("starts_on") else "not said"
    return [one for one in (f"{began} to {ended}", job.get("duties", "")) if one]


def _remove(application: Application, key: SectionKey, at: int, what: str) -> Act:
    return Act("Remove", url_of(application, f"{key}/removal/"), kind="link", hidden=what, fields={"at": str(at)})


@dataclass(frozen=True, kw_only=True)
class CheckPage(Page):
    """Every answer, with a way to change it, and the button that sends it."""

    template: ClassVar[str] = "pages/recruitment/candidate_check.html"
    sections: Sequence[Mapping[str, Any]]
    form: Any
    action: str
    closing: str

    @classmethod
    def of(
        cls,
        application: Application,
        sections: Mapping[str, ApplicationSection],
        criteria: Sequence[Criterion],
        *,
        form: Any,
        employer: str,
    ) -> Self:
        return cls(
            title="Check your answers before sending",
            caption=caption_of(application, employer),
            back=Link("Your application", url_of(application)),
            sections=answers_of(application, sections, criteria, change=True),
            form=form,
            action=url_of(application, "submission/"),
            closing=deadline(application.publication.closes_at),
        )


def answers_of(
    application: Application, sections: Mapping[str, ApplicationSection], criteria: Sequence[Criterion], *, change: bool
) -> list[dict[str, Any]]:
    """The whole form as summary lists."""
    said = {key: sections[key].answers if key in sections else {} for key in SectionKey}
    rows = {
        SectionKey.DETAILS: _details(application),
        SectionKey.EMPLOYMENT: _employment(said[SectionKey.EMPLOYMENT]),
        SectionKey.QUALIFICATIONS: _qualifications(said[SectionKey.QUALIFICATIONS]),
        SectionKey.SUPPORTING: [
            (one.text, said[SectionKey.SUPPORTING].get(str(one.id), "")) for one in asked_by_form(criteria)
        ],
        SectionKey.DECLARATIONS: _declarations(said[SectionKey.DECLARATIONS]),
    }
    return [
        {
            "heading": key.label,
            "rows": [Row(name, value, url_of(application, f"{key}/") if change else "") for name, value in rows[key]],
        }
        for key in SectionKey
    ]


Said = list[tuple[str, Any]]


def _details(application: Application) -> Said:
    person = application.person
    return [("Name", person.name), ("Telephone", person.phone), ("Address", person.address.splitlines())]


def _employment(answers: Mapping[str, Any]) -> Said:
    jobs: Said = [(f"{job['role']}, {job['employer']}", _spell(job)) for job in answers.get("jobs") or []]
    gaps: Said = [("Between jobs", answers["gaps"])] if answers.get("gaps") else []
    return [*jobs, *gaps] or [("Jobs", "None")]


def _qualifications(answers: Mapping[str, Any]) -> Said:
    items = answers.get("items") or []
    return [(f"{one['subject']}, {one['level']}", f"{one['place']}, {one['year']}") for one in items] or [
        ("Qualifications", "None")
    ]


def _declarations(answers: Mapping[str, Any]) -> Said:
    return [
        ("Right to work", RIGHT_TO_WORK.get(answers.get("right_to_work", ""), "")),
        ("True and complete", "Yes" if answers.get("true_and_complete") else ""),
    ]


@dataclass(frozen=True, kw_only=True)
class SentPage(Page):
    """The end of the journey: a receipt, and what happens next by date."""

    template: ClassVar[str] = "pages/recruitment/candidate_sent.html"
    receipt: str
    job: str
    steps: Sequence[str]
    link: Link

    @classmethod
    def of(cls, application: Application, *, employer: str) -> Self:
        interview = application.vacancy.interview_on
        steps = [
            f"The vacancy closes {deadline(application.publication.closes_at)}.",
            "The panel scores every application without names.",
            f"Interviews are expected on {uk_date(interview)}." if interview else "",
        ]
        return cls(
            title="Application sent",
            receipt=application.receipt,
            job=caption_of(application, employer),
            steps=[step for step in steps if step],
            link=Link("Follow this application", url_of(application)),
        )


@dataclass(frozen=True, kw_only=True)
class OwnApplicationPage(Page):
    """An application that was sent, as its candidate sees it: where it stands, what comes next, what was said."""

    template: ClassVar[str] = "pages/recruitment/candidate_application.html"
    tag: Tag
    next_step: str
    facts: Sequence[Row]
    offer: Sequence[Row]
    reply: Link | None
    withdraw: Link | None
    sections: Sequence[Mapping[str, Any]]

    @classmethod
    def of(
        cls,
        application: Application,
        sections: Mapping[str, ApplicationSection],
        criteria: Sequence[Criterion],
        *,
        offer: Offer | None,
        starter: Starter | None,
        employer: str,
    ) -> Self:
        starts = starter.starts_on if starter else None
        offered = application.state == ApplicationState.OFFERED
        return cls(
            title=f"{application.vacancy.title}, {employer}",
            headline=application.vacancy.title,
            caption=employer,
            back=MINE,
            tag=Tag(words_for_candidate(application), COLOURS.get(application.state, "grey")),
            next_step=f"You start on {uk_date(starts)}" if starts else NEXT_STEPS.get(application.state, ""),
            facts=[
                Row("Reference", application.receipt),
                Row("Sent", application.submitted_at),
                *(
                    [Row("First day", starts), Row("Where", starter.site), Row("Line manager", starter.manager)]
                    if starter and starts
                    else []
                ),
            ],
            offer=offer_rows(offer, application.vacancy) if offer else (),
            reply=Link("Reply to the offer", url_of(application, "reply/")) if offered else None,
            withdraw=Link("Withdraw this application", url_of(application, "withdrawal/"))
            if is_live(application)
            else None,
            sections=answers_of(application, sections, criteria, change=False),
        )


@dataclass(frozen=True, kw_only=True)
class ReplyPage(Page):
    """The offer, and the answer to it."""

    template: ClassVar[str] = "pages/recruitment/candidate_reply.html"
    rows: Sequence[Row]
    form: Any

    @classmethod
    def of(cls, application: Application, offer: Offer, form: Any, *, employer: str) -> Self:
        return cls(
            title="Reply to the offer",
            headline=f"Reply by {deadline(offer.reply_by)}",
            caption=caption_of(application, employer),
            back=Link("Your application", url_of(application)),
            rows=offer_rows(offer, application.vacancy)[:4],
            form=form,
        )
