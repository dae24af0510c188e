"""Everything of a partner's that a form can be about, at each stage of its life: the same things for either partner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from apps.account_services.models import TargetSystem, Task
from apps.account_services.operations import (
    Starter,
    TargetTerms,
    add_target_system,
    approve_request,
    follow_start_date,
    hand_to_a_person,
)
from apps.account_services.states import TargetKind
from apps.recruitment.models import Application, Vacancy
from apps.recruitment.operations.approving import submit_for_approval
from apps.recruitment.operations.scoring import score_application
from apps.recruitment.operations.shortlisting import InterviewOutcome, record_interview_outcome
from guildhall.access.models import Scope
from guildhall.access.operations import invite_person
from guildhall.access.operations.tokens import make_token
from guildhall.access.roles import Role
from guildhall.charging.models import Dispute, ReportOrder, Statement
from guildhall.charging.operations.disputes import DisputeTerms, raise_dispute
from guildhall.charging.operations.reports import ReportTerms, order_report
from guildhall.kernel import SYSTEM, Money
from guildhall.notices.enclosures.models import Letter
from tenants.context import inside
from tenants.models import Partner
from tests.cast import MONDAY_9AM, STRANGER, after, player_id
from tests.recruitment.story import (
    CLOSED,
    a_confirmed_start,
    a_finished_application,
    a_finished_draft,
    a_published_vacancy,
    a_shortlisted_application,
    a_submitted_application,
    advert_id_of,
    an_accepted_application,
    an_approved_vacancy,
    an_offered_application,
    crew,
    scored_by_both,
)

OPEN, LATE = after(days=2), after(days=33)


@dataclass(frozen=True)
class Thing:
    """Something that addresses name: its value for each parameter, and when it is as it is. `ready_for` are the ends of
    addresses to be tried with it first; `typed`, answers that a person must have found out elsewhere.
    """

    what: str
    values: Mapping[str, str]
    ready_for: tuple[str, ...] = ()
    at: datetime = OPEN
    typed: Mapping[str, str] = field(default_factory=dict)


def things_of(partner: Partner) -> list[Thing]:
    """A partner's things, from a draft to a first day, and its people, requests and tasks."""
    with inside(partner):
        return [*_people(), *_money(partner), *_accounts(), *_vacancies(), *_applications()]


def _money(partner: Partner) -> list[Thing]:
    """A line of the statement that `holdings` closed, one that is disputed, and credit to ask for."""
    statement = Statement.objects.of_partner(partner.schema_name).get()
    number = {"<str:number>": statement.number}
    disputed = Dispute.objects.filter(partner_key=partner.schema_name).first() or _a_dispute(statement)
    return [
        Thing("a line", {**number, "<slug:pool>": "recruitment"}, ("/dispute/",), typed={"amount": "0.10"}),
        Thing("a disputed line", {"<int:dispute_id>": str(disputed.id)}),
        Thing("a report", {"<int:order_id>": str(_a_report(partner).id)}),
        Thing("credit that is held", {}, ("/credit/new/",), typed={"amount": "0.10"}),
    ]


def _a_dispute(statement: Statement) -> Dispute:
    terms = DisputeTerms(statement.id, "hosting", statement.period.month, Money(1), "One of these was cancelled.")
    return raise_dispute(terms=terms, by=crew().finance.actor, at=MONDAY_9AM)


def _a_report(partner: Partner) -> ReportOrder:
    ordered = ReportOrder.objects.standing().filter(partner_key=partner.schema_name).first()
    terms = ReportTerms(ReportOrder.Report.USAGE, ReportOrder.Rhythm.MONTHLY)
    return ordered or order_report(terms=terms, by=crew().finance.actor, at=MONDAY_9AM)


def a_task_with_a_person(number: int) -> Task:
    """A task that the robot handed over, of a starter with this number."""
    us = crew()
    if not TargetSystem.objects.exists():
        terms = TargetTerms(f"Directory of {us.site}", TargetKind.TABLE)
        add_target_system(terms=terms, by=us.administrator.actor, at=MONDAY_9AM)
    followed = _followed(number)
    approve_request(request_id=followed.request_id, by=us.account_approver.actor, at=MONDAY_9AM)
    task = Task.objects.select_related("request", "account").get(request_id=followed.request_id, step="create")
    reason = f"The directory of {us.site} is being moved."
    hand_to_a_person(task_id=task.id, reason=reason, by=us.account_approver.actor, at=MONDAY_9AM)
    return task


