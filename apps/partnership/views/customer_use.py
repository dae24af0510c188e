"""Host finance: what customers used, by form and by file, and the invoices that came of it."""

from __future__ import annotations

import base64

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms.customers import RightUseForm, UseFileForm, UseForm
from apps.partnership.presenters.customer_invoices import (
    CSV_COLUMNS,
    CustomerInvoicePage,
    CustomerInvoicesPage,
    DocumentState,
    UseFilePage,
    UsePreviewPage,
    csv_rows,
)
from apps.partnership.presenters.customers import UsesPage
from apps.partnership.presenters.partners import FormPage
from apps.partnership.views.customers import CustomerFormView, today
from apps.partnership.views.months import BooksView, kept_bytes
from guildhall.charging.customer_documents import InvoiceDocument
from guildhall.charging.drawing import customer_e_invoice, customer_pdf
from guildhall.charging.gates import customer_for, customer_invoice_for, use_for
from guildhall.charging.models import Customer, CustomerInvoice, CustomerUse
from guildhall.charging.operations.customer_sending import send_document
from guildhall.charging.operations.customer_use import correct_use, record_use, take_in_use
from guildhall.charging.queries.customer_sendings import sendings_of
from guildhall.charging.queries.customers import (
    codes_of_customers,
    invoices_of,
    invoices_page,
    preview_of_use,
    uses_of,
)
from guildhall.charging.queries.proposals import list_of_pools
from guildhall.charging.rate_cards import number_of
from guildhall.charging.rules import may_keep_costs
from guildhall.documents.csv import csv_file
from guildhall.kernel import Money
from guildhall.metering.units import Unit
from guildhall.web import spelling
from guildhall.web.errors import NotFound
from guildhall.web.paging import Paged, page_number
from guildhall.web.parts import Link

USES_ON_A_PAGE = 50


class UsesView(BooksView):
    def get(self, request: HttpRequest, customer: str) -> HttpResponse:
        one = customer_for(request.actor, customer)
        uses, number = uses_of(customer=one), page_number(request.GET.get("page"))
        rows = list(uses[(number - 1) * USES_ON_A_PAGE : number * USES_ON_A_PAGE])
        paged = Paged(rows, count=uses.count(), number=number, per_page=USES_ON_A_PAGE)
        return self.page(UsesPage.of(one, paged))


class UseNewView(CustomerFormView):
    title, button = "Record use of {name}", "Record it"
    intro = "It is charged by the prices of its month. For a closed month, the next close charges the difference."
    done = "The use is recorded."

    def form(self, one: Customer, *given: object) -> UseForm:
        return UseForm(*given, pools=list_of_pools())

    def act(self, request: HttpRequest, one: Customer, form: UseForm) -> None:
        record_use(customer_id=one.id, terms=form.accepted(), by=request.actor, at=request.moment)


class UseCorrectionView(BooksView):
    def get(self, request: HttpRequest, customer: str, use_id: int) -> HttpResponse:
        return self.shown(use_for(request.actor, customer_for(request.actor, customer), use_id), RightUseForm())

    def post(self, request: HttpRequest, customer: str, use_id: int) -> HttpResponse:
        use = use_for(request.actor, customer_for(request.actor, customer), use_id)
        form = RightUseForm(request.POST)
        with self.refusals_shown_on(form):
            correct_use(use_id=use.id, terms=form.accepted(), by=request.actor, at=request.moment)
            self.tell("The use is put right. Both rows are kept.")
            return HttpResponseRedirect(f"/customers/{customer}/use/")
        return self.shown(use, form, status=422)

    def shown(self, use: CustomerUse, form: RightUseForm, *, status: int = 200) -> HttpResponse:
        recorded = number_of(use.amount, Unit(use.unit))
        page = FormPage(
            title=f"Put {use.reference} right",
            form=form,
            button="Put it right",
            intro=f"{recorded} of {use.pool.name} on {use.used_on.day} {use.used_on:%B %Y}. Both rows are kept.",
            back=Link(f"Use of {use.customer.name}", f"/customers/{use.customer.code}/use/"),
        )
        return self.page(page, status=status)


class UseFileView(BooksView):
    """Choose a file of use, then see what it would add."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.chosen(UseFileForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UseFileForm(request.POST, request.FILES)
        with self.refusals_shown_on(form):
            name, content = form.content()
            file, errors = preview_of_use(content=content, name=name, on=today(request))
            kept = base64.b64encode(content).decode()
            return self.page(UsePreviewPage.of(file, errors, kept=kept), status=422 if errors else 200)
        return self.chosen(form, status=422)

    def chosen(self, form: UseFileForm, *, status: int = 200) -> HttpResponse:
        page = UseFilePage.of(form, customers=codes_of_customers(), pools=[pool.code for pool in list_of_pools()])
        return self.page(page, status=status)


class UseLoadView(BooksView):
    """Take in what was previewed: the very bytes, read and judged again."""

    def post(self, request: HttpRequest) -> HttpResponse:
        name = request.POST.get("file_name", "use.csv")
        file, _ = preview_of_use(content=kept_bytes(request), name=name, on=today(request))
        count = take_in_use(terms=file, by=request.actor, at=request.moment)
        self.tell(f"{spelling.plural(count, 'row of use is', 'rows of use are')} taken in.")
        return HttpResponseRedirect("/customers/")


class CustomerInvoicesView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        paged, total = invoices_page(request.GET.get("page"), on=today(request))
        return self.page(CustomerInvoicesPage.of(paged, total=total, on=today(request)))


class CustomerInvoicesFileView(BooksView):
    """The whole list that the page shows a part of."""

    def get(self, request: HttpRequest) -> HttpResponse:
        content = csv_file(CSV_COLUMNS, csv_rows(invoices_of()))
        return self.download("invoices-to-third-parties.csv", "text/csv; charset=utf-8", content)


def _document(invoice: CustomerInvoice) -> InvoiceDocument:
    return InvoiceDocument.of(invoice.figures, digest=invoice.digest)


class CustomerInvoiceView(BooksView):
    def get(self, request: HttpRequest, invoice: str) -> HttpResponse:
        found = customer_invoice_for(request.actor, invoice)
        rows = invoices_of(customer=found.customer)
        left = next((row.left for row in rows if row.invoice.id == found.id), Money(0))
        state = DocumentState(left, sendings_of(invoice=found), may_send=may_keep_costs(request.actor))
        return self.page(CustomerInvoicePage.of(found, _document(found), state=state, on=today(request)))


class CustomerSendingView(BooksView):
    """Send a document to the address that its customer has now."""

    def post(self, request: HttpRequest, invoice: str) -> HttpResponse:
        found = customer_invoice_for(request.actor, invoice)
        sending = send_document(invoice_id=found.id, by=request.actor, at=request.moment)
        self.tell(f"{found.number} goes to {sending.to} in a moment.")
        return HttpResponseRedirect(f"/customer-invoices/{found.number}/")


class CustomerInvoicePdfView(BooksView):
    """The document, drawn as it is asked for: the same figures give the same words."""

    def get(self, request: HttpRequest, invoice: str) -> HttpResponse:
        file = customer_pdf(_document(customer_invoice_for(request.actor, invoice)))
        return self.download(file.name, file.content_type, file.content)


class CustomerInvoiceUblView(BooksView):
    """The e-invoice, written as it is asked for: the same figures give the same bytes."""

    def get(self, request: HttpRequest, invoice: str) -> HttpResponse:
        file = customer_e_invoice(_document(customer_invoice_for(request.actor, invoice)))
        if file is None:
            raise NotFound
        return self.download(file.name, file.content_type, file.content)
