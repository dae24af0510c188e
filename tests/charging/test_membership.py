"""Partners that join, leave and merge in the middle of a year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.joining import Joiner, ring_fenced_surplus, share_year_with_joiner, spread_over_months
from guildhall.charging.merging import Merger, merge_technology_credits, share_year_with_merger
from guildhall.kernel import FinancialYear, Money, Month
from tests.charging.simulations import journal, outputs, refusals

JOINING = {
    "financial_year": "2026-27",
    "fixed_pool_year": "1200.00",
    "users": {"A": 60, "B": 40},
    "joiner": {"code": "G", "users": 100, "from": "2026-10-16"},
}


def test_a_joiner_shares_the_year_by_monthly_close_or_by_user_days():
    # 100.00 a month. Six months for A and B alone: 360 and 240. October: 16 of 31 days for G, user-days 1860, 1240 and
    # 1600 of 4700: 39.5744…, 26.3829…, 34.0425…, the odd penny to A. Five months by 60, 40 and 100: 150, 100 and 250.
    # User-days of the year: 60 × 365, 40 × 365, and 167 days from 16 October to 31 March × 100. 1200.00 by them is
    # 493.9849…, 329.3233… and 376.6917…, the odd penny to A.
    joined = outputs("mid_year_joiner", **JOINING)

    assert joined == {
        "month_before": {"A": "60.00", "B": "40.00"},
        "month_after": {"A": "30.00", "B": "20.00", "G": "50.00"},
        "year_by_monthly_close": {"A": "549.58", "B": "366.38", "G": "284.04"},
        "user_days": {"A": "21900", "B": "14600", "G": "16700"},
        "year_by_user_days": {"A": "493.99", "B": "329.32", "G": "376.69"},
        "difference_monthly_minus_user_days": {"A": "55.59", "B": "37.06", "G": "-92.65"},
    }


def test_only_the_later_surplus_reaches_the_joiner():
    # 50.00 by 60 and 40; then 80.00 by 60, 40 and 100.
    surplus = {"before_joining": "50.00", "after_joining": "80.00"}

    joined = outputs("mid_year_joiner", **JOINING, surplus=surplus)

    assert joined["surplus_ring_fenced"] == {"A": "54.00", "B": "36.00", "G": "40.00"}


def test_who_joins_on_the_first_day_of_the_year_leaves_no_month_before():
    joined = outputs("mid_year_joiner", **{**JOINING, "joiner": {"code": "G", "users": 100, "from": "2026-04-01"}})

    assert joined["month_before"] == {}
    assert (
        joined["year_by_monthly_close"] == joined["year_by_user_days"] == {"A": "360.00", "B": "240.00", "G": "600.00"}
    )


def test_only_whole_months_are_shown_before_and_after():
    april = {"code": "G", "users": 100, "from": "2026-04-10"}
    march = {"code": "G", "users": 100, "from": "2027-03-02"}

    first, last = (outputs("mid_year_joiner", **{**JOINING, "joiner": joiner}) for joiner in (april, march))

    assert (first["month_before"], first["month_after"]["G"]) == ({}, "50.00")
    assert (last["month_before"]["A"], last["month_after"]) == ("60.00", {})


def test_odd_pennies_of_a_year_fall_into_the_earliest_months():
    assert [month.pence for month in spread_over_months(Money(1202))] == [101, 101, *[100] * 10]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": "A", "users": 1, "from": "2026-10-16"}, "A is there already."),
        ({"code": "G", "users": 1, "from": "2027-04-01"}, "2027-04-01 is not in the financial year 2026-27."),
        (
            {"code": "G", "users": 1, "from": "2026-02-30"},
            'joiner.from: "2026-02-30" is not a day such as "2026-09-30"',
        ),
        ({"code": "G", "users": 1}, 'joiner.from: missing key "from"'),
    ],
)
def test_a_joiner_that_does_not_fit_is_refused(change, words):
    assert refusals("mid_year_joiner", **{**JOINING, "joiner": change}) == [words]


LEAVING = {
    "leaver": "C",
    "last_day": "2026-09-30",
    "months_in": 6,
    "monthly_contributions": "100.00",
    "monthly_actual_cost": "90.01",
    "key": {"A": 1, "B": 1, "C": 1},
    "technology_credit_balance": "250.00",
    "stranded_commitment": "600.00",
}


def test_a_leaver_gets_what_it_overpaid_and_its_credit_less_what_it_leaves_behind():
    # A month paid is 33.33 (the odd penny of 100.00 is A's), borne 30.00 (the odd penny of 90.01 is A's). 199.98 -
    # 180.00 + 250.00 - 200.00 = 69.98. Afterwards two share 90.01.
    assert outputs("leaver", **LEAVING) == {
        "paid": "199.98",
        "cost_share": "180.00",
        "technology_credit": "250.00",
        "stranded_share": "200.00",
        "net_payable_to_leaver": "69.98",
        "month_after_exit": {"A": "45.01", "B": "45.00"},
    }


def test_a_leaver_may_still_owe():
    assert outputs("leaver", **{**LEAVING, "stranded_commitment": "900.00"})["net_payable_to_leaver"] == "-30.02"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"leaver": "Z"}, "Z has no weight in the key, so it cannot leave."),
        ({"key": {"A": 0, "C": 1}}, "Nobody used anything, so there is nothing to share."),
        ({"months_in": 13}, "months_in: 13 is more than 12"),
    ],
)
def test_a_leaving_that_cannot_be_settled_is_refused(change, words):
    assert refusals("leaver", **{**LEAVING, **change})[0].startswith(words)


MERGING = {
    "effective": "2026-10-01",
    "merging": ["D", "C"],
    "successor": "CD",
    "monthly_pool": "100.00",
    "users": {"A": 1, "C": 1, "D": 1},
    "technology_credit": {"A": "1.00", "C": "20.50", "D": "9.50"},
}


def test_two_partners_merge_and_the_total_still_equals_the_cost():
    assert outputs("merger", **MERGING) == {
        "before": {"A": "33.34", "C": "33.33", "D": "33.33"},
        "after": {"A": "33.33", "CD": "66.67"},
        "year": {"A": "400.02", "C": "199.98", "CD": "400.02", "D": "199.98"},
        "total": "1200.00",
        "technology_credit": {"A": "1.00", "CD": "30.00"},
        "journal": journal("""
            2220 Technology credit held for partner    C     20.50    0.00
            2220 Technology credit held for partner    D     9.50     0.00
            2220 Technology credit held for partner    CD    0.00     30.00
        """),
    }


def test_one_partner_may_take_the_other_over():
    merged = outputs("merger", **{**MERGING, "merging": ["D"], "successor": "C"})

    assert merged["after"] == {"A": "33.33", "C": "66.67"}
    assert merged["technology_credit"] == {"A": "1.00", "C": "30.00"}
    assert [line["partner"] for line in merged["journal"]] == ["D", "C"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"effective": "2026-10-02"}, ["effective: 2026-10-02 is not the first of a month"]),
        ({"merging": ["C", "X", "C"]}, ['merging: "C" is given twice']),
        ({"merging": ["C", "X"]}, ["X merges and has no users."]),
        ({"merging": []}, ["Nobody merges into the successor."]),
        (
            {"technology_credit": {"X": "1.00"}},
            ["technology_credit.X: X has no users and is not the successor"],
        ),
    ],
)
def test_a_merger_that_cannot_be_is_refused(change, words):
    assert refusals("merger", **{**MERGING, **change}) == words


USERS = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(1, 10_000), min_size=1)
POOL = st.integers(0, 10**11).map(Money)


@given(POOL, USERS, st.integers(1, 10_000), st.dates(date(2026, 4, 1), date(2027, 3, 31)))
def test_whenever_somebody_joins_the_year_adds_up_by_either_method(pool, users, joined, day):
    joiner = Joiner("Z", joined, day)

    year = share_year_with_joiner(year=FinancialYear(2026), pool_year=pool, users=users, joiner=joiner)
    fenced = ring_fenced_surplus(before=pool, after=pool, users=users, joiner=joiner)

    assert Money.total(year.by_monthly_close.values()) == Money.total(year.by_user_days.values()) == pool
    assert Money.total(year.difference.values()) == Money(0)
    assert Money.total(fenced.values()) == pool * 2


@given(POOL, USERS, st.integers(1, 12), st.data())
def test_whoever_merges_the_year_adds_up_and_no_credit_is_lost(pool, users, month, data):
    merging = data.draw(st.lists(st.sampled_from(sorted(users)), min_size=1, unique=True))
    merger = Merger(Month(2026, month), merging, "Z")
    balances = data.draw(st.dictionaries(st.sampled_from(sorted(users)), POOL))

    year = share_year_with_merger(merger, monthly_pool=pool, users=users)
    credits = merge_technology_credits(merger, balances=balances)

    assert year.total == pool * 12
    assert Money.total(credits.balances.values()) == Money.total(balances.values())
