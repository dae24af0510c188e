"""Host finance settles with a partner that leaves: one prepares, another approves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms.desk import WithdrawalForm
from apps.partnership.forms.membership import ExitForm
from apps.partnership.gates import partner_for
from apps.partnership.presenters.exits import ExitPage
from apps.partnership.presenters.partners import FormPage
from apps.partnership.views.months import BooksView
from guildhall.access.queries import names_of
from guildhall.audit.queries import trail_of
from guildhall.charging.gates import exit_for
from guildhall.charging.models import Exit
from guildhall.charging.operations.leaving import approve_exit, prepare_exit, withdraw_exit
from guildhall.charging.presenters.exits import ExitDocument
from guildhall.charging.queries.exits import exit_of, exit_worked_out, stops_of_exit
from guildhall.kernel import LONDON, Money
from guildhall.web.errors import NotFound
from guildhall.web.parts import Link
from tenants.models import Partner


def leaver_for(code: str) -> Partner:
    """A partner with a last day. Raises: NotFound."""
    partner = partner_for(code)
    if partner.leaves_on is None:
        raise NotFound
    return partner


class ExitView(BooksView):
    """An exit as it stands; before one is prepared, what it comes to so far."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        partner = leaver_for(code)
        standing = exit_of(partner=partner)
        stops = stops_of_exit(partner=partner)
        if standing is not None:
            people = names_of([standing.prepared_by_id, standing.approved_by_id])
            trail = trail_of(standing)
            return self.page(ExitPage.of(standing, partner=partner, stops=stops, people=people, trail=trail))
        today = request.moment.astimezone(LONDON).date()
        worked = exit_worked_out(partner=partner, commitment=Money(0), on=today)
        return self.page(ExitPage.so_far(worked, partner=partner, stops=stops))


class ExitNewView(BooksView):
    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.shown(leaver_for(code), ExitForm())

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        partner, form = leaver_for(code), ExitForm(request.POST, request.FILES)
        with self.refusals_shown_on(form):
            prepare_exit(terms=form.accepted(partner.schema_name), by=request.actor, at=request.moment)
            self.tell(f"The exit of {partner.name} is prepared. Somebody else approves it next.")
            return HttpResponseRedirect(f"/exits/{partner.code}/")
        return self.shown(partner, form, status=422)

    def shown(self, partner: Partner, form: ExitForm, *, status: int = 200) -> HttpResponse:
        page = FormPage(
            title=f"Prepare the exit of {partner.name}",
            form=form,
            button="Prepare the exit",
            intro="Contributions, cost and credit come from the books. Nothing is posted before it is approved.",
            back=Link(f"Exit of {partner.name}", f"/exits/{partner.code}/"),
        )
        return self.page(page, status=status)


class ExitApprovalView(BooksView):
    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        partner = leaver_for(code)
        exit_ = exit_for(request.actor, partner)
        approve_exit(exit_id=exit_.id, by=request.actor, at=request.moment)
        self.tell(f"The exit of {partner.name} is approved and posted, and its finance officers are told.")
        return HttpResponseRedirect(f"/exits/{partner.code}/")


class ExitWithdrawalView(BooksView):
    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        partner = leaver_for(code)
        exit_for(request.actor, partner)
        return self.shown(partner, self.form())

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        partner, form = leaver_for(code), self.form(request.POST)
        exit_ = exit_for(request.actor, partner)
        with self.refusals_shown_on(form):
            withdraw_exit(exit_id=exit_.id, reason=form.accepted(), by=request.actor, at=request.moment)
            self.tell("The exit is withdrawn. Prepare it again once the books are right.")
            return HttpResponseRedirect(f"/exits/{partner.code}/")
        return self.shown(partner, form, status=422)

    def form(self, *given: Any) -> WithdrawalForm:
        form = WithdrawalForm(*given)
        form.fields["reason"].label = "Why is the exit withdrawn?"
        return form

    def shown(self, partner: Partner, form: WithdrawalForm, *, status: int = 200) -> HttpResponse:
        page = FormPage(
            title=f"Withdraw the exit of {partner.name}",
            form=form,
            button="Withdraw the exit",
            back=Link(f"Exit of {partner.name}", f"/exits/{partner.code}/"),
        )
        return self.page(page, status=status)


class ExitEvidenceView(BooksView):
    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        exit_ = self.exit(request, code)
        if not exit_.evidence:
            raise NotFound
        return self.download(exit_.evidence_name, "application/octet-stream", bytes(exit_.evidence))

    def exit(self, request: HttpRequest, code: str) -> Exit:
        return exit_for(request.actor, leaver_for(code))


class ExitFileView(ExitEvidenceView):
    """The exit statement, as it was drawn once it was approved."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        exit_ = self.exit(request, code)
        if not exit_.pdf:
            raise NotFound
        return self.download(ExitDocument.of(exit_).file_name, "application/pdf", bytes(exit_.pdf))
