"""Asking the simulator: one step at a time, as a scenario file would."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guildhall.charging.scenarios import ScenarioRefused, simulate
from tests.charging.tables import rows_of

FORMAT = "guildhall-costshare-scenario/1"


def scenario(operation: str, **inputs: object) -> bytes:
    """A file with one step."""
    step = {"id": "a", "operation": operation, "inputs": inputs}
    return json.dumps({"format": FORMAT, "title": "t", "steps": [step]}).encode()


def outputs(operation: str, **inputs: object) -> dict[str, Any]:
    """What one step is answered with."""
    return simulate(scenario(operation, **inputs))["steps"][0]["outputs"]


def faults(content: bytes | dict) -> list[str]:
    """All that is wrong with a file."""
    with pytest.raises(ScenarioRefused) as refused:
        simulate(content if isinstance(content, bytes) else json.dumps(content).encode())
    return refused.value.faults


def refusals(operation: str, **inputs: object) -> list[str]:
    """All that is wrong with the inputs of one step, without the place they all share."""
    return [fault.removeprefix("steps[0].inputs").lstrip(".: ") for fault in faults(scenario(operation, **inputs))]


def row(names: str, figures: str) -> dict[str, str]:
    """A row of figures under a row of names, as a file has them."""
    return dict(zip(names.split(), figures.split(), strict=True))


def rows(text: str) -> dict[str, dict[str, str]]:
    """A table with names above (the first of them over the labels) and a label before each row; a point is nothing."""
    (_, *heading), *lines = rows_of(text)
    return {
        label: {name: cell for name, cell in zip(heading, cells, strict=True) if cell != "."} for label, *cells in lines
    }


def journal(text: str) -> list[dict[str, str | None]]:
    """A journal as finance reads it: account, partner (a point for none), debit, credit."""
    return [
        {"account": account, "partner": None if partner == "." else partner, "debit": debit, "credit": credit}
        for account, partner, debit, credit in rows_of(text)
    ]
