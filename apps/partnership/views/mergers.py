"""Host finance has the books of partners that merge go on to their successor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.gates import partner_for
from apps.partnership.presenters.mergers import MergerPage
from apps.partnership.views.months import BooksView
from guildhall.charging.operations.merging import carry_books_over
from guildhall.charging.queries.mergers import merger_done, merger_waiting, stops_of_merger, what_moves
from guildhall.kernel import LONDON
from guildhall.web.errors import NotFound


class MergerView(BooksView):
    """Partners that merge into one: what goes on to it, before and after it has."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        successor, today = partner_for(code), request.moment.astimezone(LONDON).date()
        row = merger_waiting(successor=successor)
        if row is not None:
            moved = what_moves(ending=row.ending, from_on=row.from_on, on=today)
            return self.page(MergerPage.waiting(row, moved=moved, stops=stops_of_merger(row=row, on=today)))
        done = merger_done(successor=successor)
        if done is None:
            raise NotFound
        return self.page(MergerPage.done(done))


class MergerBooksView(BooksView):
    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        successor = partner_for(code)
        if merger_waiting(successor=successor) is None and merger_done(successor=successor) is None:
            raise NotFound
        carry_books_over(successor_key=successor.schema_name, by=request.actor, at=request.moment)
        self.tell(f"The books have gone on to {successor.name}, and its finance officers are told.")
        return HttpResponseRedirect(f"/mergers/{successor.code}/")
