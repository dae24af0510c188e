"""Worked cases, as finance would sign them. The numbers are those of cost_sharing.md."""

from fractions import Fraction

from guildhall.charging.allocation import Driver, PoolToShare, allocate, composite_weights
from guildhall.kernel import Money
from tests.charging.tables import amounts, quantities

SIX = "A B C D E F"


def hundredths(figures: str) -> dict[str, Fraction]:
    return {name: Fraction(figure) for name, figure in zip(SIX.split(), figures.split(), strict=True)}


SEPTEMBER = [
    PoolToShare("overhead", Money.of("55000.00")),  # named first and still shared last
    PoolToShare(
        "desk", Money.of("148215.37"), (Driver("tickets resolved", quantities(SIX, "1204 1655 1721 498 1377 1602")),)
    ),
    PoolToShare("accounts", Money.of("23480.00"), (Driver("accounts", quantities(SIX, "92 131 140 41 118 127")),)),
    PoolToShare(
        "hosting",
        Money.of("262904.11"),
        (
            Driver("end users", quantities(SIX, "1420 1985 2040 705 1550 1800"), percent=60),
            Driver("stored GB", hundredths("8120.5 12004.25 11870 3310.75 10455.5 14239"), percent=40),
        ),
    ),
    PoolToShare(
        "recruitment",
        Money.of("41377.25"),
        (Driver("vacancies published", quantities(SIX, "61 88 73 22 140 116")),),
        income=Money.of("6450.00"),
    ),
]


def test_one_month_of_five_pools_with_income_a_composite_key_and_an_overhead_hnd_02():
    month = allocate(SEPTEMBER)

    pool_shares = {pool.code: {p: part.money for p, part in pool.shares.items()} for pool in month.pools.values()}
    assert pool_shares == {
        "desk": amounts(SIX, "22148.61 30445.13 31659.26 9161.13 25331.09 29470.15"),
        "accounts": amounts(SIX, "3328.44 4739.42 5065.02 1483.33 4269.09 4594.70"),
        "hosting": amounts(SIX, "37811.10 53999.65 54677.60 17508.88 44062.22 54844.66"),
        "recruitment": amounts(SIX, "4261.12 6147.20 5099.38 1536.80 9779.63 8103.12"),
        "overhead": amounts(SIX, "7912.67 11167.05 11304.08 3477.88 9774.34 11363.98"),
    }
    assert month.direct_subtotal == amounts(SIX, "67549.27 95331.40 96501.26 29690.14 83442.03 97012.63")
    assert month.totals == amounts(SIX, "75461.94 106498.45 107805.34 33168.02 93216.37 108376.61")
    assert (month.net_cost, Money.total(month.totals.values())) == (Money.of("524526.73"), Money.of("524526.73"))
    assert month.can_close


def test_a_pool_that_nobody_used_stays_unallocated_and_is_named():
    month = allocate([*SEPTEMBER[1:3], PoolToShare("robot", Money.of("10.00"), (Driver("minutes", {"A": 0, "B": 0}),))])

    assert month.unallocated == {"robot": Money.of("10.00")}
    assert not month.can_close


def test_a_composite_key_with_a_driver_that_nobody_used_leaves_its_pool_unallocated():
    key = (Driver("users", {"A": 1, "B": 2}, percent=60), Driver("stored GB", {"A": 0, "B": 0}, percent=40))

    month = allocate([PoolToShare("hosting", Money.of("100.00"), key)])

    assert month.unallocated == {"hosting": Money.of("100.00")}


def test_a_pool_that_cost_nothing_needs_no_use():
    month = allocate([PoolToShare("robot", Money(0), (Driver("minutes", {"A": 0}),))])

    assert month.can_close


def test_a_direct_subtotal_below_zero_weighs_nothing_in_the_second_stage():
    refund = PoolToShare("desk", Money.of("-10.00"), (Driver("tickets", {"A": 1, "B": 0}),))
    charge = PoolToShare("accounts", Money.of("20.00"), (Driver("accounts", {"A": 0, "B": 1}),))

    month = allocate([refund, charge, PoolToShare("overhead", Money.of("5.00"))])

    assert month.totals == amounts("A B", "-10.00 25.00")


def test_composite_weights_add_up_to_one():
    drivers = (Driver("users", {"A": 1, "B": 2}, percent=60), Driver("stored", {"A": 3, "B": 1}, percent=40))

    assert composite_weights(drivers) == {"A": Fraction(1, 2), "B": Fraction(1, 2)}
