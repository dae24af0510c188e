"""Doors of those who choose."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.recruitment.forms.choosing import (
    MovedStartForm,
    OfferForm,
    OutcomeForm,
    ScoresForm,
    ShortlistForm,
    StartForm,
)
from apps.recruitment.forms.vacancies import ReasonForm
from apps.recruitment.gates import Intent, application_for, named_application_for, vacancy_for
from apps.recruitment.models import Application, Vacancy
from apps.recruitment.operations.offering import make_offer
from apps.recruitment.operations.scoring import lock_scores, score_application
from apps.recruitment.operations.shortlisting import confirm_shortlist, record_interview_outcome
from apps.recruitment.operations.starting import confirm_start_date, move_start_date, withdraw_start
from apps.recruitment.presenters.choosing import (
    STAGES,
    ApplicationPage,
    ApplicationsPage,
    ChoicePage,
    ScoresPage,
    ScoringPage,
    application_url,
    person_rows,
)
from apps.recruitment.presenters.words import pay_in_words
from apps.recruitment.queries.applications import (
    applications_of,
    as_scorers_see_it,
    newest_offer,
    own_sheet,
    sheets_seen_by,
    starter_of,
    to_be_scored_by,
)
from apps.recruitment.queries.vacancies import application_counts, criteria_of, panel_of, publication_of
from apps.recruitment.rules.forms import asked_by_form
from apps.recruitment.rules.moves import stage_of
from apps.recruitment.rules.people import may_recruit, may_see_all_scores
from apps.recruitment.states import Stage
from apps.recruitment.views.vacancies import RecruiterView, RecruitmentView
from guildhall.access.queries import names_of
from guildhall.access.roles import Role
from guildhall.access.views import PartnerView
from guildhall.audit.queries import trail_of
from guildhall.kernel import Actor, Reference
from guildhall.web.forms import Form
from guildhall.web.parts import Link, Row


class PanelView(PartnerView):
    roles = {Role.PANEL}


class ApplicationsView(RecruitmentView):
    def get(self, request: HttpRequest, reference: Reference) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference)
        stage = request.GET.get("stage", "all")
        recruits = may_recruit(request.actor)
        closed = stage_of(vacancy, publication_of(vacancy), at=request.moment) is Stage.SHORTLISTING
        return self.page(
            ApplicationsPage.of(
                vacancy,
                applications_of(vacancy, named=recruits),
                application_counts(vacancy),
                stage=stage if stage in STAGES else "all",
                scores=may_see_all_scores(request.actor, panel=panel_of(vacancy)),
                may_shortlist=recruits and closed,
            )
        )


class ApplicationView(RecruitmentView):
    def get(self, request: HttpRequest, reference: Reference, ref: str) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference)
        application = application_for(request.actor, vacancy, ref)
        recruits = may_recruit(request.actor)
        sees_all = may_see_all_scores(request.actor, panel=panel_of(vacancy))
        sheets = sheets_seen_by(application, request.actor, is_recruiter=sees_all)
        return self.page(
            ApplicationPage.of(
                application,
                as_scorers_see_it(application),
                person=person_rows(application) if recruits and vacancy.is_shortlisted else (),
                criteria=criteria_of(vacancy),
                sheets=sheets,
                names=names_of(sheet.scorer_id for sheet in sheets),
                offer=newest_offer(application),
                starter=starter_of(application),
                trail=trail_of(application),
                neighbours=_neighbours(vacancy, ref),
                is_recruiter=recruits,
            )
        )


def _neighbours(vacancy: Vacancy, ref: str, page: str = "") -> list[Link]:
    """The application before and the one after, in the order of the list."""
    refs = [line.ref for line in applications_of(vacancy)]
    at = refs.index(ref)
    pairs = [("Previous application", at - 1), ("Next application", at + 1)]
    return [Link(words, application_url(vacancy, refs[to], page)) for words, to in pairs if 0 <= to < len(refs)]


class ScoresView(PanelView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(ScoresPage.of(to_be_scored_by(request.actor)))


class ScoringView(PanelView):
    """A panel member's own scores. Everything shown has come through the redactor."""

    def get(self, request: HttpRequest, reference: Reference, ref: str) -> HttpResponse:
        application = self.application(reference, ref)
        return self.page(self.scoring(application, self.form_for(application)))

    def post(self, request: HttpRequest, reference: Reference, ref: str) -> HttpResponse:
        application = self.application(reference, ref)
        form = self.form_for(application, data=request.POST)
        with self.refusals_shown_on(form):
            score_application(
                application_id=application.id,
                points=form.points(),
                note=form.note(),
                by=request.actor,
                at=request.moment,
            )
            self.tell("Your scores are kept. They can change until you lock them.")
            return HttpResponseRedirect(request.path)
        return self.page(self.scoring(application, form), status=422)

    def application(self, reference: Reference, ref: str) -> Application:
        vacancy = vacancy_for(self.request.actor, reference, to=Intent.SCORE)
        return application_for(self.request.actor, vacancy, ref)

    def form_for(self, application: Application, *, data: object = None) -> ScoresForm:
        sheet = own_sheet(application, self.request.actor)
        criteria = asked_by_form(criteria_of(application.vacancy))
        given, note = (sheet.points, sheet.note) if sheet else ({}, "")
        return ScoresForm(data, criteria=criteria, given=given, note=note)

    def scoring(self, application: Application, form: ScoresForm, lock_form: Form | None = None) -> ScoringPage:
        actor: Actor = self.request.actor
        sheet = own_sheet(application, actor)
        sheets = sheets_seen_by(application, actor, is_recruiter=False)
        return ScoringPage.of(
            application,
            as_scorers_see_it(application),
            form=form,
            lock_form=lock_form or Form(),
            sheets=sheets,
            is_locked=bool(sheet and sheet.locked_at),
            criteria=criteria_of(application.vacancy),
            names=names_of(one.scorer_id for one in sheets),
            neighbours=_neighbours(application.vacancy, application.anonymous_ref, "scores/"),
        )


