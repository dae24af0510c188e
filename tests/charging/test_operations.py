"""Every operation of scenario files, by the one file that has them all: what each refuses, and what changes nothing."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.scenarios import ScenarioRefused, simulate
from guildhall.charging.scenarios.answers import OPERATIONS
from tests.charging.simulations import FORMAT, faults, refusals
from tests.house.plan import ROOT

EVERY = json.loads((ROOT / "docs" / "scenarios" / "every_operation.json").read_text())
INPUTS = {step["operation"]: step["inputs"] for step in EVERY["steps"]}
ONE_OF = ("give one of", "together")


def as_file(steps: list[dict[str, Any]]) -> bytes:
    return json.dumps({"format": FORMAT, "title": "t", "steps": steps}).encode()


def faults_or_none(content: bytes) -> list[str]:
    """What is wrong with a file, which may be nothing."""
    try:
        simulate(content)
    except ScenarioRefused as refused:
        return refused.faults or ["refused without a word"]
    return []


def turned_round(value: Any) -> Any:
    """The same values, with the keys of every object the other way round."""
    if isinstance(value, dict):
        return {key: turned_round(value[key]) for key in reversed(value)}
    return [turned_round(one) for one in value] if isinstance(value, list) else value


def test_the_example_file_has_every_operation_once():
    assert list(INPUTS) == list(OPERATIONS)
    assert len(OPERATIONS) == 33


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_order_of_keys_is_nothing(operation):
    there, back = (simulate(as_file([{"id": "a", "operation": operation, "inputs": one}])) for one in
                   (INPUTS[operation], turned_round(INPUTS[operation])))  # fmt: skip

    assert json.dumps(there) == json.dumps(back)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_unknown_key_is_named(operation):
    inputs = {**INPUTS[operation], "wieghts": 1}

    assert refusals(operation, **inputs) == ['wieghts: unknown key "wieghts"']


@pytest.mark.parametrize(
    ("operation", "key"), [(operation, key) for operation in OPERATIONS for key in INPUTS[operation]]
)
def test_a_missing_key_is_named_unless_it_may_be_left_out(operation, key):
    inputs = {name: value for name, value in INPUTS[operation].items() if name != key}

    found = faults_or_none(as_file([{"id": "a", "operation": operation, "inputs": inputs}]))

    assert not found or any(words in fault for fault in found for words in (key, *ONE_OF))


@pytest.mark.parametrize(
    ("operation", "key"), [("what_if", "drivers"), ("settlement_capped", "contributions"), ("merger", "users")]
)
def test_one_missing_key_is_one_fault(operation, key):
    inputs = {name: value for name, value in INPUTS[operation].items() if name != key}

    assert refusals(operation, **inputs) == [f'{key}: missing key "{key}"']


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("given_", [None, [], "x", 1])
def test_inputs_are_an_object(operation, given_):
    content = as_file([{"id": "a", "operation": operation, "inputs": given_}])

    assert faults(content) == ["steps[0].inputs: this is not an object"]


def test_steps_are_independent_and_keep_their_order():
    backwards = simulate(as_file(EVERY["steps"][::-1]))["steps"]

    assert backwards[::-1] == simulate(json.dumps(EVERY).encode())["steps"]


def test_what_the_arithmetic_refuses_is_listed_with_all_other_faults():
    short = {
        "id": "a",
        "operation": "settlement_deficit",
        "inputs": {**INPUTS["settlement_deficit"], "contributions": "99999.00"},
    }
    spelt = {"id": "b", "operation": "forecast", "inputs": {**INPUTS["forecast"], "buget": "1.00"}}

    assert faults(as_file([short, spelt])) == [
        "steps[0].inputs: There is no deficit: £99,999.00 was contributed, and the year cost £12,450.00.",
        'steps[1].inputs.buget: unknown key "buget"',
    ]


def test_more_parties_than_a_step_may_have_are_refused_wherever_they_stand():
    many = {f"p{number}": 1 for number in range(6_000)}
    others = {f"q{number}": "1.00" for number in range(6_000)}

    found = refusals(
        "settlement_capped", to_share="1.00", key=many, contributions={**others, **dict.fromkeys(many, "1.00")},
        cap_percent_of_contribution=1,
    )  # fmt: skip

    assert found == ["more than 10,000 parties"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (rb'{"format": "\ud800"}', "the file is not JSON in UTF-8"),
        (b'{"a\\nb\\u2028c": 1}', 'a\\nb\\u2028c: unknown key "a\\nb\\u2028c"'),
        (b'{"steps": 5}', "steps: this is not a list"),
        (b'{"steps": [%s1]}' % (b"1," * 1_000), "steps: more than 1,000 steps"),
        (b'{"steps": [1]}', "steps[0]: this is not an object"),
    ],
)
def test_whatever_a_file_is_its_faults_are_lines_of_plain_text(content, words):
    found = faults(content)

    assert any(fault.startswith(words) for fault in found)
    assert all(fault.isprintable() for fault in found)


JUNK = st.sampled_from(
    [
        *(None, True, False, [], {}, [1], ["0.00"], {"northfield": 0}, {"z": "1.00"}),
        *(-1, 0, 1, 13, 10**17, 10**40),
        *("", "0", "x", "NaN", "1e3", "-0.00", "0.00", "-1.00", "0.000001", "\u2028"),
        *("999999999999999.99", "999999999999999999.999999"),
        *("2026-02-29", "9998-12", "9998-12-31T23:59:59-12:00", "1997-98"),
        *("northfield", "direct", "true_up", "volume"),
    ]
).map(copy.deepcopy)


def places_in(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with every place in it."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for place, inner in list(pairs):
        yield value, place
        yield from places_in(inner)


@given(st.sampled_from(sorted(OPERATIONS)), st.lists(st.tuples(st.integers(0, 10**6), JUNK), min_size=1, max_size=3))
def test_whatever_stands_in_a_step_it_is_answered_or_refused(operation, changes):
    step = {"id": "a", "operation": operation, "inputs": copy.deepcopy(INPUTS[operation])}
    for number, junk in changes:
        places = list(places_in(step["inputs"]))
        if places:
            container, place = places[number % len(places)]
            container[place] = junk

    found = faults_or_none(as_file([step]))

    assert all(fault.startswith("steps[0].inputs") for fault in found)
