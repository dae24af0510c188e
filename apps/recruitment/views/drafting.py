"""Doors of drafting, approving, publishing and taking away."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from apps.recruitment.forms.vacancies import (
    AdvertForm,
    CommentForm,
    DatesForm,
    JobForm,
    PeopleForm,
    PublicationForm,
    ReasonForm,
    SpecificationForm,
    WorkForm,
)
from apps.recruitment.gates import Intent, vacancy_for
from apps.recruitment.models import Vacancy
from apps.recruitment.operations.approving import approve_vacancy, send_back_vacancy, submit_for_approval
from apps.recruitment.operations.drafting import (
    choose_people,
    draft_vacancy,
    reopen_vacancy,
    revise_person_specification,
    revise_vacancy,
)
from apps.recruitment.operations.publishing import close_vacancy_early, end_vacancy, publish_vacancy, withdraw_vacancy
from apps.recruitment.presenters.drafting import ApprovalPage, DraftPage, QuestionPage, SpecificationPage
from apps.recruitment.queries.vacancies import criteria_of, missing_from, panel_of
from apps.recruitment.views.vacancies import RecruiterView, RecruitmentView
from guildhall.access.queries import names_of, people_with_role
from guildhall.access.roles import Role
from guildhall.kernel import LONDON, Reference, Refusal
from guildhall.reference.queries import pay_bands
from guildhall.web.forms import Form


def _to(vacancy: Vacancy, page: str = "") -> HttpResponse:
    return HttpResponseRedirect(f"/vacancies/{vacancy.reference}/{page}")


class NewVacancyView(RecruiterView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(QuestionPage.to_begin(JobForm()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = JobForm(request.POST)
        with self.refusals_shown_on(form):
            return _to(draft_vacancy(terms=form.accepted(), by=request.actor, at=request.moment), "draft/")
        return self.page(QuestionPage.to_begin(form), status=422)


class DraftView(RecruiterView):
    """The task list of a draft."""

    def get(self, request: HttpRequest, reference: Reference) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference, to=Intent.WORK)
        return self.page(DraftPage.of(vacancy, missing_from(vacancy, at=request.moment), form=Form()))


class SubmissionView(RecruiterView):
    def post(self, request: HttpRequest, reference: Reference) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference, to=Intent.WORK)
        form = Form(request.POST)
        with self.refusals_shown_on(form):
            submit_for_approval(vacancy_id=vacancy.id, by=request.actor, at=request.moment)
            self.tell(f"{vacancy.title} is with its approver, who has been written to.")
            return _to(vacancy)
        return self.page(DraftPage.of(vacancy, missing_from(vacancy, at=request.moment), form=form), status=422)


class SectionView(RecruiterView):
    """One section of a draft: the job, pay and hours, the advert, the dates."""

    def get(self, request: HttpRequest, reference: Reference, section: str) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference, to=Intent.WORK)
        return self.page(QuestionPage.of_section(vacancy, section, self.form_for(section, vacancy=vacancy)))

    def post(self, request: HttpRequest, reference: Reference, section: str) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference, to=Intent.WORK)
        form = self.form_for(section, data=request.POST)
        with self.refusals_shown_on(form):
            revise_vacancy(vacancy_id=vacancy.id, terms=form.accepted(), by=request.actor, at=request.moment)
            return _to(vacancy, "draft/")
        return self.page(QuestionPage.of_section(vacancy, section, form), status=422)

    def form_for(self, section: str, *, vacancy: Vacancy | None = None, data: object = None) -> Form:
        kinds: dict[str, Callable] = {"job": JobForm, "terms": WorkForm, "advert": AdvertForm, "dates": DatesForm}
        if section not in kinds:
            raise Http404
        more = {"bands": pay_bands(self.request.moment.astimezone(LONDON).date())} if section == "terms" else {}
        return kinds[section].of(vacancy, **more) if vacancy else kinds[section](data, **more)


class PeopleView(RecruiterView):
    def get(self, request: HttpRequest, reference: Reference) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference, to=Intent.WORK)
        form = PeopleForm.of(vacancy, panel=panel_of(vacancy), **self.people())
        return self.page(QuestionPage.of_section(vacancy, "people", form))

    def post(self, request: HttpRequest, reference: Reference) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference, to=Intent.WORK)
        form = PeopleForm(request.POST, **self.people())
        with self.refusals_shown_on(form):
            choose_people(vacancy_id=vacancy.id, terms=form.accepted(), by=request.actor, at=request.moment)
            return _to(vacancy, "draft/")
        return self.page(QuestionPage.of_section(vacancy, "people", form), status=422)

    def people(self) -> dict[str, list]:
        return {"scorers": people_with_role(Role.PANEL), "approvers": people_with_role(Role.APPROVER)}


class SpecificationView(RecruiterView):
    """Rows of the person specification; "add" and "remove" are posts of the same form, so no script is needed."""

    def get(self, request: HttpRequest, reference: Reference) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference, to=Intent.WORK)
        return self.page(SpecificationPage.of(vacancy, SpecificationForm.of(criteria_of(vacancy))))

    def post(self, request: HttpRequest, reference: Reference) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference, to=Intent.WORK)
        form = SpecificationForm.posted(request.POST)
        if "add" in request.POST or "remove" in request.POST:
            return self.page(SpecificationPage.of(vacancy, form.with_spare_rows()))
        if not form.is_valid():
            return self.page(SpecificationPage.of(vacancy, form), status=422)
        try:
            revise_person_specification(
                vacancy_id=vacancy.id, criteria=form.accepted(), by=request.actor, at=request.moment
            )
        except Refusal as refusal:
            return self.page(SpecificationPage.of(vacancy, form, refusal.reasons), status=422)
        return _to(vacancy, "draft/")


class ReopeningView(RecruiterView):
    def post(self, request: HttpRequest, reference: Reference) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference, to=Intent.WORK)
        reopen_vacancy(vacancy_id=vacancy.id, by=request.actor, at=request.moment)
        self.tell("It is a draft again. Its approval is void.")
        return _to(vacancy, "draft/")


class ApprovalView(RecruitmentView):
    def get(self, request: HttpRequest, reference: Reference) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference, to=Intent.DECIDE)
        return self.page(self.approval(vacancy, CommentForm()))

    def post(self, request: HttpRequest, reference: Reference) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference, to=Intent.DECIDE)
        form = CommentForm(request.POST)
        with self.refusals_shown_on(form):
            self.tell(self.decide(vacancy, form.answers()))
            return _to(vacancy)
        return self.page(self.approval(vacancy, form), status=422)

    def decide(self, vacancy: Vacancy, answers: dict[str, object]) -> str:
        request = self.request
        if answers["decision"] == "approve":
            approve_vacancy(vacancy_id=vacancy.id, by=request.actor, at=request.moment)
            return f"{vacancy.title} is approved. The recruiter has been written to."
        comment = str(answers["comment"])
        send_back_vacancy(vacancy_id=vacancy.id, comment=comment, by=request.actor, at=request.moment)
        return f"{vacancy.title} went back to its recruiter with your comment."

    def approval(self, vacancy: Vacancy, form: CommentForm) -> ApprovalPage:
        panel = sorted(panel_of(vacancy))
        names = names_of([vacancy.drafted_by_id, vacancy.submitted_by_id, vacancy.approver_id, *panel])
        criteria = criteria_of(vacancy)
        return ApprovalPage.of(
            vacancy, criteria=criteria, names=names, panel=panel, form=form, for_actor=self.request.actor
        )


class PublicationView(RecruiterView):
    def get(self, request: HttpRequest, reference: Reference) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference, to=Intent.WORK)
        return self.page(QuestionPage.to_publish(vacancy, PublicationForm.of(vacancy)))

    def post(self, request: HttpRequest, reference: Reference) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference, to=Intent.WORK)
        form = PublicationForm(request.POST)
        with self.refusals_shown_on(form):
            terms = form.accepted(at=request.moment)
            publish_vacancy(vacancy_id=vacancy.id, terms=terms, by=request.actor, at=request.moment)
            self.tell(f"{vacancy.title} is published.")
            return _to(vacancy)
        return self.page(QuestionPage.to_publish(vacancy, form), status=422)


class ReasonedActView(RecruiterView):
    """An act that is confirmed with a reason: close early, withdraw, end."""

    verb: Callable[..., Vacancy]
    words: dict[str, str]
    done: str

    def get(self, request: HttpRequest, reference: Reference) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference, to=Intent.WORK)
        return self.page(QuestionPage.to_confirm(vacancy, ReasonForm(), **self.words))

    def post(self, request: HttpRequest, reference: Reference) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference, to=Intent.WORK)
        form = ReasonForm(request.POST)
        with self.refusals_shown_on(form):
            self.verb(vacancy_id=vacancy.id, reason=form.accepted(), by=request.actor, at=request.moment)
            self.tell(self.done)
            return _to(vacancy)
        return self.page(QuestionPage.to_confirm(vacancy, form, **self.words), status=422)


class EarlyClosingView(ReasonedActView):
    verb = staticmethod(close_vacancy_early)
    words = {
        "title": "Close this vacancy early",
        "intro": "It takes no more applications from that moment. Applications being written cannot be sent.",
        "button": "Close vacancy",
    }
    done = "The vacancy is closed."


class WithdrawalView(ReasonedActView):
    verb = staticmethod(withdraw_vacancy)
    words = {
        "title": "Withdraw this vacancy",
        "intro": "It leaves the jobs board, and everyone with an application is told.",
        "button": "Withdraw vacancy",
    }
    done = "The vacancy is withdrawn. Everyone with an application has been written to."


class EndView(ReasonedActView):
    verb = staticmethod(end_vacancy)
    words = {
        "title": "End without appointing",
        "intro": "The recruitment ends. Everyone who applied must have an outcome first.",
        "button": "End recruitment",
    }
    done = "The recruitment has ended."
