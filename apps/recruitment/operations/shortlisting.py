"""Confirming the shortlist, and what came of the interviews."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Q

from apps.recruitment.errors import ShortlistNotReady
from apps.recruitment.models import Application, Vacancy
from apps.recruitment.operations.telling import end_for_candidate, point, tell_candidate
from apps.recruitment.rules.moves import moved_application, moved_vacancy
from apps.recruitment.rules.people import ASK_RECRUITER, may_recruit, require_another_s
from apps.recruitment.rules.readiness import PANEL_AT_LEAST
from apps.recruitment.states import ApplicationState
from guildhall.audit.operations import record
from guildhall.database.operation import operation
from guildhall.kernel import Actor, NotAllowed, require


class InterviewOutcome(StrEnum):
    APPOINTABLE = "appointable"
    UNSUCCESSFUL = "unsuccessful"


@operation
def confirm_shortlist(*, vacancy_id: int, chosen: Collection[int], exception: str, by: Actor, at: datetime) -> Vacancy:
    """Decide who is interviewed; everyone else who applied gets an answer in the same moment.

    Takes: `chosen`, the ids of applications; `exception`, the reason when somebody has fewer than two locked sheets.
    Refuses: NotAllowed, a move that is not drawn, ShortlistNotReady (every reason at once).
    Rule: recruitment.md section 3, the guard of `confirm shortlist`.
    """
    vacancy = Vacancy.objects.locked(vacancy_id)

    require(may_recruit(by), NotAllowed("confirm this shortlist", ask=ASK_RECRUITER))
    state = moved_vacancy(vacancy, "shortlist")
    applications = _waiting(vacancy)
    for application in applications.values():
        require_another_s(application, by)
    if faults := _what_stops(vacancy, applications, chosen, exception, at=at):
        raise ShortlistNotReady(faults)

    vacancy.state, vacancy.shortlisted_by_id, vacancy.shortlisted_at = state, by.id, at
    vacancy.save(update_fields=["state", "shortlisted_by_id", "shortlisted_at"])
    for application in applications.values():
        if application.id in set(chosen):
            _shortlist(application, at=at)
        else:
            end_for_candidate(application, "not_shortlist", template="application_not_shortlisted", at=at)

    figures = {"shortlisted": str(len(set(chosen))), "applications": str(len(applications))}
    record("shortlist confirmed", vacancy, by=by, at=at, details=figures | _exception(exception))
    return vacancy


@operation
def record_interview_outcome(*, application_id: int, outcome: InterviewOutcome, by: Actor, at: datetime) -> Application:
    """Write down what came of an interview; who is unsuccessful is told at once.

    Refuses: NotAllowed, a move that is not drawn.
    """
    application = _locked(application_id)

    require(may_recruit(by), NotAllowed("record this outcome", ask=ASK_RECRUITER))
    require_another_s(application, by)
    if outcome == InterviewOutcome.UNSUCCESSFUL:
        end_for_candidate(application, "find_unsuccessful", template="application_unsuccessful", at=at)
    else:
        application.state = moved_application(application, "find_appointable")
        application.save(update_fields=["state"])
        point(application, at=at)

    record(f"interview outcome: {outcome.value}", application, by=by, at=at)
    return application


def _locked(application_id: int) -> Application:
    return Application.objects.select_related("vacancy", "publication", "person").locked(application_id)


def _shortlist(application: Application, *, at: datetime) -> None:
    application.state = moved_application(application, "shortlist")
    application.save(update_fields=["state"])
    point(application, at=at)
    tell_candidate(
        application, template="application_shortlisted", at=at, interview_on=application.vacancy.interview_on
    )


def _waiting(vacancy: Vacancy) -> Mapping[int, Application]:
    """The applications that a shortlist decides about, locked, in an order that tells nothing."""
    rows = Application.objects.filter(vacancy=vacancy, state=ApplicationState.SUBMITTED).order_by("anonymous_ref")
    rows = rows.select_related("vacancy", "publication", "person").select_for_update(of=("self",))
    return {application.id: application for application in rows}


def _what_stops(
    vacancy: Vacancy, applications: Mapping[int, Application], chosen: Collection[int], exception: str, *, at: datetime
) -> list[str]:
    faults = []
    publication = vacancy.publications.get(withdrawn_at__isnull=True)
    if publication.closes_at > at:
        faults.append("Wait until the vacancy has closed.")
    if not applications:
        faults.append("There is no application to shortlist. End the recruitment instead.")
    if not chosen or not set(chosen) <= set(applications):
        faults.append("Choose at least one application of this vacancy to shortlist.")
    if not exception.strip() and (unscored := _scored_too_little(applications)):
        faults.append(
            f"Have two panel members lock their scores for {', '.join(unscored)}, "
            "or give a reason for going on without."
        )
    return faults


def _scored_too_little(applications: Mapping[int, Application]) -> list[str]:
    locked = Application.objects.filter(id__in=list(applications)).annotate(
        locked=Count("sheets", filter=Q(sheets__locked_at__isnull=False))
    )
    return sorted(locked.filter(locked__lt=PANEL_AT_LEAST).values_list("anonymous_ref", flat=True))


def _exception(reason: str) -> dict[str, str]:
    return {"going on without scores because": reason.strip()} if reason.strip() else {}
