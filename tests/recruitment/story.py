"""A partner's story as far as a test needs it, Northfield's or Eastmoor's, told by the operations that pages call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from apps.recruitment.models import Application, Publication, SectionKey, Vacancy
from apps.recruitment.operations.applying import SectionAnswers, save_section, start_application, submit_application
from apps.recruitment.operations.approving import approve_vacancy, submit_for_approval
from apps.recruitment.operations.drafting import (
    AdvertTerms,
    CriterionTerms,
    DateTerms,
    JobTerms,
    PeopleTerms,
    WorkTerms,
    choose_people,
    draft_vacancy,
    revise_person_specification,
    revise_vacancy,
)
from apps.recruitment.operations.offering import OfferTerms, accept_offer, make_offer
from apps.recruitment.operations.publishing import PublicationTerms, publish_vacancy
from apps.recruitment.operations.scoring import lock_scores, score_application
from apps.recruitment.operations.shortlisting import InterviewOutcome, confirm_shortlist, record_interview_outcome
from apps.recruitment.operations.starting import StartTerms, confirm_start_date
from apps.recruitment.rules.closing import closing_instant
from guildhall.access.queries import email_of
from guildhall.database.place import partner_here
from guildhall.kernel import Actor, Money
from tenants.context import on_the_platform
from tenants.models import Partner
from tests.cast import (
    ADAM,
    AMA,
    ANIL,
    CARLA,
    CASEY,
    EDEN,
    ELIN,
    EWAN,
    FIONA,
    MONDAY_9AM,
    PAUL,
    PETRA,
    RITA,
    Player,
    after,
)

CLOSING = closing_instant(date(2026, 6, 15), time(23, 59))
CLOSED = after(days=16)
FIRST_DAY = date(2026, 8, 3)
CRITERIA = (
    CriterionTerms(text="Registered nurse", is_essential=True),
    CriterionTerms(text="Leads a shift calmly", is_essential=True),
    CriterionTerms(text="Teaches students", is_essential=False, assessed_by="interview"),
)


@dataclass(frozen=True, kw_only=True)
class Crew:
    """Who works at a partner, who applies there, and where the job is."""

    recruiter: Player
    approver: Player
    scorers: tuple[Player, Player]
    administrator: Player
    account_approver: Player
    candidate: Player
    finance: Player
    site: str
    contact: tuple[str, str]


CREWS = {
    "northfield": Crew(
        recruiter=RITA, approver=ANIL, scorers=(PETRA, PAUL), administrator=ADAM, account_approver=AMA,
        candidate=CASEY, finance=FIONA, site="Northfield General", contact=("Mia Ward", "mia@northfield.example"),
    ),
    "eastmoor": Crew(
        recruiter=EDEN, approver=EWAN, scorers=(EWAN, ELIN), administrator=EDEN, account_approver=ELIN,
        candidate=CARLA, finance=EDEN, site="Eastmoor Lodge", contact=("Max Stone", "max@eastmoor.example"),
    ),
}  # fmt: skip
EVERYTHING = [
    "Add a staff group.",
    "Add the place of work.",
    "Add the postcode of the place of work.",
    "Add a contract type.",
    "Add a working pattern.",
    "Add the hours a week.",
    "Add a pay band.",
    "Add a description of the job.",
    "Add the main duties.",
    "Add at least one essential criterion to the person specification.",
    "Add a closing date and time.",
    "Add the date on which interviews are expected.",
    "Add a contact.",
    "Choose at least two panel members.",
    "Choose an approver.",
]


def crew() -> Crew:
    """Those of the partner we are with."""
    return CREWS[Partner.objects.get(schema_name=partner_here()).code]


def a_draft(title: str = "Ward sister, acute medicine") -> Vacancy:
    return draft_vacancy(terms=_job(title), by=crew().recruiter.actor, at=MONDAY_9AM)


def a_finished_draft(title: str = "Ward sister, acute medicine", posts: int = 1) -> Vacancy:
    rita = crew().recruiter.actor
    vacancy = draft_vacancy(terms=_job(title, posts), by=rita, at=MONDAY_9AM)
    work = WorkTerms(
        contract_type="permanent", working_patterns=["full_time", "flexible"], hours=Decimal("37.5"), band="6"
    )
    advert = AdvertTerms(description="Lead a calm, skilled team.", duties="Plan shifts.\nTeach students.")
    dates = DateTerms(closing_at=CLOSING, interview_on=date(2026, 6, 29))
    for terms in (work, advert, dates):
        revise_vacancy(vacancy_id=vacancy.id, terms=terms, by=rita, at=MONDAY_9AM)
    revise_person_specification(vacancy_id=vacancy.id, criteria=CRITERIA, by=rita, at=MONDAY_9AM)
    return choose_people(vacancy_id=vacancy.id, terms=the_people(), by=rita, at=MONDAY_9AM)


def the_people() -> PeopleTerms:
    us = crew()
    return PeopleTerms(
        contact_name=us.contact[0],
        contact_email=us.contact[1],
        panel=[scorer.actor.id for scorer in us.scorers],
        approver_id=us.approver.actor.id,
    )


def two_weeks() -> PublicationTerms:
    return PublicationTerms(opening_at=MONDAY_9AM, closing_at=CLOSING)


def an_approved_vacancy(**kwargs: object) -> Vacancy:
    vacancy = a_finished_draft(**kwargs)
    submit_for_approval(vacancy_id=vacancy.id, by=crew().recruiter.actor, at=MONDAY_9AM)
    return approve_vacancy(vacancy_id=vacancy.id, by=crew().approver.actor, at=MONDAY_9AM)


def a_published_vacancy(**kwargs: object) -> Vacancy:
    vacancy = an_approved_vacancy(**kwargs)
    return publish_vacancy(vacancy_id=vacancy.id, terms=two_weeks(), by=crew().recruiter.actor, at=MONDAY_9AM)


def advert_id_of(vacancy: Vacancy) -> object:
    return Publication.objects.get(vacancy=vacancy).advert_id


def a_started_application(vacancy: Vacancy, by: Actor | None = None, at: datetime = MONDAY_9AM) -> Application:
    candidate = by or crew().candidate.actor
    with on_the_platform():
        email = email_of(candidate.person_id)
    return start_application(advert_id=advert_id_of(vacancy), email=email, by=candidate, at=at)


def every_section(vacancy: Vacancy, name: str = "Casey Morgan") -> Sequence[SectionAnswers]:
    asked = [criterion for criterion in vacancy.criteria.all() if criterion.assessed_by == "form"]
    job = {"role": "Staff nurse", "employer": "Westholme", "starts_on": "2019-01-07", "ends_on": None, "duties": "Care"}
    item = {"subject": "Nursing", "level": "Degree", "place": "Westholme University", "year": "2018"}
    person = {"name": name, "phone": "07700 900123", "address": "4 Mill Lane"}
    return (
        SectionAnswers(SectionKey.DETAILS, person=person),
        SectionAnswers(SectionKey.EMPLOYMENT, {"jobs": [job], "gaps": ""}),
        SectionAnswers(SectionKey.QUALIFICATIONS, {"items": [item]}),
        SectionAnswers(
            SectionKey.SUPPORTING, {str(one.id): f"I am {name} and I know: {one.text.lower()}." for one in asked}
        ),
        SectionAnswers(SectionKey.DECLARATIONS, {"right_to_work": "yes", "true_and_complete": True}),
    )


def a_finished_application(vacancy: Vacancy, by: Actor | None = None) -> Application:
    by = by or crew().candidate.actor
    application = a_started_application(vacancy, by)
    for section in every_section(vacancy, by.name):
        save_section(application_id=application.public_id, section=section, by=by, at=MONDAY_9AM)
    return application


def a_submitted_application(vacancy: Vacancy, by: Actor | None = None) -> Application:
    by = by or crew().candidate.actor
    application = a_finished_application(vacancy, by)
    return submit_application(application_id=application.public_id, by=by, at=after(days=1))


def scored_by_both(application: Application, points: int = 3) -> None:
    asked = [one.id for one in application.vacancy.criteria.all() if one.assessed_by == "form"]
    for scorer in [one.actor for one in crew().scorers]:
        given = dict.fromkeys(asked, points)
        score_application(application_id=application.id, points=given, note="", by=scorer, at=CLOSED)
        lock_scores(application_id=application.id, by=scorer, at=CLOSED)


def a_shortlisted_application(vacancy: Vacancy, by: Actor | None = None) -> Application:
    application = a_submitted_application(vacancy, by)
    scored_by_both(application)
    confirm_shortlist(
        vacancy_id=vacancy.id, chosen=[application.id], exception="", by=crew().recruiter.actor, at=CLOSED
    )
    return Application.objects.get(pk=application.id)


def an_offer() -> OfferTerms:
    return OfferTerms(salary=Money.of("41,000"), reply_by=date(2026, 7, 10), starts_on=FIRST_DAY)


def an_offered_application(vacancy: Vacancy) -> Application:
    application = a_shortlisted_application(vacancy)
    outcome = InterviewOutcome.APPOINTABLE
    record_interview_outcome(
        application_id=application.id, outcome=outcome, by=crew().recruiter.actor, at=after(days=29)
    )
    make_offer(application_id=application.id, terms=an_offer(), by=crew().recruiter.actor, at=after(days=30))
    return Application.objects.get(pk=application.id)


def an_accepted_application(vacancy: Vacancy) -> Application:
    application = an_offered_application(vacancy)
    return accept_offer(application_id=application.public_id, by=crew().candidate.actor, at=after(days=31))


def a_confirmed_start(vacancy: Vacancy) -> Application:
    application = an_accepted_application(vacancy)
    terms = StartTerms(starts_on=FIRST_DAY, site=crew().site, manager=crew().contact[0])
    confirm_start_date(application_id=application.id, terms=terms, by=crew().recruiter.actor, at=after(days=32))
    return Application.objects.get(pk=application.id)


def _job(title: str, posts: int = 1) -> JobTerms:
    return JobTerms(title=title, staff_group="nursing", posts=posts, site=crew().site, postcode="NF1 2AB")
