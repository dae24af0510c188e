"""Customers, their cards and their use, as pages list them; and what keeps use from being taken in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Min, QuerySet, Sum

from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.customer_files import UseFile, read_use
from guildhall.charging.models import (
    Customer,
    CustomerCharge,
    CustomerInvoice,
    CustomerUse,
    CustomerVatPosition,
    Period,
    Pool,
    Posting,
    RateCard,
)
from guildhall.charging.rate_cards import UNITS_MAX
from guildhall.charging.third_parties import left_to_pay
from guildhall.kernel import Money
from guildhall.metering.units import Unit


def first_open_day() -> date | None:
    """The first day that no close has fixed; None, before any month was closed."""
    last = Period.objects.closed().order_by("-month_on").first()
    return last.month.next.first_day if last else None


@dataclass(frozen=True, slots=True)
class Taken:
    """What decides whether use can be charged: the first day of the books, the first that no close has fixed, and the
    first day of each unit that a customer has an approved card for.
    """

    books_from: date | None
    open_from: date | None
    priced_from: dict[tuple[int, int, str], date]

    @classmethod
    def now(cls) -> Taken:
        """As the tables have it. Three questions."""
        first = Period.objects.order_by("month_on").first()
        cards = RateCard.objects.approved().values("customer_id", "pool_id", "unit").annotate(first=Min("from_on"))
        priced = {(row["customer_id"], row["pool_id"], row["unit"]): row["first"] for row in cards.order_by()}
        return cls(first.month_on if first else None, first_open_day(), priced)

    def faults(self, customer: Customer, pool: Pool, unit: Unit, used_on: date) -> list[str]:
        """Why use of a day could never be charged."""
        if used_on < customer.from_on or (customer.until_on and used_on >= customer.until_on):
            return [f"{customer.name} is no customer on {_uk(used_on)}."]
        if self.books_from and used_on < self.books_from:
            return [f"The books begin on {_uk(self.books_from)}, so nothing is charged for {_uk(used_on)}."]
        if self.open_from and used_on < self.open_from:
            first = self.priced_from.get((customer.id, pool.id, unit.value))
            if first is None or used_on < first:
                return [
                    f"{used_on:%B %Y} is closed, and no rate card for {unit.plural} of {pool.name} was in force "
                    "then, so it cannot be charged any more."
                ]
        return []


def what_is_wrong_with_use(
    *, customer: Customer, pool: Pool | None, unit: Unit, used_on: date, quantity: Fraction, on: date
) -> list[str]:
    """Everything that keeps one use from being taken in. Takes: `on`, today."""
    if pool is None:
        return ["Choose a service."]
    faults = []
    if not 0 < quantity <= UNITS_MAX:
        faults.append("Give a quantity above 0, up to 1,000,000,000.")
    if used_on > on:
        faults.append(f"{_uk(used_on)} has not come yet.")
    return faults + Taken.now().faults(customer, pool, unit, used_on)


def what_is_wrong_with_uses(file: UseFile, *, on: date) -> list[str]:
    """The same for the rows of a file, and what of it is recorded already, by row. Six questions, however many rows."""
    customers = {one.code: one for one in Customer.objects.all()}
    pools = {one.code: one for one in Pool.objects.all()}
    there = set(
        CustomerUse.objects.filter(reference__in=[row.reference for row in file.rows]).values_list(
            "customer__code", "reference"
        )
    )
    taken, faults = Taken.now(), []
    for row in file.rows:
        if row.customer not in customers or row.pool not in pools:
            faults.append(f"Row {row.row}: the customer or the pool is not there any more.")
            continue
        found = taken.faults(customers[row.customer], pools[row.pool], row.unit, row.used_on)
        if (row.customer, row.reference) in there:
            found.append(f"“{row.reference}” is recorded for this customer already.")
        if row.used_on > on:
            found.append(f"{_uk(row.used_on)} has not come yet.")
        faults += [f"Row {row.row}: {fault}" for fault in found]
    return faults


def preview_of_use(*, content: bytes, name: str, on: date) -> tuple[UseFile, list[str]]:
    """Read a file of use without taking it in: its rows, and everything that stops it."""
    file = read_use(
        content,
        name=name,
        customers=set(Customer.objects.values_list("code", flat=True)),
        pools=set(Pool.objects.values_list("code", flat=True)),
    )
    return file, [*file.errors, *what_is_wrong_with_uses(file, on=on)]


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer in a list: its cards in force and those that wait, what it was charged so far, and what it owes."""

    customer: Customer
    cards: int
    waiting: int
    charged: Money
    owes: Money


