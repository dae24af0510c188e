"""Reports by letter: one's own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.organisation.forms import ReportForm
from apps.organisation.presenters.reports import ReportsPage
from apps.organisation.views.year import OfficerView
from guildhall.charging.models import ReportOrder
from guildhall.charging.operations.reports import end_report, order_report
from guildhall.charging.queries.reports import report_order_with, reports_of
from guildhall.web.errors import NotFound


class ReportsView(OfficerView):
    def get(self, request: HttpRequest) -> HttpResponse:
        orders = self.orders()
        return self.page(ReportsPage.of(orders, form=ReportForm(had=_had(orders)) if _is_more(orders) else None))

    def post(self, request: HttpRequest) -> HttpResponse:
        orders = self.orders()
        form = ReportForm(request.POST, had=_had(orders))
        with self.refusals_shown_on(form):
            order = order_report(terms=form.accepted(), by=request.actor, at=request.moment)
            self.tell(f"“{order.name}” is sent to you {order.get_rhythm_display().lower()}.")
            return HttpResponseRedirect("/reports/")
        return self.page(ReportsPage.of(orders, form=form), status=422)

    def orders(self) -> list[ReportOrder]:
        return reports_of(partner_key=self.request.partner.schema_name, user_id=self.request.actor.person_id)


def _had(orders: list[ReportOrder]) -> set[str]:
    return {order.report for order in orders}


def _is_more(orders: list[ReportOrder]) -> bool:
    return len(orders) < len(ReportOrder.Report)


class ReportEndView(OfficerView):
    def post(self, request: HttpRequest, order_id: int) -> HttpResponse:
        key, user_id = request.partner.schema_name, request.actor.person_id
        order = report_order_with(order_id, partner_key=key, user_id=user_id)
        if order is None:
            raise NotFound
        end_report(order_id=order.id, by=request.actor, at=request.moment)
        self.tell(f"“{order.name}” is not sent to you any more.")
        return HttpResponseRedirect("/reports/")
