"""Agreement of balances, for host finance and the board."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from apps.partnership.forms.balances import BalancesFilter
from apps.partnership.presenters.balances import CSV_COLUMNS, BalancesPage, csv_rows
from apps.partnership.views.months import BooksView
from guildhall.charging.presenters.balances import BalanceDocument
from guildhall.charging.queries.balances import Balances, balances_on
from guildhall.documents.csv import csv_file
from guildhall.documents.pdf import tagged_pdf
from guildhall.kernel import LONDON
from guildhall.web.errors import NotFound


def _asked(request: HttpRequest) -> tuple[Balances, BalancesFilter]:
    filter_ = BalancesFilter.of(request.GET)
    day = filter_.chosen.get("on") or request.moment.astimezone(LONDON).date()
    return balances_on(day=day), filter_


class BalancesView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        balances, filter_ = _asked(request)
        asked = request.GET.copy()
        page = asked.pop("page", [1])[-1]
        query = f"?{asked.urlencode()}" if asked else ""
        return self.page(BalancesPage.of(balances, filter=filter_, query=query, page=page))


class BalancesFileView(BooksView):
    """The list that the page shows."""

    def get(self, request: HttpRequest) -> HttpResponse:
        balances, _ = _asked(request)
        name = f"balances-{balances.on.isoformat()}.csv"
        return self.download(name, "text/csv; charset=utf-8", csv_file(CSV_COLUMNS, csv_rows(balances)))


class BalanceFileView(BooksView):
    """The statement of one counterparty's balance, drawn as it is asked for."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        balances, _ = _asked(request)
        balance = next((row for row in balances.rows if row.code == code), None)
        if balance is None:
            raise NotFound
        document = BalanceDocument.of(balances, balance)
        html = render_to_string(document.template, {"page": document})
        return self.download(document.file_name, "application/pdf", tagged_pdf(html))
