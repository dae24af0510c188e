"""A year of usage and its closes, by the owner: `python -m bench.alone closing_year N EVENTS`.

So many partners without homes share twelve pools; events are written by the server itself, with their digests. Each
month is closed without documents, beside a sum of its events written by hand; then the year is replayed, a line is
followed to its events, and the books are checked apart. It prints the seconds as JSON.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from django.db import connection, transaction

from guildhall.access.models import User
from guildhall.access.operations import appoint_person
from guildhall.access.queries import actor_for
from guildhall.access.roles import Role
from guildhall.charging.costs import read_costs
from guildhall.charging.keys import Key
from guildhall.charging.models import Line, Period
from guildhall.charging.operations import (
    PoolTerms,
    approve_period,
    close_period,
    load_costs,
    open_period,
    set_up_pool,
)
from guildhall.charging.queries import replay
from guildhall.charging.queries.costs import load_in_force
from guildhall.charging.queries.invariants import violations
from guildhall.kernel import SYSTEM, Actor, FinancialYear, Month
from guildhall.metering.queries import events_behind, list_of_events
from guildhall.metering.units import Unit
from tenants.context import as_owner, on_the_platform
from tenants.models import Partner
from tenants.preparing import create_database, prepare

YEAR, POOLS = FinancialYear(2026), 12
AT = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
UNITS = list(Unit)
EVENTS = """
    INSERT INTO metering_usageevent (source, identity, partner_key, unit, subject, quantity, at, day, digest)
    SELECT 'bench/' || key, unit || ':' || n, key, unit, n, 1, at, (at AT TIME ZONE 'Europe/London')::date,
           encode(sha256(convert_to(unit || '|' || n || '|1|' || to_char(at AT TIME ZONE 'UTC',
               'YYYY-MM-DD"T"HH24:MI:SS') || '+00:00', 'UTF8')), 'hex')
    FROM (SELECT n, (%(keys)s::text[])[1 + n %% %(partners)s] AS key,
                 (%(units)s::text[])[1 + (n / %(partners)s) %% %(of)s] AS unit,
                 %(from)s::timestamptz + make_interval(secs => (n::bigint * 7919) %% %(seconds)s) AS at
          FROM generate_series(1, %(events)s) n) one
"""
BY_HAND = """
    SELECT partner_key, unit, sum(quantity), count(*) FROM metering_usageevent
    WHERE day >= %s AND day < %s GROUP BY partner_key, unit
"""


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def somebody(name: str, *roles: Role) -> Actor:
    email = f"{name}@bench.example"
    appoint_person(email=email, name=name, partner=None, roles=list(roles), password_hash="", by=SYSTEM, at=AT)
    return actor_for(User.objects.get(email=email), partner=None)


def partners_join(partners: int) -> list[str]:
    """Partners with a row each, since a close asks for no more of them. Gives: their keys."""
    rows = [
        Partner(
            id=uuid4(), schema_name=f"t_{number:08}", code=f"bench{number}", name=f"Bench {number}",
            short_name=f"Bench {number}", letters=f"B{number}", kind=Partner.Kind.ACUTE, state="live",
            joined_on=AT.date(), applied_at=AT,
        )
        for number in range(partners)
    ]  # fmt: skip
    return [partner.schema_name for partner in Partner.objects.bulk_create(rows)]


def pools_are_set_up(by: Actor) -> None:
    for number in range(POOLS):
        two = {UNITS[number % len(UNITS)]: 60, UNITS[(number + 1) % len(UNITS)]: 40}
        key = Key() if number == POOLS - 1 else Key.mixed(two) if number % 2 else Key.by(UNITS[number % len(UNITS)])
        terms = PoolTerms(f"pool{number}", f"Pool {number}", key, YEAR.months[0], "The bench", number + 1)
        set_up_pool(terms=terms, by=by, at=AT)


def use_comes_in(keys: list[str], *, events: int) -> None:
    first, last = YEAR.months[0].period.from_, YEAR.months[-1].period.until
    words = {
        "keys": keys, "partners": len(keys), "units": [unit.value for unit in UNITS], "of": len(UNITS),
        "from": first, "seconds": int((last - first).total_seconds()), "events": events,
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(EVENTS, words)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE metering_usageevent")


def ready_to_close(month: Month, *, by: Actor, approver: Actor) -> Period:
    period = open_period(month=month, by=by, at=month.period.from_)
    rows = [f"pool{number},{1000 + number}.01,GL {month} {number},Invoices," for number in range(POOLS)]
    text = "\n".join(["pool,amount,ledger_reference,narrative,reason", *rows])
    file = read_costs(text.encode(), name=f"{month}.csv", pools=[f"pool{number}" for number in range(POOLS)])
    load_costs(period_id=period.id, terms=file, control_total=file.total, by=by, at=month.period.until)
    period.refresh_from_db()
    approve_period(period_id=period.id, load_id=load_in_force(period), by=approver, at=month.period.until)
    return period


def summed_by_hand(month: Month) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND, [month.first_day, month.next.first_day])
        cursor.fetchall()


def replayed() -> None:
    for period in Period.objects.order_by("month_on"):
        if not replay(period=period).is_same:
            raise RuntimeError(f"{period.name} does not replay to its digest.")


def a_line_is_followed() -> None:
    line = Line.objects.select_related("period").exclude(events_count=0).order_by("-events_count")[0]
    driver = line.drivers[0]
    what = {"partner_key": line.partner_key, "unit": Unit(driver["unit"]), "month": line.period.month}
    if events_behind(**what).digest != driver["digest"]:
        raise RuntimeError("The events behind a line are not those that were counted.")
    list_of_events(**what)


def books_are_checked() -> None:
    if found := [str(violation) for violation in violations()]:
        raise RuntimeError("\n".join(found[:20]))


def main(partners: int, events: int) -> None:
    create_database()
    for _ in prepare():
        pass
    closes, sums = [], []
    with on_the_platform():
        hugo, helen = somebody("hugo", Role.HOST_FINANCE), somebody("helen", Role.HOST_FINANCE, Role.BOARD)
        keys = partners_join(partners)
        pools_are_set_up(hugo)
        use_comes_in(keys, events=events)
        for month in YEAR.months:
            period = ready_to_close(month, by=hugo, approver=helen)
            sums.append(timed(lambda month=month: summed_by_hand(month)))
            closes.append(
                timed(lambda period=period: close_period(period_id=period.id, by=hugo, at=period.month.period.until))
            )
        told = {
            "closes": closes, "sums": sums, "replay": timed(replayed),
            "line": [timed(a_line_is_followed) for _ in range(5)], "check": timed(books_are_checked),
        }  # fmt: skip
    print(json.dumps(told))
