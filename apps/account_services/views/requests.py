"""Home, the list, one request, and the decisions about it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.account_services.forms import ReasonForm, RequestsFilter
from apps.account_services.gates import request_for
from apps.account_services.models import AccountRequest
from apps.account_services.operations import approve_request, cancel_request, reject_request
from apps.account_services.presenters.home import HomePage, Overview
from apps.account_services.presenters.requests import ReasonPage, RequestPage, RequestsPage
from apps.account_services.presenters.words import request_url
from apps.account_services.queries.requests import (
    STAGES,
    counts_by_stage,
    due_this_week,
    late_requests,
    next_due,
    punctuality,
    requests_in,
)
from apps.account_services.queries.tasks import tasks_of, tasks_with_a_person, time_given_back
from apps.account_services.views.base import AccountsRecordView, ApproverView
from guildhall.audit.queries import trail_of
from guildhall.kernel import LONDON, Month
from guildhall.web.paging import Paged, paginate


class HomeView(AccountsRecordView):
    def get(self, request: HttpRequest) -> HttpResponse:
        today = request.moment.astimezone(LONDON).date()
        found = Overview(
            waiting=counts_by_stage()["waiting"],
            due_this_week=due_this_week(on=today),
            late=late_requests(on=today),
            with_a_person=len(tasks_with_a_person()),
            punctuality=punctuality(at=request.moment),
            given_back=time_given_back(Month.of(request.moment)),
            next_due=next_due(on=today),
        )
        return self.page(HomePage.of(found, at=request.moment))


class RequestsView(AccountsRecordView):
    def get(self, request: HttpRequest) -> HttpResponse:
        stage = request.GET.get("stage", "")
        stage = stage if stage in STAGES else "waiting"
        filter_ = RequestsFilter.of(request.GET)
        wanted = {key: str(value) for key, value in filter_.chosen.items() if key in ("name", "kind")}
        paged: Paged[AccountRequest] = paginate(requests_in(stage, **wanted), number=request.GET.get("page"))
        return self.page(RequestsPage.of(paged, stage=stage, counts=counts_by_stage(), filter=filter_))


class RequestView(AccountsRecordView):
    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        found = request_for(reference)
        page = RequestPage.of(found, tasks=tasks_of(found), trail=trail_of(found), for_actor=request.actor)
        return self.page(page)


class ApprovalView(ApproverView):
    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        found = request_for(reference)
        approve_request(request_id=found.id, by=request.actor, at=request.moment)
        self.tell("Request approved. The robot begins at once.")
        return HttpResponseRedirect(request_url(found))


class RejectionView(ApproverView):
    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        return self.page(ReasonPage.to_reject(request_for(reference), ReasonForm()))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        found, form = request_for(reference), ReasonForm(request.POST)
        with self.refusals_shown_on(form):
            reject_request(request_id=found.id, reason=form.accepted(), by=request.actor, at=request.moment)
            self.tell("Request rejected.")
            return HttpResponseRedirect(request_url(found))
        return self.page(ReasonPage.to_reject(found, form), status=422)


class CancellationView(ApproverView):
    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        return self.page(ReasonPage.to_cancel(request_for(reference), ReasonForm()))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        found, form = request_for(reference), ReasonForm(request.POST)
        with self.refusals_shown_on(form):
            cancel_request(request_id=found.id, reason=form.accepted(), by=request.actor, at=request.moment)
            self.tell("Request cancelled.")
            return HttpResponseRedirect(request_url(found))
        return self.page(ReasonPage.to_cancel(found, form), status=422)
