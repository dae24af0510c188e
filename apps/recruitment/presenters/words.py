"""Tags and small spellings that several pages share: each status word is defined once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from apps.recruitment.models import ContractType, StaffGroup, Vacancy, WorkingPattern
from apps.recruitment.states import ApplicationState, Stage
from guildhall.audit.queries import TrailEntry
from guildhall.web.parts import Event, Link, Row, Tag
from guildhall.web.spelling import money, uk_date

STAGE_COLOURS = {
    Stage.DRAFT: "grey", Stage.IN_APPROVAL: "yellow", Stage.APPROVED: "blue", Stage.SCHEDULED: "blue",
    Stage.OPEN: "green", Stage.SHORTLISTING: "purple", Stage.INTERVIEWING: "purple", Stage.OFFERING: "purple",
    Stage.FILLED: "", Stage.ENDED: "grey", Stage.WITHDRAWN: "grey",
}  # fmt: skip
APPLICATION_COLOURS = {
    ApplicationState.SUBMITTED: "blue", ApplicationState.SHORTLISTED: "purple", ApplicationState.APPOINTABLE: "purple",
    ApplicationState.OFFERED: "yellow", ApplicationState.ACCEPTED: "green", ApplicationState.STARTING: "green",
}  # fmt: skip
DONE, TO_DO, CANNOT_YET = Tag("Completed"), Tag("To do", "blue"), Tag("Cannot start yet", "grey")


def stage_tag(stage: Stage) -> Tag:
    return Tag(stage.label, STAGE_COLOURS[stage])


def application_tag(state: str) -> Tag:
    return Tag(ApplicationState(state).label, APPLICATION_COLOURS.get(ApplicationState(state), "grey"))


def pay_in_words(vacancy: Vacancy) -> str:
    """The pay of a vacancy: "Band 6: £39,959 to £48,117 a year"."""
    if vacancy.pay_from is None or vacancy.pay_to is None:
        return ""
    low, high = money(vacancy.pay_from), money(vacancy.pay_to)
    return f"Band {vacancy.band}: {low if low == high else f'{low} to {high}'} a year"


def facts_of(vacancy: Vacancy) -> list[Row]:
    """What the job is, for summary lists."""
    contract = ContractType(vacancy.contract_type).label if vacancy.contract_type else ""
    if vacancy.fixed_term_months:
        contract = f"{contract}, {vacancy.fixed_term_months} months"
    return [
        Row("Pay", pay_in_words(vacancy)),
        Row("Contract", contract),
        Row("Pattern", ", ".join(WorkingPattern(one).label for one in vacancy.working_patterns)),
        Row("Hours a week", f"{vacancy.hours.normalize():f}" if vacancy.hours else ""),
        Row("Posts", vacancy.posts),
        Row("Staff group", StaffGroup(vacancy.staff_group).label if vacancy.staff_group else ""),
        Row("Place", ", ".join(one for one in (vacancy.site, vacancy.postcode) if one)),
    ]


def events_of(trail: Sequence[TrailEntry]) -> list[Event]:
    """The trail in human words, newest first."""
    return [
        Event(
            title=entry.what[:1].upper() + entry.what[1:],
            at=entry.at,
            by=entry.by,
            changes=[f"{key[:1].upper()}{key[1:]}: {_said(value)}" for key, value in entry.details.items()],
        )
        for entry in trail
    ]


def _said(detail: str) -> str:
    """A detail as people write it: the trail keeps days the way machines sort them."""
    return uk_date(date.fromisoformat(detail)) if re.fullmatch(r"\d{4}-\d\d-\d\d", detail) else detail


def address_of(vacancy: Vacancy, page: str = "") -> str:
    return f"/vacancies/{vacancy.reference}/{page}"


def back_to(vacancy: Vacancy) -> Link:
    return Link(vacancy.title, address_of(vacancy))
