"""Charges of third parties, close after close: whatever order use comes in, the end is the same to the penny."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.rate_cards import Card
from guildhall.charging.taxing import Taxed
from guildhall.charging.third_parties import (
    Buyer,
    Charge,
    Supply,
    Tariff,
    Vat,
    charged_in,
    documents_of,
    left_to_pay,
    third_parties_charged,
)
from guildhall.kernel import Money, Month
from guildhall.metering.units import Unit
from tests.charging.customers import graduated

APRIL = Month(2026, 4)
MONTHS = [APRIL, APRIL.next, APRIL.next.next, APRIL.next.next.next]
CARD = graduated(("10", "0.335"), (None, "0.125"), free="15", minimum="1.00")
VAT = Vat("S", Fraction(20))


def a_supply(card: Card = CARD, *, until_on: date | None = None) -> Supply:
    buyer = Buyer(1, "fenland", "Fenland", date(2026, 4, 1), until_on)
    return Supply(buyer, 1, "desk", "Desk", Unit.OFFER_MADE, (Tariff(1, 1, APRIL, card),))


def closed_one_after_the_other(supply: Supply, written: list[tuple[int, int, int]]) -> list[tuple[Month, Charge]]:
    """Every charge of four closes. Takes: use as (month it is of, close that is the first to know it, units)."""
    known: list[dict[Month, Fraction]] = []
    charges = []
    for number, month in enumerate(MONTHS):
        use: dict[Month, Fraction] = {}
        for of, at, units in written:
            if of <= number and max(of, at) <= number:
                use[MONTHS[of]] = use.get(MONTHS[of], Fraction(0)) + units
        before = {supply.what: known[-1]} if known else None
        charges += [(month, one) for one in charged_in(month, supplies=[supply], now={supply.what: use}, before=before)]
        known.append(use)
    return charges


USE = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 40)), max_size=8)


@given(USE)
def test_late_use_leads_to_what_would_have_been_charged_at_once(written):
    supply = a_supply()

    late = closed_one_after_the_other(supply, written)
    at_once = closed_one_after_the_other(supply, [(of, of, units) for of, _, units in written])

    assert Money.total(one.amount for _, one in late) == Money.total(one.amount for _, one in at_once)
    for month in MONTHS:
        sums = [Money.total(one.amount for _, one in charges if one.month == month) for charges in (late, at_once)]
        assert sums[0] == sums[1]


@given(USE)
def test_tax_of_all_documents_of_a_month_is_that_of_their_sum(written):
    billed: dict = {}
    for month in MONTHS:
        charges = [one for billed_in, one in closed_one_after_the_other(a_supply(), written) if billed_in == month]
        vat = {(1, 1, one.month): VAT for one in charges}
        found = documents_of(charges, vat=vat, billed=billed)
        for document in found:
            before = billed.get((1, document.month, "S", VAT.rate), Taxed(Money(0), Money(0)))
            now = Taxed(before.net + document.net, before.tax + document.tax)
            billed[1, document.month, "S", VAT.rate] = now
        lines = third_parties_charged(month, found).lines
        assert sum(line.pence for line in lines) == 0
    assert all(abs(one.tax.pence * 5 - one.net.pence) <= 2 for one in billed.values())


def test_free_units_that_come_late_to_one_month_are_missing_in_the_next():
    free_alone = graduated((None, "1.00"), free="15")

    charges = closed_one_after_the_other(a_supply(free_alone), [(0, 0, 10), (1, 1, 10), (0, 2, 4)])

    assert [(str(billed), str(one.month), str(one.amount)) for billed, one in charges] == [
        ("2026-04", "2026-04", "£0.00"),
        ("2026-05", "2026-05", "£5.00"),
        ("2026-06", "2026-05", "£4.00"),
    ]


def test_a_new_financial_year_has_its_own_free_units():
    supply = a_supply(graduated((None, "1.00"), free="15"))
    use = {supply.what: {Month(2027, 3): Fraction(15), Month(2027, 4): Fraction(16)}}

    (april,) = charged_in(Month(2027, 4), supplies=[supply], now=use, before=None)

    assert april.amount == Money(100)


def test_a_minimum_ends_with_the_customer():
    supply = a_supply(graduated((None, "1.00"), minimum="30.00"), until_on=date(2026, 5, 11))

    charges = closed_one_after_the_other(supply, [])

    assert [(str(month), str(one.amount)) for month, one in charges] == [("2026-04", "£30.00"), ("2026-05", "£9.68")]


def test_while_the_month_before_is_open_nothing_is_corrected():
    supply = a_supply(graduated((None, "1.00")))
    use = {supply.what: {APRIL: Fraction(3)}}

    assert charged_in(APRIL.next, supplies=[supply], now=use, before=None) == ()


@given(st.lists(st.integers(-500, 500), max_size=6), st.integers(0, 2000))
def test_what_is_left_to_pay_is_what_was_asked_for_less_what_came(gross, received):
    documents = [(str(number), Money(pence)) for number, pence in enumerate(gross)]

    left = left_to_pay(documents, received=Money(received))

    assert sum(one.pence for one in left.values()) == max(sum(gross) - received, 0)
    assert all(amount.pence >= 0 for amount in left.values())
