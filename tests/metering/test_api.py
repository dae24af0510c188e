"""The API: a token of the host that is asked, one source a batch, every event answered for, every refusal a problem."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import override_settings

from guildhall.access.models import ApiToken
from guildhall.access.operations.tokens import end_token
from guildhall.audit.queries import trail_of
from guildhall.kernel import Month
from guildhall.metering.models import UsageEvent
from guildhall.metering.operations import retire_source
from guildhall.metering.queries import source_row, usage_in
from tenants.context import inside
from tenants.hosts import forget_hosts
from tenants.models import Partner
from tenants.states import PartnerState
from tests.cast import ADAM, HUGO, MONDAY_9AM, after
from tests.metering.feeds import ROBOT, a_source
from tests.metering.machines import Machine, a_hosts_token, a_token, event

pytestmark = pytest.mark.usefixtures("on_platform", "monday_9am")
JUNE = Month(2026, 6)


@pytest.fixture
def tills(on_platform):
    return a_source("tills", of="northfield")


def refusal(answer) -> tuple[int, str]:
    """A refusal's status and its words; every one is a problem document."""
    told = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (told["type"], told["status"]) == ("about:blank", answer.status_code)
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code, told["detail"]


def test_a_batch_is_taken_in_and_every_event_answered_for(tills, northfield_key):
    machine = Machine(a_token())

    answer = machine.sends([event("a", 3), event("b", 1.5), event("a", 3), event("a", 4), event("c", -1, corrects="a")])

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.json() == {
        "accepted": 2, "duplicate": 1, "conflict": 1, "rejected": 1,
        "results": [
            {"id": "a", "result": "accepted"},
            {"id": "b", "result": "rejected", "reason": "“quantity” is a whole number, not 1.5"},
            {"id": "a", "result": "duplicate"},
            {"id": "a", "result": "conflict"},
            {"id": "c", "result": "accepted"},
        ],
    }  # fmt: skip
    assert usage_in(JUNE, unit=ROBOT) == {northfield_key: 2}


def test_on_the_base_host_a_hosts_source_names_the_partner_of_each_event(eastmoor):
    source = a_source("tills")
    machine = Machine(a_hosts_token(source), host="base")

    answer = machine.sends([event("a", 3, partner="eastmoor"), event("b", partner="nobody"), event("c")])

    assert [result.get("reason", result["result"]) for result in answer.json()["results"]] == [
        "accepted", "unknown partner", "an event has a “partner”, and this one has none",
    ]  # fmt: skip
    assert usage_in(JUNE, unit=ROBOT) == {eastmoor.schema_name: 3}


def test_a_token_remembers_the_day_on_which_it_was_last_shown(tills):
    machine = Machine(a_token())
    assert ApiToken.objects.get().last_used_on is None

    machine.sends([event()])

    assert ApiToken.objects.get().last_used_on == date(2026, 6, 1)


def test_without_a_token_nobody_sends_and_being_signed_in_is_none(tills, visit):
    signed_in = Machine("")
    signed_in.visitor = visit(ADAM)

    for machine in (Machine(""), signed_in):
        answer = machine.sends([event()])
        assert refusal(answer) == (401, "Show a token of this host as “Authorization: Bearer …”.")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert refusal(Machine("ghl_invented").sends([event()]))[0] == 401
    assert UsageEvent.objects.count() == 0


@pytest.mark.parametrize("host", ["eastmoor", "base", "jobs"])
def test_a_token_is_good_on_its_own_host_alone_and_its_owner_reads_of_the_attempt(tills, northfield_key, host):
    secret = a_token()

    status = Machine(secret, host=host).sends([event()]).status_code

    assert status == (404 if host == "jobs" else 401)
    with inside(Partner.objects.get(schema_name=northfield_key)):
        told = [entry.what for entry in trail_of(ApiToken.objects.get())]
    astray = [] if host == "jobs" else ["API token brought to another host and refused"]
    assert told == [*astray, "API token made"]


def test_a_hosts_token_is_not_good_at_a_partner_nor_for_another_source(tills):
    doors, lifts = a_source("doors"), a_source("lifts")
    secret = a_hosts_token(doors)

    assert refusal(Machine(secret, host="northfield").sends([event()]))[0] == 401
    assert refusal(Machine(secret, host="base").sends([event(source=lifts.code, partner="northfield")]))[0] == 404
    assert Machine(secret, host="base").sends([event(source=doors.code, partner="northfield")]).status_code == 200


def test_an_ended_token_is_refused_at_its_next_request(tills, northfield_key):
    machine, token = Machine(a_token()), ApiToken.objects.get()
    assert machine.sends([event()]).status_code == 200

    with inside(Partner.objects.get(schema_name=northfield_key)):
        end_token(token_id=token.id, by=ADAM.actor, at=MONDAY_9AM)

    assert refusal(machine.sends([event("another")]))[0] == 401


