"""The candidate's doors, on the jobs host.

The gate finds the partner from the board's own rows and opens its wall, in one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from apps.jobs_board.queries import live_pointer_for
from apps.recruitment.forms.candidates import (
    DeclarationsForm,
    DetailsForm,
    EmploymentForm,
    JobForm,
    QualificationForm,
    ReplyForm,
    SupportingForm,
)
from apps.recruitment.gates import with_own_application, with_the_partner_of
from apps.recruitment.models import Application, ApplicationSection, SectionKey
from apps.recruitment.operations.applying import (
    SectionAnswers,
    save_section,
    start_application,
    submit_application,
    withdraw_application,
)
from apps.recruitment.operations.offering import accept_offer, decline_offer
from apps.recruitment.presenters.candidates import (
    CheckPage,
    FormPage,
    ListedPage,
    OwnApplicationPage,
    ReplyPage,
    SentPage,
    TasksPage,
    url_of,
)
from apps.recruitment.queries.applications import newest_offer, starter_of
from apps.recruitment.queries.vacancies import criteria_of
from apps.recruitment.states import ApplicationState
from guildhall.access.views import CandidateView
from guildhall.database.place import partner_here
from guildhall.kernel import LONDON
from guildhall.web.forms import Form
from tenants.queries import partner_with_key


class StartView(CandidateView):
    """Begin an application; who has one already is led to it."""

    def post(self, request: HttpRequest, advert_id: UUID) -> HttpResponse:
        with with_the_partner_of(advert_id) as advert:
            if there := live_pointer_for(advert, user_id=request.actor.id):
                return HttpResponseRedirect(f"/applications/{there.application_id}/")
            application = start_application(
                advert_id=advert_id, email=request.user.email, by=request.actor, at=request.moment
            )
            return HttpResponseRedirect(url_of(application))


class OwnView(CandidateView):
    """A door of one's own application: `self.application` is it, with its partner's wall open around the answer."""

    application: Application

    def dispatch(self, request: HttpRequest, *args: Any, application_id: UUID, **kwargs: Any) -> HttpResponseBase:
        if not request.actor.is_somebody:
            return super().dispatch(request, *args, **kwargs)
        with with_own_application(request.actor, application_id) as self.application:
            self.employer = partner_with_key(partner_here()).name
            return super().dispatch(request, *args, **kwargs)

    @property
    def sections(self) -> Mapping[str, ApplicationSection]:
        return {section.key: section for section in self.application.sections.all()}

    def answers(self, key: SectionKey) -> dict[str, Any]:
        section = self.sections.get(key)
        return dict(section.answers) if section else {}

    def save(self, section: SectionAnswers) -> None:
        save_section(
            application_id=self.application.public_id, section=section, by=self.request.actor, at=self.request.moment
        )

    def back(self, page: str = "") -> HttpResponse:
        return HttpResponseRedirect(url_of(self.application, page))


class OwnApplicationView(OwnView):
    """The task list while it is a draft; afterwards, where it stands."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.application.state == ApplicationState.DRAFT:
            return self.page(TasksPage.of(self.application, self.sections, employer=self.employer, at=request.moment))
        return self.page(
            OwnApplicationPage.of(
                self.application,
                self.sections,
                criteria_of(self.application.vacancy),
                offer=newest_offer(self.application),
                starter=starter_of(self.application),
                employer=self.employer,
            )
        )


class SectionView(OwnView):
    """Your details, supporting information, declarations: one form each."""

    def get(self, request: HttpRequest, section: str) -> HttpResponse:
        key = self.key(section)
        return self.page(FormPage.of(self.application, key, self.form_for(key), employer=self.employer))

    def post(self, request: HttpRequest, section: str) -> HttpResponse:
        key = self.key(section)
        form = self.form_for(key, data=request.POST)
        with self.refusals_shown_on(form):
            self.save(form.accepted())
            return self.back()
        return self.page(FormPage.of(self.application, key, form, employer=self.employer), status=422)

    def key(self, section: str) -> SectionKey:
        if section not in (SectionKey.DETAILS, SectionKey.SUPPORTING, SectionKey.DECLARATIONS):
            raise Http404
        return SectionKey(section)

    def form_for(self, key: SectionKey, *, data: object = None) -> Form:
        answers = self.answers(key)
        if key == SectionKey.DETAILS:
            person = self.application.person
            return DetailsForm(data, initial={"name": person.name, "phone": person.phone, "address": person.address})
        if key == SectionKey.DECLARATIONS:
            return DeclarationsForm(data, initial=answers)
        initial = {f"criterion_{criterion_id}": text for criterion_id, text in answers.items()}
        return SupportingForm(data, criteria=criteria_of(self.application.vacancy), initial=initial)


