"""Host finance and the board: quarters, as they are put before the members."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string

from apps.partnership.presenters.board_packs import BoardPackPage, BoardPacksPage
from apps.partnership.views.months import BooksView
from guildhall.charging.operations.opening import file_board_pack
from guildhall.charging.presenters.board_pack import BoardPackDocument
from guildhall.charging.queries.board_packs import board_pack_of, figures_of_quarter, list_of_quarters
from guildhall.charging.queries.years import months_not_closed
from guildhall.charging.rules import may_keep_costs, what_stops_filing
from guildhall.documents.pdf import tagged_pdf
from guildhall.kernel import LONDON, Month, Quarter
from guildhall.web.errors import NotFound


class BoardPacksView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(BoardPacksPage.of(list_of_quarters()))


class PackView(BooksView):
    """A filed pack as it was filed; a quarter that has begun as it stands now."""

    def document(self, quarter: Quarter) -> BoardPackDocument:
        pack = board_pack_of(quarter=quarter)
        if pack:
            filed_on = pack.filed_at.astimezone(LONDON).date()
            return BoardPackDocument.of(pack.figures, digest=pack.digest, filed_on=filed_on)
        if quarter.months[0] > Month.of(self.request.moment):
            raise NotFound
        return BoardPackDocument.of(figures_of_quarter(quarter=quarter, at=self.request.moment))


class BoardPackView(PackView):
    def get(self, request: HttpRequest, quarter: Quarter) -> HttpResponse:
        stops = what_stops_filing(months_not_closed(months=quarter.months))
        page = BoardPackPage.of(self.document(quarter), stops=stops, may_file=may_keep_costs(request.actor))
        return self.page(page)


class BoardPackFileView(PackView):
    """The same as a PDF, drawn as it is asked for."""

    def get(self, request: HttpRequest, quarter: Quarter) -> HttpResponse:
        document = self.document(quarter)
        html = render_to_string(document.template, {"page": document})
        return self.download(document.file_name, "application/pdf", tagged_pdf(html))


class BoardPackFilingView(BooksView):
    def post(self, request: HttpRequest, quarter: Quarter) -> HttpResponse:
        file_board_pack(quarter=quarter, by=request.actor, at=request.moment)
        self.tell(f"The board pack of {quarter.title} is filed. Every member can read it and is told so by letter.")
        return HttpResponseRedirect(f"/board-packs/{quarter}/")
