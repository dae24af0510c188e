"""Bringing partners in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms.desk import AdministratorForm, ApplicationForm, PartnersFilter, VisitForm
from apps.partnership.gates import partner_for
from apps.partnership.operations.onboarding import (
    TERMS_VERSION,
    agree_terms,
    apply_to_join,
    name_first_administrator,
    start_building,
)
from apps.partnership.presenters.console import FILE_COLUMNS, NOTHING, PartnersPage, file_rows, home_rows
from apps.partnership.presenters.partners import FormPage, PartnerPage, VisitPage
from apps.partnership.queries.console import (
    Sought,
    oldest_reading,
    partners_by_state,
    partners_sought,
    reading_of,
    work_of_partners,
)
from guildhall.access.operations import begin_visit
from guildhall.access.queries import open_visit, visits_to
from guildhall.access.roles import Role
from guildhall.access.views import PartnershipView
from guildhall.audit.queries import trail_of
from guildhall.documents.csv import csv_file
from guildhall.web.paging import Paged, paginate
from tenants.models import Partner
from tenants.queries import archives_of, erasure_of

VISITS_SHOWN = 10


class OperatorView(PartnershipView):
    """A page for platform operators."""

    roles = {Role.OPERATOR}


class PartnersView(OperatorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        filter_ = PartnersFilter.of(request.GET)
        sought = _sought(filter_)
        paged: Paged[Partner] = paginate(partners_sought(sought), number=request.GET.get("page"))
        return self.page(
            PartnersPage.of(
                paged,
                filter=filter_,
                sought=sought,
                work=work_of_partners([partner.schema_name for partner in paged.rows]),
                states=partners_by_state(),
                read_at=oldest_reading(),
                query=request.GET.urlencode(),
            )
        )


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
        work = work_of_partners([partner.schema_name]).get(partner.schema_name, NOTHING)
        return self.page(
            PartnerPage.of(
                partner,
                trail_of(partner),
                home=home_rows(partner, reading_of(partner), work),
                visits=visits_to(partner, limit=VISITS_SHOWN),
                archives=archives_of(partner),
                erasure=erasure_of(partner),
            )
        )


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


def _sought(filter_: PartnersFilter) -> Sought:
    chosen = filter_.chosen
    return Sought(
        words=chosen.get("q", "").strip(),
        state=chosen.get("state", ""),
        has_parked=chosen.get("parked", False),
        sort=chosen.get("sort", "name"),
    )


class PartnersFileView(OperatorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        partners = list(partners_sought(_sought(PartnersFilter.of(request.GET))))
        work = work_of_partners([partner.schema_name for partner in partners])
        return self.download(
            "partners.csv", "text/csv; charset=utf-8", csv_file(FILE_COLUMNS, file_rows(partners, work))
        )


class VisitView(OperatorView):
    """Begin a visit to a partner's pages; the way there is a link, since a form stays on its own host."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        partner = partner_for(code)
        visit = open_visit(request.actor.id, partner=partner, at=request.moment)
        return self.page(VisitPage.of(visit) if visit else FormPage.to_visit(partner, VisitForm()))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        partner, form = partner_for(code), VisitForm(request.POST)
        with self.refusals_shown_on(form):
            begin_visit(partner_id=partner.id, reason=form.accepted(), by=request.actor, at=request.moment)
            return HttpResponseRedirect(f"/partners/{code}/visit/")
        return self.page(FormPage.to_visit(partner, form), status=422)
