"""Suspending and resuming a partner, its notice, and who takes over from it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from apps.partnership.forms.desk import NoticeForm, SuccessorForm
from apps.partnership.operations.leaving import (
    Notice,
    call_partner_back,
    give_notice,
    name_successor,
    resume_partner,
    suspend_partner,
)
from apps.partnership.views.questions import QuestionView
from tenants.models import Partner
from tenants.queries import possible_successors


class SuspensionView(QuestionView):
    question = "suspension"

    def act(self, request: HttpRequest, partner: Partner, answer: str) -> None:
        suspend_partner(partner_id=partner.id, reason=answer, by=request.actor, at=request.moment)


class ResumptionView(QuestionView):
    question = "resumption"

    def act(self, request: HttpRequest, partner: Partner, answer: str) -> None:
        resume_partner(partner_id=partner.id, reason=answer, by=request.actor, at=request.moment)


class CallBackView(QuestionView):
    question = "call-back"

    def act(self, request: HttpRequest, partner: Partner, answer: str) -> None:
        call_partner_back(partner_id=partner.id, reason=answer, by=request.actor, at=request.moment)


class NoticeView(QuestionView):
    question, form_class = "notice", NoticeForm

    def act(self, request: HttpRequest, partner: Partner, answer: Notice) -> None:
        give_notice(partner_id=partner.id, notice=answer, by=request.actor, at=request.moment)


class SuccessorView(QuestionView):
    question = "successor"

    def form_for(self, partner: Partner, *given: Any) -> SuccessorForm:
        return SuccessorForm(*given, partners=possible_successors(partner))

    def act(self, request: HttpRequest, partner: Partner, answer: tuple[UUID, date]) -> None:
        chosen, day = answer
        name_successor(partner_id=partner.id, successor_id=chosen, from_day=day, by=request.actor, at=request.moment)
