"""A service shared by agreed numbers: each month by itself, or with its odd pence fair over the months of the key."""

import json
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.allocation import Driver, PoolToShare, allocate
from guildhall.charging.errors import PoolNotReady
from guildhall.charging.keys import Key, faults_of
from guildhall.charging.models import CloseManifest, Pool, Statement
from guildhall.charging.operations import KeyTerms, adopt_key
from guildhall.charging.queries import first_row_not_in_books, replay, scenario_of
from guildhall.charging.queries.bridges import bridges_into
from guildhall.charging.queries.invariants import violations
from guildhall.charging.queries.working import what_stops_closing
from guildhall.charging.scenarios import simulate
from guildhall.kernel import Money, Month
from tenants.models import Partner
from tests.cast import HUGO
from tests.charging.months import (
    AGREED_BY,
    FIRST_OF_JULY,
    JULY,
    JUNE,
    MAY,
    a_month_with_costs,
    a_pool,
    charges,
    closed,
    lines_of,
    used,
)
from tests.charging.tables import table
from tests.charging.years import agreed

pytestmark = pytest.mark.usefixtures("on_platform")
TWO_TO_ONE = Key.agreed({"northfield": 2, "eastmoor": 1})


def closed_at(cost: str, month: Month = JUNE, *, pool: str = "rent"):
    return closed(a_month_with_costs(f"{pool},{cost}", month=month, mark=f"GL {month}"))


def line(period, partner: str = "northfield") -> dict:
    statements = {s.figures["partner"]["code"]: s.figures for s in Statement.objects.filter(period=period)}
    return statements[partner]["lines"][0]


def test_a_cost_is_shared_by_agreed_numbers_whatever_was_used():
    a_pool("rent", key=Key.agreed({"northfield": Fraction("62.5"), "eastmoor": Fraction("37.5")}))
    used("eastmoor", 9)

    june = closed_at("1000.00")

    assert lines_of(june) == table("""
        partner       use                        charge
        northfield    An agreed share of 62.5    £625.00
        eastmoor      An agreed share of 37.5    £375.00
    """)
    assert line(june)["working"] == "£1,000.00 × 62.5 ÷ 100 = £625.00"
    assert line(june)["all_use"] == "Agreed shares of 100"


def test_whoever_is_not_named_weighs_nothing_and_the_statement_says_so():
    a_pool("rent", key=Key.agreed({"eastmoor": 1}))

    june = closed_at("10.00")

    assert lines_of(june) == table("""
        partner       use                     charge
        northfield    No agreed share         £0.00
        eastmoor      An agreed share of 1    £10.00
    """)


def test_a_key_that_names_no_member_of_the_month_leaves_its_pool_unshared_and_stops_the_close():
    key = Key.agreed({"northfield": 1})
    month = PoolToShare("rent", Money(100), (Driver("agreed shares", dict.fromkeys(("eastmoor",), 0)),))

    assert (allocate([month]).unallocated, dict(key.fixed)) == ({"rent": Money(100)}, {"northfield": Fraction(1)})


def test_each_month_by_itself_the_same_partner_pays_the_odd_penny_every_month():
    a_pool("rent", key=TWO_TO_ONE)

    months = [closed_at("1.00", month) for month in (MAY, JUNE, JULY)]

    assert [charges(month)["northfield"] for month in months] == [Money(67), Money(67), Money(67)]


def three_months_together() -> list:
    agreed(penny_option="over_months")
    a_pool("rent", key=TWO_TO_ONE)
    return [closed_at("1.00", month) for month in (MAY, JUNE, JULY)]


def test_over_the_months_the_odd_pence_even_out():
    months = three_months_together()

    assert [charges(month)["northfield"] for month in months] == [Money(67), Money(66), Money(67)]
    assert [charges(month)["eastmoor"] for month in months] == [Money(33), Money(34), Money(33)]


def test_the_working_says_what_all_months_come_to_and_what_was_charged_before():
    june = three_months_together()[1]

    assert (line(june)["working"], line(june)["rounding"]) == (
        "£2.00 since May 2026 × 2 ÷ 3 = £1.3333…, less £0.67 charged before = £0.6633…",
        "Rounded over the months since May 2026, not in each of them.",
    )
    assert "all months of a key are rounded together" in Statement.objects.filter(period=june)[0].figures["rule"]


def test_a_new_version_of_the_key_starts_anew():
    agreed(penny_option="over_months")
    pool = a_pool("rent", key=TWO_TO_ONE)
    closed_at("1.00", MAY)
    adopt_key(pool_id=pool.id, terms=KeyTerms(TWO_TO_ONE, JUNE, AGREED_BY), by=HUGO.actor, at=FIRST_OF_JULY)

    june = closed_at("1.00")

    assert charges(june)["northfield"] == Money(67)
    assert june.manifest.body["pools"][0]["over_months"] == {"since": "2026-06", "so_far_pence": 0}


def test_a_penny_that_evens_out_is_a_step_of_the_cost_and_of_nothing_else():
    june = three_months_together()[1]

    steps = {bridge.before.pence: bridge.steps for bridge in bridges_into(period=june).values()}

    assert {before: [name for name, amount in by.items() if amount] for before, by in steps.items()} == {
        67: ["cost"], 33: ["cost"],
    }  # fmt: skip


