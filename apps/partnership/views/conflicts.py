"""Resends with other content: both side by side, and which of them counts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms.usage import DecisionForm
from apps.partnership.presenters.conflicts import ConflictPage, ConflictsPage
from apps.partnership.views.months import BooksView
from guildhall.access.queries import names_of
from guildhall.metering.gates import conflict_for
from guildhall.metering.models import EventConflict
from guildhall.metering.operations import count_resend, keep_first_event
from guildhall.metering.queries import conflicts_counted, conflicts_listed, corrections_of
from guildhall.metering.rules import may_decide_conflicts
from guildhall.metering.states import Decision
from guildhall.web.paging import paginate
from tenants.queries import names_of_partners

DECIDE = {Decision.FIRST: keep_first_event, Decision.RESEND: count_resend}


class ConflictsView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        decided = request.GET.get("stage") == "decided"
        waiting, done = conflicts_counted()
        return self.page(
            ConflictsPage.of(
                paginate(conflicts_listed(decided=decided), number=request.GET.get("page")),
                decided=decided,
                counts=(waiting, done),
                partners=names_of_partners(),
            )
        )


class ConflictView(BooksView):
    def get(self, request: HttpRequest, conflict_id: int) -> HttpResponse:
        return self.shown(request, conflict_for(request.actor, conflict_id), DecisionForm())

    def shown(
        self, request: HttpRequest, conflict: EventConflict, form: DecisionForm, *, status: int = 200
    ) -> HttpResponse:
        page = ConflictPage.of(
            conflict,
            corrections=corrections_of(conflict),
            partners=names_of_partners(),
            people=names_of([conflict.decided_by_id]),
            form=form if may_decide_conflicts(request.actor) else None,
        )
        return self.page(page, status=status)


class DecisionView(ConflictView):
    def get(self, request: HttpRequest, conflict_id: int) -> HttpResponse:
        return HttpResponseRedirect(f"/conflicts/{conflict_for(request.actor, conflict_id).id}/")

    def post(self, request: HttpRequest, conflict_id: int) -> HttpResponse:
        conflict, form = conflict_for(request.actor, conflict_id), DecisionForm(request.POST)
        with self.refusals_shown_on(form):
            decision, reason = form.accepted()
            DECIDE[decision](conflict_id=conflict.id, reason=reason, by=request.actor, at=request.moment)
            self.tell(f"Decided: {decision.label[:1].lower()}{decision.label[1:]}.")
            return HttpResponseRedirect(f"/conflicts/{conflict.id}/")
        return self.shown(request, conflict, form, status=422)
