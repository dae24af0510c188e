"""Two people approve one merger in the same moment, or the books move while somebody approves it: once, or not."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from guildhall.charging.errors import CarryOverAlready
from guildhall.charging.models import CarryOver, Contribution, Journal, Succession
from guildhall.charging.operations.ledger import Payment, bring_in
from guildhall.charging.operations.merging import approve_carry_over, withdraw_carry_over
from guildhall.charging.queries.invariants import violations
from guildhall.kernel import Actor, Money
from guildhall.notices.models import OutboxAnnouncement
from tenants.context import on_the_platform
from tests.cast import HELEN, HUGO, OLGA
from tests.charging.members import FIRST_HALF, IN_OCTOBER, merger_prepared, merges, months_closed, partner
from tests.charging.months import a_pool
from tests.charging.years import IN_MARCH, a_running_year

pytestmark = pytest.mark.real_schemas


@pytest.fixture
def waiting(own_database) -> Iterator[CarryOver]:
    """Northfield merges into Eastmoor, as Hugo prepared it."""
    with on_the_platform():
        a_running_year(budget="1200.00")
        a_pool(first=FIRST_HALF[0])
        merges("northfield", into="eastmoor", from_day=date(2026, 10, 1))
        held = Payment(partner("northfield").schema_name, Money.of("250.00"), date(2026, 3, 2), "opening")
        bring_in(terms=held, by=HUGO.actor, at=IN_MARCH)
        months_closed(FIRST_HALF, cost="90.00")
        yield merger_prepared()


def approve(one: CarryOver, by: Actor) -> str:
    approve_carry_over(carry_over_id=one.id, by=by, at=IN_OCTOBER)
    return "approved"


def withdraw(one: CarryOver, by: Actor) -> str:
    withdraw_carry_over(carry_over_id=one.id, reason="Not yet.", by=by, at=IN_OCTOBER)
    return "withdrawn"


def at_once(one: CarryOver, *acts: tuple) -> list[str]:
    """What came of acts that were begun together, each on a connection of its own."""
    begin = Barrier(len(acts))

    def act(verb, by: Actor) -> str:
        try:
            with on_the_platform():
                begin.wait(timeout=30)
                return verb(one, by)
        except CarryOverAlready as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(acts)) as workers:
        return sorted(future.result() for future in [workers.submit(act, *each) for each in acts])


def test_two_who_approve_at_once_have_the_books_go_on_once(waiting):
    another = Actor(OLGA.actor.id, "Olga Brandt", HELEN.actor.roles)

    said = at_once(waiting, (approve, HELEN.actor), (approve, another))

    assert said == ["This merger is approved already.", "approved"]
    assert Succession.objects.count() == 1
    assert Journal.objects.filter(identity__startswith="merger/").count() == 6
    assert Contribution.objects.filter(changed_by__identity__startswith="merger/").count() == 12
    assert OutboxAnnouncement.objects.filter(name="charging.books_carried_over").count() == 1
    assert [str(one) for one in violations()] == []


def test_one_who_approves_and_one_who_withdraws_at_once_do_not_both(waiting):
    said = at_once(waiting, (approve, HELEN.actor), (withdraw, HUGO.actor))

    waiting.refresh_from_db()
    went_on = waiting.state == "approved"
    assert said == ([f"This merger is {waiting.state} already.", waiting.state])
    assert (Succession.objects.exists(), Journal.objects.filter(identity__startswith="merger/").exists()) == (
        went_on, went_on,
    )  # fmt: skip
