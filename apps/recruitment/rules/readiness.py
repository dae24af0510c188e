"""What a vacancy still needs. The task list, the verbs and the publish page give the same answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.recruitment.models import ContractType, Criterion, Vacancy

PANEL_AT_LEAST = 2


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to add, and the section of the vacancy where it is added."""

    section: str
    reason: str


def what_is_missing(
    vacancy: Vacancy, *, criteria: Sequence[Criterion], panel: Collection[UUID], at: datetime
) -> list[Missing]:
    """Everything that keeps a vacancy from approval and publication, in the order of its task list.

    Rule: recruitment.md section 3, the guard of `submit`: fields, one essential criterion, a panel of two.
    """
    return [
        *_of_the_job(vacancy),
        *_of_the_terms(vacancy),
        *_of_the_advert(vacancy),
        *_of_the_specification(criteria),
        *_of_the_dates(vacancy, at=at),
        *_of_the_people(vacancy, panel),
    ]


def _of_the_job(vacancy: Vacancy) -> list[Missing]:
    wanted = {
        "Add a job title.": vacancy.title,
        "Add a staff group.": vacancy.staff_group,
        "Add the place of work.": vacancy.site,
        "Add the postcode of the place of work.": vacancy.postcode,
    }
    return [Missing("job", reason) for reason, value in wanted.items() if not value]


def _of_the_terms(vacancy: Vacancy) -> list[Missing]:
    fixed = vacancy.contract_type == ContractType.FIXED_TERM
    wanted = {
        "Add a contract type.": vacancy.contract_type,
        "Add how many months the fixed term lasts.": vacancy.fixed_term_months or not fixed,
        "Add a working pattern.": vacancy.working_patterns,
        "Add the hours a week.": vacancy.hours,
        "Add a pay band.": vacancy.band and vacancy.pay_from_pence,
    }
    return [Missing("terms", reason) for reason, value in wanted.items() if not value]


def _of_the_advert(vacancy: Vacancy) -> list[Missing]:
    wanted = {"Add a description of the job.": vacancy.description, "Add the main duties.": vacancy.duties}
    return [Missing("advert", reason) for reason, value in wanted.items() if not value]


def _of_the_specification(criteria: Sequence[Criterion]) -> list[Missing]:
    missing = []
    if not any(criterion.is_essential for criterion in criteria):
        missing.append(Missing("specification", "Add at least one essential criterion to the person specification."))
    if criteria and not any(criterion.assessed_by == "form" for criterion in criteria):
        missing.append(Missing("specification", "Have at least one criterion assessed by the application form."))
    return missing


def _of_the_dates(vacancy: Vacancy, *, at: datetime) -> list[Missing]:
    if vacancy.closing_at is None:
        missing = [Missing("dates", "Add a closing date and time.")]
    elif vacancy.closing_at <= at:
        missing = [Missing("dates", "Choose a closing date and time in the future.")]
    else:
        missing = []
    if vacancy.interview_on is None:
        return [*missing, Missing("dates", "Add the date on which interviews are expected.")]
    if vacancy.closing_at and vacancy.interview_on < vacancy.closing_at.date():
        missing.append(Missing("dates", "Choose an interview date after the closing date."))
    return missing


def _of_the_people(vacancy: Vacancy, panel: Collection[UUID]) -> list[Missing]:
    wanted = {
        "Add a contact.": vacancy.contact_name and vacancy.contact_email,
        "Choose at least two panel members.": len(panel) >= PANEL_AT_LEAST,
        "Choose an approver.": vacancy.approver_id,
    }
    return [Missing("people", reason) for reason, value in wanted.items() if not value]
