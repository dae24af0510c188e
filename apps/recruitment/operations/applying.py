"""The candidate's verbs: start, save, submit, withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.jobs_board.operations import Kept, keep_answers
from apps.jobs_board.queries import saved_answers_of
from apps.recruitment.errors import AlreadyApplied, ApplicationNotReady, MoveNotDrawn, VacancyClosed
from apps.recruitment.models import Application, ApplicationPerson, ApplicationSection, Publication, SectionKey, Vacancy
from apps.recruitment.operations.locking import locked_with_vacancy
from apps.recruitment.operations.starting import give_seat_back, lose_start_if_any
from apps.recruitment.operations.telling import point, tell_candidate
from apps.recruitment.rules.forms import has_all_answers, what_is_unfinished
from apps.recruitment.rules.moves import moved_application
from apps.recruitment.rules.people import is_theirs, unnamed
from apps.recruitment.states import SEATS_TAKEN, ApplicationState
from guildhall.audit.operations import record
from guildhall.database.operation import operation
from guildhall.database.place import partner_here
from guildhall.kernel import LONDON, Actor, NotAllowed, require
from guildhall.metering.operations import record_usage
from guildhall.metering.units import Unit
from tenants.queries import hears_from_outside

ASK_CANDIDATE = "the candidate"


@dataclass(frozen=True, slots=True)
class SectionAnswers:
    """One part of the form. `person` holds the name, phone and address of “your details”; `answers` all else.

    Takes: for employment `jobs` (role, employer, starts_on, ends_on as ISO days, duties) and `gaps`, words about them;
    for qualifications `items` (subject, level, place, year); for supporting information an answer by each criterion's
    id; for declarations `right_to_work`, `true_and_complete`.
    """

    key: SectionKey
    answers: Mapping[str, Any] = field(default_factory=dict)
    person: Mapping[str, str] = field(default_factory=dict)
    is_complete: bool = True


@operation
def start_application(*, advert_id: UUID, email: str, by: Actor, at: datetime) -> Application:
    """Begin an application for an open vacancy, filled in with what its candidate has told before.

    Takes: `email`, the verified address of whoever is signed in.
    Refuses: NotAllowed, AlreadyApplied, VacancyClosed.
    """
    publication = Publication.objects.select_related("vacancy").get(advert_id=advert_id)
    vacancy = Vacancy.objects.locked(publication.vacancy_id)

    require(by.is_somebody, NotAllowed("apply", ask="yourself to sign in first"))
    mine = Application.objects.live().filter(vacancy=vacancy, candidate_id=by.id)
    require(not mine.exists(), AlreadyApplied(vacancy.reference))
    require(_takes_applications(publication, at), VacancyClosed())

    application = Application.objects.create(
        vacancy=vacancy, publication=publication, candidate_id=by.person_id, started_at=at
    )
    point(application, at=at)  # first: what a candidate told before is ours to read once they apply to us
    _fill_in_what_is_known(application, email=email, by=by, at=at)

    record("application started", application, by=unnamed(by), at=at)
    return application


@operation
def save_section(*, application_id: UUID, section: SectionAnswers, by: Actor, at: datetime) -> Application:
    """Keep one part of a draft as it was typed, finished or not.

    Refuses: NotAllowed, MoveNotDrawn (it was sent), VacancyClosed.
    """
    application = _locked(application_id)

    require(is_theirs(by, application), NotAllowed("change this application", ask=ASK_CANDIDATE))
    _require_draft(application, act="be changed")
    require(_takes_applications(application.publication, at), VacancyClosed())

    if section.person:
        ApplicationPerson.objects.filter(application=application).update(**section.person)
    complete = section.is_complete and _is_whole(section, application)
    ApplicationSection.objects.update_or_create(
        application=application,
        key=section.key,
        defaults={"answers": dict(section.answers), "is_complete": complete, "saved_at": at},
    )
    if kept := _worth_keeping(section):
        keep_answers(user_id=application.candidate_id, kept=Kept(kept), at=at)
    return application


@operation
def submit_application(*, application_id: UUID, by: Actor, at: datetime) -> Application:
    """Send a finished application, once, before the vacancy closes.

    Takes: `at`, the moment the request reached the door: that decides, not when the lock was won.
    Refuses: NotAllowed, a move that is not drawn, VacancyClosed, ApplicationNotReady (every reason at once).
    Rule: recruitment.md section 4.
    """
    application = _locked(application_id)

    require(is_theirs(by, application), NotAllowed("send this application", ask=ASK_CANDIDATE))
    state = moved_application(application, "submit")
    require(_takes_applications(application.publication, at), VacancyClosed())
    sections = {section.key: section for section in application.sections.all()}
    if unfinished := what_is_unfinished(sections, today=at.astimezone(LONDON).date()):
        raise ApplicationNotReady(unfinished)

    application.state, application.submitted_at = state, at
    application.save(update_fields=["state", "submitted_at"])
    point(application, at=at)
    tell_candidate(application, template="application_received", at=at, submitted_at=at)

    record("application received", application, by=unnamed(by), at=at)
    record_usage(Unit.APPLICATION_RECEIVED, subject=application.public_id, at=at)
    return application


@operation
def withdraw_application(*, application_id: UUID, by: Actor, at: datetime) -> Application:
    """Withdraw an application at any time before the first day; a start that stood falls through.

    Refuses: NotAllowed, a move that is not drawn.
    Announces: "recruitment.start_date_confirmed", a higher revision with no day, if a start stood.
    """
    found = Application.objects.values_list("pk", flat=True).get(public_id=application_id)
    application = locked_with_vacancy(found)

    require(is_theirs(by, application), NotAllowed("withdraw this application", ask=ASK_CANDIDATE))
    had, was_sent = application.state, application.submitted_at is not None
    application.state = moved_application(application, "withdraw")

    application.ended_at = at
    application.save(update_fields=["state", "ended_at"])
    if had in SEATS_TAKEN:
        give_seat_back(application.vacancy)
    point(application, at=at)
    if was_sent:
        tell_candidate(application, template="application_withdrawn", at=at)

    record("application withdrawn", application, by=unnamed(by), at=at)

    lose_start_if_any(application, at=at)
    return application


def _locked(application_id: UUID) -> Application:
    locked = Application.objects.select_for_update(of=("self",))
    return locked.select_related("vacancy", "publication", "person").get(public_id=application_id)


def _require_draft(application: Application, *, act: str) -> None:
    label = ApplicationState(application.state).label
    drafted = application.state == ApplicationState.DRAFT
    require(drafted, MoveNotDrawn("This application", is_=label, act=act))


def _fill_in_what_is_known(application: Application, *, email: str, by: Actor, at: datetime) -> None:
    saved = saved_answers_of(application.candidate_id)
    ApplicationPerson.objects.create(
        application=application,
        name=(saved.name if saved else "") or by.name,
        email=email,
        phone=saved.phone if saved else "",
        address=saved.address if saved else "",
    )
    if saved is None:
        return
    known = {
        SectionKey.EMPLOYMENT: {"jobs": saved.employment},
        SectionKey.QUALIFICATIONS: {"items": saved.qualifications},
    }
    ApplicationSection.objects.bulk_create(
        ApplicationSection(application=application, key=key, answers=answers, saved_at=at)
        for key, answers in known.items()
        if any(answers.values())
    )


def _is_whole(section: SectionAnswers, application: Application) -> bool:
    if section.key != SectionKey.SUPPORTING:
        return True
    return has_all_answers(section.answers, criteria=list(application.vacancy.criteria.all()))


def _worth_keeping(section: SectionAnswers) -> dict[str, Any]:
    if section.key == SectionKey.EMPLOYMENT:
        return {"employment": section.answers.get("jobs", [])}
    if section.key == SectionKey.QUALIFICATIONS:
        return {"qualifications": section.answers.get("items", [])}
    return dict(section.person)


def _takes_applications(publication: Publication, at: datetime) -> bool:
    """Is the vacancy open, and is there still an employer behind it?"""
    return publication.takes_applications_at(at) and hears_from_outside(partner_here(), at=at)
