"""A partner's archives, the closing of its doors for good, its way back, and its erasure."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms.desk import ClosingForm, ConfirmationForm, ErasureForm
from apps.partnership.gates import archive_for, erasure_for, partner_for
from apps.partnership.operations.archiving import (
    ask_for_archive,
    ask_for_return,
    close_doors_for_good,
    note_archive_fetched,
    retry_archive,
)
from apps.partnership.operations.erasing import (
    ErasureTerms,
    approve_erasure,
    ask_for_erasure,
    retry_erasure,
    withdraw_erasure,
)
from apps.partnership.presenters.erasures import ErasurePage
from apps.partnership.views.partners import OperatorView
from apps.partnership.views.questions import QuestionView
from guildhall.access.queries import names_of
from tenants.erasure_records import is_genuine, spelled
from tenants.files import file_of
from tenants.models import Partner


class ArchivesView(OperatorView):
    """An archive while the partner works on."""

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        ask_for_archive(partner_id=partner_for(code).id, by=request.actor, at=request.moment)
        self.tell("The archive is being written. This takes a few seconds.")
        return HttpResponseRedirect(f"/partners/{code}/")


class ArchiveView(OperatorView):
    """The file itself, streamed."""

    def get(self, request: HttpRequest, code: str, archive_id: int) -> FileResponse:
        archive = archive_for(partner_for(code), archive_id)
        note_archive_fetched(archive_id=archive.id, by=request.actor, at=request.moment)
        return FileResponse(open(file_of(archive), "rb"), as_attachment=True, filename=archive.file_name)


class ArchiveRetryView(OperatorView):
    def post(self, request: HttpRequest, code: str, archive_id: int) -> HttpResponse:
        archive = archive_for(partner_for(code), archive_id, whole=False)
        retry_archive(archive_id=archive.id, by=request.actor, at=request.moment)
        self.tell("It is tried again.")
        return HttpResponseRedirect(f"/partners/{code}/")


class ClosingView(QuestionView):
    """The doors, for good."""

    question, form_class = "closing", ClosingForm

    def act(self, request: HttpRequest, partner: Partner, answer: date) -> None:
        close_doors_for_good(partner_id=partner.id, kept_until=answer, by=request.actor, at=request.moment)


class ReturnView(QuestionView):
    """The way back out of the archive."""

    question = "return"

    def act(self, request: HttpRequest, partner: Partner, answer: str) -> None:
        ask_for_return(partner_id=partner.id, reason=answer, by=request.actor, at=request.moment)


class ErasureRequestView(QuestionView):
    """The first of two operators asks."""

    question, form_class, leads_to = "erasure", ErasureForm, "/partners/{}/erasure/"

    def act(self, request: HttpRequest, partner: Partner, answer: ErasureTerms) -> None:
        ask_for_erasure(partner_id=partner.id, terms=answer, by=request.actor, at=request.moment)


class ErasureView(OperatorView):
    """Where an erasure stands, and at its end the record of it."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        erasure = erasure_for(partner_for(code))
        names = names_of([erasure.asked_by_id, erasure.approved_by_id])
        return self.page(ErasurePage.of(erasure, names=names, genuine=is_genuine(erasure), for_actor=request.actor))


class ErasureApprovalView(QuestionView):
    """The second operator agrees to what was asked for; where nothing was, there is nothing to agree to."""

    question, leads_to = "erasure-approval", "/partners/{}/erasure/"

    def form_for(self, partner: Partner, *given: Any) -> ConfirmationForm:
        erasure_for(partner)
        return ConfirmationForm(*given)

    def act(self, request: HttpRequest, partner: Partner, answer: str) -> None:
        approve_erasure(erasure_id=erasure_for(partner).id, code=answer, by=request.actor, at=request.moment)


class ErasureWithdrawalView(OperatorView):
    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        erasure = erasure_for(partner_for(code))
        withdraw_erasure(erasure_id=erasure.id, by=request.actor, at=request.moment)
        self.tell("The erasure is withdrawn. Nothing was deleted.")
        return HttpResponseRedirect(f"/partners/{code}/")


class ErasureRetryView(OperatorView):
    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        erasure = erasure_for(partner_for(code))
        retry_erasure(erasure_id=erasure.id, by=request.actor, at=request.moment)
        self.tell("The erasure goes on where it stopped.")
        return HttpResponseRedirect(f"/partners/{code}/erasure/")


class ErasureRecordView(OperatorView):
    """The signed record, word for word as it was signed."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        erasure = erasure_for(partner_for(code), done=True)
        name = f"erasure-{code}-{erasure.id}.json"
        signed = f'{{"record":{spelled(erasure.record)},"hmac_sha256":"{erasure.signature}"}}\n'
        return self.download(name, "application/json", signed.encode())
