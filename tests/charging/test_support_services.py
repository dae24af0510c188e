"""Services that serve each other: PUB-07 as a real month by each method, and where a partner's pence came from."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.errors import AgreementNotReady, PeriodNotReady, PoolNotReady
from guildhall.charging.keys import Key, KeyPart, faults_of, numbers
from guildhall.charging.models import Pool, PoolTotal
from guildhall.charging.operations import KeyTerms, adopt_key, approve_period
from guildhall.charging.queries import first_row_not_in_books, replay, scenario_of
from guildhall.charging.queries.bridges import bridges_into
from guildhall.charging.queries.costs import load_in_force
from guildhall.charging.queries.invariants import violations
from guildhall.charging.queries.proposals import key_tried
from guildhall.charging.scenarios import simulate
from guildhall.charging.support import Support, SupportMethod, pass_on
from guildhall.kernel import Money, Month
from tests.cast import HELEN, HUGO
from tests.charging.months import (
    AGREED_BY,
    APPLICATIONS,
    FIRST_OF_JULY,
    JULY,
    JUNE,
    MAY,
    a_month_with_costs,
    a_pool,
    charges,
    closed,
    corrections_of,
    used,
)
from tests.charging.tables import amounts, table
from tests.charging.test_agreed_shares import line
from tests.charging.years import agreed

pytestmark = pytest.mark.usefixtures("on_platform")
NORTHFIELD, EASTMOOR = Key.agreed({"northfield": 1}), Key.agreed({"eastmoor": 1})
NOT_AT_ALL = Key()
METHODS = list(SupportMethod)
PUB_07 = "hr,80000.00", "dp,120000.00", "rm,40000.00", "mach,0.00", "asm,0.00"


def serves(code: str, *, by: Key = NOT_AT_ALL, month: Month = JUNE, **percents: int) -> None:
    """From a month on, a service passes so many percent of its cost on, and shares the rest by a key."""
    key = Key(by.parts, by.fixed, serves=numbers(percents))
    terms = KeyTerms(key, month, AGREED_BY)
    adopt_key(pool_id=Pool.objects.get(code=code).id, terms=terms, by=HUGO.actor, at=FIRST_OF_JULY)


def three_departments(method: SupportMethod, *, order: tuple[str, ...] = ()) -> None:
    """Machining is all Northfield's, assembly all Eastmoor's, so that their totals are the paper's."""
    keys = {"mach": NORTHFIELD, "asm": EASTMOOR}
    for position, code in enumerate(("hr", "dp", "rm", "mach", "asm"), 1):
        a_pool(code, key=keys.get(code, NORTHFIELD), position=position)
    serves("hr", dp=20, rm=10, mach=40, asm=30)
    serves("dp", hr=8, rm=7, mach=30, asm=55)
    serves("rm", mach=50, asm=50)
    agreed(support_method=method, step_order=order)


@pytest.mark.parametrize(
    ("method", "northfield", "eastmoor"),
    [
        (SupportMethod.DIRECT, "108067.23", "131932.77"),
        (SupportMethod.STEP_DOWN, "105521.74", "134478.26"),
        (SupportMethod.RECIPROCAL, "107276.42", "132723.58"),
    ],
)
def test_three_departments_by_three_methods_close_to_the_penny_pub_07(method, northfield, eastmoor):
    three_departments(method)

    june = closed(a_month_with_costs(*PUB_07))

    assert charges(june) == amounts("northfield eastmoor", f"{northfield} {eastmoor}")
    assert (replay(period=june).is_same, first_row_not_in_books()) == (True, None)
    assert [str(one) for one in violations()] == []


def test_step_down_posts_pennies_at_each_step_and_the_totals_say_them():
    three_departments(SupportMethod.STEP_DOWN)

    closed(a_month_with_costs(*PUB_07))

    passed = {one.pool.code: one.basis["support"] for one in PoolTotal.objects.select_related("pool")}
    assert passed["dp"]["came"] == {"hr": 16000_00}
    assert passed["dp"]["went"] == {"rm": 10347_82, "mach": 44347_83, "asm": 81304_35}
    assert passed["rm"]["came"] == {"hr": 8000_00, "dp": 10347_82}


