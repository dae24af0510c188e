"""Floors and ceilings on a share, the cumulative penny, costs that are spread, split and scaled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.bounds import share_capped, share_within
from guildhall.charging.cumulative import cumulative_months
from guildhall.kernel import Money
from tests.charging.simulations import outputs, refusals
from tests.charging.tables import amounts


def test_a_ceiling_cuts_and_a_floor_lifts_and_the_others_bear_the_difference():
    # 100.00 by 60, 30, 9 and 1. Round 1: A is cut by 20.00, C and D are lifted by 1.00 and 9.00: the ceiling weighs
    # more, so A is fixed at 40.00. Round 2: 60.00 by 30, 9 and 1 is 45.00, 13.50 and 1.50: D is lifted to 10.00.
    # Round 3: 50.00 by 30 and 9 is 38.4615… and 11.5384…: C needs no floor any more.
    assert outputs(
        "allocate_with_bounds",
        pool="100.00",
        weights={"A": 60, "B": 30, "C": 9, "D": 1},
        floor="10.00",
        ceiling={"A": "40.00"},
    ) == {
        "unbounded": {"A": "60.00", "B": "30.00", "C": "9.00", "D": "1.00"},
        "bounded": {"A": "40.00", "B": "38.46", "C": "11.54", "D": "10.00"},
        "at_floor": ["D"],
        "at_ceiling": ["A"],
        "total": "100.00",
        "uncovered": "0.00",
    }


def test_both_sides_are_fixed_at_once_when_they_weigh_the_same():
    weights = {"A": 50, "B": 45, "C": 5}
    floors, ceilings = {"C": Money.of("10.00")}, {"A": Money.of("45.00")}

    bounded = share_within(Money.of("100.00"), by_weight=weights, floors=floors, ceilings=ceilings)

    assert bounded.shares == amounts("A B C", "45.00 45.00 10.00")
    assert [(one.at_floor, one.at_ceiling) for one in bounded.rounds] == [(("C",), ("A",)), ((), ())]


def test_what_ceilings_leave_over_is_uncovered_and_a_floor_binds_a_weight_of_zero():
    bounded = outputs(
        "allocate_with_bounds", pool="100.00", weights={"A": 1, "B": 0}, floor={"B": "5.00"}, ceiling="30.00"
    )

    assert bounded == {
        "unbounded": {"A": "100.00", "B": "0.00"},
        "bounded": {"A": "30.00", "B": "5.00"},
        "at_floor": ["B"],
        "at_ceiling": ["A"],
        "total": "35.00",
        "uncovered": "65.00",
    }


BOUNDED = {"pool": "10.00", "weights": {"A": 1, "B": 1}}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"floor": "5.01"}, ["The floors add up to £10.02, which is more than the £10.00 there is to share."]),
        (
            {"floor": {"A": "3.00", "Z": "0.00"}, "ceiling": {"A": "2.99"}},
            ["Z has a bound and no weight.", "The floor of A is above its ceiling."],
        ),
        ({"pool": "-0.01"}, ['pool: "-0.01" is below zero']),
        ({"weights": {"A": 0}}, ["weights: the weights add up to zero, so nothing can be shared by them"]),
        (
            {"floor": {"A": 3}, "cap": "1.00"},
            ['floor.A: 3 is not an amount such as "1234.50"', 'cap: unknown key "cap"'],
        ),
    ],
)
def test_bounds_that_cannot_be_kept_are_refused(change, words):
    assert refusals("allocate_with_bounds", **{**BOUNDED, **change}) == words


WEIGHTS = st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(0, 50), min_size=1).filter(
    lambda weights: any(weights.values())
)


@given(st.data(), st.integers(0, 10_000), WEIGHTS)
def test_whatever_the_bounds_no_money_is_lost_and_everybody_stays_within_them(data, pence, weights):
    bounds = st.dictionaries(st.sampled_from(sorted(weights)), st.integers(0, pence).map(Money))
    ceilings, wished = data.draw(bounds), data.draw(bounds)
    floors: dict[str, Money] = {}
    for party, floor in wished.items():
        if floor <= ceilings.get(party, floor) and Money.total(floors.values()) + floor <= Money(pence):
            floors[party] = floor

    found = share_within(Money(pence), by_weight=weights, floors=floors, ceilings=ceilings)

    assert found.total + found.uncovered == Money(pence)
    assert all(floors.get(p, Money(0)) <= part <= ceilings.get(p, Money(pence)) for p, part in found.shares.items())
    takers = [p for p, weight in weights.items() if weight and found.shares[p] < ceilings.get(p, Money(pence))]
    assert found.uncovered.pence >= 0
    assert not (found.uncovered and takers), "The rest is uncovered only when nobody can take more."
    mixed = dict(sorted(weights.items(), reverse=True))
    assert share_within(Money(pence), by_weight=mixed, floors=floors, ceilings=ceilings).shares == found.shares


@given(st.data(), st.integers(0, 10_000), WEIGHTS)
def test_whatever_the_caps_the_uncovered_rest_is_exact(data, pence, weights):
    caps = data.draw(st.fixed_dictionaries(dict.fromkeys(weights, st.integers(0, 3_000).map(Money))))

    found = share_capped(Money(pence), by_weight=weights, caps=caps)

    asked = Money.total(caps[party] for party, weight in weights.items() if weight)
    assert found.uncovered == max(Money(pence) - asked, Money(0))
    assert len(found.rounds) <= len(weights) + 1


def test_odd_pennies_are_fair_over_the_year_with_the_cumulative_option():
    # 100.00 a month by 1, 1 and 1: the odd penny is A's each month. Cumulated, 200.00 are 66.67, 66.67 and 66.66.
    shared = outputs("cumulative_rounding", monthly_pool="100.00", months=3, weights={"A": 1, "B": 1, "C": 1})

    assert shared == {
        "naive_year": {"A": "100.02", "B": "99.99", "C": "99.99"},
        "cumulative_months": [
            {"A": "33.34", "B": "33.33", "C": "33.33"},
            {"A": "33.33", "B": "33.34", "C": "33.33"},
            {"A": "33.33", "B": "33.33", "C": "33.34"},
        ],
        "cumulative_year": {"A": "100.00", "B": "100.00", "C": "100.00"},
    }


def test_months_beyond_ten_years_are_refused():
    assert refusals("cumulative_rounding", monthly_pool="1.00", months=121, weights={"A": 1}) == [
        "months: 121 is more than 120"
    ]


@given(st.lists(st.integers(0, 10**6).map(Money), max_size=12), WEIGHTS)
def test_whatever_the_months_cost_each_adds_up_and_the_year_is_fair(costs, weights):
    months = cumulative_months(costs, by_key=weights)

    year = Money.total(costs)
    assert [Money.total(month.values()) for month in months] == costs
    for party, weight in weights.items():
        fair = year.pence * weight / sum(weights.values())
        assert abs(sum(month[party].pence for month in months) - fair) < 1
        assert weight or not any(month[party] for month in months)
