"""Pages of a vacancy before anyone is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from apps.recruitment.models import Publication, Vacancy
from apps.recruitment.presenters.words import (
    address_of,
    events_of,
    facts_of,
    stage_tag,
)
from apps.recruitment.queries.vacancies import TABS, VacancyLine
from apps.recruitment.queries.waiting import WorkItem
from apps.recruitment.rules.moves import is_drawn, stage_of
from apps.recruitment.rules.people import may_decide_on, may_recruit
from apps.recruitment.states import ApplicationState, Stage, VacancyState
from guildhall.audit.queries import TrailEntry
from guildhall.kernel import Actor
from guildhall.web.pages import Page
from guildhall.web.paging import Paged
from guildhall.web.parts import Act, Cell, Column, Due, Empty, Event, Figure, Link, Row, Table, Tag
from guildhall.web.spelling import deadline, plural, uk_date

VACANCIES = Link("Vacancies", "/vacancies/")


@dataclass(frozen=True, kw_only=True)
class HomePage(Page):
    """Recruitment at a glance: what waits, the figures, and where they lead."""

    template: ClassVar[str] = "pages/recruitment/home.html"
    figures: Sequence[Figure]
    due: Sequence[Due]
    empty: Empty
    newest: Table | None
    begin: Link | None

    @classmethod
    def of(
        cls, work: Sequence[WorkItem], counts: Mapping[str, int], newest: Sequence[VacancyLine], *, for_actor: Actor
    ) -> Self:
        first = work[0] if work else None
        return cls(
            title="Recruitment",
            headline=f"{first.count:,} {first.label}" if first else "Nothing is waiting for you",
            figures=[
                Figure("Being prepared", counts["preparing"], url="/vacancies/?tab=preparing"),
                Figure("Open to candidates", counts["open"], url="/vacancies/?tab=open"),
                Figure("Shortlisting", counts["shortlisting"], url="/vacancies/?tab=shortlisting"),
                Figure("Interviews and offers", counts["choosing"], url="/vacancies/?tab=choosing"),
            ],
            due=[
                Due(f"{item.count:,} {item.label}", item.url, deadline(item.due_at) if item.due_at else "")
                for item in work
            ],
            empty=Empty("You are up to date", "What needs you stands here as it comes.", kind="nothing_left"),
            newest=vacancy_table(newest, caption="Newest vacancies") if newest else None,
            begin=Link("Draft a vacancy", "/vacancies/new/") if may_recruit(for_actor) else None,
        )


@dataclass(frozen=True, kw_only=True)
class VacanciesPage(Page):
    """The list: tabs, a filter, a table, pages."""

    template: ClassVar[str] = "pages/recruitment/list.html"
    tabs: Sequence[Link]
    filter: Any
    table: Table | None
    paged: Paged[Any]
    noun: str
    empty: Empty
    begin: Link | None
    export: Link | None

    @classmethod
    def of(
        cls,
        paged: Paged[VacancyLine],
        counts: Mapping[str, int],
        *,
        tab: str,
        filter_: Any,
        for_actor: Actor,
        query: str,
    ) -> Self:
        begin = Link("Draft a vacancy", "/vacancies/new/") if may_recruit(for_actor) else None
        return cls(
            title="Vacancies",
            headline=plural(paged.count, "vacancy", "vacancies"),
            tabs=[
                Link(words, f"/vacancies/?tab={key}", current=key == tab, count=counts[key])
                for key, words in TABS.items()
            ],
            filter=filter_,
            table=vacancy_table(paged.rows, caption=TABS[tab]) if paged.rows else None,
            paged=paged,
            noun="vacancies",
            empty=_nothing(bool(filter_.tags()), tab, begin),
            begin=begin,
            export=Link("Download as CSV", f"/vacancies/export/?{query}") if paged.rows else None,
        )


def _nothing(filtered: bool, tab: str, begin: Link | None) -> Empty:
    if filtered:
        all_of_them = Link("Show all vacancies", f"/vacancies/?tab={tab}")
        return Empty("No vacancy matches", "Take a filter away, or search for less.", all_of_them, "nothing_matches")
    if tab != "all":
        return Empty(
            "None at this stage", "Vacancies move here by themselves.", Link("All", "/vacancies/"), "nothing_left"
        )
    return Empty("No vacancies yet", "A vacancy begins as a draft that only your organisation sees.", begin)


def vacancy_table(lines: Sequence[VacancyLine], *, caption: str) -> Table:
    """Vacancies in a table."""
    return Table(
        caption,
        [Column("Vacancy"), Column("Stage"), Column("Band"), Column("Closing"), Column("Applications", numeric=True)],
        [
            [
                Cell(
                    line.title, url=f"/vacancies/{line.reference}/", note=f"{line.reference}, {line.site}".strip(", ")
                ),
                stage_tag(line.stage),
                line.band,
                deadline(line.closes_at) if line.closes_at else None,
                line.received,
            ]
            for line in lines
        ],
        caption_hidden=True,
    )


@dataclass(frozen=True, kw_only=True)
class VacancyPage(Page):
    """The record: where it stands, what can be done, what it is, what happened."""

    template: ClassVar[str] = "pages/recruitment/vacancy.html"
    tag: Tag
    under: str
    sent_back: str
    figures: Sequence[Figure]
    facts: Sequence[Row]
    people: Sequence[Row]
    links: Sequence[Link]
    main_link: Link | None
    acts: Sequence[Act]
    tabs: Sequence[Link]
    events: Sequence[Event]

    @classmethod
    def of(
        cls,
        vacancy: Vacancy,
        publication: Publication | None,
        *,
        counts: Mapping[str, int],
        names: Mapping[UUID, str],
        panel: Sequence[UUID],
        trail: Sequence[TrailEntry],
        for_actor: Actor,
        at: datetime,
    ) -> Self:
        stage = stage_of(vacancy, publication, at=at)
        return cls(
            title=vacancy.title,
            caption=vacancy.reference,
            back=VACANCIES,
            tag=stage_tag(stage),
            under=_where_it_stands(vacancy, publication, stage),
            sent_back=vacancy.reason if vacancy.state == VacancyState.DRAFT else "",
            figures=_figures(vacancy, counts),
            facts=facts_of(vacancy),
            people=people_rows(vacancy, names, panel, publication),
            links=_more_acts(vacancy, stage, for_actor),
            main_link=_main_act(vacancy, stage, for_actor),
            acts=_posts(vacancy, for_actor),
            tabs=tabs_of(vacancy, "overview", counts),
            events=events_of(trail),
        )


def sent(counts: Mapping[str, int]) -> int:
    return sum(number for state, number in counts.items() if state != ApplicationState.DRAFT)


def tabs_of(vacancy: Vacancy, current: str, counts: Mapping[str, int]) -> list[Link]:
    """The sides of a vacancy's record."""
    return [
        Link("Overview", address_of(vacancy), current=current == "overview"),
        Link(
            "Applications", address_of(vacancy, "applications/"), current=current == "applications", count=sent(counts)
        ),
        Link("As candidates see it", address_of(vacancy, "preview/"), current=current == "preview"),
    ]