def test_the_order_of_the_steps_is_the_members_choice():
    three_departments(SupportMethod.STEP_DOWN, order=("rm", "dp"))

    june = closed(a_month_with_costs(*PUB_07))

    assert charges(june)["northfield"] != Money.of("105521.74")
    assert Money.total(charges(june).values()) == Money.of("240000.00")
    assert june.manifest.body["pools"][0]["support"]["came"] == {"dp": 10322_58}  # hr takes from dp, which comes first


def hr_serves_the_desk(method: SupportMethod = SupportMethod.STEP_DOWN) -> None:
    """A quarter of HR goes to the desk; both are shared by applications received, where Northfield has two of three."""
    a_pool("hr", position=1)
    a_pool("desk", position=2)
    serves("hr", by=Key((KeyPart(APPLICATIONS),)), desk=25)
    agreed(support_method=method)
    for month in (MAY, JUNE, JULY):
        used("northfield", 2, month=month)
        used("eastmoor", 1, month=month)


def test_a_line_says_where_its_pence_came_from():
    hr_serves_the_desk()

    june = closed(a_month_with_costs("hr,100.00", "desk,50.00"))

    hr, desk = (next(one for one in june.statements.get(number="NF-2026-06").figures["lines"] if one["pool"] == code)
                for code in ("hr", "desk"))  # fmt: skip
    assert (hr["working"], hr["pence"]) == (
        "£75.00 to share: £100.00 own cost, less £25.00 to Desk. £75.00 × 2 ÷ 3 = £50.00", 50_00,
    )  # fmt: skip
    assert (desk["working"], desk["pence"]) == (
        "£75.00 to share: £50.00 own cost and £25.00 from Hr. £75.00 × 2 ÷ 3 = £50.00; of it £16.6666… came from Hr",
        50_00,
    )
    assert hr["shared_by"] == "applications received, after 25% to other services"


def test_by_the_full_method_a_line_says_what_came_exactly():
    hr_serves_the_desk(SupportMethod.RECIPROCAL)

    june = closed(a_month_with_costs("hr,100.01", "desk,50.00"))

    assert line(june)["working"] == (
        "£75.01 is left to share of £100.01 own cost, each charging the other in full. £75.01 × 2 ÷ 3 = £50.0066…"
    )
    assert charges(june) == amounts("northfield eastmoor", "100.01 50.00")


def test_a_service_that_passes_all_on_has_lines_of_nothing_that_say_so():
    three_departments(SupportMethod.STEP_DOWN)

    june = closed(a_month_with_costs(*PUB_07))

    assert (line(june)["pool"], line(june)["pence"], line(june)["your_use"]) == (
        "hr",
        0,
        "Not shared among the members",
    )
    assert line(june)["working"].endswith("All of it goes to the services that it serves")


def test_a_refund_is_passed_on_like_a_cost():
    for method in METHODS:
        passed = pass_on(
            {"hr": Money(-100), "desk": Money(50)}, serves={"hr": {"desk": 25}}, support=Support(method)
        ).by_service
        assert {code: one.shared.pence for code, one in passed.items()} == {"hr": -75, "desk": 25}


def test_services_that_serve_only_each_other_never_come_to_rest_and_stop_the_close():
    a_pool("hr", position=1)
    a_pool("desk", position=2)
    serves("hr", desk=100)
    serves("desk", hr=100)
    agreed(support_method=SupportMethod.RECIPROCAL)
    used("northfield", 1)
    june = a_month_with_costs("hr,10.00", "desk,5.00")

    with pytest.raises(PeriodNotReady) as refused:
        approve_period(period_id=june.id, load_id=load_in_force(june), by=HELEN.actor, at=FIRST_OF_JULY)

    never = "These departments serve only each other, so their cost never comes to rest."
    assert refused.value.reasons == [
        f"The pool {name} cannot be shared: {never} Agree another key or decide who pays." for name in ("Hr", "Desk")
    ]


