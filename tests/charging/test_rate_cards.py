"""Rate cards as finance reads them: every way to price a month, in words and to the penny."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.rate_cards import (
    Card,
    CardKind,
    Price,
    faults_of_card,
    rate_month,
    read_number,
    worked_examples,
)
from guildhall.kernel import Money
from guildhall.metering.units import Unit
from tests.charging.customers import a_card, graduated
from tests.charging.tables import table

UNIT = Unit.OFFER_MADE
TIERS = (("10", "0.50"), ("20", "0.333"), (None, "0.10"))


def rated(card: Card, quantity: str, *, free_left: str = "0", active: int = 30) -> list[tuple[str, str]]:
    month = rate_month(
        card, Fraction(quantity), unit=UNIT, free_left=Fraction(free_left), days_active=active, days_in_month=30
    )
    return [(line.words, str(line.amount)) for line in month.lines]


def test_a_graduated_card_charges_each_unit_at_its_own_tier():
    assert rated(graduated(*TIERS), "21.5") == [
        ("10 offers made at £0.50", "£5.00"),
        ("10 offers made at £0.333", "£3.33"),
        ("1.5 offers made at £0.10", "£0.15"),
    ]


def test_a_volume_card_charges_all_units_at_the_tier_they_fall_in():
    card = a_card(CardKind.VOLUME, *TIERS)

    assert [rated(card, quantity) for quantity in ("10", "11", "21")] == [
        [("10 offers made at £0.50", "£5.00")],
        [("11 offers made at £0.333", "£3.66")],
        [("21 offers made at £0.10", "£2.10")],
    ]


def test_a_part_package_counts_whole_and_what_is_free_comes_first():
    card = a_card(CardKind.PACKAGES, (None, "15.00"), size="25", free="40")

    assert rated(card, "66", free_left="40") == [
        ("40 offers made free of charge", "£0.00"),
        ("2 packages of 25 at £15.00", "£30.00"),
    ]


def test_blocks_have_tiers_and_a_part_block_counts_whole():
    card = a_card(CardKind.BLOCKS, ("20", "8.00"), (None, "6.00"), size="10")

    assert rated(card, "31") == [("2 blocks of 10 at £8.00", "£16.00"), ("2 blocks of 10 at £6.00", "£12.00")]


@pytest.mark.parametrize(
    ("quantity", "active", "lines"),
    [
        ("0", 30, [("Up to the minimum of £90.00", "£90.00")]),
        ("0", 10, [("Up to the minimum of £30.00 for 10 of 30 days", "£30.00")]),
        ("20", 30, [("20 offers made at £2.00", "£40.00"), ("Up to the minimum of £90.00", "£50.00")]),
        ("50", 30, [("50 offers made at £2.00", "£100.00")]),
    ],
)
def test_the_shortfall_of_a_minimum_is_a_line_of_its_own(quantity, active, lines):
    assert rated(graduated((None, "2.00"), minimum="90.00"), quantity, active=active) == lines


def test_a_card_says_itself_in_words_and_keeps_itself_as_json():
    card = graduated(("100", "0.125"), (None, "0.1"), free="50", minimum="90.00")

    assert Card.read(card.rule) == card
    assert card.words(UNIT) == [
        "£0.125 for each offer made up to 100.",
        "£0.10 for each offer made beyond 100.",
        "50 offers made are free in each financial year.",
        "At least £90.00 for each month.",
    ]


@pytest.mark.parametrize(
    ("card", "faults"),
    [
        (Card(CardKind.GRADUATED, ()), ["Give at least one price."]),
        (
            graduated((None, "1"), ("5", "1"), ("5", "1")),
            [
                "Only the last price has no end. Say up to how many units each price before it goes.",
                "Each price goes up to more units than the one before it.",
            ],
        ),
        (graduated((None, "1000000.01")), ["A price is from £0.00 to £1,000,000.00."]),
        (a_card(CardKind.PACKAGES, ("5", "1"), (None, "2")), ["Packages have one price."]),
        (
            a_card(CardKind.BLOCKS, ("15", "1"), (None, "2"), size="10"),
            ["Each price of blocks goes up to a whole number of blocks."],
        ),
        (
            a_card(CardKind.PACKAGES, (None, "1"), size="0"),
            ["Say how many units are in a package or block: more than none."],
        ),
        (graduated((None, "1"), minimum="-1.00"), ["A minimum is from £0.00 to £1,000,000,000.00."]),
    ],
)
def test_a_card_that_does_not_hold_together_says_every_reason(card, faults):
    assert faults_of_card(card) == faults


@pytest.mark.parametrize("odd", ["NaN", "-1", "1e400", "inf", "", "0x10", "1/2", "٣", "1.2345678", "1_000"])
def test_what_is_no_plain_number_is_refused_in_a_sentence(odd):
    with pytest.raises(ValueError, match="must be a plain number such as 12"):
        read_number(odd, what="Quantity")


def test_a_number_out_of_all_proportion_is_refused():
    with pytest.raises(ValueError, match=r"Quantity must be 1,000,000,000 or less\."):
        read_number("1000000001", what="Quantity")
    with pytest.raises(ValueError, match=r"Quantity has 3 decimal places at most\."):
        read_number("1.2345", what="Quantity", places=3)


def test_examples_are_around_every_price():
    examples = worked_examples(graduated(("100", "2.00"), (None, "1.50")), unit=UNIT)

    assert [{"used": str(one.quantity), "charged": str(one.amount)} for one in examples] == table("""
        used  charged
        0     £0.00
        100   £200.00
        101   £201.50
        200   £350.00
    """)


PRICES = st.lists(st.integers(0, 10_000).map(lambda pence: Fraction(pence, 100)), min_size=1, max_size=3)


@given(st.sampled_from(CardKind), PRICES, st.integers(1, 50), st.integers(0, 500), st.integers(0, 500))
def test_nobody_pays_more_for_free_units_or_less_than_the_minimum(kind, prices, size, quantity, free):
    ends = [Fraction(size * 10 * (place + 1)) for place in range(len(prices) - 1)]
    kept = prices[:1] if kind is CardKind.PACKAGES else prices
    rows = zip([*ends[: len(kept) - 1], None], kept, strict=True)
    card = Card(kind, tuple(Price(up_to, price) for up_to, price in rows), Fraction(size), minimum=Money(500))

    def charged(free_left: int) -> Money:
        return rate_month(
            card, Fraction(quantity), unit=UNIT, free_left=Fraction(free_left), days_active=30, days_in_month=30
        ).amount

    assert faults_of_card(card) == []
    assert charged(0) >= Money(500)
    assert charged(quantity) == Money(500)
    if kind is not CardKind.VOLUME:  # a volume card may charge less for more
        assert charged(free) <= charged(0)
