"""Host finance has the books of partners that merge go on to their successor: one prepares, another approves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms.desk import WithdrawalForm
from apps.partnership.gates import partner_for
from apps.partnership.presenters.mergers import MergerPage
from apps.partnership.presenters.partners import FormPage
from apps.partnership.views.months import BooksView
from guildhall.access.queries import names_of
from guildhall.audit.queries import trail_of
from guildhall.charging.gates import carry_over_for
from guildhall.charging.models import CarryOver
from guildhall.charging.operations.merging import approve_carry_over, prepare_carry_over, withdraw_carry_over
from guildhall.charging.queries.mergers import (
    WorkedMerger,
    carry_over_of,
    merger_done,
    merger_waiting,
    merger_worked_out,
    stops_of_carry_over,
)
from guildhall.charging.states import CarryOverState
from guildhall.kernel import LONDON
from guildhall.web.errors import NotFound
from guildhall.web.parts import Link
from tenants.models import Partner


class MergerView(BooksView):
    """Partners that merge into one: what goes on to it, before it is prepared, as it is prepared, and afterwards."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        successor = partner_for(code)
        worked = merger_worked_out(successor=successor, on=request.moment.astimezone(LONDON).date())
        standing = carry_over_of(successor=successor)
        if standing is not None and (standing.state == CarryOverState.PREPARED or worked is None):
            return self.page(self.prepared(standing, worked, successor))
        if worked is not None:
            return self.page(MergerPage.so_far(worked))
        done = merger_done(successor=successor)
        if done is None:
            raise NotFound
        return self.page(MergerPage.done(done))

    def prepared(self, standing: CarryOver, worked: WorkedMerger | None, successor: Partner) -> MergerPage:
        return MergerPage.of(
            standing,
            successor=successor,
            stops=stops_of_carry_over(carry_over=standing, worked=worked),
            people=names_of([standing.prepared_by_id, standing.approved_by_id]),
            trail=trail_of(standing),
        )


class MergerPreparationView(BooksView):
    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        successor = partner_for(code)
        if merger_waiting(successor=successor) is None and merger_done(successor=successor) is None:
            raise NotFound
        prepare_carry_over(successor_key=successor.schema_name, by=request.actor, at=request.moment)
        self.tell(f"The merger into {successor.name} is prepared. Somebody else approves it next.")
        return HttpResponseRedirect(f"/mergers/{successor.code}/")


class MergerApprovalView(BooksView):
    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        successor = partner_for(code)
        prepared = carry_over_for(request.actor, successor)
        approve_carry_over(carry_over_id=prepared.id, by=request.actor, at=request.moment)
        self.tell(f"The books have gone on to {successor.name}, and its finance officers are told.")
        return HttpResponseRedirect(f"/mergers/{successor.code}/")


class MergerWithdrawalView(BooksView):
    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        successor = partner_for(code)
        carry_over_for(request.actor, successor)
        return self.shown(successor, self.form())

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        successor, form = partner_for(code), self.form(request.POST)
        prepared = carry_over_for(request.actor, successor)
        with self.refusals_shown_on(form):
            withdraw_carry_over(carry_over_id=prepared.id, reason=form.accepted(), by=request.actor, at=request.moment)
            self.tell("The merger is withdrawn. Prepare it again once the books are right.")
            return HttpResponseRedirect(f"/mergers/{successor.code}/")
        return self.shown(successor, form, status=422)

    def form(self, *given: Any) -> WithdrawalForm:
        form = WithdrawalForm(*given)
        form.fields["reason"].label = "Why is the merger withdrawn?"
        return form

    def shown(self, successor: Partner, form: WithdrawalForm, *, status: int = 200) -> HttpResponse:
        page = FormPage(
            title=f"Withdraw the merger into {successor.name}",
            form=form,
            button="Withdraw the merger",
            back=Link(f"Merger into {successor.name}", f"/mergers/{successor.code}/"),
        )
        return self.page(page, status=status)
