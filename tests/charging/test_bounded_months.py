"""Months with floors and ceilings: who is bound, who bears the difference, and what nobody can be asked for."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.allocation import Driver, PoolToShare, allocate
from guildhall.charging.errors import PeriodNotReady
from guildhall.charging.keys import Bound, Key, KeyPart, faults_of
from guildhall.charging.models import Line
from guildhall.charging.operations import approve_period
from guildhall.charging.queries import first_row_not_in_books, replay, scenario_of
from guildhall.charging.queries.costs import load_in_force
from guildhall.charging.queries.invariants import violations
from guildhall.charging.queries.working import billed_month
from guildhall.charging.scenarios import simulate
from guildhall.kernel import Money
from tests.cast import HELEN
from tests.charging.months import (
    APPLICATIONS,
    FIRST_OF_JULY,
    JULY,
    a_month_with_costs,
    a_pool,
    charges,
    closed,
    corrections_of,
    used,
)
from tests.charging.tables import amounts, table
from tests.charging.test_agreed_shares import line

pytestmark = pytest.mark.usefixtures("on_platform")


def bounded(*, floor: str = "", ceiling: str = "", own_floor: dict | None = None, fixed: dict | None = None) -> Key:
    """By applications received, or by agreed shares, within bounds."""
    own = tuple(sorted((code, Money.of(amount)) for code, amount in (own_floor or {}).items()))
    return Key(
        parts=() if fixed else (KeyPart(APPLICATIONS),),
        fixed=Key.agreed(fixed or {}).fixed,
        floor=Bound(Money.of(floor) if floor else None, own),
        ceiling=Bound(Money.of(ceiling) if ceiling else None),
    )


def nine_to_one() -> None:
    used("northfield", 9)
    used("eastmoor", 1)


def test_a_floor_lifts_one_and_the_other_bears_so_much_less():
    a_pool(key=bounded(floor="200.00"))
    nine_to_one()

    june = closed(a_month_with_costs("recruitment,1000.00"))

    assert charges(june) == amounts("northfield eastmoor", "800.00 200.00")
    assert (line(june, "eastmoor")["working"], line(june, "eastmoor")["rounding"]) == (
        "£1,000.00 × 1 ÷ 10 = £100.00. At the floor of £200.00, was £100.00 unbounded", "Exact.",
    )  # fmt: skip
    assert line(june)["working"] == (
        "£1,000.00 × 9 ÷ 10 = £900.00 unbounded. Of £800.00 that floors and ceilings leave: £800.00 × 9 ÷ 9 = £800.00"
    )
    assert line(june)["shared_by"] == "applications received, within a floor"


def test_a_ceiling_of_all_and_a_floor_of_one_hold_together_for_agreed_shares():
    key = bounded(ceiling="600.00", own_floor={"eastmoor": "100.00"}, fixed={"northfield": 95, "eastmoor": 5})
    a_pool(key=key)

    june = closed(a_month_with_costs("recruitment,700.00"))

    assert charges(june) == amounts("northfield eastmoor", "600.00 100.00")
    assert "At the ceiling of £600.00, was £665.00 unbounded" in line(june)["working"]


def test_what_no_ceiling_lets_anybody_bear_stays_unshared_is_visible_and_stops_the_close():
    a_pool(key=bounded(ceiling="400.00"))
    nine_to_one()
    june = a_month_with_costs("recruitment,1000.00")

    with pytest.raises(PeriodNotReady) as refused:
        approve_period(period_id=june.id, load_id=load_in_force(june), by=HELEN.actor, at=FIRST_OF_JULY)

    assert refused.value.reasons == [
        "The pool Recruitment cannot be shared: £200.00 of it is above every member’s ceiling. "
        "Agree another key or decide who pays."
    ]
    assert billed_month(june).worked.allocation.unallocated == {"recruitment": Money.of("200.00")}


def test_floors_that_ask_for_more_than_the_cost_stop_the_close():
    a_pool(key=bounded(floor="600.00"))
    nine_to_one()
    june = a_month_with_costs("recruitment,1000.00")

    with pytest.raises(PeriodNotReady) as refused:
        approve_period(period_id=june.id, load_id=load_in_force(june), by=HELEN.actor, at=FIRST_OF_JULY)

    assert refused.value.reasons == [
        "The pool Recruitment cannot be shared: The floors add up to £1,200.00, which is more than the £1,000.00 there "
        "is to share. Agree another key or decide who pays."
    ]


def test_a_refund_is_shared_without_bounds_and_the_working_says_so():
    a_pool(key=bounded(floor="200.00"))
    nine_to_one()

    june = closed(a_month_with_costs("recruitment,-10.00"))

    assert charges(june) == amounts("northfield eastmoor", "-9.00 -1.00")
    assert line(june)["working"] == (
        "−£10.00 × 9 ÷ 10 = −£9.00. The cost is not above nothing, so no floor or ceiling holds"
    )


def test_who_used_nothing_bears_the_floor_all_the_same():
    a_pool(key=bounded(floor="5.00"))
    used("northfield", 1)

    assert charges(closed(a_month_with_costs("recruitment,100.00"))) == amounts("northfield eastmoor", "95.00 5.00")


def test_late_use_is_corrected_within_the_bounds_of_then():
    a_pool(key=bounded(floor="200.00"))
    nine_to_one()
    closed(a_month_with_costs("recruitment,1000.00"))
    used("eastmoor", 5, mark="late")
    used("northfield", 1, month=JULY)

    july = closed(a_month_with_costs("recruitment,1000.00", month=JULY, mark="GL 7"))

    assert corrections_of(july) == table("""
        used in    pool           partner       before     now        correction
        2026-06    Recruitment    eastmoor      £200.00    £400.00    £200.00
        2026-06    Recruitment    northfield    £800.00    £600.00    −£200.00
    """)
    assert replay(period=july).is_same


def test_a_bounded_month_is_proved_again_and_its_lines_say_what_they_rest_on():
    a_pool(key=bounded(floor="200.00"))
    nine_to_one()
    june = closed(a_month_with_costs("recruitment,1000.00"))

    assert {one.pence: one.basis for one in Line.objects.all()} == {
        800_00: {"unbounded_pence": 900_00}, 200_00: {"unbounded_pence": 100_00, "bound": "floor"},
    }  # fmt: skip
    assert (replay(period=june).is_same, first_row_not_in_books(), list(violations())) == (True, None, [])


def test_a_bounded_month_as_a_scenario_gives_its_own_lines():
    a_pool(key=bounded(floor="200.00", ceiling="700.05"))
    nine_to_one()
    june = closed(a_month_with_costs("recruitment,900.05"))

    step = simulate(json.dumps(scenario_of(period=june)).encode())["steps"][0]

    assert step["outputs"]["partner_totals"] == {code: one.plain for code, one in charges(june).items()}


def test_bounds_that_cross_or_are_below_zero_are_refused_when_the_key_is_set():
    key = Key((KeyPart(APPLICATIONS),), floor=Bound(Money(10), (("eastmoor", Money(-1)),)), ceiling=Bound(Money(5)))

    assert faults_of(key) == [
        "A floor or a ceiling is not below zero.", "The floor of everybody else is above its ceiling.",
    ]  # fmt: skip


def test_bounds_are_kept_as_json_and_read_as_they_were():
    key = bounded(floor="1.00", own_floor={"eastmoor": "2.00"})

    assert key.rule["floor"] == {"everybody": 100, "partners": {"eastmoor": 200}}
    assert Key.read(key.rule) == key


@given(
    cost=st.integers(-(10**6), 10**6),
    weights=st.lists(st.integers(0, 1000), min_size=1, max_size=6),
    floor=st.one_of(st.none(), st.integers(0, 10**5)),
    ceiling=st.one_of(st.none(), st.integers(0, 10**5)),
)
def test_within_bounds_what_is_shared_and_what_is_not_make_the_cost(cost, weights, floor, ceiling):
    key = dict(zip("ABCDEF", weights, strict=False))
    bounds = [{} if one is None else dict.fromkeys(key, Money(one)) for one in (floor, ceiling)]

    pool = allocate([PoolToShare("desk", Money(cost), (Driver("use", key),), floors=bounds[0], ceilings=bounds[1])])

    shared = pool.pools["desk"]
    assert Money.total(one.money for one in shared.shares.values()) + shared.unallocated == Money(cost)
    assert all(abs(one.pence - one.exact) < 1 for one in shared.shares.values() if not shared.unallocated)
