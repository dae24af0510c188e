"""Suspending and resuming a partner, its notice, and who takes over from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms import NoticeForm, ReasonForm, SuccessorForm
from apps.partnership.gates import partner_for
from apps.partnership.operations.leaving import (
    call_partner_back,
    give_notice,
    name_successor,
    resume_partner,
    suspend_partner,
)
from apps.partnership.presenters.leaving import QUESTIONS, QuestionPage
from apps.partnership.views.partners import OperatorView
from tenants.models import Partner
from tenants.queries import possible_successors


class ReasonView(OperatorView):
    """A move of a partner that asks for nothing but its reason."""

    verb: ClassVar[Callable[..., Partner]]
    question: ClassVar[str]

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.page(QuestionPage.of(self.question, partner_for(code), ReasonForm()))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        partner, form = partner_for(code), ReasonForm(request.POST)
        with self.refusals_shown_on(form):
            type(self).verb(partner_id=partner.id, reason=form.accepted(), by=request.actor, at=request.moment)
            self.tell(QUESTIONS[self.question].done.format(partner.name))
            return HttpResponseRedirect(f"/partners/{code}/")
        return self.page(QuestionPage.of(self.question, partner, form), status=422)


class SuspensionView(ReasonView):
    verb, question = staticmethod(suspend_partner), "suspension"


class ResumptionView(ReasonView):
    verb, question = staticmethod(resume_partner), "resumption"


class CallBackView(ReasonView):
    verb, question = staticmethod(call_partner_back), "call-back"


class NoticeView(OperatorView):
    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.page(QuestionPage.of("notice", partner_for(code), NoticeForm()))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        partner, form = partner_for(code), NoticeForm(request.POST)
        with self.refusals_shown_on(form):
            give_notice(partner_id=partner.id, notice=form.accepted(), by=request.actor, at=request.moment)
            self.tell(QUESTIONS["notice"].done.format(partner.name))
            return HttpResponseRedirect(f"/partners/{code}/")
        return self.page(QuestionPage.of("notice", partner, form), status=422)


class SuccessorView(OperatorView):
    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        partner = partner_for(code)
        return self.page(QuestionPage.of("successor", partner, SuccessorForm(partners=possible_successors(partner))))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        partner = partner_for(code)
        form = SuccessorForm(request.POST, partners=possible_successors(partner))
        with self.refusals_shown_on(form):
            chosen, day = form.accepted()
            name_successor(
                partner_id=partner.id, successor_id=chosen, from_day=day, by=request.actor, at=request.moment
            )
            self.tell(QUESTIONS["successor"].done.format(partner.name))
            return HttpResponseRedirect(f"/partners/{code}/")
        return self.page(QuestionPage.of("successor", partner, form), status=422)
