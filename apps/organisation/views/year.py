"""A partner's year: contributions, settlement, and technology credit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.organisation.forms import CreditRequestForm, ElectionForm
from apps.organisation.presenters.exits import ExitPage
from apps.organisation.presenters.money import years_known
from apps.organisation.presenters.people import FormPage
from apps.organisation.presenters.year import YearPage
from apps.organisation.views.money import FinanceView
from guildhall.access.roles import Role
from guildhall.access.views import PartnerView
from guildhall.charging.models import Settlement
from guildhall.charging.operations.credits import ask_for_credit, held_for
from guildhall.charging.operations.settling import elect
from guildhall.charging.presenters.exits import ExitDocument
from guildhall.charging.queries.exits import exit_worked_out, own_exit
from guildhall.charging.queries.forecasts import forecast_for_partner
from guildhall.charging.queries.ledger import Asked, list_of_credit_requests, list_of_journals
from guildhall.charging.queries.years import own_year, settlement_to_elect_on
from guildhall.kernel import LONDON, Money
from guildhall.web import spelling
from guildhall.web.errors import NotFound
from guildhall.web.parts import Link

MOVEMENTS_SHOWN = 40


class YearView(FinanceView):
    def get(self, request: HttpRequest) -> HttpResponse:
        today = request.moment.astimezone(LONDON).date()
        years = years_known(min(request.partner.joined_on, today), today)
        wanted = next((one for one in years if str(one.starting) == request.GET.get("year")), years[0])
        key = request.partner.schema_name
        return self.page(
            YearPage.of(
                wanted,
                years=years,
                own=own_year(partner_key=key, year=wanted, on=today),
                requests=list_of_credit_requests(partner_key=key),
                movements=list_of_journals(asked=Asked(tuple(wanted.months), None, key, today), limit=MOVEMENTS_SHOWN),
                forecast=forecast_for_partner(partner_key=key, year=wanted),
                on=today,
                leaves_on=request.partner.leaves_on,
            )
        )


class ExitView(FinanceView):
    """What a partner that leaves gets or owes: as it was approved, or as far as the books have it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        partner, key = request.partner, request.partner.schema_name
        approved = own_exit(partner_key=key)
        if approved is not None:
            return self.page(ExitPage.of(approved))
        today = request.moment.astimezone(LONDON).date()
        worked = exit_worked_out(partner=partner, commitment=Money(0), on=today) if partner.leaves_on else None
        if worked is None:
            raise NotFound
        return self.page(ExitPage.so_far(worked))


class ExitFileView(FinanceView):
    def get(self, request: HttpRequest) -> HttpResponse:
        approved = own_exit(partner_key=request.partner.schema_name)
        if approved is None or not approved.pdf:
            raise NotFound
        return self.download(ExitDocument.of(approved).file_name, "application/pdf", bytes(approved.pdf))


class OfficerView(PartnerView):
    """An act of a partner's finance officer; a visitor has no part in it."""

    roles = {Role.FINANCE}


class ElectionView(OfficerView):
    """On the settlement that elections run on; there is none, most of the year."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown(self.settlement(), ElectionForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        settlement, form = self.settlement(), ElectionForm(request.POST)
        with self.refusals_shown_on(form):
            percent = form.accepted()
            elect(settlement_id=settlement.id, technology_percent=percent, by=request.actor, at=request.moment)
            self.tell(f"You chose {100 - percent}% in cash and {percent}% as technology credit.")
            return HttpResponseRedirect(f"/year/?year={settlement.year.starting}")
        return self.shown(settlement, form, status=422)

    def settlement(self) -> Settlement:
        settlement = settlement_to_elect_on()
        if settlement is None:
            raise NotFound
        return settlement

    def shown(self, settlement: Settlement, form: ElectionForm, *, status: int = 200) -> HttpResponse:
        year = settlement.year
        page = FormPage(
            title="Cash or technology credit",
            caption=str(year),
            form=form,
            button="Save this choice",
            intro="You may change it until the last day. Credit is held for you, and spent on technology when you ask.",
            back=Link(str(year), f"/year/?year={year.starting}"),
        )
        return self.page(page, status=status)


class CreditRequestView(OfficerView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown(request, CreditRequestForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CreditRequestForm(request.POST)
        with self.refusals_shown_on(form):
            asked = ask_for_credit(terms=form.accepted(), by=request.actor, at=request.moment)
            self.tell(f"You asked for {asked.amount}. You get a letter once it is decided.")
            return HttpResponseRedirect("/year/")
        return self.shown(request, form, status=422)

    def shown(self, request: HttpRequest, form: CreditRequestForm, *, status: int = 200) -> HttpResponse:
        held = spelling.money(held_for(request.partner.schema_name))
        page = FormPage(
            title="Ask for technology credit",
            form=form,
            button="Ask for it",
            intro=f"{held} is held for you. The shared service’s finance team decides, and writes to you.",
            back=Link("Year", "/year/"),
        )
        return self.page(page, status=status)
