"""A partner's archives, the closing of its doors for good, its way back, and its erasure."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms import ClosingForm, ConfirmationForm, ErasureForm, ReasonForm
from apps.partnership.gates import archive_for, erasure_for, partner_for
from apps.partnership.operations.archiving import (
    ask_for_archive,
    ask_for_return,
    close_doors_for_good,
    note_archive_fetched,
    retry_archive,
)
from apps.partnership.operations.erasing import approve_erasure, ask_for_erasure, retry_erasure, withdraw_erasure
from apps.partnership.presenters.erasures import ErasurePage
from apps.partnership.presenters.leaving import QUESTIONS, QuestionPage
from apps.partnership.views.partners import OperatorView
from guildhall.access.queries import names_of
from tenants.erasure_records import is_genuine, spelled
from tenants.files import file_of


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


class ClosingView(OperatorView):
    """The doors, for good."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.page(QuestionPage.of("closing", partner_for(code), ClosingForm()))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        partner, form = partner_for(code), ClosingForm(request.POST)
        with self.refusals_shown_on(form):
            close_doors_for_good(partner_id=partner.id, kept_until=form.accepted(), by=request.actor, at=request.moment)
            self.tell(QUESTIONS["closing"].done.format(partner.name))
            return HttpResponseRedirect(f"/partners/{code}/")
        return self.page(QuestionPage.of("closing", partner, form), status=422)


class ReturnView(OperatorView):
    """The way back out of the archive."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.page(QuestionPage.of("return", partner_for(code), ReasonForm()))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        partner, form = partner_for(code), ReasonForm(request.POST)
        with self.refusals_shown_on(form):
            ask_for_return(partner_id=partner.id, reason=form.accepted(), by=request.actor, at=request.moment)
            self.tell(QUESTIONS["return"].done.format(partner.name))
            return HttpResponseRedirect(f"/partners/{code}/")
        return self.page(QuestionPage.of("return", partner, form), status=422)


class ErasureRequestView(OperatorView):
    """The first of two operators asks."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.page(QuestionPage.of("erasure", partner_for(code), ErasureForm()))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        partner, form = partner_for(code), ErasureForm(request.POST)
        with self.refusals_shown_on(form):
            ask_for_erasure(partner_id=partner.id, terms=form.accepted(), by=request.actor, at=request.moment)
            self.tell(QUESTIONS["erasure"].done.format(partner.name))
            return HttpResponseRedirect(f"/partners/{code}/erasure/")
        return self.page(QuestionPage.of("erasure", partner, form), status=422)


class ErasureView(OperatorView):
    """Where an erasure stands, and at its end the record of it."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        erasure = erasure_for(partner_for(code))
        names = names_of([erasure.asked_by_id, erasure.approved_by_id])
        return self.page(ErasurePage.of(erasure, names=names, genuine=is_genuine(erasure), for_actor=request.actor))


class ErasureApprovalView(OperatorView):
    """The second operator agrees."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        erasure = erasure_for(partner_for(code))
        return self.page(QuestionPage.of("erasure-approval", erasure.partner, ConfirmationForm()))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        erasure, form = erasure_for(partner_for(code)), ConfirmationForm(request.POST)
        with self.refusals_shown_on(form):
            approve_erasure(erasure_id=erasure.id, code=form.accepted(), by=request.actor, at=request.moment)
            self.tell(QUESTIONS["erasure-approval"].done.format(erasure.partner.name))
            return HttpResponseRedirect(f"/partners/{code}/erasure/")
        return self.page(QuestionPage.of("erasure-approval", erasure.partner, form), status=422)


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
