"""Shared costs (PUB-05), charges that are split, list prices scaled to an invoice, and other keys tried out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.allocation import Driver
from guildhall.charging.comparing import change_key
from guildhall.charging.splitting import split_charge
from guildhall.kernel import Money
from tests.charging.simulations import outputs, refusals, row

SPACES = row("ns1 ns2 ns3", "28.00 36.00 18.00")


@pytest.mark.parametrize(
    ("inputs", "shared", "shares", "totals", "total"),
    [
        ({"spread": "even", "share": "ns3"}, "18.00", "9.00 9.00", "37.00 45.00", "82.00"),
        ({"spread": "weighted", "share": "ns3"}, "18.00", "7.87 10.13", "35.87 46.13", "82.00"),
        (
            {"spread": "weighted", "overhead": {"hourly": "7.00", "hours": 24}},
            "168.00",
            "57.36 73.76 36.88",
            "85.36 109.76 54.88",
            "250.00",
        ),
    ],
)
def test_a_cost_is_spread_over_the_others_or_put_on_top_pub_05(inputs, shared, shares, totals, total):
    names = "ns1 ns2 ns3" if "overhead" in inputs else "ns1 ns2"

    spread = outputs("shared_cost", direct=SPACES, **inputs)

    assert spread == {"shared": shared, "shares": row(names, shares), "totals": row(names, totals), "total": total}


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"spread": "even", "share": "ns4"}, ["ns4 has no direct cost that could be shared."]),
        ({"spread": "evenly", "share": "ns1"}, ['spread: "evenly" is none of even, weighted']),
        ({"spread": "even"}, ['give one of "share" and "overhead"']),
        (
            {"spread": "even", "overhead": {"hourly": "7.00"}},
            ['overhead.hours: missing key "hours"'],
        ),
        (
            {"spread": "even", "overhead": {"amount": "7.00", "hours": 24}},
            ['overhead.hours: unknown key "hours"'],
        ),
    ],
)
def test_a_cost_that_cannot_be_spread_is_refused(inputs, words):
    assert refusals("shared_cost", direct=SPACES, **inputs) == words


def test_a_cost_is_not_spread_by_direct_costs_of_nothing():
    found = refusals("shared_cost", direct={"a": "0.00", "b": "5.00"}, spread="weighted", share="b")

    assert found[0].startswith("Nobody used anything, so there is nothing to share.")


def test_a_charge_is_split_by_ratio_and_its_row_has_nothing_left():
    origin = {"billed_cost": "-10.00", "list_cost": "1.00", "hours": 24, "list_unit_price": "0.050"}

    assert outputs("split_charge", origin=origin, weights={"A": 1, "B": 2}, method_id="by-users") == {
        "method_id": "by-users",
        "ratios": {"A": "1/3", "B": "2/3"},
        "billed_cost": {"A": "-3.33", "B": "-6.67"},
        "list_cost": {"A": "0.33", "B": "0.67"},
        "hours": {"A": "8", "B": "16"},
        "unit_price_on_every_row": "0.05",
        "origin_row_after_split": {
            "billed_cost": "0.00",
            "list_cost": "0.00",
            "hours": "0",
            "list_unit_price": "0.05",
        },
    }


def test_a_charge_without_anything_to_split_is_refused():
    assert refusals("split_charge", origin={"cost": "1.00"}, weights={"A": 1}, method_id="m") == [
        "origin: there is neither a cost nor hours to split",
        'origin.cost: unknown key "cost"',
    ]


def test_list_prices_are_scaled_to_the_invoice():
    scaled = outputs("normalise_to_invoice", invoice="100.00", list_prices={"A": "60.00", "B": "90.00"})

    assert scaled == {"shares": {"A": "40.00", "B": "60.00"}, "factor": "2/3", "total": "100.00"}


DESK = {
    "period": "2026-09",
    "pool": "desk",
    "cost": "100.00",
    "drivers": {"tickets": {"A": 1, "B": 3}, "users": {"A": 1, "B": 1, "C": 2}, "visits": {"A": 0}},
    "current": {"driver": "tickets"},
}


def test_another_key_shows_who_would_be_worse_off():
    alternatives = [
        {"name": "by-users", "driver": "users"},
        {"name": "mixed", "composite": [{"driver": "users", "percent": 50}, {"driver": "tickets", "percent": 50}]},
    ]

    assert outputs("what_if", **DESK, alternatives=alternatives) == {
        "current": {"A": "25.00", "B": "75.00", "C": "0.00"},
        "alternatives": [
            {
                "name": "by-users",
                "shares": {"A": "25.00", "B": "25.00", "C": "50.00"},
                "change": {"A": "0.00", "B": "-50.00", "C": "50.00"},
                "sum_of_changes": "0.00",
                "worse_off": ["C"],
            },
            {
                "name": "mixed",
                "shares": {"A": "25.00", "B": "50.00", "C": "25.00"},
                "change": {"A": "0.00", "B": "-25.00", "C": "25.00"},
                "sum_of_changes": "0.00",
                "worse_off": ["C"],
            },
        ],
    }


@pytest.mark.parametrize(
    ("alternative", "words"),
    [
        ({"name": "n", "driver": "calls"}, ['alternatives[0]: there is no driver "calls"']),
        (
            {"name": "n", "composite": [{"driver": "users", "percent": 99}]},
            ["alternatives[0].composite: the percents do not add to exactly 100"],
        ),
        ({"name": "n"}, ['alternatives[0]: give one of "driver" and "composite"']),
        (
            {"name": "n", "driver": "visits"},
            ["Nobody used anything, so there is nothing to share by visits. Choose another key or decide who pays."],
        ),
    ],
)
def test_a_key_that_cannot_share_is_refused(alternative, words):
    assert refusals("what_if", **DESK, alternatives=[alternative]) == words


def test_a_key_without_any_driver_is_refused():
    assert refusals("what_if", **{**DESK, "drivers": {}}, alternatives=[]) == ['current: there is no driver "tickets"']


USE = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 10_000), min_size=1).map(lambda use: {**use, "Z": 1})
COST = st.integers(-(10**11), 10**11).map(Money)


@given(COST, USE, USE, st.integers(0, 100))
def test_whatever_the_key_the_changes_add_up_to_nothing_and_mirror_for_a_refund(cost, users, tickets, percent):
    current = [Driver("users", users)]
    proposed = [Driver("users", users, percent), Driver("tickets", tickets, 100 - percent)]

    key, mirrored = (change_key(one, current=current, proposed=proposed) for one in (cost, -cost))

    assert Money.total(key.change.values()) == Money(0)
    assert mirrored.change == {partner: -change for partner, change in key.change.items()}


@given(COST, st.integers(0, 10_000), USE)
def test_whatever_a_charge_is_its_rows_add_up_to_it(cost, hours, weights):
    split = split_charge({"billed": cost, "list": -cost}, hours=hours, by_weight=weights)

    assert Money.total(split.costs["billed"].values()) == cost
    assert split.costs["list"] == {party: -part for party, part in split.costs["billed"].items()}
    assert (sum(split.ratios.values()), sum(split.hours.values())) == (1, hours)
