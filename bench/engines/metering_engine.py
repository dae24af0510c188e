"""Usage: what feeds and rooms write, what pages read, and beside each the barest SQL that does the same rows."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

import psycopg
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.test import RequestFactory

from bench.engines import guildhall_engine
from bench.engines.acts import AT, timed
from guildhall.access.models import User
from guildhall.access.operations.tokens import make_source_token
from guildhall.access.queries import actor_for
from guildhall.access.roles import Role, sender_for
from guildhall.kernel import SYSTEM, Actor, Month
from guildhall.metering.judging import FeedEvent, Outcome
from guildhall.metering.models import Source
from guildhall.metering.operations import SourceTerms, record_usage, register_source, take_in_usage
from guildhall.metering.operations.days import mark_last_event, rebuild_days
from guildhall.metering.queries import events_behind, list_of_events
from guildhall.metering.rules import BATCH_MAX
from guildhall.metering.units import Unit
from tenants.context import as_owner, inside, on_the_platform
from tenants.models import Partner

PARTNERS, LINE, ACTS = 7, 7_500, 500
JUNE, NOW = Month(2026, 6), datetime(2027, 4, 1, 9, 0, tzinfo=UTC)
UNITS = (Unit.APPLICATION_RECEIVED, Unit.ROBOT_MINUTES, Unit.USER_DAYS, Unit.ACCOUNT_PREPARED)
BARE = """
    CREATE TABLE bare (source text, host_feed boolean, partner_key text, identity text, unit text, subject text,
                       quantity bigint, at timestamptz, day date, digest text)
"""
FILL = """
    INSERT INTO metering_usageevent
        (source, host_feed, partner_key, identity, unit, subject, quantity, at, day, digest)
    SELECT %(source)s::text, false, (%(keys)s::text[])[1 + n %% %(many)s], %(source)s::text || n,
           (%(units)s::text[])[1 + n / 7 %% %(kinds)s],
           'thing ' || n, 1 + n %% 5, moment, (moment AT TIME ZONE 'Europe/London')::date,
           encode(sha256(n::text::bytea), 'hex')
      FROM (SELECT n, %(from)s::timestamptz + n %% %(minutes)s * interval '1 minute' AS moment
              FROM generate_series(0, %(events)s - 1) n) seeds
"""
COPY = "COPY bare (source, host_feed, partner_key, identity, unit, subject, quantity, at, day, digest) FROM STDIN"
INSERT = "INSERT INTO bare VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
SUM = "SELECT partner_key, unit, day, sum(quantity), count(*) FROM metering_usageevent GROUP BY 1, 2, 3"
SELECT = """
    SELECT subject, quantity, at FROM metering_usageevent
     WHERE partner_key = %s AND unit = %s AND day >= %s AND day < %s ORDER BY at, id
"""
_numbers = count()


def get_ready() -> dict[str, str]:
    """Prepare an empty database with seven partners, a source of the host's, and a bare table."""
    said: dict[str, str] = guildhall_engine.get_ready()
    for _ in range(PARTNERS - 1):
        guildhall_engine.provision()
    with on_the_platform():
        operator = actor_for(User.objects.get(email="o@bench.example"), partner=None)
        finance = Actor(operator.id, "Hal", frozenset({Role.HOST_FINANCE}))
        terms = SourceTerms("bench", "Bench", "", [Unit.ROBOT_MINUTES], 24, AT.date())
        register_source(terms=terms, by=finance, at=AT)
        said["token"] = make_source_token(name="Bench", source="bench", by=finance, at=AT)[1]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(BARE)
    return said


def fill(events: str) -> float:
    """Have so many events of a year there, and 7,500 behind one line of it."""
    year = {"source": "seed", "keys": _keys(), "units": [u.value for u in UNITS], "from": AT, "minutes": 524_000}
    line = {"source": "line", "keys": _keys()[:1], "units": [Unit.OFFER_MADE.value], "from": JUNE.period.from_}

    def everything() -> None:
        _fill(**year, events=int(events) - LINE)
        _fill(**line, minutes=42_000, events=LINE)
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE metering_usageevent")

    return timed(everything)


def _fill(**told: Any) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(FILL, {**told, "many": len(told["keys"]), "kinds": len(told["units"])})


def take_in() -> float:
    """Time the verb over 5,000 events that nobody knows yet."""
    source, by, events = _source(), *_batch()
    with on_the_platform():
        found: list[Any] = []
        taken = timed(lambda: found.extend(take_in_usage(source_id=source.id, events=events, by=by, at=NOW)))
    if {one.outcome for one in found} != {Outcome.ACCEPTED}:
        raise RuntimeError("A batch was not taken in whole.")
    return taken


