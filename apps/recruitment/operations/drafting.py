"""Drafting a vacancy, a section at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from apps.recruitment.errors import MoveNotDrawn, VacancyNotReady
from apps.recruitment.models import Criterion, PanelMember, Vacancy, VacancyCounter
from apps.recruitment.rules.moves import moved_vacancy
from apps.recruitment.rules.people import ASK_RECRUITER, may_recruit
from apps.recruitment.states import VacancyState
from guildhall.access.queries import people_with_role
from guildhall.access.roles import Role
from guildhall.audit.operations import record
from guildhall.database.operation import operation
from guildhall.database.place import partner_here
from guildhall.kernel import LONDON, Actor, NotAllowed, Reference, require
from guildhall.reference.pay_scales import PayBand
from guildhall.reference.queries import pay_bands
from tenants.models import Partner


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTerms:
    """What the job is and where. `staff_group` is a code of `StaffGroup`."""

    title: str
    staff_group: str = ""
    posts: int = 1
    site: str = ""
    postcode: str = ""

    def columns(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkTerms:
    """How the work is paid and arranged. `band` is a code of the pay table; its pay is read from there, never typed."""

    contract_type: str
    working_patterns: Sequence[str]
    hours: Decimal
    band: str
    fixed_term_months: int | None = None

    def columns(self) -> dict[str, Any]:
        return asdict(self) | {"working_patterns": list(self.working_patterns)}


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvertTerms:
    """What candidates read."""

    description: str
    duties: str

    def columns(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateTerms:
    """When it closes, as an instant that `closing_instant` gave, and when interviews are expected."""

    closing_at: datetime
    interview_on: date

    def columns(self) -> dict[str, Any]:
        return asdict(self)


class SectionTerms(Protocol):
    """One section of a vacancy that is columns of its row."""

    def columns(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionTerms:
    """A row of the person specification."""

    text: str
    is_essential: bool = True
    assessed_by: str = "form"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleTerms:
    """Who answers questions, who scores, who approves."""

    contact_name: str
    contact_email: str
    panel: Sequence[UUID]
    approver_id: UUID | None


SECTION_WORDS: Mapping[type, str] = {
    JobTerms: "the job", WorkTerms: "pay and hours", AdvertTerms: "the advert", DateTerms: "the dates",
}  # fmt: skip


@operation
def draft_vacancy(*, terms: JobTerms, by: Actor, at: datetime) -> Vacancy:
    """Begin a vacancy, with a reference of its own that is never given again.

    Refuses: NotAllowed, VacancyNotReady (no title).
    """
    require(may_recruit(by), NotAllowed("draft vacancies", ask=ASK_RECRUITER))
    require(bool(terms.title.strip()), VacancyNotReady("Add a job title."))

    vacancy = Vacancy.objects.create(
        reference=_next_reference(at), drafted_by_id=by.person_id, drafted_at=at, **terms.columns()
    )

    record("vacancy drafted", vacancy, by=by, at=at)
    return vacancy


@operation
def revise_vacancy(*, vacancy_id: int, terms: SectionTerms, by: Actor, at: datetime) -> Vacancy:
    """Save one section of a draft; what is still missing may stay missing.

    Takes: JobTerms, WorkTerms, AdvertTerms or DateTerms.
    Refuses: NotAllowed, MoveNotDrawn (no longer a draft), VacancyNotReady (a band that the pay table does not have).
    """
    vacancy = Vacancy.objects.locked(vacancy_id)

    _require_draft(vacancy, by)
    columns = terms.columns()
    if isinstance(terms, WorkTerms):
        columns |= _pay_of(terms.band, at)

    for name, value in columns.items():
        setattr(vacancy, name, value)
    vacancy.save(update_fields=list(columns))

    record("vacancy revised", vacancy, by=by, at=at, details={"section": SECTION_WORDS[type(terms)]})
    return vacancy


@operation
def revise_person_specification(
    *, vacancy_id: int, criteria: Sequence[CriterionTerms], by: Actor, at: datetime
) -> Vacancy:
    """Set down the whole person specification of a draft, in this order.

    Refuses: NotAllowed, MoveNotDrawn.
    """
    vacancy = Vacancy.objects.locked(vacancy_id)

    _require_draft(vacancy, by)

    vacancy.criteria.all().delete()
    Criterion.objects.bulk_create(
        Criterion(vacancy=vacancy, position=position, **asdict(one)) for position, one in enumerate(criteria, start=1)
    )

    record("vacancy revised", vacancy, by=by, at=at, details={"section": "the person specification"})
    return vacancy


@operation
def choose_people(*, vacancy_id: int, terms: PeopleTerms, by: Actor, at: datetime) -> Vacancy:
    """Set down the contact, the panel and the approver of a draft.

    Refuses: NotAllowed, MoveNotDrawn, VacancyNotReady (somebody chosen does not hold the role here).
    """
    vacancy = Vacancy.objects.locked(vacancy_id)

    _require_draft(vacancy, by)
    _require_roles(terms)

    vacancy.contact_name, vacancy.contact_email = terms.contact_name, terms.contact_email
    vacancy.approver_id = terms.approver_id
    vacancy.save(update_fields=["contact_name", "contact_email", "approver_id"])
    vacancy.panel.all().delete()
    PanelMember.objects.bulk_create(PanelMember(vacancy=vacancy, person_id=one) for one in sorted(set(terms.panel)))

    record("vacancy revised", vacancy, by=by, at=at, details={"section": "the people"})
    return vacancy


@operation
def reopen_vacancy(*, vacancy_id: int, by: Actor, at: datetime) -> Vacancy:
    """Take an approved vacancy back to its draft, so that it can be changed; its approval is void.

    Refuses: NotAllowed, MoveNotDrawn.
    """
    vacancy = Vacancy.objects.locked(vacancy_id)

    require(may_recruit(by), NotAllowed("change this vacancy", ask=ASK_RECRUITER))
    vacancy.state = moved_vacancy(vacancy, "reopen")

    vacancy.submitted_by_id = vacancy.submitted_at = vacancy.approved_by_id = vacancy.approved_at = None
    vacancy.save(update_fields=["state", "submitted_by_id", "submitted_at", "approved_by_id", "approved_at"])
    record("approval made void", vacancy, by=by, at=at)
    return vacancy


def _require_draft(vacancy: Vacancy, by: Actor) -> None:
    require(may_recruit(by), NotAllowed("change this vacancy", ask=ASK_RECRUITER))
    label = VacancyState(vacancy.state).label
    require(vacancy.state == VacancyState.DRAFT, MoveNotDrawn(vacancy.reference, is_=label, act="be changed"))


def _require_roles(terms: PeopleTerms) -> None:
    scorers = {person.id for person in people_with_role(Role.PANEL)}
    approvers = {person.id for person in people_with_role(Role.APPROVER)}
    faults = []
    if not set(terms.panel) <= scorers:
        faults.append("Choose panel members from those who hold the role here.")
    if terms.approver_id is not None and terms.approver_id not in approvers:
        faults.append("Choose an approver from those who hold the role here.")
    if faults:
        raise VacancyNotReady(faults)


def _pay_of(band: str, at: datetime) -> dict[str, int]:
    """What the pay table gives a band on the day. Raises: VacancyNotReady."""
    bands: dict[str, PayBand] = {one.code: one for one in pay_bands(at.astimezone(LONDON).date())}
    if band not in bands:
        raise VacancyNotReady("Choose a pay band from the pay table.")
    return {"pay_from_pence": bands[band].from_pence, "pay_to_pence": bands[band].to_pence}


def _next_reference(at: datetime) -> Reference:
    """The partner's next number of the year; whoever asks meanwhile waits, so no number is given twice."""
    year = at.astimezone(LONDON).year
    VacancyCounter.objects.get_or_create(year=year)
    counter = VacancyCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    letters = Partner.objects.values_list("letters", flat=True).get(schema_name=partner_here())
    return Reference.numbered(letters, year=year, number=counter.last)
