"""Departments that serve each other: three methods, and no penny lost by any (PUB-07)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.cascade import Departments, direct, reciprocal, step_down, totals_of
from guildhall.charging.errors import CascadeNotReady
from guildhall.kernel import Money
from tests.charging.simulations import outputs, refusals, row, rows

PUB_07 = {
    "own_cost": row("HR DP RM", "80000.00 120000.00 40000.00"),
    "percent_of_service": rows("""
        from    DP    RM    MACH    ASM    HR
        HR      20    10    40      30     .
        DP      .     7     30      55     8
        RM      .     .     50      50     .
    """),
    "step_order": ["HR", "DP", "RM"],
}
DIRECT = {
    "lines": rows("""
        from    MACH        ASM
        HR      45714.29    34285.71
        DP      42352.94    77647.06
        RM      20000.00    20000.00
    """),
    "totals": {"ASM": "131932.77", "MACH": "108067.23"},
}
STEP_DOWN = {
    "steps": [
        {
            "from": "HR",
            "amount": "80000.00",
            "to": row("ASM DP MACH RM", "24000.00 16000.00 32000.00 8000.00"),
        },
        {"from": "DP", "amount": "136000.00", "to": row("ASM MACH RM", "81304.35 44347.83 10347.82")},
        {"from": "RM", "amount": "58347.82", "to": row("ASM MACH", "29173.91 29173.91")},
    ],
    "totals": {"ASM": "134478.26", "MACH": "105521.74"},
}
RECIPROCAL = {
    "gross_up": row("DP HR RM", "138211.38 91056.91 58780.49"),
    "exact": row("DP HR RM", "17000000/123 11200000/123 2410000/41"),
    "totals": {"ASM": "132723.58", "MACH": "107276.42"},
}


def test_three_departments_pass_their_cost_on_by_three_methods_pub_07():
    assert outputs("support_cost_cascade", **PUB_07) == {
        "direct": DIRECT,
        "step_down": STEP_DOWN,
        "reciprocal": RECIPROCAL,
        "total_in": "240000.00",
        "total_out": "240000.00",
    }


def test_drivers_serve_as_well_as_percents_and_only_the_methods_asked_for_are_answered():
    drivers = {name: {to: int(part) * 3 for to, part in served.items()} for name, served in _services().items()}
    asked = {**PUB_07, "drivers": drivers, "methods": ["reciprocal"]}
    del asked["percent_of_service"]

    answered = outputs("support_cost_cascade", **asked)

    assert answered == {"reciprocal": RECIPROCAL, "total_in": "240000.00", "total_out": "240000.00"}


def test_a_final_department_bears_its_own_cost_too():
    own = {"own_cost": {**PUB_07["own_cost"], "ASM": "0.01", "LAB": "5.00"}, "final": ["MACH", "ASM", "LAB"]}

    answered = outputs("support_cost_cascade", **{**PUB_07, **own})

    assert answered["direct"]["totals"] == row("ASM LAB MACH", "131932.78 5.00 108067.23")
    assert answered["reciprocal"]["totals"] == row("ASM LAB MACH", "132723.59 5.00 107276.42")
    assert (answered["total_in"], answered["total_out"]) == ("240005.01", "240005.01")


def _services() -> dict[str, dict[str, str]]:
    return PUB_07["percent_of_service"]  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"final": ["MACH"]}, ["ASM is neither in the step order nor final."]),
        ({"final": ["MACH", "ASM", "HR"]}, ["HR is in the step order and final."]),
        ({"step_order": ["HR", "DP"]}, ["RM serves and is not in the step order."]),
        ({"step_order": ["HR", "DP", "RM", "IT"]}, ["IT is in the step order and serves nobody."]),
        ({"step_order": ["HR", "DP", "RM", "RM"]}, ['step_order: "RM" is given twice']),
        ({"methods": ["direkt"]}, ['methods[0]: "direkt" is none of direct, step_down, reciprocal']),
        ({"methods": []}, ["methods: name at least one method"]),
        ({"drivers": {}}, ['give one of "percent_of_service" and "drivers"']),
        (
            {"percent_of_service": {**_services(), "RM": {"MACH": 50, "ASM": "49.999999"}}},
            ["percent_of_service.RM: the percents do not add to exactly 100"],
        ),
        (
            {"percent_of_service": {**_services(), "RM": {"HR": 100}}, "methods": ["step_down"]},
            ["RM serves nobody who can take its cost by this method."],
        ),
        (
            {
                "percent_of_service": {"HR": {"DP": 100}, "DP": {"RM": 100}, "RM": {"HR": 100}},
                "methods": ["reciprocal"],
            },
            ["These departments serve only each other, so their cost never comes to rest."],
        ),
    ],
)
def test_departments_whose_cost_would_not_come_to_rest_are_refused(change, words):
    assert refusals("support_cost_cascade", **{**PUB_07, **change}) == words


def test_more_departments_than_can_be_solved_exactly_are_refused():
    many = [f"d{number}" for number in range(101)]

    with pytest.raises(CascadeNotReady, match="More than 100 departments"):
        reciprocal(Departments({}, {name: {"MACH": 1} for name in many}, many))


NAMES = ["HR", "DP", "RM", "IT"]
SERVED = st.dictionaries(st.sampled_from([*NAMES, "MACH", "ASM"]), st.integers(0, 1_000))
COSTS = st.dictionaries(st.sampled_from([*NAMES, "MACH"]), st.integers(0, 10**11).map(Money))


@given(COSTS, st.fixed_dictionaries(dict.fromkeys(NAMES, SERVED)), st.permutations(NAMES))
def test_whoever_serves_whom_every_method_gives_out_what_went_in(own_cost, services, order):
    everybody_ends_at_machining = {name: {**served, "MACH": 1} for name, served in services.items()}
    departments = Departments(own_cost, everybody_ends_at_machining, order)

    totals = [
        totals_of(direct(departments), departments),
        totals_of(step_down(departments), departments),
        reciprocal(departments).totals,
    ]

    assert {Money.total(by_method.values()) for by_method in totals} == {Money.total(own_cost.values())}