def test_when_a_member_joins_the_months_start_anew():
    Partner.objects.filter(code="eastmoor").update(joined_on=date(2026, 6, 10))
    agreed(penny_option="over_months")
    a_pool("rent", key=TWO_TO_ONE)
    closed_at("1.00", MAY)

    june, july = closed_at("1.00"), closed_at("1.00", JULY)

    since = [month.manifest.body["pools"][0]["over_months"] for month in (june, july)]
    assert since == [{"since": "2026-06", "so_far_pence": 0}, {"since": "2026-06", "so_far_pence": 100}]
    assert charges(july) == {"northfield": Money(66), "eastmoor": Money(34)}


def test_months_whose_pence_are_rounded_together_are_proved_again_and_nothing_is_wrong_with_them():
    months = three_months_together()

    assert [replay(period=month).is_same for month in months] == [True] * 3
    assert (first_row_not_in_books(), [str(one) for one in violations()]) == (None, [])


def test_late_use_of_another_service_moves_no_agreed_share():
    agreed(penny_option="over_months")
    a_pool("desk", position=1)
    a_pool("rent", key=TWO_TO_ONE, position=2)
    used("northfield", 1, month=MAY)
    closed(a_month_with_costs("desk,10.00", "rent,1.00", month=MAY, mark="GL 5"))
    used("northfield", 1)
    used("eastmoor", 1, month=MAY, mark="late")

    june = closed(a_month_with_costs("desk,10.00", "rent,1.00"))

    corrected = june.manifest.body["corrections"]
    assert [pool["code"] for one in corrected for pool in one["pools"]] == ["desk"]
    assert replay(period=june).is_same


def test_an_old_manifest_lists_what_it_always_listed():
    a_pool("desk")
    used("northfield", 1)

    closed_at("1.00", pool="desk")

    (pool,) = CloseManifest.objects.get().body["pools"]
    assert list(pool) == ["code", "rule", "lines", "cost_pence", "key_version", "total_weight"]
    assert pool["rule"] == {"drivers": [{"unit": "application_received", "percent": 100}]}
    assert {len(one) for one in pool["lines"]} == {5}


@pytest.mark.parametrize("option", ["each_month", "over_months"])
def test_a_month_as_a_scenario_gives_its_own_lines(option):
    agreed(penny_option=option)
    a_pool("rent", key=Key.agreed({"northfield": Fraction("66.7"), "eastmoor": Fraction("33.3")}))
    closed_at("0.05", MAY)
    june = closed_at("0.05")

    step = simulate(json.dumps(scenario_of(period=june)).encode())["steps"][0]

    assert step["outputs"]["partner_totals"] == {code: one.plain for code, one in charges(june).items()}


def test_for_a_tiny_share_a_month_can_be_minus_a_penny():
    weights = {"A": 1, "B": 10, "C": 10}
    ten = PoolToShare("rent", Money(1), (Driver("agreed shares", weights),), so_far=Money(9))

    shares = allocate([ten]).pools["rent"].shares

    assert {code: share.pence for code, share in shares.items()} == {"A": -1, "B": 1, "C": 1}


@given(
    costs=st.lists(st.integers(0, 10**6), min_size=1, max_size=12),
    weights=st.lists(st.integers(0, 10**4), min_size=1, max_size=6).filter(any),
)
def test_over_the_months_nothing_is_lost_and_nobody_is_a_penny_from_its_share_to_date(costs, weights):
    key, so_far = dict(zip("ABCDEF", weights, strict=False)), Money(0)
    charged = dict.fromkeys(key, 0)
    for cost in map(Money, costs):
        pool = allocate([PoolToShare("rent", cost, (Driver("agreed shares", key),), so_far=so_far)]).pools["rent"]
        so_far += cost
        charged = {code: charged[code] + share.pence for code, share in pool.shares.items()}
        assert pool.unallocated == Money(0)
        assert all(abs(charged[code] - Fraction(so_far.pence * key[code], sum(weights))) < 1 for code in key)
        assert all(share.pence == 0 for code, share in pool.shares.items() if not key[code])


def test_a_key_of_agreed_shares_says_everything_that_is_wrong_with_it():
    faults = faults_of(Key(parts=Key.mixed({}).parts, fixed=(("eastmoor", Fraction(0)), ("x", Fraction(1, 3)))))
    nothing = faults_of(Key.agreed({"eastmoor": 0}))

    assert (faults, nothing) == (
        ["Give numbers with six decimals at most."],
        ["Give at least one member an agreed share above zero."],
    )


def test_a_key_names_members_that_there_are():
    with pytest.raises(PoolNotReady) as refused:
        a_pool("rent", key=Key.agreed({"northfield": 1, "nowhere": 1}))

    assert (refused.value.reasons, Pool.objects.count()) == (["There is no member “nowhere”."], 0)


def test_a_key_is_kept_as_json_and_read_as_it_was():
    key = Key.agreed({"northfield": Fraction("33.5"), "eastmoor": 66})

    assert key.rule == {"drivers": [], "fixed": {"eastmoor": "66", "northfield": "33.5"}}
    assert (Key.read(key.rule), key.words) == (key, "agreed shares")


def test_before_its_month_is_closed_a_fixed_share_stops_nothing():
    a_pool("rent", key=TWO_TO_ONE)
    june = a_month_with_costs("rent,1.00")

    assert what_stops_closing(period=june, at=FIRST_OF_JULY) == [
        "The costs are not approved. Somebody other than who loaded them approves them."
    ]
