"""What a close fixes of those who are no partners, and the money that comes in from them or goes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from guildhall.audit.operations import record
from guildhall.charging.customer_documents import Addressed, Issued, figures_of_document, invoice_number
from guildhall.charging.entries import Entry
from guildhall.charging.errors import EntryAlreadyPosted, EntryNotReady
from guildhall.charging.manifests import digest_of
from guildhall.charging.models import Customer, CustomerCharge, CustomerInvoice, Journal, Period
from guildhall.charging.operations.customer_sending import place_sending
from guildhall.charging.operations.customers import beside_closes
from guildhall.charging.operations.ledger import ASK, in_turn, post
from guildhall.charging.queries.customers import credit_of
from guildhall.charging.queries.invoicing import seller
from guildhall.charging.queries.third_parties import billed_before, vat_of
from guildhall.charging.rate_cards import plain_number
from guildhall.charging.rules import may_keep_costs, what_is_wrong_with_payment
from guildhall.charging.third_parties import (
    Charge,
    Document,
    ThirdParties,
    documents_of,
    paid_back_to_customer,
    received_from_customer,
    third_parties_charged,
)
from guildhall.database.operation import operation, step
from guildhall.kernel import LONDON, Actor, Money, Month, NotAllowed, require


@step
def bill_third_parties(*, period: Period, paid: ThirdParties, by: Actor, at: datetime) -> None:
    """Write what a closed month charges customers, one document for each customer, month of use and VAT position, enter
    it into the books, and have each sent whose customer has an address; nothing, if nobody is charged.

    The database holds that the numbers leave no gap, and that a pool's income is the sum of its charges.
    Announces: "charging.customer_sending_due", once for each document that is sent.
    """
    if not paid.charges:
        return
    documents = documents_of(paid.charges, vat=vat_of(paid.charges), billed=billed_before(period=period))
    invoices = CustomerInvoice.objects.bulk_create(_invoices(period, documents, at=at))
    CustomerCharge.objects.bulk_create(
        _charge(charge, invoice)
        for document, invoice in zip(documents, invoices, strict=True)
        for charge in document.charges
    )
    entry = third_parties_charged(period.month, documents)
    if entry.lines:
        post(entry, by=by, at=at)
    for invoice in invoices:
        if invoice.customer.email:
            place_sending(invoice=invoice, to=invoice.customer.email, by=by, at=at)


def _invoices(period: Period, documents: Sequence[Document], *, at: datetime) -> list[CustomerInvoice]:
    last = CustomerInvoice.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    customers = Customer.objects.in_bulk([document.buyer.id for document in documents])
    firsts = _first_invoices(documents)
    sells, today = seller(), at.astimezone(LONDON).date()
    found = []
    for sequence, document in enumerate(documents, last + 1):
        customer = customers[document.buyer.id]
        first = firsts.get((customer.id, document.month, document.vat.category)) if document.is_correction else None
        due = today if document.is_credit_note else today + timedelta(days=customer.payment_days)
        issued = Issued(invoice_number(sequence), today, due, first.number if first else "")
        buyer = Addressed(customer.name, customer.address, customer.reference, customer.gln)
        figures = figures_of_document(document, issued=issued, buyer=buyer, seller=sells)
        found.append(
            CustomerInvoice(
                period=period,
                customer=customer,
                sequence=sequence,
                number=issued.number,
                corrects=first,
                used_on=document.month.first_day,
                issued_on=today,
                due_on=due,
                category=document.vat.category,
                rate=Decimal(plain_number(document.vat.rate)),
                net_pence=document.net.pence,
                tax_pence=document.tax.pence,
                figures=figures,
                digest=digest_of(figures),
            )
        )
    return found


def _first_invoices(documents: Sequence[Document]) -> dict[tuple[int, Month, str], CustomerInvoice]:
    """The first document of each customer, month of use and VAT category, which a correction names."""
    corrected = [document for document in documents if document.is_correction]
    if not corrected:
        return {}
    issued = CustomerInvoice.objects.filter(
        customer_id__in={document.buyer.id for document in corrected},
        used_on__in={document.month.first_day for document in corrected},
    )
    return {(one.customer_id, one.used_in, one.category): one for one in issued.defer("figures").order_by("-sequence")}


def _charge(charge: Charge, invoice: CustomerInvoice) -> CustomerCharge:
    return CustomerCharge(
        period=invoice.period, invoice=invoice, customer_id=charge.supply.buyer.id, pool_id=charge.supply.pool_id,
        unit=charge.supply.unit.value, card_id=charge.tariff.card_id, used_on=charge.month.first_day,
        quantity=charge.plain["quantity"], pence=charge.amount.pence,
        charged_pence=charge.before.amount.pence if charge.before else None,
        recomputed_pence=charge.now.amount.pence if charge.before else None, figures=charge.plain,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CustomerPayment:
    """Money that came in from a customer or was paid back to it: how much, when, and the bank's own reference."""

    customer_id: int
    amount: Money
    on: date
    reference: str

    def of(self, customer: Customer) -> dict[str, Any]:
        """As an entry takes it."""
        reference = self.reference.strip()
        return {"customer": customer.code, "amount": self.amount, "on": self.on, "reference": reference}


@operation
def record_customer_payment(*, terms: CustomerPayment, by: Actor, at: datetime) -> Journal:
    """Write down that a customer's money came in; it pays the invoice that is due first. A reference counts once.

    Refuses: NotAllowed, EntryNotReady (every reason at once), EntryAlreadyPosted.
    """
    customer = Customer.objects.get(id=terms.customer_id)

    require(may_keep_costs(by), NotAllowed("record a payment", ask=ASK))
    if faults := _what_is_wrong(terms, at=at):
        raise EntryNotReady(faults)
    entry = received_from_customer(**terms.of(customer))
    return _write_down(entry, terms, customer, what="customer’s payment received", by=by, at=at)


@operation
def record_customer_refund(*, terms: CustomerPayment, by: Actor, at: datetime) -> Journal:
    """Write down that a customer was paid back what it is in credit, and never more. A reference counts once.

    Refuses: NotAllowed, EntryNotReady (every reason at once), EntryAlreadyPosted.
    """
    beside_closes()
    customer = Customer.objects.locked(terms.customer_id)

    require(may_keep_costs(by), NotAllowed("record a refund", ask=ASK))
    entry, faults = paid_back_to_customer(**terms.of(customer)), _what_is_wrong(terms, at=at)
    is_there = Journal.objects.filter(identity=entry.identity).exists()
    credit = credit_of(customer=customer)
    if not is_there and terms.amount > credit:
        faults.append(f"{customer.name} is {credit} in credit, so {terms.amount} cannot be paid back.")
    if faults:
        raise EntryNotReady(faults)
    return _write_down(entry, terms, customer, what="customer paid back", by=by, at=at)


def _what_is_wrong(terms: CustomerPayment, *, at: datetime) -> list[str]:
    return what_is_wrong_with_payment(terms.amount, on=terms.on, reference=terms.reference, at=at)


@step
def _write_down(
    entry: Entry, terms: CustomerPayment, customer: Customer, *, what: str, by: Actor, at: datetime
) -> Journal:
    in_turn(entry.identity)
    there = Journal.objects.filter(identity=entry.identity, digest=entry.digest).first()
    if there:
        raise EntryAlreadyPosted(there.words)

    journal = post(entry, by=by, at=at)

    details = {"customer": customer.name, "amount": str(terms.amount), "reference": terms.reference.strip()}
    record(what, journal, by=by, at=at, details=details)
    return journal
