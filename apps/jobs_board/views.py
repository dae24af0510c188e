"""The board's doors. Anyone may read; what belongs to a candidate is theirs alone."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from apps.jobs_board.forms import SearchForm
from apps.jobs_board.gates import advert_for_everyone
from apps.jobs_board.presenters import AdvertPage, HomePage, MyApplicationsPage, ResultsPage
from apps.jobs_board.queries import (
    adverts_matching,
    figures_at,
    live_pointer_for,
    newest_adverts,
    offered_at,
    pointers_of,
)
from guildhall.access.views import CandidateView, PublicView
from tenants.hosts import jobs_address


class HomeView(PublicView):
    def get(self, request: HttpRequest) -> HttpResponse:
        form = SearchForm(offered=offered_at(request.moment))
        pointers = pointers_of(request.actor.id) if request.actor.is_somebody else []
        newest = newest_adverts(at=request.moment)
        return self.page(HomePage.of(form, figures_at(request.moment), newest, pointers, at=request.moment))


class ResultsView(PublicView):
    def get(self, request: HttpRequest) -> HttpResponse:
        form = SearchForm.of(request.GET, offered=offered_at(request.moment))
        paged = adverts_matching(form.wanted(), at=request.moment, page=request.GET.get("page"))
        return self.page(ResultsPage.of(form, paged, at=request.moment))


class AdvertView(PublicView):
    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        advert = advert_for_everyone(public_id, at=request.moment)
        signed_in = request.actor.is_somebody
        mine = live_pointer_for(advert, user_id=request.actor.id) if signed_in else None
        url = jobs_address(f"/jobs/{advert.public_id}/")
        return self.page(AdvertPage.of(advert, url=url, at=request.moment, mine=mine, signed_in=signed_in))


class MyApplicationsView(CandidateView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(MyApplicationsPage.of(pointers_of(request.actor.id), at=request.moment))
