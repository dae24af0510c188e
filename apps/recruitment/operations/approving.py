"""Submitting a vacancy, approving it, sending it back."""

from __future__ import annotations

from datetime import datetime

from apps.recruitment.errors import CommentMissing, VacancyNotReady
from apps.recruitment.models import Vacancy
from apps.recruitment.queries.vacancies import missing_from
from apps.recruitment.rules.moves import moved_vacancy
from apps.recruitment.rules.people import ASK_RECRUITER, may_decide_on, may_recruit
from apps.recruitment.rules.readiness import Missing
from guildhall.access.queries import email_of
from guildhall.audit.operations import record
from guildhall.database.operation import operation
from guildhall.database.place import partner_here
from guildhall.kernel import Actor, NotAllowed, require
from guildhall.notices.letters import write_letter
from tenants.hosts import address_of
from tenants.models import Partner

ASK_APPROVER = "the approver named on it"


@operation
def submit_for_approval(*, vacancy_id: int, by: Actor, at: datetime) -> Vacancy:
    """Hand a finished draft to its approver.

    Refuses: NotAllowed, a move that is not drawn, VacancyNotReady (every reason at once).
    """
    vacancy = Vacancy.objects.locked(vacancy_id)

    require(may_recruit(by), NotAllowed("submit this vacancy", ask=ASK_RECRUITER))
    state = moved_vacancy(vacancy, "submit")
    if missing := [*missing_from(vacancy, at=at), *_own_approval(vacancy, by)]:
        raise VacancyNotReady([one.reason for one in missing])

    vacancy.state, vacancy.reason = state, ""
    vacancy.submitted_by_id, vacancy.submitted_at = by.id, at
    vacancy.save(update_fields=["state", "reason", "submitted_by_id", "submitted_at"])
    _write_to_approver(vacancy, by=by, at=at)

    record("vacancy submitted for approval", vacancy, by=by, at=at)
    return vacancy


@operation
def approve_vacancy(*, vacancy_id: int, by: Actor, at: datetime) -> Vacancy:
    """Approve a vacancy, as another person than the one who submitted it.

    Refuses: NotAllowed, a move that is not drawn.
    Rule: recruitment.md section 8, nobody approves their own request.
    """
    vacancy = Vacancy.objects.locked(vacancy_id)

    require(may_decide_on(by, vacancy), NotAllowed("approve this vacancy", ask=ASK_APPROVER))
    vacancy.state = moved_vacancy(vacancy, "approve")

    vacancy.approved_by_id, vacancy.approved_at = by.id, at
    vacancy.save(update_fields=["state", "approved_by_id", "approved_at"])
    _write_to_submitter(vacancy, template="vacancy_approved", subject="is approved", by=by, at=at)

    record("vacancy approved", vacancy, by=by, at=at)
    return vacancy


@operation
def send_back_vacancy(*, vacancy_id: int, comment: str, by: Actor, at: datetime) -> Vacancy:
    """Send a vacancy back to its recruiter, saying what has to change.

    Refuses: NotAllowed, a move that is not drawn, CommentMissing.
    """
    vacancy = Vacancy.objects.locked(vacancy_id)

    require(may_decide_on(by, vacancy), NotAllowed("send this vacancy back", ask=ASK_APPROVER))
    state = moved_vacancy(vacancy, "send_back")
    require(bool(comment.strip()), CommentMissing())

    vacancy.state, vacancy.reason = state, comment.strip()
    _write_to_submitter(vacancy, template="vacancy_sent_back", subject="was sent back", by=by, at=at)
    vacancy.submitted_by_id = vacancy.submitted_at = None
    vacancy.save(update_fields=["state", "reason", "submitted_by_id", "submitted_at"])

    record("vacancy sent back", vacancy, by=by, at=at, details={"comment": comment.strip()})
    return vacancy


def _own_approval(vacancy: Vacancy, by: Actor) -> list[Missing]:
    if vacancy.approver_id is not None and vacancy.approver_id == by.id:
        return [Missing("people", "Choose an approver other than yourself.")]
    return []


def _write_to_approver(vacancy: Vacancy, *, by: Actor, at: datetime) -> None:
    write_letter(
        to=email_of(vacancy.approver_id),  # type: ignore[arg-type]  # readiness saw to it
        subject=f"{vacancy.title}, {vacancy.reference}, is waiting for your approval",
        template="vacancy_for_approval",
        context={"vacancy": vacancy, "asker": by.name, "link": link_to(vacancy, "approval/")},
        at=at,
    )


def _write_to_submitter(vacancy: Vacancy, *, template: str, subject: str, by: Actor, at: datetime) -> None:
    write_letter(
        to=email_of(vacancy.submitted_by_id),  # type: ignore[arg-type]  # in approval, so somebody submitted it
        subject=f"{vacancy.title}, {vacancy.reference}, {subject}",
        template=template,
        context={"vacancy": vacancy, "decider": by.name, "link": link_to(vacancy)},
        at=at,
    )


def link_to(vacancy: Vacancy, page: str = "") -> str:
    """Where a vacancy's pages are, on the host of the partner we are with."""
    partner = Partner.objects.get(schema_name=partner_here())
    return address_of(partner, f"/vacancies/{vacancy.reference}/{page}")
