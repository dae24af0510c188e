"""The committed description of the API is the one that its code gives, and the page beside it tells the truth."""

from __future__ import annotations

import json
import re

import pytest

from guildhall.metering.api.parsers import BYTES_MAX
from guildhall.metering.judging import FeedEvent
from guildhall.metering.reading import event_read, read_json
from guildhall.metering.rules import BATCH_MAX
from guildhall.metering.units import Unit
from tests.docs.api import FILE, description
from tests.house.plan import ROOT, addresses

PAGE = (ROOT / "docs" / "api.md").read_text()
EXAMPLES = re.findall(r"```json\n(\[.*?\])\n```", PAGE, re.DOTALL)


def test_the_description_is_the_one_that_the_code_gives():
    assert FILE.read_text() == description(), "Run `make fix`: it writes docs/openapi.json. What is there is a promise."


def test_every_door_for_machines_is_described():
    described = {
        path.replace("{source}", "<slug:source>").lstrip("/") for path in json.loads(FILE.read_text())["paths"]
    }

    assert described == {path for _, path, _ in addresses() if path.startswith("api/")}


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_event_of_an_example_is_read(example):
    events = read_json(example.encode())

    assert [type(event_read(event, names_partner="partner" in event)) for event in events] == [FeedEvent] * len(events)


def test_the_page_names_the_limits_and_every_unit():
    assert (f"{BATCH_MAX:,} events" in PAGE, f"{BYTES_MAX // 10**6} MB" in PAGE, len(EXAMPLES)) == (True, True, 2)
    assert [unit for unit in Unit if f"`{unit}`" not in PAGE] == []
