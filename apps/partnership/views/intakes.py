"""Bringing many partners in from one file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms.desk import IntakeConfirmationForm, IntakeForm
from apps.partnership.gates import intake_for
from apps.partnership.models import Intake, IntakeRow
from apps.partnership.operations.intakes import confirm_intake, plan_intake, resume_intake, withdraw_intake
from apps.partnership.presenters.intakes import IntakeFilePage, IntakePage, IntakesPage
from apps.partnership.queries import intakes, known_names, progress_of, rows_of
from apps.partnership.views.partners import OperatorView
from guildhall.audit.queries import trail_of
from guildhall.web.paging import Paged, paginate

ROWS_ON_A_PAGE = 50


class IntakesView(OperatorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(IntakesPage.of(paginate(intakes(), number=request.GET.get("page"))))


class IntakeFileView(OperatorView):
    """Choose a file; the next page shows what it would do."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(IntakeFilePage.of(IntakeForm()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = IntakeForm(request.POST, request.FILES)
        with self.refusals_shown_on(form):
            intake = plan_intake(plan=form.accepted(known_names()), by=request.actor, at=request.moment)
            return HttpResponseRedirect(f"/intakes/{intake.id}/")
        return self.page(IntakeFilePage.of(form), status=422)


class IntakeView(OperatorView):
    """Before it is confirmed, what it would do; afterwards, how far it is."""

    def get(self, request: HttpRequest, intake_id: int) -> HttpResponse:
        return self.shown(request, intake_for(intake_id), IntakeConfirmationForm())

    def shown(
        self, request: HttpRequest, intake: Intake, form: IntakeConfirmationForm, *, status: int = 200
    ) -> HttpResponse:
        rows: Paged[IntakeRow] = paginate(rows_of(intake.id), number=request.GET.get("page"), per_page=ROWS_ON_A_PAGE)
        page = IntakePage.of(intake, rows=rows, progress=progress_of(intake.id), form=form, trail=trail_of(intake))
        return self.page(page, status=status)


class ConfirmationView(IntakeView):
    def get(self, request: HttpRequest, intake_id: int) -> HttpResponse:
        return HttpResponseRedirect(f"/intakes/{intake_for(intake_id).id}/")

    def post(self, request: HttpRequest, intake_id: int) -> HttpResponse:
        intake, form = intake_for(intake_id), IntakeConfirmationForm(request.POST)
        with self.refusals_shown_on(form):
            confirm_intake(intake_id=intake.id, terms_evidence=form.accepted(), by=request.actor, at=request.moment)
            self.tell("Confirmed. They are being brought in; you can leave this page.")
            return HttpResponseRedirect(f"/intakes/{intake.id}/")
        return self.shown(request, intake, form, status=422)


class WithdrawalView(OperatorView):
    def post(self, request: HttpRequest, intake_id: int) -> HttpResponse:
        intake = withdraw_intake(intake_id=intake_for(intake_id).id, by=request.actor, at=request.moment)
        self.tell(f"{intake.file_name} is withdrawn. Nobody of it has joined.")
        return HttpResponseRedirect("/intakes/")


class ResumptionView(OperatorView):
    def post(self, request: HttpRequest, intake_id: int) -> HttpResponse:
        intake = resume_intake(intake_id=intake_for(intake_id).id, by=request.actor, at=request.moment)
        self.tell("It goes on in the background.")
        return HttpResponseRedirect(f"/intakes/{intake.id}/")