class LockView(ScoringView):
    """Locking what is kept."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, reference: Reference, ref: str) -> HttpResponse:
        application = self.application(reference, ref)
        form = Form(request.POST)
        with self.refusals_shown_on(form):
            lock_scores(application_id=application.id, by=request.actor, at=request.moment)
            self.tell(f"Your scores for {ref} are locked.")
            return HttpResponseRedirect("/scores/")
        return self.page(self.scoring(application, self.form_for(application), form), status=422)


class ShortlistView(RecruiterView):
    def get(self, request: HttpRequest, reference: Reference) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference, to=Intent.WORK)
        return self.page(self.shortlist(vacancy, ShortlistForm(lines=self.lines(vacancy))))

    def post(self, request: HttpRequest, reference: Reference) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference, to=Intent.WORK)
        form = ShortlistForm(request.POST, lines=self.lines(vacancy))
        with self.refusals_shown_on(form):
            chosen, exception = form.accepted()
            confirm_shortlist(
                vacancy_id=vacancy.id, chosen=chosen, exception=exception, by=request.actor, at=request.moment
            )
            self.tell("The shortlist is confirmed. Everyone who applied has been written to.")
            return HttpResponseRedirect(f"/vacancies/{vacancy.reference}/applications/?stage=chosen")
        return self.page(self.shortlist(vacancy, form), status=422)

    def lines(self, vacancy: Vacancy) -> list:
        return [line for line in applications_of(vacancy) if line.state == "submitted"]

    def shortlist(self, vacancy: Vacancy, form: ShortlistForm) -> ChoicePage:
        stage = stage_of(vacancy, publication_of(vacancy), at=self.request.moment)
        return ChoicePage.to_shortlist(vacancy, form, closed=stage not in (Stage.SCHEDULED, Stage.OPEN))


class ChoiceView(RecruiterView):
    """An act upon one application: a form, a verb, back to its record."""

    title = button = intro = kind = done = ""

    def get(self, request: HttpRequest, reference: Reference, ref: str) -> HttpResponse:
        application = self.application(reference, ref)
        return self.page(self.choice(application, self.form_for(application)))

    def post(self, request: HttpRequest, reference: Reference, ref: str) -> HttpResponse:
        application = self.application(reference, ref)
        form = self.form_for(application, data=request.POST)
        with self.refusals_shown_on(form):
            self.act(application, form)
            self.tell(self.done)
            return HttpResponseRedirect(application_url(application.vacancy, ref))
        return self.page(self.choice(application, form), status=422)

    def application(self, reference: Reference, ref: str) -> Application:
        vacancy = vacancy_for(self.request.actor, reference, to=Intent.WORK)
        return named_application_for(self.request.actor, vacancy, ref)

    def choice(self, application: Application, form: Form) -> ChoicePage:
        return ChoicePage.about(
            application, form, title=self.title, button=self.button, intro=self.intro, kind=self.kind,
            rows=[Row("Pay", pay_in_words(application.vacancy))] if isinstance(form, OfferForm) else (),
        )  # fmt: skip

    def form_for(self, application: Application, *, data: object = None) -> Form:
        raise NotImplementedError

    def act(self, application: Application, form: Form) -> None:
        raise NotImplementedError


class OutcomeView(ChoiceView):
    title, button = "Record the interview outcome", "Save outcome"
    done = "The outcome is recorded."

    def form_for(self, application: Application, *, data: object = None) -> Form:
        return OutcomeForm(data)

    def act(self, application: Application, form: OutcomeForm) -> None:
        record_interview_outcome(
            application_id=application.id, outcome=form.accepted(), by=self.request.actor, at=self.request.moment
        )


class OfferView(ChoiceView):
    title, button = "Make an offer", "Send offer"
    intro = "The offer is conditional: employment checks come before any binding contract. The letter says so."
    done = "The offer is made. The candidate has been written to."

    def form_for(self, application: Application, *, data: object = None) -> Form:
        initial = {"salary": application.vacancy.pay_from}
        return OfferForm(data, vacancy=application.vacancy, initial=initial)

    def act(self, application: Application, form: OfferForm) -> None:
        make_offer(application_id=application.id, terms=form.accepted(), by=self.request.actor, at=self.request.moment)


class StartView(ChoiceView):
    title, button = "Confirm the start date", "Confirm start date"
    intro = "Whoever prepares for the new person hears of it: accounts are asked for from this moment."
    done = "The start date is confirmed. The candidate has been written to."

    def form_for(self, application: Application, *, data: object = None) -> Form:
        offer = newest_offer(application)
        initial = {
            "starts_on": offer.starts_on if offer else None,
            "site": application.vacancy.site,
            "manager": application.vacancy.contact_name,
        }
        return StartForm(data, initial=initial)

    def act(self, application: Application, form: StartForm) -> None:
        confirm_start_date(
            application_id=application.id, terms=form.accepted(), by=self.request.actor, at=self.request.moment
        )


class StartMoveView(ChoiceView):
    title, button = "Move the start date", "Move start date"
    done = "The start date is moved. The candidate has been written to."

    def form_for(self, application: Application, *, data: object = None) -> Form:
        starter = starter_of(application)
        return MovedStartForm(data, initial={"starts_on": starter.starts_on if starter else None})

    def act(self, application: Application, form: MovedStartForm) -> None:
        move_start_date(
            application_id=application.id, starts_on=form.accepted(), by=self.request.actor, at=self.request.moment
        )


class StartWithdrawalView(ChoiceView):
    title, button, kind = "They will not start", "Withdraw the start", "warning"
    intro = "The post is free to be offered again, and what was prepared for them is stopped."
    done = "The start is withdrawn."

    def form_for(self, application: Application, *, data: object = None) -> Form:
        return ReasonForm(data)

    def act(self, application: Application, form: ReasonForm) -> None:
        withdraw_start(
            application_id=application.id, reason=form.accepted(), by=self.request.actor, at=self.request.moment
        )