def test_another_partners_source_answers_as_one_that_never_was(tills):
    a_source("theirs", of="eastmoor")
    machine = Machine(a_token())

    answers = [machine.sends([event(source=code)]) for code in ("theirs", "nosuch")]
    beats = [machine.beats(code, {"complete_until": "2026-06-01T08:00:00Z"}) for code in ("theirs", "nosuch")]

    assert [answer.json() for answer in answers] == [beat.json() for beat in beats]
    assert {refusal(answer)[0] for answer in answers + beats} == {404}


@pytest.mark.parametrize(
    ("batch", "status", "words"),
    [
        (b"[{", 400, "The body is not JSON: line 1, column 3."),
        ({"id": "1"}, 400, "A batch is a list of events, and not empty."),
        ([], 400, "A batch is a list of events, and not empty."),
        ([event(source=None)], 422, "No event of this batch names its source."),
        ([event(), event(source="doors")], 422, "A batch is of one source, and this one names “tills” and “doors”."),
        ([event()] * 5001, 422, "A batch holds 5,000 events at most, and this one holds 5,001. Send it in pieces."),
        (b'[" ' + b" " * 2_000_000 + b'"]', 413, "A request holds 2 MB at most. Send the batch in pieces."),
    ],
)
def test_a_batch_that_cannot_be_taken_in_is_a_problem_in_words(tills, batch, status, words):
    assert refusal(Machine(a_token()).sends(batch)) == (status, words)

    assert UsageEvent.objects.count() == 0


def test_other_media_types_and_methods_are_problems_too(tills):
    machine = Machine(a_token())

    assert refusal(machine.sends([event()], kind="application/json"))[0] == 415
    assert refusal(machine.sends([event()], Accept="text/html"))[0] == 406
    assert refusal(machine.visitor.get("/api/v1/usage-events/", headers=machine.headers))[0] == 405
    assert refusal(machine.visitor.get("/api/v2/"))[0] == 404


def test_a_retired_source_is_refused_in_words(tills):
    retire_source(source_id=tills.id, on=MONDAY_9AM.date(), reason="Sold.", by=HUGO.actor, at=MONDAY_9AM)

    status, words = refusal(Machine(a_token()).sends([event()]))

    assert (status, "Tills is retired" in words) == (422, True)


@override_settings(API_REQUESTS_A_MINUTE=2)
def test_a_token_that_asks_too_often_waits_for_the_next_minute_on_every_host(tills, monday_9am):
    machine = Machine(a_token())
    monday_9am.shift(15)

    answers = [machine.sends([event()]) for _ in range(3)]
    monday_9am.shift(45)

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert (refusal(answers[2])[0], answers[2].headers["Retry-After"]) == (429, "45")
    assert machine.sends([event()]).status_code == 200


@override_settings(SECURE_SSL_REDIRECT=True)
def test_a_token_sent_in_the_clear_is_refused_and_led_nowhere(tills):
    assert refusal(Machine(a_token()).sends([event()])) == (
        403, "Use https: a token that was sent in the clear is to be ended.",
    )  # fmt: skip


def test_a_heartbeat_says_how_far_a_source_is_and_the_newest_stands(tills):
    machine = Machine(a_token())

    newest = machine.beats("tills", {"complete_until": "2026-06-01T09:00:00+01:00"})
    older = machine.beats("tills", {"complete_until": "2026-06-01T07:00:00Z"})

    assert (newest.status_code, newest.json()) == (
        200, {"source": "tills", "complete_until": "2026-06-01T08:00:00Z", "heard_at": "2026-06-01T08:00:00Z"},
    )  # fmt: skip
    assert older.json() == newest.json()
    assert source_row(tills, at=MONDAY_9AM).complete_until == MONDAY_9AM


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({}, 400), ([], 400), ({"complete_until": "2026-06-01T09:00:00"}, 400), ({"complete_until": 5}, 400),
        ({"complete_until": "2026-06-01T07:00:00Z", "events": 5}, 400),
        ({"complete_until": after(minutes=6).isoformat()}, 422),
    ],
)  # fmt: skip
def test_a_heartbeat_that_makes_no_sense_is_refused_in_words(tills, told, status):
    assert refusal(Machine(a_token()).beats("tills", told))[0] == status


def test_at_closed_doors_a_machine_is_told_so_in_its_own_way(tills):
    machine = Machine(a_token())
    Partner.objects.filter(code="northfield").update(
        state=PartnerState.SUSPENDED, state_reason="A test.", doors_closed_at=MONDAY_9AM
    )
    forget_hosts()

    status, words = refusal(machine.sends([event()]))

    assert (status, "They were closed on 1 June 2026" in words) == (403, True)
