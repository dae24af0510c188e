"""The books that are open to every member: totals, open shares, and board packs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from apps.organisation.presenters.books import CSV_COLUMNS, BoardPackPage, BoardPacksPage, OpenBookPage, csv_rows
from apps.organisation.views.money import FinanceView, YearlyView
from guildhall.charging.presenters.board_pack import BoardPackDocument
from guildhall.charging.queries.board_packs import board_pack_of, filed_packs
from guildhall.charging.queries.open_book import open_book_of
from guildhall.charging.queries.statements import cost_by_pool_and_month
from guildhall.documents.csv import csv_file
from guildhall.documents.pdf import tagged_pdf
from guildhall.kernel import LONDON, Money, Quarter
from guildhall.web.errors import NotFound


class OpenBookView(YearlyView):
    def get(self, request: HttpRequest) -> HttpResponse:
        costs = cost_by_pool_and_month(partner_key=request.partner.schema_name, year=self.year)
        own = Money.total(amount for by_month in costs.values() for amount in by_month.values())
        return self.page(OpenBookPage.of(open_book_of(year=self.year), years=self.years, own=own))


class OpenBookFileView(YearlyView):
    def get(self, request: HttpRequest) -> HttpResponse:
        rows = csv_rows(open_book_of(year=self.year))
        return self.download(f"open-book-{self.year}.csv", "text/csv; charset=utf-8", csv_file(CSV_COLUMNS, rows))


class BoardPacksView(FinanceView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(BoardPacksPage.of(filed_packs()))


class FiledPackView(FinanceView):
    def document(self, quarter: Quarter) -> BoardPackDocument:
        pack = board_pack_of(quarter=quarter)
        if pack is None:
            raise NotFound
        filed_on = pack.filed_at.astimezone(LONDON).date()
        return BoardPackDocument.of(pack.figures, digest=pack.digest, filed_on=filed_on)


class BoardPackView(FiledPackView):
    def get(self, request: HttpRequest, quarter: Quarter) -> HttpResponse:
        return self.page(BoardPackPage.of(self.document(quarter)))


class BoardPackFileView(FiledPackView):
    def get(self, request: HttpRequest, quarter: Quarter) -> HttpResponse:
        document = self.document(quarter)
        html = render_to_string(document.template, {"page": document})
        return self.download(document.file_name, "application/pdf", tagged_pdf(html))