def _followed(number: int):
    us = crew()
    name, email = us.candidate.name, us.candidate.email
    starter = Starter(UUID(int=number), name, email, "Nurse", us.site, us.contact[0], "6")
    return follow_start_date(starter=starter, revision=1, starts_on=date(2026, 8, 3), by=SYSTEM, at=MONDAY_9AM)


def _people() -> list[Thing]:
    us = crew()
    roles, by = [Role.PANEL], us.administrator.actor
    invitation = invite_person(email=STRANGER.email, roles=roles, by=by, at=MONDAY_9AM)
    secret = Letter.objects.latest("id").body.split("/invitation/")[1].split("/")[0]
    token, _ = make_token(name="Vending machines", scope=Scope.USAGE, by=by, at=MONDAY_9AM)
    return [
        Thing("nothing", {}),
        Thing("a person", {"<uuid:user_id>": str(player_id(us.approver))}),
        Thing("a token", {"<int:token_id>": str(token.id)}),
        Thing("an invitation", {"<int:invitation_id>": str(invitation.id), "<str:secret>": secret}),
    ]


def _accounts() -> list[Thing]:
    task = a_task_with_a_person(21)
    waiting = _followed(22).request.reference
    return [
        Thing("a request that waits", {"<slug:reference>": waiting}),
        Thing("a task with a person", {"<int:task_id>": str(task.id)}, typed={"login": task.account.login}),
    ]


def _vacancies() -> list[Thing]:
    submitted = a_finished_draft()
    submit_for_approval(vacancy_id=submitted.id, by=crew().recruiter.actor, at=MONDAY_9AM)
    draft, published = _vacancy("a draft", a_finished_draft()), a_published_vacancy()
    advert = {"<uuid:advert_id>": str(advert_id_of(published))}
    return [
        *(Thing(f"{draft.what}: {one}", {**draft.values, "<str:section>": one}) for one in DRAFT_SECTIONS),
        _vacancy("a vacancy with its approver", submitted, "/approval/"),
        _vacancy("an approved vacancy", an_approved_vacancy(), "/reopening/", "/publication/"),
        _vacancy("a published vacancy", published, "/early-closing/", "/withdrawal/", **advert),
        _vacancy("a closed vacancy", published, "/end/", at=CLOSED),
    ]


def _applications() -> list[Thing]:
    started, sent = a_finished_application(a_published_vacancy()), a_submitted_application(a_published_vacancy())
    scored, kept = a_submitted_application(a_published_vacancy()), a_submitted_application(a_published_vacancy())
    scored_by_both(scored)
    points = {one.id: 3 for one in kept.vacancy.criteria.all() if one.assessed_by == "form"}
    score_application(application_id=kept.id, points=points, note="", by=crew().scorers[0].actor, at=CLOSED)
    interviewed = a_shortlisted_application(a_published_vacancy())
    finished = Thing("a finished application", {"<uuid:application_id>": str(started.public_id)})
    outcome, by = InterviewOutcome.APPOINTABLE, crew().recruiter.actor
    record_interview_outcome(application_id=interviewed.id, outcome=outcome, by=by, at=after(days=29))
    return [
        *(Thing(f"{finished.what}: {one}", {**finished.values, "<str:section>": one}) for one in OWN_SECTIONS),
        _application("an application that was sent", sent),
        _application("an application with scores kept", kept, "/lock/", "/scores/", at=CLOSED),
        _application("a scored application", scored, "/shortlist/", at=CLOSED),
        _application(
            "a shortlisted application", a_shortlisted_application(a_published_vacancy()), "/outcome/", at=LATE
        ),
        _application("an appointable application", interviewed, "/offer/", at=LATE),
        _application("an offered application", an_offered_application(a_published_vacancy()), "/reply/", at=LATE),
        _application("an accepted application", an_accepted_application(a_published_vacancy()), "/start/", at=LATE),
        _application(
            "a confirmed start", a_confirmed_start(a_published_vacancy()), "/start/move/", "/start/withdrawal/", at=LATE
        ),
    ]


def _vacancy(what: str, vacancy: Vacancy, *ready_for: str, at: datetime = OPEN, **values: str) -> Thing:
    return Thing(what, {"<vacancy_reference:reference>": str(vacancy.reference), **values}, ready_for, at)


def _application(what: str, application: Application, *ready_for: str, at: datetime = OPEN) -> Thing:
    own = {"<str:ref>": application.anonymous_ref, "<uuid:application_id>": str(application.public_id)}
    return _vacancy(what, application.vacancy, *ready_for, at=at, **own)


DRAFT_SECTIONS, OWN_SECTIONS = ("job", "terms", "advert", "dates"), ("details", "supporting", "declarations")
