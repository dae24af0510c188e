"""The odd pence."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.errors import NothingToShareBy
from guildhall.charging.sharing import rounded, share, worked_shares
from guildhall.kernel import Money
from tests.charging.tables import amounts, quantities

SIX = "A B C D E F"


def test_six_partners_share_one_pool_by_end_users_hnd_01():
    users = quantities(SIX, "1420 1985 2040 705 1550 1800")

    shares = share(Money.of("1234567.89"), by_usage=users)

    assert shares == amounts(SIX, "184535.41 257959.71 265107.21 91617.93 201429.50 233918.13")
    assert Money.total(shares.values()) == Money.of("1234567.89")


def test_an_odd_penny_goes_to_the_largest_remainder():
    shares = share(Money(1000), by_usage={"northfield": 2, "eastmoor": 1})

    assert shares == {"eastmoor": Money(333), "northfield": Money(667)}


def test_a_tie_goes_to_the_larger_use_and_then_by_code():
    by_use = share(Money(3), by_usage={"small": 1, "tall": 5})
    by_code = share(Money(100), by_usage={"westholme": 1, "eastmoor": 1, "northfield": 1})

    assert by_use == {"small": Money(0), "tall": Money(3)}
    assert by_code == {"eastmoor": Money(34), "northfield": Money(33), "westholme": Money(33)}


def test_a_refund_mirrors_the_charge():
    users = quantities(SIX, "1420 1985 2040 705 1550 1800")

    charge, refund = share(Money(100003), by_usage=users), share(Money(-100003), by_usage=users)

    assert refund == {code: -amount for code, amount in charge.items()}


def test_who_used_nothing_pays_nothing():
    assert share(Money(1), by_usage={"eastmoor": 0, "northfield": 3})["eastmoor"] == Money(0)


def test_a_cost_that_nobody_used_is_not_shared():
    with pytest.raises(NothingToShareBy) as refused:
        share(Money(100), by_usage={"eastmoor": 0, "northfield": 0})

    assert refused.value.reasons == [
        "Nobody used anything, so there is nothing to share. Choose another key or decide who pays."
    ]


def test_a_share_keeps_how_it_was_worked_out():
    shares = worked_shares(Money(1000), by_weight={"northfield": 2, "eastmoor": 1})

    assert shares["northfield"].exact == Fraction(2000, 3)
    assert [part.has_odd_penny for part in shares.values()] == [False, True]


@pytest.mark.parametrize("weight", [-1, 1.5, True])
def test_what_cannot_be_a_weight_is_refused(weight):
    with pytest.raises((TypeError, ValueError)):
        worked_shares(Money(100), by_weight={"northfield": weight, "eastmoor": 1})


weights = st.lists(st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 10**12)), min_size=1, max_size=8)


@given(pence=st.integers(-(10**13), 10**13), used=weights)
def test_whatever_the_cost_and_the_weights_no_penny_is_lost(pence, used):
    by_weight = {f"p{number}": weight for number, weight in enumerate(used)}
    if not any(used):
        by_weight["p0"] = 1

    shares = worked_shares(Money(pence), by_weight=by_weight)

    assert sum(part.pence for part in shares.values()) == pence
    assert all(part.pence == 0 for part in shares.values() if part.weight == 0)
    assert all(abs(part.pence - part.exact) < 1 for part in shares.values())


@given(pence=st.integers(-(10**13), 10**13), used=weights)
def test_whatever_the_cost_a_refund_mirrors_it_and_the_order_of_partners_is_nothing(pence, used):
    by_weight = {f"p{number}": weight for number, weight in enumerate([*used, 1])}
    turned = dict(reversed(by_weight.items()))

    shares = share(Money(pence), by_usage=by_weight)

    assert share(Money(-pence), by_usage=turned) == {code: -amount for code, amount in shares.items()}


@given(st.integers(-(10**6), 10**6), st.integers(1, 1000))
def test_whatever_is_rounded_half_a_penny_goes_away_from_zero(numerator, denominator):
    exact = Fraction(numerator, denominator)

    pence = rounded(exact).pence

    assert abs(pence - exact) <= Fraction(1, 2)
    assert abs(pence) > abs(exact) or abs(pence - exact) != Fraction(1, 2)
    assert rounded(-exact).pence == -pence
