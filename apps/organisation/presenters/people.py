"""People, their roles, and what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from guildhall.access.models import Invitation
from guildhall.access.queries import PastVisit, Person
from guildhall.access.roles import Role
from guildhall.audit.queries import TrailEntry
from guildhall.kernel import Actor
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Cell, Column, Empty, Event, Link, Table, Tag
from guildhall.web.spelling import plural, uk_time


def _in_words(roles: Sequence[str]) -> str:
    return ", ".join(Role(role).label for role in roles)


@dataclass(frozen=True, kw_only=True)
class PeoplePage(Page):
    """Everyone who belongs here, and who has been invited."""

    template: ClassVar[str] = "pages/organisation/people.html"
    people: Table
    invited: Table | None
    invite: Link | None

    @classmethod
    def of(cls, people: Sequence[Person], invitations: Sequence[Invitation], *, for_actor: Actor) -> Self:
        may_change = for_actor.has_role(Role.ADMINISTRATOR)
        rows = [
            [
                Cell(person.name, url=f"/people/{person.id}/" if may_change else "", note=person.email),
                _in_words(person.roles),
            ]
            for person in people
        ]
        waiting = [
            [
                invitation.email,
                _in_words(invitation.roles),
                invitation.expires_at,
                Cell(
                    Act(
                        "Withdraw",
                        f"/people/invitations/{invitation.id}/withdrawal/",
                        kind="link",
                        hidden=invitation.email,
                    )
                    if may_change
                    else "None"
                ),
            ]
            for invitation in invitations
        ]
        return cls(
            title="People",
            headline=f"{len(people)} {'person works' if len(people) == 1 else 'people work'} here",
            people=Table("People and what they may do", [Column("Name"), Column("Roles")], rows, caption_hidden=True),
            invited=Table(
                "Invitations waiting", [Column("Address"), Column("Roles"), Column("Until"), Column("Act")], waiting
            )
            if waiting
            else None,
            invite=Link("Invite somebody", "/people/invitations/new/") if may_change else None,
        )


@dataclass(frozen=True, kw_only=True)
class FormPage(Page):
    """One question page: a form and a button."""

    template: ClassVar[str] = "pages/organisation/form.html"
    form: Any
    button: str
    intro: str = ""
    acts: Sequence[Act] = ()

    @classmethod
    def to_invite(cls, form: Any) -> Self:
        return cls(title="Invite somebody", form=form, button="Send invitation", back=Link("People", "/people/"))

    @classmethod
    def to_change_roles(cls, person: Person, form: Any) -> Self:
        return cls(
            title=person.name,
            caption=person.email,
            form=form,
            button="Save roles",
            back=Link("People", "/people/"),
            acts=[Act("End membership", f"/people/{person.id}/end/", kind="warning", hidden=f"of {person.name}")],
        )


def _sides(here: str) -> list[Link]:
    places = (("What was done", "/history/"), ("Operators' visits", "/visits/"))
    return [Link(words, url, current=url == here) for words, url in places]


@dataclass(frozen=True, kw_only=True)
class VisitsPage(Page):
    """Who of the shared service looked at these pages, why and for how long."""

    template: ClassVar[str] = "pages/organisation/visits.html"
    sides: Sequence[Link]
    table: Table
    empty: Empty

    @classmethod
    def of(cls, visits: Sequence[PastVisit], *, at: datetime) -> Self:
        rows = [
            [
                Cell(visit.by, note="Platform operator"),
                visit.reason,
                visit.begun_at,
                _end_of(visit, at),
                _pages_of(visit),
            ]
            for visit in visits
        ]
        columns = [Column("Who"), Column("Why"), Column("Began"), Column("Ended"), Column("Pages opened")]
        return cls(
            title="Operators' visits",
            headline=f"{plural(len(visits), 'visit')} by the shared service's operators" if visits else "",
            sides=_sides("/visits/"),
            table=Table("Visits by the shared service's operators", columns, rows, caption_hidden=True),
            empty=Empty(
                "Nobody has visited",
                "An operator of the shared service may look at your pages, for half an hour and with a reason. They "
                "see no applications and can change nothing. Each visit is listed here, with the pages they opened.",
            ),
        )


def _pages_of(visit: PastVisit) -> Cell:
    """How many pages, and of which kinds: each of them stands in the history, with its reference."""
    kinds = Counter(opened.page for opened in visit.pages)
    words = [f"{page} ({number})" if number > 1 else page for page, number in kinds.items()]
    return Cell(len(visit.pages), note=", ".join(words))


def _end_of(visit: PastVisit, at: datetime) -> Cell:
    if visit.over_at > at:
        return Cell(Tag("Here now", "yellow"), note=f"until {uk_time(visit.over_at)} at the latest")
    return Cell(visit.over_at, note="left" if visit.left else "after half an hour")


@dataclass(frozen=True, kw_only=True)
class HistoryPage(Page):
    """What has been done here, newest first."""

    template: ClassVar[str] = "pages/organisation/history.html"
    sides: Sequence[Link]
    events: Sequence[Event]
    empty: Empty

    @classmethod
    def of(cls, entries: Sequence[TrailEntry]) -> Self:
        events = [
            Event(
                title=f"{entry.what[:1].upper()}{entry.what[1:]}",
                at=entry.at,
                by=entry.by,
                text=entry.subject,
                changes=[f"{key.capitalize()}: {value}" for key, value in entry.details.items()],
            )
            for entry in entries
        ]
        return cls(
            title="History",
            headline="What has been done here",
            sides=_sides("/history/"),
            events=events,
            empty=Empty("Nothing has been done yet", "Every act is written down here, with who did it and when."),
        )
