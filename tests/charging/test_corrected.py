"""Working a closed month out again: the same end, in whatever order things come to light."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guildhall.charging.corrected import NOTHING_LATE, ClosedMonth, CorrectedMonth, LateUse, worked_again
from guildhall.charging.keys import Key
from guildhall.charging.working import Member, PoolInMonth
from guildhall.kernel import Money
from guildhall.metering.units import Unit
from tests.charging.months import AGREED_BY, JUNE
from tests.charging.tables import quantities

RUNS = 10_000 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 500
DESK, USERS = Unit.OFFER_MADE, Unit.APPLICATION_RECEIVED
MEMBERS = tuple(Member(code, f"t_{code}", code.title(), code[:2].upper()) for code in ("ash", "birch", "cedar"))
KEYS = {"desk": Key.by(DESK), "hosting": Key.mixed({DESK: 40, USERS: 60}), "overhead": Key()}


def a_closed_month(costs: dict[str, int], charged: dict[tuple[str, str], int] | None = None) -> ClosedMonth:
    pools = tuple(
        PoolInMonth(number, code, code.title(), KEYS[code], number, 1, date(2026, 4, 1), AGREED_BY, Money(pence))
        for number, (code, pence) in enumerate(costs.items())
    )
    return ClosedMonth(JUNE, MEMBERS, pools, charged)


def late(added: int = 0, cancelled: int = 0) -> LateUse:
    return LateUse(added, cancelled, int(added > 0) + int(cancelled > 0), "digest")


def again(costs: dict[str, int], counted: str, **came: LateUse) -> CorrectedMonth:
    """A month of offers made by ash, birch and cedar, and what came late by code."""
    used = {(f"t_{code}", DESK): quantity for code, quantity in quantities("ash birch cedar", counted).items()}
    return worked_again(
        a_closed_month(costs), counted=used, late={(f"t_{c}", DESK): one for c, one in came.items()}, after=7
    )


def lines(corrected: CorrectedMonth, pool: str) -> list[int]:
    (found,) = (one for one in corrected.now.pools if one.code == pool)
    return [corrected.difference(found, member).pence for member in corrected.members]


def test_what_came_late_from_one_moves_everybodys_share():
    corrected = again({"desk": 1000}, "1 1 2", birch=late(added=4))

    assert lines(corrected, "desk") == [-125, 375, -250]
    assert corrected.reason(corrected.pools[0]) == "4 offers made came late"


@pytest.mark.parametrize(
    ("came", "words"),
    [
        ({"ash": late(added=1)}, "1 offer made came late"),
        ({"ash": late(cancelled=1)}, "1 offer made was cancelled"),
        ({"cedar": late(cancelled=2)}, "2 offers made were cancelled"),
        ({"birch": late(added=240), "cedar": late(cancelled=1)}, "240 offers made came late and 1 was cancelled"),
        ({"birch": late(added=1_240), "cedar": late(cancelled=2)}, "1,240 offers made came late and 2 were cancelled"),
    ],
)
def test_why_is_said_in_words(came, words):
    corrected = again({"desk": 100_000}, "5 5 5", **came)

    assert corrected.reason(corrected.pools[0]) == words


def test_why_of_a_mixed_key_names_each_thing_that_came():
    used = {(member.key, unit): 5 for member in MEMBERS for unit in (DESK, USERS)}
    came = {("t_ash", DESK): late(added=2), ("t_birch", USERS): late(cancelled=1)}

    corrected = worked_again(a_closed_month({"hosting": 100_000}), counted=used, late=came, after=7)

    assert corrected.reason(corrected.pools[0]) == "2 offers made came late and 1 application received was cancelled"


def test_a_refund_is_corrected_as_the_mirror_of_a_charge():
    charge, refund = (again({"desk": pence}, "1 1 2", birch=late(added=4)) for pence in (1000, -1000))

    assert lines(refund, "desk") == [-pence for pence in lines(charge, "desk")]


def test_a_pool_that_moves_no_penny_is_not_corrected():
    corrected = again({"desk": 0}, "1 1 2", birch=late(added=4))

    assert corrected.pools == ()


def test_a_pool_with_nobody_left_is_named_and_not_corrected():
    corrected = again({"desk": 1000}, "1 0 0", ash=late(cancelled=1))

    assert ([pool.code for pool in corrected.unplaced], corrected.pools) == (["desk"], ())


def test_more_taken_back_than_was_used_is_named_and_weighs_nothing():
    corrected = again({"desk": 1000}, "1 1 0", ash=late(cancelled=3))

    assert [(member.code, unit) for member, unit in corrected.below_zero] == [("ash", DESK)]
    assert lines(corrected, "desk") == [-500, 500, 0]


def test_lines_that_somebody_changed_are_named():
    closed = a_closed_month({"desk": 1000}, charged={("desk", "t_ash"): 501, ("desk", "t_birch"): 499})

    corrected = worked_again(closed, counted={("t_ash", DESK): 1, ("t_birch", DESK): 1}, late={}, after=7)

    assert [pool.code for pool in corrected.changed] == ["desk"]


# Whatever comes late, in whatever order


@dataclass(frozen=True)
class Event:
    """So much of a unit, by a member, that came to light in time for one close and was taken back before another."""

    member: int
    unit: Unit
    quantity: int
    counted_at: int
    cancelled_at: int | None


CLOSES = 4
events = st.builds(
    Event,
    member=st.integers(0, 2),
    unit=st.sampled_from([DESK, USERS]),
    quantity=st.integers(1, 10**6),
    counted_at=st.integers(0, CLOSES - 1),
    cancelled_at=st.none() | st.integers(0, CLOSES - 1),
)
always = [Event(0, unit, 1, 0, None) for unit in (DESK, USERS)]


def came_by(close: int, all_events: Sequence[Event]) -> dict[tuple[str, Unit], LateUse]:
    """What one close has to count."""
    came: dict[tuple[str, Unit], LateUse] = defaultdict(lambda: NOTHING_LATE)
    for event in all_events:
        which, before = (MEMBERS[event.member].key, event.unit), came[MEMBERS[event.member].key, event.unit]
        added = event.quantity if event.counted_at == close else 0
        taken = event.cancelled_at is not None and max(event.cancelled_at, event.counted_at) == close
        came[which] = LateUse(before.added + added, before.cancelled + (event.quantity if taken else 0), 0, "")
    return came


def quantity_of(came: dict[tuple[str, Unit], LateUse], counted: dict[tuple[str, Unit], int]) -> dict:
    return {which: counted.get(which, 0) + came[which].quantity for which in {*came, *counted}}


@settings(max_examples=RUNS, deadline=None)
@given(
    costs=st.fixed_dictionaries(
        {"desk": st.integers(1, 10**9), "hosting": st.integers(0, 10**9), "overhead": st.integers(-(10**9), 10**9)}
    ),
    drawn=st.lists(events, max_size=8),
)
def test_whatever_comes_late_the_lines_end_as_if_everything_had_been_known(costs, drawn):
    all_events = [*always, *drawn]
    counted = quantity_of(came_by(0, all_events), {})
    first = worked_again(a_closed_month(costs), counted=counted, late={}, after=0)
    charged = {(pool.code, m.key): first.recomputed(pool, m) for pool in first.now.pools for m in MEMBERS}

    for close in range(1, CLOSES):
        came = came_by(close, all_events)
        corrected = worked_again(a_closed_month(costs, charged), counted=counted, late=came, after=close)
        assert all(sum(lines(corrected, pool.code)) == 0 for pool in corrected.pools)
        assert corrected.changed == []
        for pool in corrected.now.pools:
            for member in MEMBERS:
                charged[pool.code, member.key] += corrected.difference(pool, member).pence
        counted = quantity_of(came, counted)

    known = worked_again(a_closed_month(costs), counted=counted, late={}, after=0)
    assert charged == {(pool.code, m.key): known.recomputed(pool, m) for pool in known.now.pools for m in MEMBERS}
    assert all(sum(charged[code, m.key] for m in MEMBERS) == cost for code, cost in costs.items())