def list_of_customers() -> list[CustomerRow]:
    """Every customer, by name. Four questions, however many."""
    approved, waiting = _counts(RateCard.objects.approved()), _counts(RateCard.objects.waiting())
    charged = CustomerCharge.objects.values("customer_id").annotate(pence=Sum("pence")).order_by()
    net = {row["customer_id"]: Money(int(row["pence"])) for row in charged}
    owes = owed_by_customer()
    nothing = Money(0)
    return [
        CustomerRow(
            one, approved.get(one.id, 0), waiting.get(one.id, 0), net.get(one.id, nothing), owes.get(one.id, nothing)
        )
        for one in Customer.objects.order_by("name", "code")
    ]


def _counts(cards: QuerySet[RateCard]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for customer_id in cards.values_list("customer_id", flat=True):
        found[customer_id] += 1
    return found


def owed_by_customer() -> dict[int, Money]:
    """What each customer owes by the books, tax included; below zero, it has paid more than it was asked for."""
    rows = Posting.objects.on(LedgerAccount.THIRD_PARTIES_DUE).values("customer_id").annotate(held=Sum("pence"))
    return {row["customer_id"]: Money(int(row["held"])) for row in rows.order_by()}


def cards_of(*, customer: Customer) -> list[RateCard]:
    """Every card of a customer, newest first."""
    return list(RateCard.objects.filter(customer=customer).select_related("pool", "customer").order_by("-number"))


def vat_positions_of(*, customer: Customer) -> list[CustomerVatPosition]:
    """Every VAT position of a customer, newest first."""
    return list(
        CustomerVatPosition.objects.filter(customer=customer).select_related("pool").order_by("-from_on", "-id")
    )


def uses_of(*, customer: Customer) -> QuerySet[CustomerUse]:
    """Every row of a customer's use, newest day first, with what it corrects."""
    return CustomerUse.objects.filter(customer=customer).select_related("pool", "corrects").order_by("-used_on", "-id")


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice or a credit note, and what of it is not paid yet."""

    invoice: CustomerInvoice
    left: Money

    def is_late(self, on: date) -> bool:
        """Is it past its due day and not paid?"""
        return bool(self.left) and self.invoice.due_on < on


def invoices_of(*, customer: Customer | None = None) -> list[InvoiceRow]:
    """Invoices and credit notes, newest first: one customer's, or everybody's. Two questions, however many."""
    found = CustomerInvoice.objects.select_related("customer", "period", "corrects").order_by("sequence")
    found = found.defer("figures", "corrects__figures")
    receipts = Posting.objects.on(LedgerAccount.THIRD_PARTIES_DUE).filter(journal__identity__startswith="receipt/")
    if customer is not None:
        found, receipts = found.filter(customer=customer), receipts.filter(customer=customer)
    received = {
        row["customer_id"]: -Money(int(row["held"]))
        for row in receipts.values("customer_id").annotate(held=Sum("pence")).order_by()
    }
    by_customer: dict[int, list[CustomerInvoice]] = defaultdict(list)
    for one in found:
        by_customer[one.customer_id].append(one)
    left: dict[str, Money] = {}
    for customer_id, of_it in by_customer.items():
        in_turn = sorted(of_it, key=lambda one: (one.due_on, one.sequence))
        paid = received.get(customer_id, Money(0))
        left |= left_to_pay([(one.number, one.gross) for one in in_turn], received=paid)
    rows = [InvoiceRow(one, left[one.number]) for of_it in by_customer.values() for one in of_it]
    return sorted(rows, key=lambda row: -row.invoice.sequence)


def _uk(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
