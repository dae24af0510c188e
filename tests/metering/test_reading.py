"""Events are read strictly: what is not quite one is answered in words."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from guildhall.metering.judging import FeedEvent
from guildhall.metering.reading import NotJson, Unread, event_read, read_json
from guildhall.metering.units import Unit
from tests.metering.machines import event

A_TIME = "“time” is an instant with its zone, such as 2026-06-01T09:00:00+01:00"


def test_a_cloud_event_is_read_whole():
    read = event_read(event("mended", -2, corrects="sale-1", datacontenttype="application/json"), names_partner=False)

    at = datetime(2026, 6, 1, 7, 30, tzinfo=UTC)
    assert read == FeedEvent("mended", Unit.ROBOT_MINUTES, "till 4", at, -2, "sale-1")


def test_a_hosts_event_names_its_partner():
    read = event_read(event(partner="northfield"), names_partner=True)

    assert isinstance(read, FeedEvent)
    assert read.partner == "northfield"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1.5", "1.5"), ("1.0", "1.0"), ("1e400", "1e400"), ("1E2", "1E2"), ("NaN", "NaN"), ("-Infinity", "-Infinity"),
        ("true", "true"), ('"5"', '"5"'), ("null", "null"), ("[1]", "[1]"), ("9" * 30, "9" * 30),
    ],
)  # fmt: skip
def test_a_quantity_that_is_not_whole_is_named_as_it_was_written(written, shown):
    item = read_json(json.dumps(event("1", "HERE")).replace('"HERE"', written).encode())

    assert event_read(item, names_partner=False) == Unread("1", f"“quantity” is a whole number, not {shown}")


@pytest.mark.parametrize(
    "time",
    [
        "2026-06-01T08:30:00", "2026-06-01", "2026-06-01 08:30:00+01:00", "2026-06-31T08:30:00Z", "2026-06-01T08:30Z",
        "2026-06-30T23:59:60Z", "9999-12-31T23:59:59-23:59", "20260601T083000Z", 1780000000, None, "noon",
    ],
)  # fmt: skip
def test_a_time_is_rfc_3339_with_its_zone(time):
    assert event_read({**event(), "time": time}, names_partner=False) == Unread("sale-1", A_TIME)


@pytest.mark.parametrize("time", ["2026-06-01t08:30:00z", "2026-06-01T08:30:00.123456789Z", "0001-01-01T00:00:00Z"])
def test_what_rfc_3339_allows_is_read(time):
    assert isinstance(event_read(event(time=time), names_partner=False), FeedEvent)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("words", "an event is a JSON object"),
        (event(specversion="0.3"), "“specversion” is “1.0”"),
        (event(subject=None), "an event has a “subject”, and this one has none"),
        (event(price=5), "an event has no “price” here"),
        (event(partner="northfield"), "an event has no “partner” here"),
        (event(type="tickets"), "“type” is what was used, such as “robot_minutes”"),
        (event(type=["robot_minutes"]), "“type” is what was used, such as “robot_minutes”"),
        (event(data=5), "“data” is an object with a quantity"),
        (event(data={}), "“data” has a “quantity”, and this one has none"),
        (event(data={"quantity": 1, "cost": 2}), "“data” has no “cost” here"),
        (event(datacontenttype="text/xml"), "“datacontenttype” is “application/json”"),
        (event(subject="a\x00b"), "“subject” holds characters that cannot be printed"),
        (event(subject="\ud800"), "“subject” holds characters that cannot be printed"),
        (event(subject=" "), "“subject” is text, and not empty"),
        (event("x" * 201), "“id” has 200 characters at most"),
        (event(corrects=7), "“corrects” is text, and not empty"),
    ],
)
def test_what_is_no_event_is_answered_in_words(item, reason):
    read = event_read(item, names_partner=False)

    assert isinstance(read, Unread)
    assert read.reason == reason


def test_an_event_without_a_readable_id_is_still_answered():
    assert event_read({**event(), "id": 7}, names_partner=False) == Unread(None, "“id” is text, and not empty")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[{]", "The body is not JSON: line 1, column 3."),
        (b"", "The body is not JSON: line 1, column 1."),
        (b"\xff", "The body is not UTF-8."),
        (b'[{"id": "1", "id": "2"}]', "An object has the key “id” twice."),
        (b"[" * 100_000, "The body is nested too deeply."),
    ],
)
def test_what_is_no_json_is_refused_whole(content, reason):
    with pytest.raises(NotJson, match=reason.replace(".", r"\.")):
        read_json(content)
