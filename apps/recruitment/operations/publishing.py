"""Putting a vacancy before candidates, and taking it away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from apps.jobs_board.operations import Advert, close_advert, place_advert, withdraw_advert
from apps.recruitment.announcements import VACANCY_PUBLISHED
from apps.recruitment.errors import AlreadyPublished, MoveNotDrawn, ReasonMissing, VacancyNotReady
from apps.recruitment.models import Application, ContractType, Publication, StaffGroup, Vacancy, WorkingPattern
from apps.recruitment.operations.starting import lose_start_if_any
from apps.recruitment.operations.telling import end_for_candidate
from apps.recruitment.queries.vacancies import missing_from
from apps.recruitment.rules.moves import moved_vacancy
from apps.recruitment.rules.people import ASK_RECRUITER, may_recruit
from apps.recruitment.states import SEATS_TAKEN, VacancyState
from guildhall.audit.operations import record
from guildhall.database.operation import operation
from guildhall.kernel import Actor, NotAllowed, require
from guildhall.metering.operations import record_usage
from guildhall.metering.units import Unit
from guildhall.notices.operations import announce


@dataclass(frozen=True, slots=True)
class PublicationTerms:
    """When it is to be seen: `opening_at` up to, and not including, `closing_at`."""

    opening_at: datetime
    closing_at: datetime


@operation
def publish_vacancy(*, vacancy_id: int, terms: PublicationTerms, by: Actor, at: datetime) -> Vacancy:
    """Put a vacancy in front of candidates, once.

    Takes: terms.opening_at and terms.closing_at, instants shown in UK local time, closing after opening.
    Refuses: NotAllowed, AlreadyPublished, a move that is not drawn, VacancyNotReady (every reason at once).
    Announces: "recruitment.vacancy_published".
    Rule: recruitment.md, the moves of a vacancy.
    """
    vacancy = Vacancy.objects.locked(vacancy_id)

    require(may_recruit(by), NotAllowed("publish this vacancy", ask=ASK_RECRUITER))
    require(vacancy.state != VacancyState.PUBLISHED, AlreadyPublished(vacancy.reference))
    vacancy.closing_at = terms.closing_at
    if missing := [*_approval_missing(vacancy), *_missing_to_publish(vacancy, terms, at=at)]:
        raise VacancyNotReady(missing)
    vacancy.state = moved_vacancy(vacancy, "publish")

    vacancy.save(update_fields=["state", "closing_at"])
    publication = _publication_of(vacancy, terms, by=by, at=at)
    place_advert(advert=advert_of(vacancy, publication), at=at)

    record("vacancy published", vacancy, by=by, at=at)
    record_usage(Unit.VACANCY_PUBLISHED, subject=f"{vacancy.reference}-{publication.number}", at=at)

    announce(VACANCY_PUBLISHED.name, vacancy_id=vacancy.id, reference=vacancy.reference)
    return vacancy


@operation
def close_vacancy_early(*, vacancy_id: int, reason: str, by: Actor, at: datetime) -> Vacancy:
    """Close an open vacancy before its time, for a reason.

    Refuses: NotAllowed, MoveNotDrawn (not published, or closed already), ReasonMissing.
    """
    vacancy = Vacancy.objects.locked(vacancy_id)

    require(may_recruit(by), NotAllowed("close this vacancy", ask=ASK_RECRUITER))
    moved_vacancy(vacancy, "close_early")
    publication = vacancy.publications.get(withdrawn_at__isnull=True)
    closed = MoveNotDrawn(vacancy.reference, is_="closed", act="be closed early")
    require(publication.closes_at > at, closed)
    require(bool(reason.strip()), ReasonMissing(act="close the vacancy early"))

    publication.closed_early_at, publication.close_reason = at, reason.strip()
    publication.save(update_fields=["closed_early_at", "close_reason"])
    close_advert(advert_id=publication.advert_id, at=at)

    record("vacancy closed early", vacancy, by=by, at=at, details={"reason": reason.strip()})
    return vacancy


@operation
def withdraw_vacancy(*, vacancy_id: int, reason: str, by: Actor, at: datetime) -> Vacancy:
    """Withdraw a vacancy that is not filled; everyone with a live application is told.

    Refuses: NotAllowed, a move that is not drawn, ReasonMissing.
    Announces: "recruitment.start_date_confirmed", a higher revision with no day, for each start that stood.
    """
    vacancy = Vacancy.objects.locked(vacancy_id)

    require(may_recruit(by), NotAllowed("withdraw this vacancy", ask=ASK_RECRUITER))
    state = moved_vacancy(vacancy, "withdraw")
    require(bool(reason.strip()), ReasonMissing(act="withdraw the vacancy"))

    vacancy.state, vacancy.reason = state, reason.strip()
    vacancy.save(update_fields=["state", "reason"])
    for publication in vacancy.publications.filter(withdrawn_at__isnull=True):
        publication.withdrawn_at = at
        publication.save(update_fields=["withdrawn_at"])
        withdraw_advert(advert_id=publication.advert_id, at=at)
    live = Application.objects.live().filter(vacancy=vacancy).select_related("person", "publication", "vacancy")
    for application in live.select_for_update(of=("self",)):
        end_for_candidate(application, "close", template="vacancy_withdrawn", at=at)
        lose_start_if_any(application, at=at)

    record("vacancy withdrawn", vacancy, by=by, at=at, details={"reason": reason.strip()})
    return vacancy


@operation
def end_vacancy(*, vacancy_id: int, reason: str, by: Actor, at: datetime) -> Vacancy:
    """End a recruitment that appoints nobody more. Nobody may be left without an answer.

    Refuses: NotAllowed, a move that is not drawn, ReasonMissing, VacancyNotReady (still open, live applications).
    """
    vacancy = Vacancy.objects.locked(vacancy_id)

    require(may_recruit(by), NotAllowed("end this recruitment", ask=ASK_RECRUITER))
    state = moved_vacancy(vacancy, "end")
    require(bool(reason.strip()), ReasonMissing(act="end the recruitment"))
    if faults := _what_stops_ending(vacancy, at=at):
        raise VacancyNotReady(faults)

    vacancy.state, vacancy.reason = state, reason.strip()
    vacancy.save(update_fields=["state", "reason"])

    record("recruitment ended", vacancy, by=by, at=at, details={"reason": reason.strip()})
    return vacancy


def _approval_missing(vacancy: Vacancy) -> list[str]:
    return [] if vacancy.approved_at else ["Have the vacancy approved."]


def _missing_to_publish(vacancy: Vacancy, terms: PublicationTerms, *, at: datetime) -> list[str]:
    reasons = [one.reason for one in missing_from(vacancy, at=at)]
    if terms.closing_at <= terms.opening_at:
        reasons.append("Choose a closing time after the opening time.")
    return reasons


def _publication_of(vacancy: Vacancy, terms: PublicationTerms, *, by: Actor, at: datetime) -> Publication:
    return Publication.objects.create(
        vacancy=vacancy,
        number=vacancy.publications.count() + 1,
        opening_at=terms.opening_at,
        closing_at=terms.closing_at,
        published_by_id=by.person_id,
        published_at=at,
    )


def advert_of(vacancy: Vacancy, publication: Publication) -> Advert:
    """A vacancy in the words that the public reads. Nothing of the panel, the approver or the trail is in it."""
    return Advert(
        public_id=publication.advert_id,
        vacancy_reference=vacancy.reference,
        number=publication.number,
        title=vacancy.title,
        staff_group=StaffGroup(vacancy.staff_group).label,
        place=vacancy.site,
        postcode=vacancy.postcode,
        contract=_contract_in_words(vacancy),
        patterns=[WorkingPattern(one).label for one in vacancy.working_patterns],
        hours=vacancy.hours,  # type: ignore[arg-type]  # readiness saw to it
        posts=vacancy.posts,
        band=vacancy.band,
        pay_from_pence=vacancy.pay_from_pence,  # type: ignore[arg-type]  # readiness saw to it
        pay_to_pence=vacancy.pay_to_pence,  # type: ignore[arg-type]  # readiness saw to it
        interview_on=vacancy.interview_on,
        opening_at=publication.opening_at,
        closing_at=publication.closing_at,
        body={
            "description": vacancy.description,
            "duties": vacancy.duties,
            "contact_name": vacancy.contact_name,
            "contact_email": vacancy.contact_email,
            "criteria": [
                {"text": one.text, "essential": one.is_essential, "assessed_by": one.assessed_by}
                for one in vacancy.criteria.all()
            ],
        },
    )


def _contract_in_words(vacancy: Vacancy) -> str:
    label = ContractType(vacancy.contract_type).label
    return f"{label}, {vacancy.fixed_term_months} months" if vacancy.fixed_term_months else label


def _what_stops_ending(vacancy: Vacancy, *, at: datetime) -> list[str]:
    reasons = []
    if vacancy.publications.filter(withdrawn_at__isnull=True, closing_at__gt=at, closed_early_at__isnull=True).exists():
        reasons.append("Close the vacancy first.")
    waiting = Application.objects.live().received().filter(vacancy=vacancy).exclude(state__in=SEATS_TAKEN)
    if refs := list(waiting.order_by("anonymous_ref").values_list("anonymous_ref", flat=True)):
        reasons.append(f"Give every application an outcome first: {', '.join(refs)}.")
    return reasons
