"""The demo's world, in figures that anyone can check: what was shared is what was charged, in each month and pool."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.walker import House

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def world(house: House) -> dict:
    """What `manage.py demo --no-serve --json` prints for the house that the journeys walk through."""
    environment = os.environ | {
        "GUILDHALL_STATE": str(house.state),
        "DJANGO_SETTINGS_MODULE": "guildhall.config.settings",
    }
    printed = subprocess.run(
        [sys.executable, "manage.py", "demo", "--no-serve", "--json"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return json.loads(printed)


def test_the_partnership_has_the_shape_of_the_brief(world):
    assert len(world["partners"]) >= 7
    assert world["staff"] >= 9_500 + 310
    assert world["places"] == (122 + 240) + (3 + 29)


def test_the_statements_add_up_to_the_shared_cost_to_the_penny(world):
    assert world["total_shared"] == world["total_of_statements"]
    assert world["adds_up"] is True


def test_every_month_and_every_pool_adds_up_and_replays_to_the_same_digest(world):
    months = world["months"]

    assert [month["month"] for month in months][:6] == [f"2026-{number:02}" for number in range(4, 10)]
    assert all(pool["cost"] == pool["lines_total"] for month in months for pool in month["pools"])
    assert all(month["replay_is_same"] for month in months)


def test_the_chain_of_closes_holds(world):
    assert world["chain_holds"] is True
