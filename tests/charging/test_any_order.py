"""Whatever comes late over three months, in whatever order: the lines end as if everything had been known in time."""

from __future__ import annotations

import os

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.charging.keys import Key
from guildhall.charging.models import Line, Period, PoolTotal
from guildhall.charging.queries import first_broken_link, first_row_not_in_books, replay
from guildhall.charging.queries.working import worked_month
from guildhall.metering.units import Unit
from tests.charging.months import JULY, JUNE, MAY, a_month_with_costs, a_pool, cancelled, closed, used
from tests.charging.taking_back import taken_back

pytestmark = pytest.mark.usefixtures("on_platform")
EXAMPLES = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 6
MONTHS = [MAY, JUNE, JULY, JULY.next]

late = st.lists(
    st.tuples(
        st.sampled_from(["northfield", "eastmoor"]),
        st.integers(1, 4),
        st.sampled_from([Unit.APPLICATION_RECEIVED, Unit.OFFER_MADE]),
        st.integers(0, 2),
        st.sampled_from(["used", "cancelled again"]),
    ),
    max_size=3,
)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(late, min_size=3, max_size=3))
def test_the_lines_of_each_month_end_as_if_everything_had_been_known(rounds):
    with taken_back():
        _use_in_time()
        for number, month in enumerate(MONTHS):
            closed(a_month_with_costs("desk,100.01", "hosting,300.00", f"overhead,50.5{number}", month=month))
            if number < len(rounds):
                _come_late(rounds[number], closed_so_far=MONTHS[: number + 1], mark=f"round {number}")

        for period in Period.objects.all():
            assert _charged(period) == _as_if_known(period)
            assert replay(period=period).is_same
        assert _sums_that_are_not_the_cost() == []
        assert (first_broken_link(), first_row_not_in_books()) == (None, None)


def _use_in_time() -> None:
    a_pool("desk", key=Key.by(Unit.OFFER_MADE), position=1)
    a_pool("hosting", key=Key.mixed({Unit.APPLICATION_RECEIVED: 60, Unit.OFFER_MADE: 40}), position=2)
    a_pool("overhead", key=Key(), position=3)
    for month in MONTHS:
        used("northfield", 2, month=month)
        used("eastmoor", 1, unit=Unit.OFFER_MADE, month=month)


def _come_late(came, *, closed_so_far, mark: str) -> None:
    for number, (partner, quantity, unit, which, what) in enumerate(came):
        of = {"unit": unit, "month": closed_so_far[which % len(closed_so_far)], "mark": f"{mark}.{number}"}
        used(partner, quantity, **of)
        if what == "cancelled again":
            cancelled(partner, quantity, **of)


def _charged(period: Period) -> dict[tuple[str, str], int]:
    """All that was charged of a month, on whichever statement."""
    lines = Line.objects.filter(used_on=period.month_on).values_list("pool__code", "partner_key")
    return {(pool, key): int(pence) for pool, key, pence in lines.annotate(Sum("pence")).order_by()}


def _as_if_known(period: Period) -> dict[tuple[str, str], int]:
    """What a close that had known everything would have charged."""
    worked = worked_month(period)
    return {
        (pool.code, member.key): worked.shared(pool).shares[member.code].pence
        for pool in worked.pools
        for member in worked.members
    }


def _sums_that_are_not_the_cost() -> list[PoolTotal]:
    return [
        total for total in PoolTotal.objects.all() if sum(line.pence for line in total.lines.all()) != total.cost_pence
    ]
