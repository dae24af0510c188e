"""Accounts, target systems, and what needs a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.account_services.forms import AccountsFilter, TargetForm, TypedBackForm
from apps.account_services.gates import exception_for
from apps.account_services.operations import add_target_system, finish_by_hand
from apps.account_services.presenters.accounts import (
    AccountsPage,
    ExceptionPage,
    ExceptionsPage,
    NewTargetPage,
    TargetsPage,
)
from apps.account_services.presenters.words import EXCEPTIONS, TARGETS
from apps.account_services.queries.accounts import accounts_named, target_systems
from apps.account_services.queries.tasks import tasks_with_a_person
from apps.account_services.rules.people import may_look_after_targets
from apps.account_services.views.base import AccountsRecordView, AccountsView, TargetKeeperView
from guildhall.web.paging import paginate


class AccountsListView(AccountsRecordView):
    def get(self, request: HttpRequest) -> HttpResponse:
        filter_ = AccountsFilter.of(request.GET)
        state = filter_.chosen.get("state")
        rows = accounts_named(str(filter_.chosen.get("name", "")), enabled=state == "on" if state else None)
        return self.page(AccountsPage.of(paginate(rows, number=request.GET.get("page")), filter=filter_))


class TargetsView(AccountsRecordView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(TargetsPage.of(target_systems(), may_add=may_look_after_targets(request.actor)))


class NewTargetView(TargetKeeperView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(NewTargetPage.of(TargetForm()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TargetForm(request.POST)
        with self.refusals_shown_on(form):
            target = add_target_system(terms=form.accepted(), by=request.actor, at=request.moment)
            self.tell(f"{target.name} added.")
            return HttpResponseRedirect(TARGETS)
        return self.page(NewTargetPage.of(form), status=422)


class ExceptionsView(AccountsRecordView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(ExceptionsPage.of(tasks_with_a_person()))


class ExceptionView(AccountsView):
    def get(self, request: HttpRequest, task_id: int) -> HttpResponse:
        return self.page(ExceptionPage.of(exception_for(task_id), TypedBackForm()))

    def post(self, request: HttpRequest, task_id: int) -> HttpResponse:
        task, form = exception_for(task_id), TypedBackForm(request.POST)
        with self.refusals_shown_on(form):
            finish_by_hand(task_id=task.id, typed=form.accepted(), by=request.actor, at=request.moment)
            self.tell("Marked as done by hand. The robot claims no time for it.")
            return HttpResponseRedirect(EXCEPTIONS)
        return self.page(ExceptionPage.of(task, form), status=422)
