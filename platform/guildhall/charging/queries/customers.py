"""Customers, their cards and their use, as pages list them; and what keeps use from being taken in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Count, Min, Prefetch, Q, QuerySet, Sum

from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.customer_files import UseFile, read_use
from guildhall.charging.models import (
    Customer,
    CustomerCharge,
    CustomerInvoice,
    CustomerSending,
    CustomerUse,
    CustomerVatPosition,
    Period,
    Pool,
    Posting,
    RateCard,
)
from guildhall.charging.models.ledger import PostingQuerySet
from guildhall.charging.rate_cards import UNITS_MAX
from guildhall.charging.third_parties import left_to_pay
from guildhall.kernel import Money
from guildhall.metering.units import Unit
from guildhall.web.paging import Paged, paginate


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


@dataclass(frozen=True, slots=True)
class CustomersTotal:
    """All customers together: what they were charged so far, what they owe, and how many cards wait for approval."""

    charged: Money
    owes: Money
    waiting: int


def customers_page(number: object = 1) -> Paged[CustomerRow]:
    """A page of customers, by name. Six questions, however many."""
    paged: Paged[Customer] = paginate(Customer.objects.order_by("name", "code"), number=number)
    ids = [one.id for one in paged.rows]
    approved, waiting = _counts(RateCard.objects.approved(), ids), _counts(RateCard.objects.waiting(), ids)
    charged = CustomerCharge.objects.filter(customer_id__in=ids).values("customer_id").annotate(pence=Sum("pence"))
    net = {row["customer_id"]: Money(int(row["pence"])) for row in charged.order_by()}
    owes, nothing = _owed_by(ids), Money(0)
    return paged.showing(
        [
            CustomerRow(
                one,
                approved.get(one.id, 0),
                waiting.get(one.id, 0),
                net.get(one.id, nothing),
                owes.get(one.id, nothing),
            )
            for one in paged.rows
        ]
    )


def customers_total() -> CustomersTotal:
    """What all customers come to. Three questions, however many."""
    charged = CustomerCharge.objects.aggregate(pence=Sum("pence"))["pence"]
    owes = Posting.objects.on(LedgerAccount.THIRD_PARTIES_DUE).balance
    return CustomersTotal(Money(int(charged or 0)), owes, RateCard.objects.waiting().count())


def codes_of_customers() -> list[str]:
    """Every customer's code, by name."""
    return list(Customer.objects.order_by("name", "code").values_list("code", flat=True))


def _counts(cards: QuerySet[RateCard], customer_ids: Sequence[int]) -> dict[int, int]:
    found = cards.filter(customer_id__in=customer_ids).values("customer_id").annotate(count=Count("id")).order_by()
    return {row["customer_id"]: row["count"] for row in found}


def _owed_by(customer_ids: Sequence[int]) -> dict[int, Money]:
    """What each owes by the books, tax included; below zero, it has paid more than it was asked for."""
    postings = Posting.objects.on(LedgerAccount.THIRD_PARTIES_DUE).filter(customer_id__in=customer_ids)
    rows = postings.values("customer_id").annotate(held=Sum("pence"))
    return {row["customer_id"]: Money(int(row["held"])) for row in rows.order_by()}


def credit_of(*, customer: Customer) -> Money:
    """What a customer has paid more than it was asked for, and can be paid back."""
    owes = _owed_by([customer.id]).get(customer.id, Money(0))
    return max(-owes, Money(0))


@dataclass(frozen=True, slots=True)
class MovedRow:
    """Money that came in from a customer or went back to it, and the journal that has it."""

    journal_id: int
    on: date
    words: str
    came_in: Money
    went_back: Money


def money_of(*, customer: Customer) -> list[MovedRow]:
    """What a customer paid and was paid back, newest first."""
    postings = _moved().filter(customer=customer).select_related("journal").order_by("-journal__dated_on", "-id")
    nothing = Money(0)
    return [
        MovedRow(
            one.journal_id, one.journal.dated_on, one.journal.words, max(-one.amount, nothing), max(one.amount, nothing)
        )
        for one in postings
    ]


