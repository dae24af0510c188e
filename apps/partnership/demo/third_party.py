"""One third party: a federation of practices outside the partnership, which pays by a rate card from July on."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from guildhall.charging.models import Customer, CustomerUse
from guildhall.charging.operations.customer_billing import CustomerPayment, record_customer_payment
from guildhall.charging.operations.customer_use import RightUse, UseTerms, correct_use, record_use
from guildhall.charging.operations.customers import (
    CustomerTerms,
    CustomerVatTerms,
    Details,
    set_customer_vat,
    set_up_customer,
)
from guildhall.charging.operations.rate_cards import CardTerms, approve_rate_card, set_rate_card
from guildhall.charging.queries.customers import invoices_of
from guildhall.charging.rate_cards import Card, CardKind, Price
from guildhall.kernel import LONDON, Actor, Money, Month
from guildhall.metering.units import Unit

CODE, FIRST_MONTH = "coldwell-gps", Month(2026, 7)
DETAILS = Details(
    "Coldwell GP Federation", "3 Weir Street\nColdwell\nXG4 2LL", "PO CGF-2026-118", "5060000000047", 30,
    "accounts@coldwell-gps.example",
)  # fmt: skip
CARDS = (
    ("accounts", Unit.ACCOUNT_PREPARED, Card(
        CardKind.GRADUATED,
        (Price(Fraction(20), Fraction("9.50")), Price(Fraction(60), Fraction("8.25")), Price(None, Fraction("7.00"))),
        minimum=Money.of("150.00"),
    )),
    ("recruitment", Unit.VACANCY_PUBLISHED, Card(
        CardKind.PACKAGES, (Price(None, Fraction("160.00")),), size=Fraction(5), free_units=Fraction(2),
    )),
)  # fmt: skip
USED = {7: (34, 4), 8: (71, 6), 9: (12, 3), 10: (45, 5)}
"""Accounts prepared and vacancies published, by month."""


def welcome_third_party(*, finance: Actor, director: Actor) -> None:
    """Set the federation up, with prices that one person set and another approved."""
    at = _noon(date(2026, 6, 22))
    terms = CustomerTerms(CODE, FIRST_MONTH.first_day, DETAILS)
    customer = set_up_customer(terms=terms, by=finance, at=at)
    for pool, unit, card in CARDS:
        prices = CardTerms(pool, unit, FIRST_MONTH, card)
        waiting = set_rate_card(customer_id=customer.id, terms=prices, by=finance, at=at)
        approve_rate_card(card_id=waiting.id, by=director, at=at + timedelta(days=1))
        taxed = CustomerVatTerms(pool, FIRST_MONTH, "S", Decimal(20))
        set_customer_vat(customer_id=customer.id, terms=taxed, by=finance, at=at)


def record_use_of(month: Month, *, finance: Actor) -> None:
    """What the federation used in a month, by its signed sheets. In August it paid its first invoice, and in September
    it counted its August again.
    """
    counts = USED.get(month.number, ())
    customer = Customer.objects.get(code=CODE)
    day = month.first_day + timedelta(days=20)
    for (pool, unit, _), count in zip(CARDS, counts, strict=False):
        sheet = f"CGF {month} {unit.plural}"
        use = UseTerms(pool, unit, day, Fraction(count), sheet, f"Sheet signed by the practice manager, {month.title}")
        record_use(customer_id=customer.id, terms=use, by=finance, at=_noon(day + timedelta(days=8)))
    if month.number == 8:
        _pay_first_invoice(finance=finance)
    if month.number == 9:
        august = CustomerUse.objects.get(reference=f"CGF {month.previous} {Unit.ACCOUNT_PREPARED.plural}")
        right = RightUse(
            Fraction(66), f"CGF {month.previous} recount", "Letter of 18 September: five were counted twice"
        )
        correct_use(use_id=august.id, terms=right, by=finance, at=_noon(day))


def _pay_first_invoice(*, finance: Actor) -> None:
    first = invoices_of()[-1].invoice
    on = first.issued_on + timedelta(days=20)
    terms = CustomerPayment(first.customer_id, first.gross, on, f"BACS {on:%d%m%y} {CODE}")
    record_customer_payment(terms=terms, by=finance, at=_noon(on))


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), LONDON)