def take_in_by_api(token: str) -> float:
    """Time the same from the WSGI application to the last byte of its answer."""
    _, events = _batch()
    body = json.dumps([
        {
            "specversion": "1.0", "id": one.identity, "source": "bench", "type": one.unit.value, "subject": one.subject,
            "time": one.at.isoformat(), "partner": one.partner, "data": {"quantity": one.quantity},
        }
        for one in events
    ])  # fmt: skip
    headers = {"host": settings.BASE_HOST, "authorization": f"Bearer {token}"}
    kind = "application/cloudevents-batch+json"
    environ = RequestFactory(headers=headers).post("/api/v1/usage-events/", body, content_type=kind).environ
    said: list[bytes] = []
    application = _application()
    taken = timed(lambda: said.append(b"".join(application(environ, lambda *_: None))))
    if json.loads(said[0])["accepted"] != BATCH_MAX:
        raise RuntimeError(f"The API answered {said[0][:300]!r}.")
    return taken


def copy_in() -> float:
    """Time PostgreSQL's own COPY of 5,000 such rows into the bare table."""
    _, events = _batch()
    rows = [_row(one) for one in events]

    def copy() -> None:
        own = _own()
        with own.transaction(), own.cursor().copy(COPY) as stream:
            for row in rows:
                stream.write_row(row)

    return timed(copy)


def record_each() -> float:
    """Time 500 acts that each record one event in a transaction of their own."""
    with on_the_platform():
        partner = Partner.objects.order_by("code")[0]

    def acts() -> None:
        for number in numbers:
            with transaction.atomic():
                record_usage(Unit.ACCOUNT_PREPARED, subject=f"act {number}", at=AT + timedelta(minutes=number))

    numbers = [next(_numbers) for _ in range(ACTS)]
    with inside(partner):
        return timed(acts)


def insert_each() -> float:
    """Time 500 INSERTs into the bare table, each a transaction of its own."""
    rows = [_row(one) for one in _batch()[1][:ACTS]]
    own = _own()
    return timed(lambda: [own.execute(INSERT, row) for row in rows])


def rebuild() -> float:
    """Time the counting of every day from every event."""
    with on_the_platform():
        last = mark_last_event(by=SYSTEM, at=NOW)
        return timed(lambda: rebuild_days(up_to=last, by=SYSTEM, at=NOW))


def sum_by_hand() -> float:
    own = _own()
    return timed(lambda: own.execute(SUM).fetchall())


def line_to_events() -> float:
    """Time what the page does that leads from a line to its events: count and digest them, and list them all."""
    key = _keys()[0]
    asked: dict[str, Any] = {"partner_key": key, "unit": Unit.OFFER_MADE, "month": JUNE}
    with on_the_platform():
        partner = Partner.objects.get(schema_name=key)

    def everything() -> None:
        if events_behind(**asked).count != len(list_of_events(**asked, limit=LINE)):
            raise RuntimeError("The line does not rest on all of its events.")

    with inside(partner):
        return timed(everything)


def select_by_hand() -> float:
    asked = [_keys()[0], Unit.OFFER_MADE.value, JUNE.first_day, JUNE.next.first_day]
    own = _own()
    return timed(lambda: own.execute(SELECT, asked).fetchall())


def _batch() -> tuple[Actor, list[FeedEvent]]:
    """Who sends, and 5,000 events that were never sent."""
    codes = _codes()
    events = [
        FeedEvent(
            f"call-{number:09}", Unit.ROBOT_MINUTES, f"line {number % 40}",
            AT + timedelta(seconds=37 * number % 31_000_000), 1 + number % 9, partner=codes[number % len(codes)],
        )
        for number in (next(_numbers) for _ in range(BATCH_MAX))
    ]  # fmt: skip
    return Actor(_source().registered_by_id, "token", frozenset({sender_for("bench")})), events


def _row(event: FeedEvent) -> tuple[object, ...]:
    return (
        "bench", True, event.partner, event.identity, event.unit.value, event.subject, event.quantity, event.at,
        event.day, event.digest,
    )  # fmt: skip


@cache
def _codes() -> list[str]:
    with on_the_platform():
        return sorted(Partner.objects.values_list("code", flat=True))


@cache
def _keys() -> list[str]:
    with on_the_platform():
        return list(Partner.objects.order_by("code").values_list("schema_name", flat=True))


@cache
def _source() -> Source:
    with on_the_platform():
        return Source.objects.get(code="bench")


@cache
def _application() -> Any:
    return get_wsgi_application()


@cache
def _own() -> psycopg.Connection[Any]:
    """A connection without any of ours: the owner's, in `public`, at the end of each statement committed."""
    wanted = ("host", "port", "dbname", "user", "password")
    parameters = {key: value for key, value in connection.get_connection_params().items() if key in wanted}
    return psycopg.connect(**parameters, autocommit=True)
