"""The first page that somebody who works for a partner sees."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from apps.account_services.queries.work import work_waiting_for as account_work_for
from apps.organisation.presenters.home import HomePage
from apps.recruitment.queries.waiting import work_waiting_for as recruitment_work_for
from guildhall.access.queries import invitations_waiting, people_here
from guildhall.access.roles import VISITOR, WITH_A_PARTNER
from guildhall.access.views import PartnerView
from guildhall.charging.queries.statements import cost_by_month
from guildhall.kernel import Month


class HomeView(PartnerView):
    roles = {*WITH_A_PARTNER, VISITOR}

    def get(self, request: HttpRequest) -> HttpResponse:
        year = Month.of(request.moment).financial_year
        return self.page(
            HomePage.of(
                request.actor,
                work=[
                    *recruitment_work_for(request.actor, request.moment),
                    *account_work_for(request.actor, request.moment),
                ],
                people=len(people_here()),
                invitations=len(invitations_waiting(request.moment)),
                costs=cost_by_month(partner_key=request.partner.schema_name, year=year),
                at=request.moment,
            )
        )
