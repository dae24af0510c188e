"""Seven months of hiring: vacancies go from draft to a first day by the verbs that pages call, each in its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from apps.account_services.models import AccountRequest
from apps.account_services.operations.deciding import approve_request
from apps.account_services.robot import work_everything_due
from apps.account_services.states import RequestState
from apps.partnership.demo.members import Member
from apps.partnership.demo.names import address
from apps.partnership.demo.players import Players
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
from guildhall.kernel import LONDON, Actor, Money, Month
from guildhall.kernel.time import start_of_day
from guildhall.reference.queries import pay_band
from tenants.context import inside, on_the_platform
from tenants.delivering import deliver_everything_waiting

CRITERIA = (
    CriterionTerms(text="Registration with the professional body for this role", is_essential=True),
    CriterionTerms(text="Plans work for oneself and for others", is_essential=True),
    CriterionTerms(text="Explains hard things in plain words", is_essential=False),
    CriterionTerms(text="Works well in a small team", is_essential=True, assessed_by="interview"),
)


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of post that the demo's partners hire for."""

    title: str
    group: str
    band: str
    description: str
    duties: str


JOBS = (
    Job("Community nurse", "nursing", "5", "Care for people in their own homes, with a calm team behind you.",
        "Visit a small list each day.\nTeach people to look after themselves.\nKeep clear notes."),
    Job("Healthcare assistant", "nursing", "3", "Help people with the everyday things that make a stay bearable.",
        "Support people at meals.\nTake observations.\nTell the nurse in charge what you see."),
    Job("Occupational therapist", "allied_health", "6", "Help people to do again what matters to them.",
        "Assess people at home.\nPlan with families.\nLead a clinic a week."),
    Job("Service manager", "administrative", "7", "Lead a service of forty people over three sites.",
        "Look after the budget.\nListen to the teams.\nReport to the board."),
    Job("Team administrator", "administrative", "4", "Keep a busy team's days in order.",
        "Book rooms and visits.\nAnswer the telephone.\nWrite the minutes."),
    Job("Mental health practitioner", "nursing", "6", "Work with people in crisis and after it.",
        "Hold a caseload.\nPlan for safety with each person.\nSupervise two colleagues."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a vacancy has come when the demo begins."""

    applications: int
    hired: bool = True


def hire_for(member: Member, *, months: Sequence[Month], candidates: Sequence[Actor], today: datetime) -> int:
    """A partner's hiring in some months. Gives: how many vacancies there were."""
    players = Players.of(member)
    made = 0
    for month in months:
        for turn in range(member.vacancies_a_month):
            seed = made * 13 + sum(map(ord, member.code))
            day = datetime.combine(month.first_day + timedelta(days=1 + turn * 3), time(9), LONDON)
            applicants = [candidates[(seed + n * 5) % len(candidates)] for n in range(2 + seed % 3)]
            hire(players, JOBS[seed % len(JOBS)], applicants, at=day, today=today)
            made += 1
    return made


def hire(players: Players, job: Job, applicants: Sequence[Actor], *, at: datetime, today: datetime) -> None:
    """One vacancy, from draft to a first day, as far as it has come by today."""
    with inside(players.partner):
        vacancy = advertise(players, job, at=at)
        applications = [
            apply(vacancy, who, at=at + timedelta(days=5, hours=turn)) for turn, who in enumerate(applicants)
        ]
        closed = (vacancy.closing_at or at) + timedelta(hours=10)
        choose(players, vacancy, applications, at=closed)
        start(players, applications[0], applicants[0], job, at=closed + timedelta(days=9))
    deliver_everything_waiting(at=closed + timedelta(days=9), partner_key=players.partner.schema_name)
    with inside(players.partner):
        for request in AccountRequest.objects.filter(state=RequestState.SUBMITTED):
            approve_request(request_id=request.id, by=players.account_approver, at=closed + timedelta(days=10))
    deliver_everything_waiting(at=closed + timedelta(days=10), partner_key=players.partner.schema_name)
    first_day = start_of_day(first_day_after(closed.date() + timedelta(days=9)))
    if first_day < today:
        with inside(players.partner):
            work_everything_due(at=first_day)  # the robot, at midnight on day one


def advertise(players: Players, job: Job, *, at: datetime, days: int = 14, turn: int = 0) -> Vacancy:
    """Draft, have approved and publish. The partner's context is open."""
    closing = closing_instant((at + timedelta(days=days)).date(), time(23, 59))
    vacancy = prepare(players, job, closing=closing, at=at)
    submit_for_approval(vacancy_id=vacancy.id, by=players.recruiter, at=at + timedelta(hours=2))
    approve_vacancy(vacancy_id=vacancy.id, by=players.approver, at=at + timedelta(hours=5))
    opening = at + timedelta(hours=6)
    terms = PublicationTerms(opening_at=opening, closing_at=closing)
    return publish_vacancy(vacancy_id=vacancy.id, terms=terms, by=players.recruiter, at=opening)


def prepare(players: Players, job: Job, *, closing: datetime, at: datetime) -> Vacancy:
    """A finished draft."""
    recruiter, place = players.recruiter, players.partner.short_name
    terms = JobTerms(title=job.title, staff_group=job.group, site=f"{place} Health Centre", postcode="XG1 1AA")
    vacancy = draft_vacancy(terms=terms, by=recruiter, at=at)
    for section in (
        WorkTerms(
            contract_type="permanent", working_patterns=["full_time", "flexible"], hours=Decimal("37.5"), band=job.band
        ),
        AdvertTerms(description=job.description, duties=job.duties),
        DateTerms(closing_at=closing, interview_on=(closing + timedelta(days=8)).date()),
    ):
        revise_vacancy(vacancy_id=vacancy.id, terms=section, by=recruiter, at=at)
    revise_person_specification(vacancy_id=vacancy.id, criteria=CRITERIA, by=recruiter, at=at)
    people = PeopleTerms(
        contact_name=recruiter.name,
        contact_email=f"recruiter@{players.member.code}.example",
        panel=[scorer.person_id for scorer in players.panel],
        approver_id=players.approver.id,
    )
    return choose_people(vacancy_id=vacancy.id, terms=people, by=recruiter, at=at)


def apply(vacancy: Vacancy, candidate: Actor, *, at: datetime) -> Application:
    """One candidate's application, section by section."""
    advert = Publication.objects.get(vacancy=vacancy).advert_id
    with on_the_platform():
        email = email_of(candidate.person_id)
    application = start_application(advert_id=advert, email=email, by=candidate, at=at)
    for section in answers(vacancy, candidate):
        save_section(application_id=application.public_id, section=section, by=candidate, at=at)
    return submit_application(application_id=application.public_id, by=candidate, at=at + timedelta(minutes=40))


def answers(vacancy: Vacancy, candidate: Actor) -> list[SectionAnswers]:
    """A whole form."""
    asked = [one for one in vacancy.criteria.all() if one.assessed_by == "form"]
    job = {
        "role": "Team member",
        "employer": "Stonebeck Care",
        "starts_on": "2019-01-07",
        "ends_on": None,
        "duties": "Care",
    }
    item = {"subject": "Health and care", "level": "Diploma", "place": "Coldwell College", "year": "2018"}
    known = sum(candidate.name.encode())
    return [
        SectionAnswers(
            SectionKey.DETAILS, person={"name": candidate.name, "phone": "01632 960123", "address": address(known)}
        ),
        SectionAnswers(SectionKey.EMPLOYMENT, {"jobs": [job], "gaps": ""}),
        SectionAnswers(SectionKey.QUALIFICATIONS, {"items": [item]}),
        SectionAnswers(
            SectionKey.SUPPORTING,
            {str(one.id): f"I have done this for six years: {one.text.lower()}." for one in asked},
        ),
        SectionAnswers(SectionKey.DECLARATIONS, {"right_to_work": "yes", "true_and_complete": True}),
    ]


def choose(players: Players, vacancy: Vacancy, applications: Sequence[Application], *, at: datetime) -> None:
    """Score, lock, shortlist the first two, and find the first appointable."""
    asked = [one.id for one in vacancy.criteria.all() if one.assessed_by == "form"]
    for place, application in enumerate(applications):
        for scorer in players.panel:
            points = dict.fromkeys(asked, max(1, 4 - place))
            score_application(application_id=application.id, points=points, note="", by=scorer, at=at)
            lock_scores(application_id=application.id, by=scorer, at=at)
    chosen = [application.id for application in applications[:2]]
    confirm_shortlist(
        vacancy_id=vacancy.id, chosen=chosen, exception="", by=players.recruiter, at=at + timedelta(days=1)
    )
    for place, application_id in enumerate(chosen):
        outcome = InterviewOutcome.UNSUCCESSFUL if place else InterviewOutcome.APPOINTABLE
        record_interview_outcome(
            application_id=application_id, outcome=outcome, by=players.recruiter, at=at + timedelta(days=8)
        )


def start(players: Players, application: Application, candidate: Actor, job: Job, *, at: datetime) -> None:
    """Offer, acceptance, and a confirmed first day."""
    band = pay_band(job.band, on=at.date())
    first_day = first_day_after(at.date())
    offer = OfferTerms(salary=Money(band.from_pence), reply_by=at.date() + timedelta(days=7), starts_on=first_day)
    make_offer(application_id=application.id, terms=offer, by=players.recruiter, at=at - timedelta(hours=8))
    accept_offer(application_id=application.public_id, by=candidate, at=at - timedelta(hours=4))
    terms = StartTerms(
        starts_on=first_day, site=f"{players.partner.short_name} Health Centre", manager=players.administrator.name
    )
    confirm_start_date(application_id=application.id, terms=terms, by=players.recruiter, at=at)


def first_day_after(day: date) -> date:
    """The Monday some five weeks after a start is confirmed."""
    later = day + timedelta(weeks=5)
    return later + timedelta(days=7 - later.weekday())
