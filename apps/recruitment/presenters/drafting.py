"""Pages on which a vacancy is drafted, approved and published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

from apps.recruitment.models import Criterion, Vacancy
from apps.recruitment.presenters.vacancies import VACANCIES, people_rows, tabs_of
from apps.recruitment.presenters.words import DONE, TO_DO, address_of, back_to, facts_of
from apps.recruitment.rules.people import may_decide_on
from apps.recruitment.rules.readiness import Missing
from apps.recruitment.states import VacancyState
from guildhall.kernel import Actor
from guildhall.web.pages import Page
from guildhall.web.parts import Column, Link, Row, Table, Task
from guildhall.web.spelling import uk_date

SECTIONS: dict[str, tuple[str, str]] = {
    "job": ("The job", "Title, staff group, posts and place"),
    "terms": ("Pay and hours", "Contract, pattern, hours and band"),
    "advert": ("The advert", "What candidates read"),
    "specification": ("Person specification", "What the person needs, and where it is assessed"),
    "dates": ("Dates", "Closing and interviews"),
    "people": ("People", "Contact, panel and approver"),
}


@dataclass(frozen=True, kw_only=True)
class DraftPage(Page):
    """The task list of a draft: what is there, and what is missing."""

    template: ClassVar[str] = "pages/recruitment/draft.html"
    tasks: Sequence[Task]
    progress: str
    sent_back: str
    form: Any
    submit_url: str
    preview: Link

    @classmethod
    def of(cls, vacancy: Vacancy, missing: Sequence[Missing], *, form: Any) -> Self:
        open_ones = {one.section for one in missing}
        done = len(SECTIONS) - len(open_ones)
        return cls(
            title=vacancy.title,
            caption=f"{vacancy.reference}, draft",
            back=back_to(vacancy),
            tasks=[
                Task(
                    title,
                    TO_DO if key in open_ones else DONE,
                    url=address_of(vacancy, f"draft/{key}/"),
                    hint=_what_to_add([one.reason for one in missing if one.section == key]) or hint,
                )
                for key, (title, hint) in SECTIONS.items()
            ],
            progress=f"You have completed {done} of {len(SECTIONS)} sections.",
            sent_back=vacancy.reason,
            form=form,
            submit_url=address_of(vacancy, "submission/"),
            preview=Link("See it as candidates will", address_of(vacancy, "preview/")),
        )


def _what_to_add(reasons: Sequence[str]) -> str:
    return " ".join(reasons) if len(reasons) < 3 else f"{len(reasons)} things to add."


@dataclass(frozen=True, kw_only=True)
class QuestionPage(Page):
    """A form and a button; perhaps facts above it."""

    template: ClassVar[str] = "pages/recruitment/question.html"
    form: Any
    button: str
    intro: str = ""
    warning: str = ""
    rows: Sequence[Row] = ()
    kind: str = ""
    cancel: Link | None = None

    @classmethod
    def to_begin(cls, form: Any) -> Self:
        return cls(
            title="Draft a vacancy",
            intro="Begin with the job. Everything can be changed until it is submitted for approval.",
            form=form,
            button="Save and continue",
            back=VACANCIES,
        )

    @classmethod
    def of_section(cls, vacancy: Vacancy, key: str, form: Any) -> Self:
        back = Link("The draft", address_of(vacancy, "draft/"))
        caption = f"{vacancy.reference}, {vacancy.title}"
        return cls(title=SECTIONS[key][0], caption=caption, form=form, button="Save and continue", back=back)

    @classmethod
    def to_publish(cls, vacancy: Vacancy, form: Any) -> Self:
        return cls(
            title="Publish vacancy",
            caption=f"{vacancy.reference}, {vacancy.title}",
            intro="Candidates see it on the jobs board from its opening moment, to the second.",
            rows=facts_of(vacancy),
            form=form,
            button="Publish vacancy",
            back=back_to(vacancy),
        )

    @classmethod
    def to_confirm(cls, vacancy: Vacancy, form: Any, *, title: str, intro: str, button: str) -> Self:
        return cls(
            title=title, caption=f"{vacancy.reference}, {vacancy.title}", intro=intro, form=form, button=button,
            kind="warning", back=back_to(vacancy), cancel=Link("Leave it as it is", address_of(vacancy)),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class SpecificationPage(Page):
    """The person specification: rows, spare rows, remove."""

    template: ClassVar[str] = "pages/recruitment/specification.html"
    rows: Any
    count: int
    errors: Sequence[str]

    @classmethod
    def of(cls, vacancy: Vacancy, form: Any, errors: Sequence[str] = ()) -> Self:
        return cls(
            title="Person specification",
            caption=f"{vacancy.reference}, {vacancy.title}",
            back=Link("The draft", address_of(vacancy, "draft/")),
            rows=form.rows,
            count=len(form.rows),
            errors=errors,
        )


@dataclass(frozen=True, kw_only=True)
class ApprovalPage(Page):
    """What an approver reads before deciding."""

    template: ClassVar[str] = "pages/recruitment/approval.html"
    facts: Sequence[Row]
    people: Sequence[Row]
    paragraphs: str
    duties: str
    criteria: Table
    form: Any
    submitted: str
    may_decide: bool

    @classmethod
    def of(
        cls,
        vacancy: Vacancy,
        *,
        criteria: Sequence[Criterion],
        names: Mapping[UUID, str],
        panel: Sequence[UUID],
        form: Any,
        for_actor: Actor,
    ) -> Self:
        by = names.get(vacancy.submitted_by_id, "") if vacancy.submitted_by_id else ""
        return cls(
            title=f"Approve {vacancy.title}",
            headline=vacancy.title,
            caption=f"{vacancy.reference}, waiting for approval",
            back=back_to(vacancy),
            facts=facts_of(vacancy),
            people=people_rows(vacancy, names, panel),
            paragraphs=vacancy.description,
            duties=vacancy.duties,
            criteria=criteria_table(criteria),
            form=form,
            submitted=f"{by} submitted it on {uk_date(vacancy.submitted_at)}." if vacancy.submitted_at else "",
            may_decide=may_decide_on(for_actor, vacancy) and vacancy.state == VacancyState.IN_APPROVAL,
        )


def criteria_table(criteria: Sequence[Criterion]) -> Table:
    """The person specification in a table."""
    return Table(
        "Person specification",
        [Column("Criterion"), Column("Weight"), Column("Assessed by")],
        [
            [one.text, "Essential" if one.is_essential else "Desirable", one.get_assessed_by_display()]
            for one in criteria
        ],
    )


@dataclass(frozen=True, kw_only=True)
class PreviewPage(Page):
    """The advert as candidates will read it."""

    template: ClassVar[str] = "pages/recruitment/preview.html"
    facts: Sequence[Row]
    description: str
    duties: Sequence[str]
    essential: Sequence[str]
    desirable: Sequence[str]
    contact: str
    tabs: Sequence[Link]

    @classmethod
    def of(cls, vacancy: Vacancy, criteria: Sequence[Criterion], counts: Mapping[str, int]) -> Self:
        return cls(
            title=f"{vacancy.title} as candidates see it",
            headline=vacancy.title,
            caption="As candidates see it",
            back=back_to(vacancy),
            facts=facts_of(vacancy),
            description=vacancy.description,
            duties=[line for line in vacancy.duties.splitlines() if line.strip()],
            essential=[one.text for one in criteria if one.is_essential],
            desirable=[one.text for one in criteria if not one.is_essential],
            contact=", ".join(one for one in (vacancy.contact_name, vacancy.contact_email) if one),
            tabs=tabs_of(vacancy, "preview", counts),
        )
