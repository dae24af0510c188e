"""Bringing partners in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms import AdministratorForm, ApplicationForm
from apps.partnership.gates import partner_for
from apps.partnership.operations.onboarding import (
    TERMS_VERSION,
    agree_terms,
    apply_to_join,
    name_first_administrator,
    start_building,
)
from apps.partnership.presenters.partners import FormPage, PartnerPage, PartnersPage
from guildhall.access.roles import Role
from guildhall.access.views import PartnershipView
from guildhall.audit.queries import trail_of
from tenants.queries import all_partners, archives_of, erasure_of


class OperatorView(PartnershipView):
    """A page for platform operators."""

    roles = {Role.OPERATOR}


class PartnersView(OperatorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(PartnersPage.of(all_partners()))


class ApplyView(OperatorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(FormPage.to_apply(ApplicationForm()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ApplicationForm(request.POST)
        with self.refusals_shown_on(form):
            partner = apply_to_join(application=form.accepted(), by=request.actor, at=request.moment)
            self.tell(f"{partner.name} has asked to join. Agree terms next.")
            return HttpResponseRedirect(f"/partners/{partner.code}/")
        return self.page(FormPage.to_apply(form), status=422)


class PartnerView(OperatorView):
    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        partner = partner_for(code)
        page = PartnerPage.of(partner, trail_of(partner), archives=archives_of(partner), erasure=erasure_of(partner))
        return self.page(page)


class AgreementView(OperatorView):
    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        partner = partner_for(code)
        agree_terms(partner_id=partner.id, terms_version=TERMS_VERSION, by=request.actor, at=request.moment)
        self.tell(f"Terms {TERMS_VERSION} are agreed.")
        return HttpResponseRedirect(f"/partners/{code}/")


class BuildingView(OperatorView):
    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        partner = partner_for(code)
        start_building(partner_id=partner.id, by=request.actor, at=request.moment)
        self.tell("Their home is being built. This takes a few seconds.")
        return HttpResponseRedirect(f"/partners/{code}/")


class AdministratorView(OperatorView):
    """Whom to invite first, where no address was given."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        partner = partner_for(code)
        return self.page(FormPage.to_name_administrator(partner, AdministratorForm()))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        partner, form = partner_for(code), AdministratorForm(request.POST)
        with self.refusals_shown_on(form):
            email = form.accepted()
            name_first_administrator(partner_id=partner.id, email=email, by=request.actor, at=request.moment)
            self.tell(f"{email} is {partner.name}’s first administrator.")
            return HttpResponseRedirect(f"/partners/{code}/")
        return self.page(FormPage.to_name_administrator(partner, form), status=422)
