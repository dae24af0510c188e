"""Whole months, whatever was used and whenever it came: all of it is charged, once, and can be proved again."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.charging.keys import Key
from guildhall.charging.models import Line, Period
from guildhall.charging.queries import replay
from guildhall.charging.queries.invariants import violations
from guildhall.metering.facts import UsageFact
from guildhall.metering.models import UsageEvent
from guildhall.metering.operations import record_usage_in_bulk
from guildhall.metering.units import Unit
from tenants.context import inside
from tenants.models import Partner
from tests.charging.months import JULY, JUNE, MAY, a_month_with_costs, a_pool, closed
from tests.charging.taking_back import taken_back

pytestmark = pytest.mark.usefixtures("on_platform")
EXAMPLES = 10_000 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 12
MONTHS = [MAY, JUNE, JULY]
ROUNDS = len(MONTHS)

acts = st.lists(
    st.tuples(
        st.sampled_from(["northfield", "eastmoor"]),
        st.sampled_from([Unit.ROBOT_MINUTES, Unit.USER_DAYS]),
        st.integers(0, ROUNDS - 1),  # the month it is used in
        st.integers(0, ROUNDS - 1),  # the round it comes in: before that month's close, or late
        st.integers(1, 10**6),
        st.integers(1, 3),  # how often it is sent
    ),
    max_size=8,
)


def numbered(came) -> list[tuple[str, int, UsageFact]]:
    """Each sending of each act: whose, in which round, and what. Every month has some use of each unit in time."""
    always = [("northfield", unit, number, 0, 1, 1) for unit in (Unit.ROBOT_MINUTES, Unit.USER_DAYS)
              for number in range(ROUNDS)]  # fmt: skip
    return [
        (code, turn, UsageFact.of(unit, subject=f"act {act}", quantity=quantity, at=_instant(number, act)))
        for act, (code, unit, number, turn, quantity, times) in enumerate([*always, *came])
        for _ in range(times)
    ]


def _instant(number: int, act: int):
    return MONTHS[number].period.from_ + timedelta(days=act % 28, microseconds=act % 2)


def sent(sendings: Sequence[tuple[str, int, UsageFact]]) -> None:
    for code, _, fact in sendings:
        with inside(Partner.objects.get(code=code)), transaction.atomic():
            record_usage_in_bulk([fact])


def three_closed_months(sendings: Sequence[tuple[str, int, UsageFact]]) -> None:
    """What comes in a round comes before that month's close, whichever month it was used in."""
    a_pool("desk", key=Key.by(Unit.USER_DAYS), position=1)
    a_pool("hosting", key=Key.mixed({Unit.ROBOT_MINUTES: 60, Unit.USER_DAYS: 40}), position=2)
    a_pool("overhead", key=Key(), position=3)
    for number, month in enumerate(MONTHS):
        sent([sending for sending in sendings if sending[1] == number])
        closed(a_month_with_costs("desk,100.01", "hosting,333.33", "overhead,50.50", month=month, mark=f"GL {month}"))


def charged_in_the_end() -> dict[tuple[str, str, str], int]:
    """All that was charged of each month, by pool and partner, on whichever statement."""
    lines = Line.objects.values_list("used_on", "pool__code", "partner_key").annotate(Sum("pence")).order_by()
    return {(str(used_on), pool, key): int(pence) for used_on, pool, key, pence in lines}


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(came=acts)
def test_every_penny_of_three_months_is_charged_once_and_proved_again(came):
    sendings = numbered(came)
    with taken_back():
        three_closed_months(sendings)

        counted = UsageEvent.objects.aggregate(Sum("quantity"))["quantity__sum"]
        assert counted == sum(quantity for *_, quantity, _ in came) + 2 * ROUNDS
        assert sum(charged_in_the_end().values()) == ROUNDS * (100_01 + 333_33 + 50_50)
        assert all(replay(period=period).is_same for period in Period.objects.all())
        assert [str(violation) for violation in violations()] == []


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(came=acts, chance=st.randoms(use_true_random=False))
def test_neither_the_order_nor_a_repeat_nor_lateness_changes_what_is_charged_in_the_end(came, chance):
    in_time = {fact.identity + code: (code, MONTHS.index(fact.month), fact) for code, _, fact in numbered(came)}
    with taken_back():
        three_closed_months(list(in_time.values()))
        expected = charged_in_the_end()

    shuffled = numbered(came)
    chance.shuffle(shuffled)
    with taken_back():
        three_closed_months(shuffled)
        sent(shuffled)

        assert {key: pence for key, pence in charged_in_the_end().items() if pence or key in expected} == expected
        assert UsageEvent.objects.count() == len(in_time)