def _where_it_stands(vacancy: Vacancy, publication: Publication | None, stage: Stage) -> str:
    if publication and stage is Stage.SCHEDULED:
        return f"Opens on {uk_date(publication.opening_at)}."
    if publication and stage is Stage.OPEN:
        return f"Closes {deadline(publication.closes_at)}."
    if publication and stage is Stage.SHORTLISTING:
        return f"Closed {deadline(publication.closes_at)}."
    return vacancy.reason if stage in (Stage.WITHDRAWN, Stage.ENDED) else ""


def _figures(vacancy: Vacancy, counts: Mapping[str, int]) -> list[Figure]:
    if vacancy.state in (VacancyState.DRAFT, VacancyState.IN_APPROVAL, VacancyState.APPROVED):
        return []
    hoping = (
        ApplicationState.SUBMITTED,
        ApplicationState.SHORTLISTED,
        ApplicationState.APPOINTABLE,
        ApplicationState.OFFERED,
    )
    taken = counts.get(ApplicationState.ACCEPTED, 0) + counts.get(ApplicationState.STARTING, 0)
    applications = address_of(vacancy, "applications/")
    return [
        Figure("Applications received", sent(counts), url=applications),
        Figure("Being written", counts.get(ApplicationState.DRAFT, 0), note="Counted, never read"),
        Figure("Still in the running", sum(counts.get(one, 0) for one in hoping), url=applications),
        Figure("Posts taken", f"{taken} of {vacancy.posts}", url=f"{applications}?stage=over"),
    ]


def people_rows(
    vacancy: Vacancy, names: Mapping[UUID, str], panel: Sequence[UUID], publication: Publication | None = None
) -> list[Row]:
    """Who and when. A vacancy that closed early says when it closed, not when it would have."""
    closing_at = publication.closes_at if publication else vacancy.closing_at
    return [
        Row("Drafted by", names.get(vacancy.drafted_by_id, "")),
        Row("Approver", names.get(vacancy.approver_id, "") if vacancy.approver_id else ""),
        Row("Panel", sorted(names.get(one, "") for one in panel)),
        Row("Contact", [one for one in (vacancy.contact_name, vacancy.contact_email) if one]),
        Row("Closing", deadline(closing_at) if closing_at else ""),
        Row("Interviews expected", vacancy.interview_on),
    ]


def _main_act(vacancy: Vacancy, stage: Stage, actor: Actor) -> Link | None:
    """The one green button: what this person does next."""
    if stage is Stage.IN_APPROVAL and may_decide_on(actor, vacancy):
        return Link("Approve or send back", address_of(vacancy, "approval/"))
    if not may_recruit(actor):
        return None
    return {
        Stage.DRAFT: Link("Continue the draft", address_of(vacancy, "draft/")),
        Stage.APPROVED: Link("Publish vacancy", address_of(vacancy, "publication/")),
        Stage.SHORTLISTING: Link("Confirm the shortlist", address_of(vacancy, "shortlist/")),
        Stage.INTERVIEWING: Link("See the applications", address_of(vacancy, "applications/")),
        Stage.OFFERING: Link("See the applications", address_of(vacancy, "applications/")),
    }.get(stage)


def _more_acts(vacancy: Vacancy, stage: Stage, actor: Actor) -> list[Link]:
    if not may_recruit(actor):
        return []
    offered = [
        (stage in (Stage.SCHEDULED, Stage.OPEN), Link("Close early", address_of(vacancy, "early-closing/"))),
        (is_drawn(vacancy.state, "end") and stage not in (Stage.SCHEDULED, Stage.OPEN),
         Link("End without appointing", address_of(vacancy, "end/"))),
        (is_drawn(vacancy.state, "withdraw"), Link("Withdraw", address_of(vacancy, "withdrawal/"))),
    ]  # fmt: skip
    return [link for there, link in offered if there]


def _posts(vacancy: Vacancy, actor: Actor) -> list[Act]:
    if may_recruit(actor) and is_drawn(vacancy.state, "reopen"):
        return [
            Act(
                "Change it again",
                address_of(vacancy, "reopening/"),
                kind="link",
                hidden="which makes the approval void",
            )
        ]
    return []
