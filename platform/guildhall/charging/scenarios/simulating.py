"""Answering a scenario through the very functions that close a month."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guildhall.charging.scenarios.answers import OPERATIONS
from guildhall.charging.scenarios.reading import PARTIES_MAX, STEPS_MAX, Reader, ScenarioRefused, parsed
from guildhall.charging.scenarios.values import text
from guildhall.charging.scenarios.writing import Outputs
from guildhall.kernel import Refusal

SCENARIO, RESULT = "guildhall-costshare-scenario/1", "guildhall-costshare-result/1"


@dataclass(frozen=True, slots=True)
class Step:
    """One step, answered; without outputs, if anything is wrong with it."""

    id: str
    operation: str
    outputs: Outputs


def simulate(content: bytes) -> dict[str, Any]:
    """Answer a scenario file with a result, without touching the books.

    Takes: UTF-8 JSON in the format "guildhall-costshare-scenario/1".
    Gives: the result as plain JSON values, in the documented order: the same file gives the same bytes.
    Raises: ScenarioRefused, with every fault and its place; then nothing was computed.
    Rule: cost_sharing.md, scenario files.
    """
    scenario = parsed(content)
    faults: list[str] = []
    reader = Reader(scenario, "", faults)
    if reader.take("format", text) not in (SCENARIO, None):
        reader.fault("format", f'this is not "{SCENARIO}"')
    title = reader.take("title", text)
    reader.take_if_given("note", text)
    steps = _steps(reader)
    reader.close()
    if faults:
        raise ScenarioRefused(faults)
    return {
        "format": RESULT,
        "title": title,
        "scenario_digest": digest_of_scenario(scenario),
        "books_changed": False,
        "steps": [{"id": step.id, "operation": step.operation, "outputs": step.outputs} for step in steps],
    }


def digest_of_scenario(scenario: Mapping[str, Any]) -> str:
    """SHA-256 of the scenario rewritten with sorted keys, no blanks and no needless escapes."""
    rewritten = json.dumps(scenario, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(rewritten.encode()).hexdigest()}"


def _steps(reader: Reader) -> list[Step]:
    given = reader.given.get("steps")
    if isinstance(given, list) and len(given) > STEPS_MAX:
        reader.fault("steps", f"more than {STEPS_MAX:,} steps")
        reader.taken.add("steps")
        return []
    seen: set[str] = set()
    return reader.each("steps", lambda one: _step(one, seen))


def _step(reader: Reader, seen: set[str]) -> Step:
    step_id, operation = reader.take("id", text), reader.take("operation", text)
    reader.take_if_given("note", text)
    if operation is not None and operation not in OPERATIONS:
        reader.fault("operation", f'unknown operation "{operation}"')
    outputs = reader.inside("inputs", lambda inputs: _answered(inputs, operation))
    if step_id is not None and step_id in seen:
        reader.fault("id", f'the id "{step_id}" is given twice')
    seen.add(step_id)
    return Step(step_id, operation, outputs)


def _answered(inputs: Reader, operation: str) -> Outputs:
    """Read the inputs of a step and answer it at once; whatever the arithmetic refuses is a fault like any other."""
    if operation not in OPERATIONS:
        inputs.taken.update(inputs.given)
        return {}
    inputs.parties.clear()
    answer = OPERATIONS[operation](inputs)
    if len(inputs.parties) > PARTIES_MAX:
        inputs.fault("", f"more than {PARTIES_MAX:,} parties")
    inputs.close()
    if not inputs.is_sound:
        return {}
    try:
        return answer()
    except Refusal as refused:
        for reason in refused.reasons:
            inputs.fault("", reason)
        return {}
