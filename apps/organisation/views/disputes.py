"""A partner's disputes: raised from a line, followed, withdrawn."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.organisation.forms import DisputeForm
from apps.organisation.presenters.disputes import DisputePage, DisputesPage
from apps.organisation.presenters.people import FormPage
from apps.organisation.views.money import FinanceView
from apps.organisation.views.year import OfficerView
from guildhall.access.roles import Role
from guildhall.charging.gates import dispute_for, statement_for
from guildhall.charging.models import Statement
from guildhall.charging.operations.disputes import raise_dispute, withdraw_dispute
from guildhall.charging.queries.disputes import list_of_disputes
from guildhall.charging.queries.statements import line_behind
from guildhall.kernel import Month
from guildhall.web import spelling
from guildhall.web.errors import NotFound
from guildhall.web.parts import Link


class DisputesView(FinanceView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(DisputesPage.of(list_of_disputes(partner_key=request.partner.schema_name)))


class DisputeView(FinanceView):
    def get(self, request: HttpRequest, dispute_id: int) -> HttpResponse:
        dispute = dispute_for(request.actor, dispute_id)
        return self.page(DisputePage.of(dispute, may_act=request.actor.has_role(Role.FINANCE)))


class DisputeEvidenceView(FinanceView):
    def get(self, request: HttpRequest, dispute_id: int) -> HttpResponse:
        dispute = dispute_for(request.actor, dispute_id)
        if not dispute.evidence:
            raise NotFound
        return self.download(dispute.evidence_name, "application/octet-stream", bytes(dispute.evidence))


class DisputeWithdrawalView(OfficerView):
    def post(self, request: HttpRequest, dispute_id: int) -> HttpResponse:
        dispute = dispute_for(request.actor, dispute_id)
        withdraw_dispute(dispute_id=dispute.id, by=request.actor, at=request.moment)
        self.tell("The dispute is withdrawn.")
        return HttpResponseRedirect("/disputes/")


class DisputeNewView(OfficerView):
    """Objects to a line; `?month=` tells a correction of an earlier month from the month's own line."""

    def get(self, request: HttpRequest, number: str, pool: str) -> HttpResponse:
        statement = statement_for(request.actor, number)
        return self.shown(request, statement, pool, DisputeForm())

    def post(self, request: HttpRequest, number: str, pool: str) -> HttpResponse:
        statement = statement_for(request.actor, number)
        form = DisputeForm(request.POST, request.FILES)
        with self.refusals_shown_on(form):
            used_in = self.month_asked(request, statement)
            terms = form.accepted(statement_id=statement.id, pool_code=pool, used_in=used_in)
            dispute = raise_dispute(terms=terms, by=request.actor, at=request.moment)
            self.tell(f"The line is disputed. An answer is due by {spelling.uk_date(dispute.answer_by_on)}.")
            return HttpResponseRedirect(f"/disputes/{dispute.id}/")
        return self.shown(request, statement, pool, form, status=422)

    def month_asked(self, request: HttpRequest, statement: Statement) -> Month:
        try:
            return Month.written(request.GET.get("month", "") or str(statement.period.month))
        except ValueError:
            raise NotFound from None

    def shown(
        self, request: HttpRequest, statement: Statement, pool: str, form: DisputeForm, *, status: int = 200
    ) -> HttpResponse:
        month = self.month_asked(request, statement)
        behind = line_behind(statement=statement, pool_code=pool, used_in=month)
        if behind is None:
            raise NotFound
        line = behind.line
        page = FormPage(
            title=f"Dispute {line.pool.name}",
            caption=f"{spelling.money(line.amount)} on statement {statement.number}, used in {month.title}",
            form=form,
            button="Dispute this line",
            intro="The shared service answers, and somebody else decides. The close of a month does not wait for it.",
            back=Link(f"Statement {statement.number}", f"/statements/{statement.number}/"),
        )
        return self.page(page, status=status)
