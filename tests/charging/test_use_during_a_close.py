"""While one month closes, use of the closed months before it goes on: it is corrected now or later, and once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from guildhall.charging.models import Line, Period
from guildhall.charging.operations import approve_period, close_period
from guildhall.charging.queries import first_row_not_in_books, replay
from guildhall.charging.queries.costs import load_in_force
from guildhall.charging.queries.working import worked_month
from guildhall.kernel import Month
from guildhall.metering.operations import record_usage
from tenants.context import as_owner, inside, on_the_platform
from tenants.models import Partner
from tests.cast import HELEN, HUGO
from tests.charging.months import APPLICATIONS, JULY, JUNE, MAY, a_month_with_costs, a_pool, closed, used
from tests.processes import wait_until

pytestmark = pytest.mark.real_schemas
AUGUST = JULY.next


@pytest.fixture
def june(own_database) -> Iterator[Period]:
    """May is closed, June may be."""
    with on_the_platform():
        a_pool()
        for month in (MAY, JUNE, JULY, AUGUST):
            used("northfield", 2, month=month)
            used("eastmoor", 1, month=month)
        closed(a_month_with_costs("recruitment,500.00", month=MAY))
        yield _approved(JUNE)


@pytest.fixture
def others() -> Iterator[Callable[..., Future]]:
    """Somebody else at work, on a connection of their own: others(work, *what)."""
    with ThreadPoolExecutor(max_workers=4) as workers:

        def begin(work: Callable[..., object], *what: object) -> Future:
            return workers.submit(_on_its_own_connection, work, *what)

        yield begin


def _on_its_own_connection(work: Callable[..., object], *what: object) -> object:
    try:
        return work(*what)
    finally:
        connection.close()


def _approved(month: Month) -> Period:
    period = a_month_with_costs(f"recruitment,{month.number}00.00", month=month)
    load = load_in_force(period)
    return approve_period(period_id=period.id, load_id=load, by=HELEN.actor, at=month.period.until)


def _close(month: Month) -> None:
    with on_the_platform():
        period = Period.objects.of_month(month).get()
        close_period(period_id=period.id, by=HUGO.actor, at=month.period.until)


def _write_late(subject: str, written: threading.Event | None = None, go_on: threading.Event | None = None) -> None:
    """One application for May, whose act may take its time before it commits."""
    with on_the_platform():
        partner = Partner.objects.get(code="eastmoor")
    with inside(partner), transaction.atomic():
        record_usage(APPLICATIONS, subject=subject, at=MAY.period.from_)
        if written and go_on:
            written.set()
            go_on.wait(timeout=30)


def _somebody_waits(locktype: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = %s", [locktype])
        return bool(cursor.fetchone()[0])


def _late_events(month: Month) -> int:
    """How many late events of May a month corrected."""
    return sum(
        line.events_count for line in Line.objects.filter(period__month_on=month.first_day, used_on=MAY.first_day)
    )


@contextmanager
def _nobody_writes_totals() -> Iterator[None]:
    """Hold a close up after it has counted, before it has written."""
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE charging_pooltotal IN SHARE MODE")
        yield


def test_an_act_that_began_before_the_close_is_in_its_correction(june, others):
    written, go_on = threading.Event(), threading.Event()
    act = others(_write_late, "in flight", written, go_on)
    assert written.wait(timeout=30)

    close = others(_close, JUNE)
    wait_until(lambda: _somebody_waits("advisory"), seconds=30, what="close that waits for the act")
    go_on.set()
    act.result(), close.result()

    assert _late_events(JUNE) == 1


def test_an_act_that_comes_during_the_close_waits_and_is_in_the_next_correction(june, others):
    with _nobody_writes_totals():
        close = others(_close, JUNE)
        wait_until(lambda: _somebody_waits("relation"), seconds=30, what="close that has counted")
        act = others(_write_late, "during the close")
        wait_until(lambda: _somebody_waits("advisory"), seconds=30, what="act that waits for the close")
    close.result(), act.result()
    _approved(JULY)
    _close(JULY)

    assert (_late_events(JUNE), _late_events(JULY)) == (0, 1)


def test_however_acts_and_closes_meet_nothing_is_lost_and_nothing_counts_twice(june, others):
    def keep_writing(writer: int) -> None:
        for number in range(40):
            _write_late(f"{writer}-{number}")

    writers = [others(keep_writing, writer) for writer in range(3)]
    _close(JUNE)
    _approved(JULY)
    _close(JULY)
    for writer in writers:
        writer.result()
    _approved(AUGUST)
    _close(AUGUST)

    may = Period.objects.of_month(MAY).get()
    shares = worked_month(may).allocation.totals
    assert sum(_late_events(month) for month in (JUNE, JULY, AUGUST)) == 120
    assert _charged_of_may() == {code: share.pence for code, share in shares.items()}
    assert [replay(period=period).is_same for period in Period.objects.all()] == [True] * 4
    assert first_row_not_in_books() is None


def _charged_of_may() -> dict[str, int]:
    codes = dict(Partner.objects.values_list("schema_name", "code"))
    charged = dict.fromkeys(codes.values(), 0)
    for line in Line.objects.filter(used_on=MAY.first_day):
        charged[codes[line.partner_key]] += line.pence
    return charged
