"""A third party with prices and use, made by the operations that the pages call."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from guildhall.charging.models import Customer, CustomerInvoice, CustomerUse, RateCard
from guildhall.charging.operations.customer_use import RightUse, UseTerms, correct_use, record_use
from guildhall.charging.operations.customers import (
    CustomerTerms,
    CustomerVatTerms,
    Details,
    set_customer_vat,
    set_up_customer,
)
from guildhall.charging.operations.rate_cards import CardTerms, approve_rate_card, set_rate_card
from guildhall.charging.rate_cards import Card, CardKind, Price
from guildhall.kernel import Money, Month
from guildhall.metering.units import Unit
from tests.cast import HELEN, HUGO, LONDON
from tests.charging.months import APPLICATIONS, MAY

IN_MAY = datetime(2026, 5, 4, 9, 0, tzinfo=LONDON)
IN_AUGUST = datetime(2026, 8, 31, 9, 0, tzinfo=LONDON)
DETAILS = Details(
    "Fenland GP Federation", "1 Mill Lane\nFenland FN1 2AB", "PO 4711", "5060000000047", 30, "accounts@fenland.example"
)


def a_customer(code: str = "fenland", *, from_on: date = date(2026, 5, 1), **changed: object) -> Customer:
    details = Details(**{**_plain(DETAILS), **changed})  # type: ignore[arg-type]  # as the test says
    return set_up_customer(terms=CustomerTerms(code, from_on, details), by=HUGO.actor, at=IN_MAY)


def _plain(details: Details) -> dict[str, object]:
    return {name: getattr(details, name) for name in ("name", "address", "reference", "gln", "payment_days", "email")}


def graduated(*prices: tuple[str | None, str], free: str = "0", minimum: str = "0.00") -> Card:
    """Prices as (up to, pounds): ("100", "2.00") and (None, "1.50")."""
    return a_card(CardKind.GRADUATED, *prices, free=free, minimum=minimum)


def a_card(
    kind: CardKind, *prices: tuple[str | None, str], size: str = "1", free: str = "0", minimum: str = "0.00"
) -> Card:
    read = tuple(Price(Fraction(up_to) if up_to else None, Fraction(pounds)) for up_to, pounds in prices)
    return Card(kind, read, Fraction(size), Fraction(free), Money.of(minimum))


def waiting(customer: Customer, card: Card, *, month: Month = MAY, pool: str = "recruitment") -> RateCard:
    """Set by Hugo, and approved by nobody yet."""
    terms = CardTerms(pool, APPLICATIONS, month, card)
    return set_rate_card(customer_id=customer.id, terms=terms, by=HUGO.actor, at=IN_MAY)


def priced(customer: Customer, card: Card, *, month: Month = MAY, pool: str = "recruitment") -> RateCard:
    """Set by Hugo, approved by Helen."""
    return approve_rate_card(card_id=waiting(customer, card, month=month, pool=pool).id, by=HELEN.actor, at=IN_MAY)


def taxed(customer: Customer, category: str = "S", *, month: Month = MAY, pool: str = "recruitment") -> None:
    rate, reason = (Decimal(20), "") if category == "S" else (Decimal(0), "Health care is exempt")
    terms = CustomerVatTerms(pool, month, category, rate, reason)
    set_customer_vat(customer_id=customer.id, terms=terms, by=HUGO.actor, at=IN_MAY)


def used_by(
    customer: Customer,
    quantity: int | str,
    *,
    on: date = date(2026, 6, 10),
    reference: str = "",
    pool: str = "recruitment",
) -> CustomerUse:
    """So much used on a day; written down in August, whenever it was."""
    name = reference or f"{pool} {on} {CustomerUse.objects.count()}"
    terms = UseTerms(pool, APPLICATIONS, on, Fraction(quantity), name, "Signed sheet")
    return record_use(customer_id=customer.id, terms=terms, by=HUGO.actor, at=IN_AUGUST)


def put_right(use: CustomerUse, quantity: int | str, *, reference: str = "") -> CustomerUse:
    terms = RightUse(Fraction(quantity), reference or f"right {use.reference} {quantity}", "Their own count")
    return correct_use(use_id=use.id, terms=terms, by=HUGO.actor, at=IN_AUGUST)


def a_priced_customer(card: Card | None = None, code: str = "fenland", category: str = "S") -> Customer:
    """A customer with prices that count from May on, and a VAT position. The pool is there."""
    customer = a_customer(code)
    priced(customer, card or graduated((None, "2.00")))
    taxed(customer, category)
    return customer


def documents() -> list[dict[str, str]]:
    """Every document as finance reads it."""
    return [
        {
            "number": one.number,
            "kind": "credit note" if one.is_credit_note else "invoice",
            "for": str(one.used_in),
            "billed in": str(one.period.month),
            "net": str(one.net),
            "tax": str(one.tax),
            "corrects": one.corrects.number if one.corrects else "none",
        }
        for one in CustomerInvoice.objects.select_related("period", "corrects").order_by("sequence")
    ]


UNIT = Unit.APPLICATION_RECEIVED
A_JUNE_DAY, A_JULY_DAY = date(2026, 6, 10), date(2026, 7, 10)
