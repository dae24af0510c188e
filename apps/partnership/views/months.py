"""Host finance: months, their costs, and the close."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms.desk import CostFileForm, WithdrawalForm
from apps.partnership.presenters.costs import CostFilePage, CostPreviewPage
from apps.partnership.presenters.months import MonthPage, MonthsPage, shares_file
from apps.partnership.presenters.partners import FormPage
from apps.partnership.queries import months_of_books
from guildhall.access.roles import Role
from guildhall.access.views import PartnershipView
from guildhall.audit.queries import trail_of
from guildhall.charging.gates import period_for, statement_for
from guildhall.charging.models import Period
from guildhall.charging.operations.closing import close_period
from guildhall.charging.operations.costs import load_costs, withdraw_costs
from guildhall.charging.operations.periods import approve_period, open_period
from guildhall.charging.operations.statements import retry_statement
from guildhall.charging.queries.costs import load_in_force, preview_of_costs
from guildhall.charging.queries.invoicing import what_invoices_lack
from guildhall.charging.queries.pools import pools_in
from guildhall.charging.queries.statements import StatementRow, statements_in
from guildhall.charging.queries.working import billed_month, what_stops_closing
from guildhall.documents.csv import csv_file
from guildhall.kernel import LONDON, Money, Month
from guildhall.web.errors import NotFound
from guildhall.web.parts import Link


class BooksView(PartnershipView):
    """A page for whoever keeps or approves the books."""

    roles = {Role.HOST_FINANCE, Role.BOARD}


def next_month(at: datetime) -> Month | None:
    """The month to open next: the one after the newest, never a month that has not begun."""
    newest = Period.objects.order_by("-month_on").first()
    following = newest.month.next if newest else Month.of(at)
    return following if following <= Month.of(at) else None


class MonthsView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        coming = next_month(request.moment)
        return self.page(MonthsPage.of(months_of_books(), next_title=coming.title if coming else ""))

    def post(self, request: HttpRequest) -> HttpResponse:
        coming = next_month(request.moment)
        if coming is None:
            raise NotFound
        open_period(month=coming, by=request.actor, at=request.moment)
        self.tell(f"{coming.title} is open. Load its costs next.")
        return HttpResponseRedirect(f"/months/{coming}/")


class MonthView(BooksView):
    def get(self, request: HttpRequest, month: Month) -> HttpResponse:
        return self.shown(request, period_for(request.actor, month))

    def shown(self, request: HttpRequest, period: Period) -> HttpResponse:
        billed, statements = billed_month(period), statements_in(period=period)
        return self.page(
            MonthPage.of(
                period,
                billed=billed,
                load_id=load_in_force(period),
                stops=what_stops_closing(period=period, at=request.moment, billed=billed),
                statements=statements,
                trail=trail_of(period),
                lacking=_lacking(period, statements),
                page=request.GET.get("page"),
            )
        )


class SharesFileView(BooksView):
    """What each partner bears of a month, all of them: a closed one as it was closed, an open one as of now."""

    def get(self, request: HttpRequest, month: Month) -> HttpResponse:
        columns, rows = shares_file(billed_month(period_for(request.actor, month)))
        return self.download(f"shares-{month}.csv", "text/csv; charset=utf-8", csv_file(columns, rows))


def _lacking(period: Period, statements: Sequence[StatementRow]) -> dict[str, list[str]]:
    if not statements or period.closed_at is None:
        return {}
    names = {row.partner_key: row.partner for row in statements}
    return what_invoices_lack(names=names, day=period.closed_at.astimezone(LONDON).date())


class CostFileView(BooksView):
    """Choose a file, then see what it would do."""

    def get(self, request: HttpRequest, month: Month) -> HttpResponse:
        period = period_for(request.actor, month)
        return self.page(CostFilePage.of(period, CostFileForm(), self.codes(period)))

    def post(self, request: HttpRequest, month: Month) -> HttpResponse:
        period, form = period_for(request.actor, month), CostFileForm(request.POST, request.FILES)
        with self.refusals_shown_on(form):
            name, content, total = form.content()
            preview = preview_of_costs(period=period, content=content, name=name, control_total=total)
            kept = base64.b64encode(content).decode()
            return self.page(
                CostPreviewPage.of(period, preview, kept=kept), status=200 if preview.may_be_loaded else 422
            )
        return self.page(CostFilePage.of(period, form, self.codes(period)), status=422)

    def codes(self, period: Period) -> list[str]:
        return [pool.code for pool in pools_in(period.month)]


def kept_bytes(request: HttpRequest) -> bytes:
    """The bytes of a file that was looked at, as the form carries them; whoever loads them judges them again."""
    try:
        return base64.b64decode(request.POST.get("kept", ""), validate=True)
    except (binascii.Error, ValueError):
        raise NotFound from None


class CostLoadView(BooksView):
    """Load what was previewed: the very bytes, read and judged again."""

    def post(self, request: HttpRequest, month: Month) -> HttpResponse:
        period, content = period_for(request.actor, month), kept_bytes(request)
        try:
            total = Money.of(request.POST.get("control_total", ""))
        except ValueError:  # what no page of ours sent
            raise NotFound from None
        name = request.POST.get("file_name", "costs.csv")
        preview = preview_of_costs(period=period, content=content, name=name, control_total=total)
        load_costs(period_id=period.id, terms=preview.file, control_total=total, by=request.actor, at=request.moment)
        self.tell(f"The costs of {period.month.title} are loaded. Somebody else approves them next.")
        return HttpResponseRedirect(f"/months/{month}/")


class CostWithdrawalView(BooksView):
    def get(self, request: HttpRequest, month: Month) -> HttpResponse:
        return self.shown(period_for(request.actor, month), WithdrawalForm())

    def post(self, request: HttpRequest, month: Month) -> HttpResponse:
        period, form = period_for(request.actor, month), WithdrawalForm(request.POST)
        with self.refusals_shown_on(form):
            withdraw_costs(period_id=period.id, reason=form.accepted(), by=request.actor, at=request.moment)
            self.tell(f"The costs of {period.month.title} are withdrawn. Load a better file.")
            return HttpResponseRedirect(f"/months/{month}/")
        return self.shown(period, form, status=422)

    def shown(self, period: Period, form: WithdrawalForm, *, status: int = 200) -> HttpResponse:
        page = FormPage(
            title=f"Withdraw the costs of {period.month.title}",
            form=form,
            button="Withdraw the costs",
            back=Link(period.month.title, f"/months/{period.month}/"),
        )
        return self.page(page, status=status)


class ApprovalView(BooksView):
    def post(self, request: HttpRequest, month: Month) -> HttpResponse:
        period = period_for(request.actor, month)
        load = request.POST.get("load", "")
        load_id = int(load) if load.isdecimal() else 0
        approve_period(period_id=period.id, load_id=load_id, by=request.actor, at=request.moment)
        self.tell(f"The costs of {period.month.title} are approved.")
        return HttpResponseRedirect(f"/months/{month}/")


class CloseView(BooksView):
    def post(self, request: HttpRequest, month: Month) -> HttpResponse:
        period = period_for(request.actor, month)
        close_period(period_id=period.id, by=request.actor, at=request.moment)
        self.tell(f"{period.month.title} is closed. The statements are being drawn.")
        return HttpResponseRedirect(f"/months/{month}/")


class RetryView(BooksView):
    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        statement = statement_for(request.actor, number)
        retry_statement(statement_id=statement.id, by=request.actor, at=request.moment)
        self.tell(f"Statement {number} is being drawn again.")
        return HttpResponseRedirect(f"/months/{statement.period.month}/")