class EmploymentView(OwnView):
    def get(self, request: HttpRequest) -> HttpResponse:
        gaps = {"gaps": self.answers(SectionKey.EMPLOYMENT).get("gaps", "")}
        return self.listed(EmploymentForm(initial=gaps))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EmploymentForm(request.POST)
        with self.refusals_shown_on(form):
            self.save(form.accepted(self.answers(SectionKey.EMPLOYMENT).get("jobs") or []))
            return self.back()
        return self.listed(form, status=422)

    def listed(self, form: Form, status: int = 200) -> HttpResponse:
        today = self.request.moment.astimezone(LONDON).date()
        answers = self.answers(SectionKey.EMPLOYMENT)
        page = ListedPage.of_jobs(self.application, answers, form, employer=self.employer, today=today)
        return self.page(page, status=status)


class QualificationsView(OwnView):
    def get(self, request: HttpRequest) -> HttpResponse:
        answers = self.answers(SectionKey.QUALIFICATIONS)
        return self.page(ListedPage.of_qualifications(self.application, answers, Form(), employer=self.employer))

    def post(self, request: HttpRequest) -> HttpResponse:
        form, answers = Form(request.POST), self.answers(SectionKey.QUALIFICATIONS)
        with self.refusals_shown_on(form):
            complete = request.POST.get("then") != "later"
            items = {"items": answers.get("items") or []}
            self.save(SectionAnswers(SectionKey.QUALIFICATIONS, items, is_complete=complete))
            return self.back()
        page = ListedPage.of_qualifications(self.application, answers, form, employer=self.employer)
        return self.page(page, status=422)


class NewItemView(OwnView):
    """One more job or qualification."""

    key: SectionKey
    kept_as: str
    title: str
    form: type[JobForm | QualificationForm]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(self.adding(self.form()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        with self.refusals_shown_on(form):
            answers = self.answers(self.key)
            answers[self.kept_as] = [*(answers.get(self.kept_as) or []), form.accepted()]
            self.save(SectionAnswers(self.key, answers, is_complete=False))
            return self.back(f"{self.key}/")
        return self.page(self.adding(form), status=422)

    def adding(self, form: Form) -> FormPage:
        return FormPage.to_add(self.application, form, title=self.title, to=self.key, employer=self.employer)


class NewJobView(NewItemView):
    key, kept_as, title, form = SectionKey.EMPLOYMENT, "jobs", "Add a job", JobForm


class NewQualificationView(NewItemView):
    key, kept_as, title, form = SectionKey.QUALIFICATIONS, "items", "Add a qualification", QualificationForm


class RemovalView(OwnView):
    """Take one job or qualification out of the list."""

    key: SectionKey
    kept_as: str

    def post(self, request: HttpRequest) -> HttpResponse:
        answers, at = self.answers(self.key), request.POST.get("at", "")
        kept = list(answers.get(self.kept_as) or [])
        answers[self.kept_as] = [item for number, item in enumerate(kept) if str(number) != at]
        self.save(SectionAnswers(self.key, answers, is_complete=False))
        return self.back(f"{self.key}/")


class JobRemovalView(RemovalView):
    key, kept_as = SectionKey.EMPLOYMENT, "jobs"


class QualificationRemovalView(RemovalView):
    key, kept_as = SectionKey.QUALIFICATIONS, "items"


class CheckView(OwnView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(self.check(Form()))

    def check(self, form: Form) -> CheckPage:
        criteria = criteria_of(self.application.vacancy)
        return CheckPage.of(self.application, self.sections, criteria, form=form, employer=self.employer)


class SubmissionView(CheckView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = Form(request.POST)
        with self.refusals_shown_on(form):
            submit_application(application_id=self.application.public_id, by=request.actor, at=request.moment)
            return self.back("sent/")
        return self.page(self.check(form), status=422)


class SentView(OwnView):
    def get(self, request: HttpRequest) -> HttpResponse:
        if self.application.submitted_at is None:
            return self.back()
        return self.page(SentPage.of(self.application, employer=self.employer))


class OwnWithdrawalView(OwnView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(FormPage.to_withdraw(self.application, Form(), employer=self.employer))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = Form(request.POST)
        with self.refusals_shown_on(form):
            withdraw_application(application_id=self.application.public_id, by=request.actor, at=request.moment)
            self.tell("Your application is withdrawn.")
            return HttpResponseRedirect("/applications/")
        return self.page(FormPage.to_withdraw(self.application, form, employer=self.employer), status=422)


class ReplyView(OwnView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.replying(ReplyForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ReplyForm(request.POST)
        with self.refusals_shown_on(form):
            self.tell(self.reply(form.answers()))
            return self.back()
        return self.replying(form, status=422)

    def reply(self, answers: Mapping[str, object]) -> str:
        application_id, by, at = self.application.public_id, self.request.actor, self.request.moment
        if answers["reply"] == "accept":
            accept_offer(application_id=application_id, by=by, at=at)
            return "You have accepted the offer. The employer will agree a first day with you."
        decline_offer(application_id=application_id, reason=str(answers["reason"]), by=by, at=at)
        return "You have declined the offer."

    def replying(self, form: ReplyForm, status: int = 200) -> HttpResponse:
        offer = newest_offer(self.application)
        if offer is None:
            return self.back()
        return self.page(ReplyPage.of(self.application, offer, form, employer=self.employer), status=status)