def _moved() -> PostingQuerySet:
    """What customers paid, a credit, and what they were paid back, a debit."""
    moved: PostingQuerySet = Posting.objects.on(LedgerAccount.THIRD_PARTIES_DUE)
    return moved.filter(Q(journal__identity__startswith="receipt/") | Q(journal__identity__startswith="refund/"))


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
    """An invoice or a credit note, what of it is not paid yet, and how it was last sent, if it was."""

    invoice: CustomerInvoice
    left: Money
    sending: CustomerSending | None

    def is_late(self, on: date) -> bool:
        """Is it past its due day and not paid?"""
        return bool(self.left) and self.invoice.due_on < on


@dataclass(frozen=True, slots=True)
class InvoicesTotal:
    """All invoices and credit notes together: what is not paid, what of it is late and on how many invoices, and what
    was asked for, excluding VAT.
    """

    left: Money
    late: Money
    late_count: int
    net: Money


def invoices_of(*, customer: Customer | None = None) -> list[InvoiceRow]:
    """Invoices and credit notes, newest first: one customer's, or everybody's. Four questions, however many."""
    wanted = _invoices() if customer is None else _invoices().filter(customer=customer)
    return _with_what_is_left(list(wanted), _left(customer))


def invoices_page(number: object, *, on: date) -> tuple[Paged[InvoiceRow], InvoicesTotal]:
    """A page of everybody's invoices and credit notes, newest first, and what all of them come to. Six questions,
    however many. Takes: `on`, today.
    """
    left = _left()
    paged: Paged[CustomerInvoice] = paginate(_invoices(), number=number)
    late = [one.left for one in left.values() if one.left and one.due_on < on]
    asked = CustomerInvoice.objects.aggregate(pence=Sum("net_pence"))["pence"]
    total = InvoicesTotal(
        Money.total(one.left for one in left.values()), Money.total(late), len(late), Money(int(asked or 0))
    )
    return paged.showing(_with_what_is_left(paged.rows, left)), total


def _invoices() -> QuerySet[CustomerInvoice]:
    sendings = Prefetch("sendings", CustomerSending.objects.defer("body").order_by("-id"))
    found = CustomerInvoice.objects.select_related("customer", "period", "corrects").order_by("-sequence")
    return found.defer("figures", "corrects__figures").prefetch_related(sendings)


def _with_what_is_left(invoices: Sequence[CustomerInvoice], left: Mapping[str, Left]) -> list[InvoiceRow]:
    return [InvoiceRow(one, left[one.number].left, next(iter(one.sendings.all()), None)) for one in invoices]


@dataclass(frozen=True, slots=True)
class Left:
    """What of a document is not paid yet, and until when it is to be."""

    left: Money
    due_on: date


def _left(customer: Customer | None = None) -> dict[str, Left]:
    """What is left of every document, one customer's or everybody's, by its number: money pays what is due first, so
    a customer's documents are looked at together. Two questions, however many.
    """
    asked, moved = CustomerInvoice.objects.order_by("due_on", "sequence"), _moved()
    if customer is not None:
        asked, moved = asked.filter(customer=customer), moved.filter(customer=customer)
    received = {
        row["customer_id"]: -Money(int(row["held"]))
        for row in moved.values("customer_id").annotate(held=Sum("pence")).order_by()
    }
    in_turn: dict[int, list[tuple[str, Money]]] = defaultdict(list)
    due: dict[str, date] = {}
    for customer_id, number, net, tax, due_on in asked.values_list(
        "customer_id", "number", "net_pence", "tax_pence", "due_on"
    ):
        in_turn[customer_id].append((number, Money(net + tax)))
        due[number] = due_on
    return {
        number: Left(amount, due[number])
        for customer_id, documents in in_turn.items()
        for number, amount in left_to_pay(documents, received=received.get(customer_id, Money(0))).items()
    }


def _uk(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
