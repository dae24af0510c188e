"""Host finance: how partners are taxed, and what their e-invoices quote."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms.invoicing import BuyerForm, VatForm
from apps.partnership.gates import partner_for
from apps.partnership.presenters.invoicing import InvoicingPage
from apps.partnership.presenters.partners import FormPage
from apps.partnership.views.months import BooksView
from guildhall.charging.operations.invoicing import set_buyer_reference, set_vat_position
from guildhall.charging.queries.invoicing import buyer_references_on, seller, vat_positions_on
from guildhall.kernel import LONDON
from guildhall.web.parts import Link
from tenants.models import Partner
from tenants.queries import live_partners


class InvoicingView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        today = request.moment.astimezone(LONDON).date()
        return self.page(
            InvoicingPage.of(
                live_partners(),
                positions=vat_positions_on(day=today),
                references=buyer_references_on(day=today),
                has_seller=seller() is not None,
                page=request.GET.get("page"),
            )
        )


class PartnerTermsView(BooksView):
    """A form about one partner's e-invoices."""

    title: str
    form: type[Any]

    def act(self, request: HttpRequest, partner: Partner, form: Any) -> None:
        raise NotImplementedError

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.shown(partner_for(code), self.form())

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        partner, form = partner_for(code), self.form(request.POST)
        with self.refusals_shown_on(form):
            self.act(request, partner, form)
            self.tell(f"It stands for {partner.name} from that day.")
            return HttpResponseRedirect("/invoicing/")
        return self.shown(partner, form, status=422)

    def shown(self, partner: Partner, form: Any, *, status: int = 200) -> HttpResponse:
        page = FormPage(
            title=f"{self.title} of {partner.name}",
            form=form,
            button="Set it",
            intro="What was set before stays readable, and files that were drawn stay as they are.",
            back=Link("E-invoices", "/invoicing/"),
        )
        return self.page(page, status=status)


class VatPositionView(PartnerTermsView):
    title, form = "VAT position", VatForm

    def act(self, request: HttpRequest, partner: Partner, form: VatForm) -> None:
        set_vat_position(terms=form.accepted(partner.schema_name), by=request.actor, at=request.moment)


class BuyerReferenceView(PartnerTermsView):
    title, form = "Buyer reference", BuyerForm

    def act(self, request: HttpRequest, partner: Partner, form: BuyerForm) -> None:
        set_buyer_reference(terms=form.accepted(partner.schema_name), by=request.actor, at=request.moment)
