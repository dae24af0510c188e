"""Rate cards for those who are no partners."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.allowances import DayOfUse, use_allowance
from guildhall.charging.rating import Tier, TierPolicy, rate_by_tiers, tiers_reached
from guildhall.kernel import FinancialYear, Money
from tests.charging.simulations import outputs, refusals
from tests.charging.tables import table

TIERS = [
    {"up_to": 10, "unit_price": "0.50", "flat_fee": "5.00"},
    {"size": 10, "unit_price": "0.333"},
    {"up_to": None, "unit_price": "0.10", "flat_fee": "1.00"},
]


def test_graduated_tiers_charge_each_unit_at_its_own_tier():
    # 21.5 units: 10 at 0.50 and a fee of 5.00; 10 at 0.333; 1.5 at 0.10 and a fee of 1.00.
    rated = outputs("rate_tiers", policy="graduated", tiers=TIERS, quantities=[0, 10, "10.5", "21.5"])

    assert rated["results"] == [
        {"quantity": "0", "lines": ["5.00"], "total": "5.00"},
        {"quantity": "10", "lines": ["10.00"], "total": "10.00"},
        {"quantity": "10.5", "lines": ["10.00", "0.17"], "total": "10.17"},
        {"quantity": "21.5", "lines": ["10.00", "3.33", "1.15"], "total": "14.48"},
    ]


def test_volume_charges_all_units_at_the_tier_that_the_quantity_falls_in():
    rated = outputs("rate_tiers", policy="volume", tiers=TIERS, quantities=[0, 10, 20, 21])

    assert [result["lines"] for result in rated["results"]] == [["5.00"], ["10.00"], ["6.66"], ["3.10"]]


def test_past_the_last_tier_its_price_holds():
    tiers = [{"size": 2, "unit_price": 1}, {"size": 2, "unit_price": 3}]

    graduated = outputs("rate_tiers", policy="graduated", tiers=tiers, quantities=[10])
    volume = outputs("rate_tiers", policy="volume", tiers=tiers, quantities=[10])

    assert graduated["results"] == [{"quantity": "10", "lines": ["2.00", "24.00"], "total": "26.00"}]
    assert volume["results"] == [{"quantity": "10", "lines": ["30.00"], "total": "30.00"}]


@pytest.mark.parametrize(
    ("tiers", "words"),
    [
        ([], ["There are no tiers."]),
        (
            [{"up_to": None, "unit_price": 1}, {"up_to": 5, "unit_price": 1}, {"up_to": 5, "unit_price": 1}],
            ["Only the last tier has no end.", "Each tier ends after the one before it."],
        ),
        ([{"unit_price": 1}], ['tiers[0]: give one of "size" and "up_to"']),
        ([{"size": 0, "unit_price": 1}], ["Each tier ends after the one before it."]),
        (
            [{"size": 1, "unit_price": "1.1234567"}],
            ['tiers[0].unit_price: "1.1234567" is not a quantity such as 12 or "12.5"'],
        ),
    ],
)
def test_tiers_that_do_not_hold_together_are_refused(tiers, words):
    assert refusals("rate_tiers", policy="graduated", tiers=tiers, quantities=[]) == words


def test_a_part_block_counts_whole_and_a_tier_holds_its_blocks():
    # Tiers of 3 × 10 and 2 × 100 units. 31 units: three blocks of the first, a part block of the second.
    tiers = [
        {"block": 10, "max_blocks": 3, "price_per_block": "2.00"},
        {"block": 100, "max_blocks": 2, "price_per_block": "15.005"},
    ]

    graduated = outputs("rate_blocks", policy="graduated", tiers=tiers, quantities=[0, 1, 30, 31, 500])
    volume = outputs("rate_blocks", policy="volume", tiers=tiers, quantities=[11, 30, 31, 500])

    assert [result["lines"] for result in graduated["results"]] == [
        ["0.00"],
        ["2.00"],
        ["6.00"],
        ["6.00", "15.01"],
        ["6.00", "75.03"],
    ]
    assert [result["total"] for result in volume["results"]] == ["4.00", "6.00", "15.01", "75.03"]


def test_a_part_package_counts_whole_after_the_free_units():
    rated = outputs("rate_packages", price="7.50", size=100, free_units=50, quantities=[50, "50.5", 150, 151])

    assert rated["results"] == [
        {"quantity": "50", "packages": 0, "total": "0.00"},
        {"quantity": "50.5", "packages": 1, "total": "7.50"},
        {"quantity": "150", "packages": 1, "total": "7.50"},
        {"quantity": "151", "packages": 2, "total": "15.00"},
    ]
    assert refusals("rate_packages", price="7.50", size=0, quantities=[]) == ["size: this is not above zero"]


def test_a_yearly_allowance_is_used_up_in_the_order_of_the_days():
    # 100 free: 80 in April at 0.0125, 20 of 30 in May; the 10 left at 0.02 are 0.20, and 5 more in June at 0.0125.
    days = table("""
        date          chargeable_units    rate
        2026-06-01    5                   0.0125
        2026-04-01    80                  0.0125
        2026-05-01    30                  0.02
        2026-03-31    7                   0.01
        2027-04-01    7                   0.01
    """)

    assert outputs("allowance_over_time", financial_year="2026-27", allowance_units=100, days=days) == {
        "rows": table("""
            rate      chargeable    free    charged    cost_exact
            0.0125    85            80      5          0.0625
            0.02      30            20      10         0.2
        """),
        "chargeable": "115",
        "free": "100",
        "charged": "15",
        "cost_exact": "0.2625",
        "statement_line": "0.26",
        "days_outside": 2,
    }


@pytest.mark.parametrize(
    ("usage", "due", "true_up", "fees", "tax", "gross"),
    [
        ("12.00", "32.26", "20.26", "32.26", "6.45", "38.71"),
        ("32.26", "32.26", "0.00", "32.26", "6.45", "38.71"),
        ("50.03", "32.26", "0.00", "50.03", "10.01", "60.04"),
    ],
)
def test_a_minimum_is_due_for_the_days_that_were_active(usage, due, true_up, fees, tax, gross):
    # 100.00 × 10 ÷ 31 = 32.258…; 20% of 50.03 are 10.006.
    assert outputs(
        "minimum_true_up", minimum="100.00", days_active=10, days_in_month=31, usage=usage, tax_percent=20
    ) == {"minimum_for_period": due, "true_up": true_up, "fees": fees, "tax": tax, "gross": gross}


def test_a_month_has_no_more_days_active_than_days():
    given_ = {"minimum": "1.00", "days_active": 32, "days_in_month": 31, "usage": "0.00", "tax_percent": 20}

    assert refusals("minimum_true_up", **given_) == ["days_active: 32 is more than the 31 days of the month"]
    assert refusals("minimum_true_up", **{**given_, "days_in_month": 0}) == ["days_in_month: 0 is less than 1"]


ENDS = st.lists(st.integers(1, 100), min_size=1, max_size=5, unique=True).map(sorted)


@given(ENDS, st.fractions(0, 500, max_denominator=100), st.booleans())
def test_whatever_the_tiers_every_unit_is_charged_once(ends, quantity, endless):
    up_to = [*ends, None] if endless else ends

    graduated = list(tiers_reached(quantity, up_to=up_to, policy=TierPolicy.GRADUATED))
    volume = list(tiers_reached(quantity, up_to=up_to, policy=TierPolicy.VOLUME))

    assert sum(tier.units for tier in graduated) == sum(tier.units for tier in volume) == quantity
    assert [tier.place for tier in graduated] == list(range(len(graduated)))
    assert len(volume) == 1


@given(ENDS, st.integers(0, 500), st.integers(0, 1000).map(lambda price: Fraction(price, 100)))
def test_one_price_in_every_tier_is_that_price_by_either_policy(ends, quantity, price):
    tiers = [Tier(end, price) for end in ends]

    by_policy = [Money.total(rate_by_tiers(quantity, tiers=tiers, policy=policy)) for policy in TierPolicy]

    assert by_policy == [Money(int(quantity * price * 100))] * 2


DAYS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 50), st.sampled_from([Fraction("0.01"), Fraction("0.025")])),
    max_size=20,
    unique_by=lambda day: day[0],
).map(lambda days: [DayOfUse(date(2026, 3, 1) + timedelta(after), units, rate) for after, units, rate in days])


@given(DAYS, st.integers(0, 500), st.randoms())
def test_whatever_the_order_of_the_days_the_allowance_is_used_the_same_and_never_twice(days, allowance, chance):
    used = use_allowance(days, year=FinancialYear(2026), allowance=allowance)
    mixed = chance.sample(days, len(days))

    free = sum(row.free for row in used.rows)
    assert free == min(allowance, sum(row.chargeable for row in used.rows))
    assert use_allowance(mixed, year=FinancialYear(2026), allowance=allowance) == used
