"""While a month closes, use of third parties goes on being written down: it is charged now or later, and once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from guildhall.charging.models import Customer, CustomerUse, Period, Pool
from guildhall.charging.operations import approve_period, close_period
from guildhall.charging.operations.customers import beside_closes
from guildhall.charging.queries.costs import load_in_force
from guildhall.charging.queries.invariants import violations
from guildhall.kernel import Month
from tenants.context import as_owner, on_the_platform
from tests.cast import HELEN, HUGO
from tests.charging.customers import A_JUNE_DAY, IN_AUGUST, UNIT, a_priced_customer, documents, used_by
from tests.charging.months import JULY, JUNE, a_month_with_costs, a_pool, used
from tests.processes import wait_until

pytestmark = pytest.mark.real_schemas


@pytest.fixture
def june(own_database) -> Iterator[Customer]:
    """June may be closed; a third party has prices and has used two."""
    with on_the_platform():
        a_pool()
        for month in (JUNE, JULY):
            used("northfield", 2, month=month)
            used("eastmoor", 1, month=month)
        customer = a_priced_customer()
        used_by(customer, 2)
        _approved(JUNE)
        yield customer


@pytest.fixture
def others() -> Iterator[Callable[..., Future]]:
    """Somebody else at work, on a connection of their own: others(work, *what)."""
    with ThreadPoolExecutor(max_workers=2) as workers:

        def begin(work: Callable[..., object], *what: object) -> Future:
            return workers.submit(_on_its_own_connection, work, *what)

        yield begin


def _on_its_own_connection(work: Callable[..., object], *what: object) -> object:
    try:
        with on_the_platform():
            return work(*what)
    finally:
        connection.close()


def _approved(month: Month) -> None:
    period = a_month_with_costs(f"recruitment,{month.number}00.00", month=month)
    approve_period(period_id=period.id, load_id=load_in_force(period), by=HELEN.actor, at=month.period.until)


def _close(month: Month) -> None:
    period = Period.objects.of_month(month).get()
    close_period(period_id=period.id, by=HUGO.actor, at=month.period.until)


def _write(customer: Customer, written: threading.Event, go_on: threading.Event) -> None:
    """Three more of June, by an act that takes its time before it commits."""
    with transaction.atomic():
        beside_closes()
        CustomerUse.objects.create(
            customer=customer, pool=Pool.objects.get(), unit=UNIT.value, used_on=A_JUNE_DAY, quantity=3,
            reference="in flight", evidence="Sheet", recorded_at=IN_AUGUST, recorded_by_id=HUGO.actor.person_id,
        )  # fmt: skip
        written.set()
        go_on.wait(timeout=30)


def _somebody_waits(locktype: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = %s", [locktype])
        return bool(cursor.fetchone()[0])


def _billed() -> list[tuple[str, str, str]]:
    assert [str(one) for one in violations()] == []
    return [(one["for"], one["billed in"], one["net"]) for one in documents()]


def test_use_that_was_being_written_before_the_close_is_in_it(june, others):
    written, go_on = threading.Event(), threading.Event()
    act = others(_write, june, written, go_on)
    assert written.wait(timeout=30)

    close = others(_close, JUNE)
    wait_until(lambda: _somebody_waits("advisory"), seconds=30, what="close that waits for the act")
    go_on.set()
    act.result(), close.result()

    assert _billed() == [("2026-06", "2026-06", "£10.00")]


def test_use_that_comes_during_the_close_waits_and_is_charged_by_the_next(june, others):
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE charging_pooltotal IN SHARE MODE")  # a close has counted, and cannot write yet
        close = others(_close, JUNE)
        wait_until(lambda: _somebody_waits("relation"), seconds=30, what="close that has counted")
        act = others(used_by, june, 3)
        wait_until(lambda: _somebody_waits("advisory"), seconds=30, what="act that waits for the close")
    close.result(), act.result()
    _approved(JULY)
    _close(JULY)

    assert _billed() == [("2026-06", "2026-06", "£4.00"), ("2026-06", "2026-07", "£6.00")]
