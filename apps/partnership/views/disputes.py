"""Host finance answers disputes, and somebody else decides."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms.disputes import AnswerForm
from apps.partnership.presenters.disputes import DisputePage, DisputesPage
from apps.partnership.presenters.partners import FormPage
from apps.partnership.views.months import BooksView
from guildhall.access.queries import names_of
from guildhall.charging.gates import dispute_for
from guildhall.charging.models import Dispute
from guildhall.charging.operations.disputes import answer_dispute, decide_dispute
from guildhall.charging.queries.disputes import list_of_disputes
from guildhall.kernel import LONDON
from guildhall.web.errors import NotFound
from guildhall.web.parts import Link
from tenants.queries import names_of_partners


class DisputesView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        today = request.moment.astimezone(LONDON).date()
        return self.page(DisputesPage.of(list_of_disputes(), names=names_of_partners(), on=today))


class DisputeView(BooksView):
    def get(self, request: HttpRequest, dispute_id: int) -> HttpResponse:
        one = dispute_for(request.actor, dispute_id)
        people = names_of([one.raised_by_id, one.answered_by_id, one.decided_by_id])
        return self.page(DisputePage.of(one, partner=names_of_partners()[one.partner_key], people=people))


class DisputeEvidenceView(BooksView):
    def get(self, request: HttpRequest, dispute_id: int) -> HttpResponse:
        one = dispute_for(request.actor, dispute_id)
        if not one.evidence:
            raise NotFound
        return self.download(one.evidence_name, "application/octet-stream", bytes(one.evidence))


class DisputeAnswerView(BooksView):
    def get(self, request: HttpRequest, dispute_id: int) -> HttpResponse:
        one = dispute_for(request.actor, dispute_id)
        return self.shown(one, AnswerForm(initial={"give_back": one.given_back, "answer": one.answer}))

    def post(self, request: HttpRequest, dispute_id: int) -> HttpResponse:
        one, form = dispute_for(request.actor, dispute_id), AnswerForm(request.POST)
        with self.refusals_shown_on(form):
            answer_dispute(dispute_id=one.id, **form.answers(), by=request.actor, at=request.moment)
            self.tell("The dispute is answered. Somebody else decides next.")
            return HttpResponseRedirect(f"/disputes/{one.id}/")
        return self.shown(one, form, status=422)

    def shown(self, one: Dispute, form: AnswerForm, *, status: int = 200) -> HttpResponse:
        page = FormPage(
            title="Answer the dispute",
            form=form,
            button="Answer it",
            intro="What is given back is borne by the other members of that month, by their weights.",
            back=Link(f"Dispute of {one.name}", f"/disputes/{one.id}/"),
        )
        return self.page(page, status=status)


class DisputeDecisionView(BooksView):
    def post(self, request: HttpRequest, dispute_id: int) -> HttpResponse:
        one = dispute_for(request.actor, dispute_id)
        decided = decide_dispute(dispute_id=one.id, by=request.actor, at=request.moment)
        self.tell(f"The dispute is {decided.get_state_display().lower()}, and the partner is told.")
        return HttpResponseRedirect(f"/disputes/{one.id}/")