def test_late_use_is_corrected_on_what_was_left_to_share():
    hr_serves_the_desk()
    closed(a_month_with_costs("hr,100.00", "desk,50.00"))
    used("eastmoor", 1, mark="late")

    july = closed(a_month_with_costs("hr,100.00", "desk,50.00", month=JULY, mark="GL 7"))

    assert corrections_of(july) == table("""
        used in    pool    partner       before    now       correction
        2026-06    Desk    eastmoor      £25.00    £37.50    £12.50
        2026-06    Desk    northfield    £50.00    £37.50    −£12.50
        2026-06    Hr      eastmoor      £25.00    £37.50    £12.50
        2026-06    Hr      northfield    £50.00    £37.50    −£12.50
    """)
    assert (replay(period=july).is_same, [str(one) for one in violations()]) == (True, [])


@pytest.mark.parametrize("method", METHODS)
def test_a_month_as_a_scenario_gives_its_own_lines(method):
    hr_serves_the_desk(method)
    june = closed(a_month_with_costs("hr,100.01", "desk,50.05"))

    step = simulate(json.dumps(scenario_of(period=june)).encode())["steps"][0]

    assert step["outputs"]["partner_totals"] == {code: one.plain for code, one in charges(june).items()}
    assert step["outputs"]["period_can_close"] is True


def test_what_if_and_the_bridge_take_what_services_pass_on_with_them():
    hr_serves_the_desk()
    for month in (MAY, JUNE):
        closed(a_month_with_costs("hr,100.00", "desk,50.00", month=month, mark=f"GL {month}"))
    june = closed(a_month_with_costs("hr,100.00", "desk,50.00", month=JULY, mark="GL 7"))

    tried = key_tried(pool=Pool.objects.get(code="desk"), key=EASTMOOR, months=[JUNE])

    assert tried.change == amounts("eastmoor northfield", "50.00 -50.00")
    assert {bridge.after for bridge in bridges_into(period=june).values()} == set(charges(june).values())


def test_a_key_is_tried_by_the_method_that_the_members_agreed():
    three_departments(SupportMethod.RECIPROCAL)
    june = closed(a_month_with_costs(*PUB_07))

    tried = key_tried(pool=Pool.objects.get(code="mach"), key=EASTMOOR, months=[JUNE])

    assert tried.now == charges(june)
    assert tried.then == amounts("eastmoor northfield", "240000.00 0.00")


def test_a_key_that_serves_says_everything_that_is_wrong_with_it():
    keys = [Key(serves=numbers({"hr": 100, "dp": 1})), Key(serves=numbers({"hr": 0})), Key(NORTHFIELD.parts,
            NORTHFIELD.fixed, serves=numbers({"hr": 100}))]  # fmt: skip

    rest = "Say by what the members share the rest: an overhead is shared last and serves nobody."
    assert [faults_of(key) for key in keys] == [
        ["No more than 100% can go to other services.", rest],
        ["Give each service that it serves a percentage above 0.", rest],
        ["All of it goes to other services, so nothing is left to share among the members."],
    ]


def test_a_service_serves_others_that_there_are_and_never_itself():
    with pytest.raises(PoolNotReady) as refused:
        a_pool("hr", key=Key(NORTHFIELD.parts, NORTHFIELD.fixed, serves=numbers({"hr": 10, "dp": 5})))

    assert refused.value.reasons == ["There is no service “dp”.", "A service does not serve itself."]


def test_an_order_of_steps_names_services_that_there_are_once():
    a_pool("hr")

    with pytest.raises(AgreementNotReady) as refused:
        agreed(step_order=("hr", "dp", "hr"))

    assert refused.value.reasons == ["There is no service “dp”.", "hr is twice in the order of the steps."]


CODES = ("a", "b", "c", "d")


@given(
    own=st.lists(st.integers(-(10**7), 10**7), min_size=4, max_size=4),
    percents=st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=3, max_size=3),
    method=st.sampled_from(METHODS),
)
def test_whatever_services_pass_on_no_penny_is_lost(own, percents, method):
    costs = {code: Money(pence) for code, pence in zip(CODES, own, strict=True)}
    served = {code: {to: Fraction(one) for to, one in zip(CODES, row, strict=True) if one and to != code}
              for code, row in zip(CODES, percents, strict=False)}  # fmt: skip

    passed = pass_on(costs, serves=served, support=Support(method))

    left = costs | {code: one.shared for code, one in passed.by_service.items()}
    assert passed.stuck == ()
    assert Money.total(left.values()) == Money.total(costs.values())
