"""The front page, and the home of whoever works for the partnership."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from apps.partnership.presenters.front import FrontPage, HomePage
from apps.partnership.queries import front_figures, months_of_books, shares_by_partner_and_month
from guildhall.access.views import PartnershipView, PublicView
from guildhall.notices.queries import outbox_health
from tenants.hosts import jobs_address
from tenants.queries import all_partners


class FrontView(PublicView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(FrontPage.of(front_figures(), jobs_url=jobs_address(), demo=settings.DEMO))


class HomeView(PartnershipView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(
            HomePage.of(
                request.actor,
                months=months_of_books(),
                partners=all_partners(),
                shares=shares_by_partner_and_month(),
                outbox=outbox_health(),
                at=request.moment,
            )
        )
