"""Usage that was billed and turns out to be more, or less: what is billed now, and for which period."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.late_rating import rate_late_usage
from guildhall.charging.rating import Tier, TierPolicy, rate_by_tiers
from guildhall.kernel import Money
from tests.charging.simulations import outputs, refusals
from tests.charging.tables import table

ONE_PRICE = [{"up_to": None, "unit_price": 10}]
CHEAPER_FROM_16 = [{"up_to": 15, "unit_price": 10}, {"up_to": None, "unit_price": 5}]


def lines(text: str) -> list[dict[str, object]]:
    """Lines as finance reads them; a point stands for no corrected period."""
    return [
        {key: int(cell) if key in ("service_period", "corrects") else cell for key, cell in row.items() if cell != "."}
        for row in table(text)
    ]


def test_late_usage_stays_in_its_period_or_all_goes_to_the_last():
    # Billed: 3 and 2. Now: 4, 2 and 3. One unit was late in the first period; the third is new.
    rated = outputs(
        "late_usage_rating", policy="graduated", tiers=ONE_PRICE, billed_cumulative=[3, 5], now_cumulative=[4, 6, 9]
    )

    assert rated == {
        "period_preserving": lines("""
            service_period    quantity    unit_price    amount    corrects
            1                 1           10            10.00     1
            3                 3           10            30.00     .
        """),
        "delta_style": lines("""
            service_period    quantity    unit_price    amount    corrects
            3                 4           10            40.00     .
        """),
        "net": "40.00",
        "cumulative_after": "90.00",
    }


def test_all_units_get_another_price_and_what_is_taken_back_stays_in_the_periods_that_carried_it():
    # 10 and 5 were billed at 10. The 16th unit makes all of them cost 5: both are taken back where they were billed.
    rated = outputs(
        "late_usage_rating",
        policy="volume",
        tiers=CHEAPER_FROM_16,
        billed_cumulative=[10, 15],
        now_cumulative=[10, 15, 16],
    )

    assert rated == {
        "period_preserving": lines("""
            service_period    quantity    unit_price    amount     corrects
            1                 -10         10            -100.00    1
            2                 -5          10            -50.00     2
            3                 16          5             80.00      .
        """),
        "delta_style": lines("""
            service_period    quantity    unit_price    amount     corrects
            3                 -15         10            -150.00    .
            3                 16          5             80.00      .
        """),
        "net": "-70.00",
        "cumulative_after": "80.00",
    }


def test_a_late_unit_that_changes_the_price_corrects_its_own_period_the_dearest_first():
    rated = outputs(
        "late_usage_rating",
        policy="volume",
        tiers=CHEAPER_FROM_16,
        billed_cumulative=[15, 15],
        now_cumulative=[16, 16],
    )

    assert rated["period_preserving"] == lines("""
        service_period    quantity    unit_price    amount     corrects
        1                 -15         10            -150.00    1
        1                 16          5             80.00      1
    """)
    assert [line["corrects"] for line in rated["delta_style"]] == [2, 2]


def test_usage_that_is_cancelled_is_taken_back_from_the_latest_period():
    rated = outputs(
        "late_usage_rating",
        policy="graduated",
        tiers=CHEAPER_FROM_16,
        billed_cumulative=[14, 18],
        now_cumulative=[14, 18, 13],
    )

    assert rated["period_preserving"] == lines("""
        service_period    quantity    unit_price    amount    corrects
        1                 -1          10            -10.00    1
        2                 -1          10            -10.00    2
        2                 -3          5             -15.00    2
    """)
    assert (rated["net"], rated["cumulative_after"]) == ("-35.00", "130.00")


def test_nothing_late_is_nothing_billed():
    rated = outputs("late_usage_rating", policy="volume", tiers=ONE_PRICE, billed_cumulative=[3], now_cumulative=[3, 3])

    assert rated == {"period_preserving": [], "delta_style": [], "net": "0.00", "cumulative_after": "30.00"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"now_cumulative": [1]}, ["Every billed period has a quantity now, and there is one period at least."]),
        ({"billed_cumulative": [], "now_cumulative": []}, ["Every billed period has a quantity now, and there is one"]),
        (
            {"tiers": [{"up_to": None, "unit_price": 1, "flat_fee": "1.00"}]},
            ['tiers[0].flat_fee: unknown key "flat_fee"'],
        ),
        ({"tiers": []}, ["There are no tiers."]),
    ],
)
def test_what_cannot_be_rated_again_is_refused(change, words):
    inputs = {"policy": "volume", "tiers": ONE_PRICE, "billed_cumulative": [1, 2], "now_cumulative": [1, 2]}

    found = refusals("late_usage_rating", **{**inputs, **change})

    assert [fault[: len(word)] for fault, word in zip(found, words, strict=True)] == words


USE = st.lists(st.integers(0, 60), min_size=1, max_size=5)
PRICED = [Tier(10, Fraction(7)), Tier(25, Fraction(5)), Tier(40, Fraction(7)), Tier(None, Fraction(2))]


@given(USE, USE, st.sampled_from(TierPolicy))
def test_whatever_came_late_both_styles_net_to_the_difference(billed, more, policy):
    now = [*billed, *more]
    late = [max(quantity - 3, 0) for quantity in now]

    rated = rate_late_usage(policy=policy, tiers=PRICED, billed=billed, now=late)

    was, is_ = (Money.total(rate_by_tiers(one[-1], tiers=PRICED, policy=policy)) for one in (billed, late))
    assert rated.billed == was
    assert rated.net == is_ - was
    assert rated.cumulative_after == is_
    assert Money.total(line.amount for line in rated.delta_style) == rated.net


@given(USE, USE, st.sampled_from(TierPolicy))
def test_whatever_was_billed_first_the_corrected_whole_is_what_would_have_been_billed(billed, more, policy):
    now = [*more, *billed]

    late = rate_late_usage(policy=policy, tiers=PRICED, billed=billed, now=now)
    fresh = rate_late_usage(policy=policy, tiers=PRICED, billed=[], now=now)

    assert late.cumulative_after == fresh.cumulative_after
    corrected = {line.service_period: line.corrects for line in late.period_preserving}
    assert corrected == {period: period if period <= len(billed) else None for period in corrected}
    assert all(line.quantity > 0 for line in fresh.period_preserving)
