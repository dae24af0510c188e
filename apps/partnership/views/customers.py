"""Host finance: customers who are no partners, their prices, how they are taxed, and what they pay."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms.customers import (
    CustomerForm,
    CustomerPaymentForm,
    CustomerRefundForm,
    CustomerVatForm,
    DetailsForm,
    EndForm,
    RateCardForm,
)
from apps.partnership.forms.desk import WithdrawalForm
from apps.partnership.presenters.customers import SHOWN, CustomerPage, CustomersPage, RateCardNewPage, RateCardPage
from apps.partnership.presenters.partners import FormPage
from apps.partnership.views.months import BooksView
from guildhall.access.queries import names_of
from guildhall.audit.queries import trail_of
from guildhall.charging.errors import RateCardNotReady
from guildhall.charging.gates import customer_for, rate_card_for
from guildhall.charging.models import Customer, RateCard
from guildhall.charging.operations.customer_billing import record_customer_payment, record_customer_refund
from guildhall.charging.operations.customers import (
    change_details,
    end_customer,
    set_customer_vat,
    set_up_customer,
)
from guildhall.charging.operations.rate_cards import approve_rate_card, set_rate_card, withdraw_rate_card
from guildhall.charging.queries.customers import (
    cards_of,
    credit_of,
    customers_page,
    customers_total,
    invoices_of,
    money_of,
    uses_of,
    vat_positions_of,
)
from guildhall.charging.queries.proposals import list_of_pools
from guildhall.charging.rate_cards import faults_of_card
from guildhall.kernel import LONDON
from guildhall.web.parts import Link


def today(request: HttpRequest) -> date:
    """The day it is where the books are kept."""
    day: date = request.moment.astimezone(LONDON).date()
    return day


class CustomersView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        paged = customers_page(request.GET.get("page"))
        return self.page(CustomersPage.of(paged, total=customers_total(), on=today(request)))


class CustomerNewView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown(CustomerForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CustomerForm(request.POST)
        with self.refusals_shown_on(form):
            customer = set_up_customer(terms=form.accepted(), by=request.actor, at=request.moment)
            self.tell(f"{customer.name} is set up. Set its prices and how it is taxed next.")
            return HttpResponseRedirect(f"/customers/{customer.code}/")
        return self.shown(form, status=422)

    def shown(self, form: CustomerForm, *, status: int = 200) -> HttpResponse:
        page = FormPage(
            title="Set up a customer",
            form=form,
            button="Set it up",
            intro="For an organisation that is no member and pays for what it uses. Members share what is left.",
            back=Link("Third parties", "/customers/"),
        )
        return self.page(page, status=status)


class CustomerView(BooksView):
    def get(self, request: HttpRequest, customer: str) -> HttpResponse:
        one = customer_for(request.actor, customer)
        return self.page(
            CustomerPage.of(
                one,
                cards=cards_of(customer=one),
                positions=vat_positions_of(customer=one),
                uses=list(uses_of(customer=one)[:SHOWN]),
                invoices=invoices_of(customer=one),
                money=money_of(customer=one),
                credit=credit_of(customer=one),
                trail=trail_of(one),
            )
        )


class CustomerFormView(BooksView):
    """A form about one customer; what it is and what is done with it, each says."""

    title: ClassVar[str]
    button: ClassVar[str]
    intro: ClassVar[str] = ""
    done: ClassVar[str]

    def form(self, one: Customer, *given: Any) -> Any:
        raise NotImplementedError

    def said(self, one: Customer) -> str:
        """What stands above the form."""
        return self.intro

    def act(self, request: HttpRequest, one: Customer, form: Any) -> None:
        raise NotImplementedError

    def get(self, request: HttpRequest, customer: str) -> HttpResponse:
        one = customer_for(request.actor, customer)
        return self.shown(one, self.form(one))

    def post(self, request: HttpRequest, customer: str) -> HttpResponse:
        one = customer_for(request.actor, customer)
        form = self.form(one, request.POST)
        with self.refusals_shown_on(form):
            self.act(request, one, form)
            self.tell(self.done)
            return HttpResponseRedirect(f"/customers/{one.code}/")
        return self.shown(one, form, status=422)

    def shown(self, one: Customer, form: Any, *, status: int = 200) -> HttpResponse:
        page = FormPage(
            title=self.title.format(name=one.name),
            form=form,
            button=self.button,
            intro=self.said(one),
            back=Link(one.name, f"/customers/{one.code}/"),
        )
        return self.page(page, status=status)


class CustomerDetailsView(CustomerFormView):
    title, button = "What invoices say of {name}", "Change it"
    intro = (
        "It is for the invoices to come. Those that were issued stay as they are; sent again, they go to the e-mail "
        "address that is here."
    )
    done = "The next invoices say it so."

    def form(self, one: Customer, *given: Any) -> DetailsForm:
        names = ("name", "address", "reference", "gln", "payment_days", "email")
        return DetailsForm(*given, initial={name: getattr(one, name) for name in names})

    def act(self, request: HttpRequest, one: Customer, form: DetailsForm) -> None:
        change_details(customer_id=one.id, terms=form.details(), by=request.actor, at=request.moment)


class CustomerEndView(CustomerFormView):
    title, button = "{name} is no customer any more", "End it"
    intro = "Its invoices stay, and what it used before that day is charged."
    done = "It is no customer from that day on."

    def form(self, one: Customer, *given: Any) -> EndForm:
        return EndForm(*given)

    def act(self, request: HttpRequest, one: Customer, form: EndForm) -> None:
        end_customer(customer_id=one.id, until_on=form.accepted(), by=request.actor, at=request.moment)


class CustomerVatView(CustomerFormView):
    title, button = "How {name} is taxed", "Set it"
    intro = "It belongs to the customer, the service and the day. Ask your VAT adviser: nothing is inferred here."
    done = "It stands from that month on."

    def form(self, one: Customer, *given: Any) -> CustomerVatForm:
        return CustomerVatForm(*given, pools=list_of_pools())

    def act(self, request: HttpRequest, one: Customer, form: CustomerVatForm) -> None:
        set_customer_vat(customer_id=one.id, terms=form.accepted(), by=request.actor, at=request.moment)


class CustomerPaymentView(CustomerFormView):
    title, button = "Record a payment of {name}", "Record the payment"
    intro = "It pays the invoice that is due first. The same reference counts once, however often it is entered."
    done = "The payment is in the books."

    def form(self, one: Customer, *given: Any) -> CustomerPaymentForm:
        return CustomerPaymentForm(*given)

    def act(self, request: HttpRequest, one: Customer, form: CustomerPaymentForm) -> None:
        record_customer_payment(terms=form.accepted(one.id), by=request.actor, at=request.moment)


class CustomerRefundView(CustomerFormView):
    title, button = "Record what {name} was paid back", "Record the refund"
    done = "The refund is in the books."

    def form(self, one: Customer, *given: Any) -> CustomerRefundForm:
        return CustomerRefundForm(*given)

    def said(self, one: Customer) -> str:
        credit = credit_of(customer=one)
        if not credit:
            return f"{one.name} is not in credit, so there is nothing to pay back."
        return f"{one.name} is {credit} in credit. No more than that can be paid back. The same reference counts once."

    def act(self, request: HttpRequest, one: Customer, form: CustomerRefundForm) -> None:
        record_customer_refund(terms=form.accepted(one.id), by=request.actor, at=request.moment)


class RateCardNewView(BooksView):
    """Prices are checked on examples first, and set with a second press."""

    def get(self, request: HttpRequest, customer: str) -> HttpResponse:
        one = customer_for(request.actor, customer)
        return self.page(RateCardNewPage.of(one, RateCardForm(pools=list_of_pools())))

    def post(self, request: HttpRequest, customer: str) -> HttpResponse:
        one = customer_for(request.actor, customer)
        form = RateCardForm(request.POST, pools=list_of_pools())
        with self.refusals_shown_on(form):
            terms = form.accepted()
            if request.POST.get("then") == "check":
                if faults := faults_of_card(terms.card):
                    raise RateCardNotReady(faults)
                return self.page(RateCardNewPage.of(one, form, checked=terms))
            card = set_rate_card(customer_id=one.id, terms=terms, by=request.actor, at=request.moment)
            self.tell("The prices are set. Somebody else approves them next.")
            return HttpResponseRedirect(f"/customers/{one.code}/cards/{card.id}/")
        return self.page(RateCardNewPage.of(one, form), status=422)


class RateCardView(BooksView):
    def get(self, request: HttpRequest, customer: str, card_id: int) -> HttpResponse:
        card = rate_card_for(request.actor, customer_for(request.actor, customer), card_id)
        people = names_of(one for one in (card.set_by_id, card.approved_by_id, card.withdrawn_by_id) if one)
        return self.page(RateCardPage.of(card, people=people))


class RateCardApprovalView(BooksView):
    def post(self, request: HttpRequest, customer: str, card_id: int) -> HttpResponse:
        card = rate_card_for(request.actor, customer_for(request.actor, customer), card_id)
        approve_rate_card(card_id=card.id, by=request.actor, at=request.moment)
        self.tell(f"The prices are in force from {card.from_month.title}.")
        return HttpResponseRedirect(f"/customers/{customer}/cards/{card.id}/")


class RateCardWithdrawalView(BooksView):
    def get(self, request: HttpRequest, customer: str, card_id: int) -> HttpResponse:
        return self.shown(rate_card_for(request.actor, customer_for(request.actor, customer), card_id), self.form())

    def post(self, request: HttpRequest, customer: str, card_id: int) -> HttpResponse:
        card = rate_card_for(request.actor, customer_for(request.actor, customer), card_id)
        form = self.form(request.POST)
        with self.refusals_shown_on(form):
            withdraw_rate_card(card_id=card.id, reason=form.accepted(), by=request.actor, at=request.moment)
            self.tell("The prices are withdrawn. They were never in force.")
            return HttpResponseRedirect(f"/customers/{customer}/cards/{card.id}/")
        return self.shown(card, form, status=422)

    def form(self, *given: object) -> WithdrawalForm:
        form = WithdrawalForm(*given)
        form.fields["reason"].label = "Why are the prices withdrawn?"
        return form

    def shown(self, card: RateCard, form: WithdrawalForm, *, status: int = 200) -> HttpResponse:
        page = FormPage(
            title=f"Withdraw card {card.number}",
            form=form,
            button="Withdraw the prices",
            back=Link(f"Card {card.number}", f"/customers/{card.customer.code}/cards/{card.id}/"),
        )
        return self.page(page, status=status)
