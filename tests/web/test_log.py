"""The log: one JSON line an event, with partner, request and actor; no body, token or address in clear."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
from django.db import transaction

from guildhall.notices.letters import write_letter
from guildhall.notices.models import Delivery
from guildhall.web.events import HidingFilter, JsonLines, PlainLines, hidden
from tenants.context import inside, on_the_platform
from tenants.delivering import deliver
from tests import cast
from tests.cast import MONDAY_9AM


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, as JSON lines."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    handler.addFilter(HidingFilter())
    root, events = logging.getLogger(), logging.getLogger("guildhall.events")
    level, root_level = events.level, root.level
    root.addHandler(handler)
    events.setLevel("INFO")
    yield written
    root.removeHandler(handler)
    events.setLevel(level)
    root.setLevel(root_level)


def _lines(log: io.StringIO, event: str = "") -> list[dict]:
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line for line in lines if not event or line["event"] == event]


def test_a_request_is_one_line_with_its_partner_number_actor_view_and_duration(visit, log):
    page = visit(cast.ADAM).get("/people/", headers={"X-Request-ID": "from-the-proxy-1"})

    (line,) = _lines(log, "request")
    assert page.headers["X-Request-ID"] == line["request"] == "from-the-proxy-1"
    assert (line["partner"], line["host"], line["view"], line["method"], line["status"]) == (
        "northfield", "partner", "people", "GET", 200,
    )  # fmt: skip
    with on_the_platform():
        assert line["actor"] == str(cast.player_id(cast.ADAM))
    assert 0 < line["ms"] < 60_000


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "rita@northfield.example", "a\"b{c}d'e;f", "números-2026"])
def test_a_number_that_is_not_well_formed_is_replaced(visit, log, given):
    page = visit().get("/", headers={"X-Request-ID": given})

    assert re.fullmatch(r"[0-9a-f]{16}", page.headers["X-Request-ID"])
    assert given == "" or given not in log.getvalue()


def test_the_number_stands_on_the_page_of_a_fault_and_on_its_lines(visit, log, monkeypatch):
    adam = visit(cast.ADAM)
    adam.raise_request_exception = False
    monkeypatch.setattr("apps.organisation.views.people.people_here", _broken)

    page = adam.get("/people/", headers={"X-Request-ID": "found-again-later"})

    faults = [line for line in _lines(log) if line.get("error")]
    assert (page.status_code, "found-again-later" in page.content.decode()) == (500, True)
    assert {(line["error"], line["request"], line["partner"]) for line in faults} == {
        ("ValueError", "found-again-later", "northfield")
    }
    assert any("_broken" in place for place in faults[0]["where"])


def _broken() -> None:
    raise ValueError("rita@northfield.example is refused with the token s3cr3tS3cr3tS3cr3tS3cr3t")


def test_what_a_fault_says_of_people_is_not_in_the_log(visit, log, monkeypatch):
    adam = visit(cast.ADAM)
    adam.raise_request_exception = False
    monkeypatch.setattr("apps.organisation.views.people.people_here", _broken)

    adam.get("/people/?q=casey@candidate.example")

    assert [word for word in ("rita@", "casey@", "s3cr3t", "127.0.0.1") if word in log.getvalue()] == []


def test_addresses_of_pages_that_hold_a_secret_are_not_in_the_log(visit, log):
    secret = "Zk3vQ8-secretOfAnInvitation_0123456789abcdefg"

    visit(host="northfield").get(f"/invitation/{secret}/")
    visit(host="northfield").post("/arrive/AnotherSecret12345/", {"password": "correct horse battery"})

    assert _lines(log, "request") != []
    assert [word for word in (secret, "AnotherSecret", "correct horse") if word in log.getvalue()] == []


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("mail to casey.o'neil+x@candidate.example failed", "mail to casey.o'[address] failed"),
        ("postgresql://owner:pass@db/guildhall", "postgresql://[hidden]@db/guildhall"),
        ("from 10.1.2.3 and 2001:db8:0:1::7", "from [address] and [address]"),
        ("Authorization: Bearer abc.def.ghi", "Authorization: Bearer [hidden]"),
        ("session 9f8e7d6c5b4a39281706f5e4d3c2b1a0 ended", "session [hidden] ended"),
        ("partner t_abcdefghij, vacancy NF-26-0042", "partner t_abcdefghij, vacancy NF-26-0042"),
        ("user 7c1043d1-796c-4451-abda-4eb456af08f7", "user 7c1043d1-796c-4451-abda-4eb456af08f7"),
    ],
)
def test_what_must_not_stand_in_a_log_is_hidden_and_the_rest_is_not(written, shown):
    assert hidden(written) == shown


def test_a_job_is_one_line_with_its_partner_and_its_outcome(northfield, log):
    context = {"asker": "Oskar", "partner": "Northfield", "link": "https://x", "expires_at": MONDAY_9AM, "roles": []}
    with transaction.atomic():
        write_letter(
            to="adam@northfield.example", subject="Join", template="invitation", context=context, at=MONDAY_9AM
        )
    delivery = Delivery.objects.latest("id")

    for _ in range(2):
        deliver(partner_key=northfield.schema_name, delivery_id=delivery.id, at=MONDAY_9AM)

    (line,) = _lines(log, "job")
    assert (line["partner"], line["job"], line["announcement"], line["attempt"], line["outcome"]) == (
        "northfield", delivery.id, "notices.letter_written", 1, "done",
    )  # fmt: skip


def test_one_requests_facts_are_not_on_the_next_ones_lines(visit, log, eastmoor):
    visit(cast.ADAM).get("/people/")
    visit().get("/")

    first, second = _lines(log, "request")
    assert ("partner" in first, "partner" in second, "actor" in second) == (True, False, False)
    with inside(eastmoor):
        logging.getLogger("tests").warning("Later.")
    assert "request" not in _lines(log)[-1]


def test_plain_lines_read_like_lines_and_hide_the_same():
    record = logging.LogRecord("tests", logging.WARNING, "", 0, "Mail to %s failed", ("rita@northfield.example",), None)
    HidingFilter().filter(record)
    record.facts = {"event": "letter", "partner": "northfield"}

    assert (
        PlainLines("%(levelname)s: %(message)s").format(record)
        == "WARNING: Mail to [address] failed [partner=northfield]"
    )
