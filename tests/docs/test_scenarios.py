"""docs/scenarios.md tells the truth: every operation with all its keys, in the order in which they are answered."""

import json
import re

import pytest

from guildhall.charging.scenarios import simulate
from guildhall.charging.scenarios.answers import OPERATIONS
from tests.house.plan import ROOT

PAGE = (ROOT / "docs" / "scenarios.md").read_text()
EXAMPLES = (ROOT / "docs" / "scenarios" / "every_operation.json").read_bytes()
ROWS = {
    operation: (inputs, outputs)
    for operation, inputs, outputs in re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \| .+? \|$", PAGE, re.MULTILINE)
}
STEPS = {step["operation"]: step["inputs"] for step in json.loads(EXAMPLES)["steps"]}
ANSWERS = {step["operation"]: step["outputs"] for step in simulate(EXAMPLES)["steps"]}
SAID_IN_WORDS = {"billed_cost", "effective_cost"}  # "each cost"


def words(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", cell)


def keys_of(value: object) -> set[str]:
    """Every key that is no party's code."""
    if isinstance(value, list):
        return {key for one in value for key in keys_of(one)}
    if not isinstance(value, dict):
        return set()
    own = {key for key in value if re.fullmatch(r"[a-z]+(_[a-z]+)+", key)}
    return own | {key for inner in value.values() for key in keys_of(inner)}


def test_every_operation_is_on_the_page():
    assert set(ROWS) == set(OPERATIONS)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_key_that_an_operation_takes_is_named(operation):
    named = set(words(ROWS[operation][0]))

    assert (set(STEPS[operation]) | keys_of(STEPS[operation])) - named == set()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_key_of_an_answer_is_named_in_its_order(operation):
    answered = [key for key in ANSWERS[operation] if key not in SAID_IN_WORDS]

    named = [word for word in words(ROWS[operation][1]) if word in answered]

    assert list(dict.fromkeys(named)) == answered
