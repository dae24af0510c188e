"""Fair between partners: one's flood does not keep another's one waiting, and nobody holds all the workers' hands."""

from __future__ import annotations

from collections import Counter

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from guildhall.notices.models import Delivery, OutboxAnnouncement
from guildhall.notices.operations import fail_delivery, finish_delivery, take_delivery
from guildhall.notices.relay import ring_what_is_due
from tests.cast import MONDAY_9AM, after

CEILING = settings.DELIVERIES_AT_ONCE
pytestmark = pytest.mark.usefixtures("on_platform", "nothing_waits")


@pytest.fixture
def nothing_waits(on_platform) -> None:
    Delivery.objects.exclude(state="done").update(state="done", done_at=MONDAY_9AM)


@pytest.fixture
def rung(monkeypatch) -> list[int]:
    """The deliveries whose bells are rung, in order, by a broker that carries nothing."""
    bells: list[int] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, queue: bells.append(args[1]))
    return bells


def _flood(partner_key: str, count: int, *, queue: str = "guildhall", at=MONDAY_9AM) -> None:
    said = OutboxAnnouncement.objects.create(name="tests.flood", partner_key=partner_key)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notices_delivery (announcement_id, hearer, partner_key, queue, state, attempts, fence, rings,"
            " ring_at, reason) SELECT %s, 'tests.' || n, %s, %s, 'due', 0, 0, 0, %s, '' FROM generate_series(1, %s) n",
            [said.id, partner_key, queue, at, count],
        )


def _owners(ids: list[int]) -> Counter[str]:
    owner = dict(Delivery.objects.filter(id__in=ids).values_list("id", "partner_key"))
    return Counter(owner[id_] for id_ in ids)


def test_a_flood_of_ten_thousand_does_not_delay_anothers_one(rung):
    _flood("t_flooder", 10_000)
    _flood("t_other", 1, at=after(minutes=5))

    ring_what_is_due(at=after(minutes=6))

    assert _owners(rung) == {"t_flooder": CEILING, "t_other": 1}
    assert _owners(rung[:2]) == {"t_flooder": 1, "t_other": 1}


def test_a_lane_that_is_full_gets_no_bell_until_something_of_it_is_done(rung):
    _flood("t_flooder", 100)
    ring_what_is_due(at=MONDAY_9AM)

    assert ring_what_is_due(at=after(seconds=1)) == 0
    delivery = take_delivery(delivery_id=rung[0], at=after(seconds=1))
    finish_delivery(delivery_id=delivery.id, fence=delivery.fence, at=after(seconds=1))

    assert ring_what_is_due(at=after(seconds=1)) == 1


def test_a_failure_makes_room_for_the_next_and_waits_its_own_turn(rung):
    _flood("t_flooder", 100)
    ring_what_is_due(at=MONDAY_9AM)
    delivery = take_delivery(delivery_id=rung[0], at=MONDAY_9AM)

    fail_delivery(delivery_id=delivery.id, fence=delivery.fence, reason="ValueError", at=MONDAY_9AM)
    ring_what_is_due(at=after(seconds=1))

    assert rung[-1] != delivery.id
    assert len(rung) == CEILING + 1


def test_a_bell_that_nobody_answers_is_rung_again_and_takes_no_second_place(rung):
    _flood("t_flooder", 100)

    for second in range(0, 120, 3):
        ring_what_is_due(at=after(seconds=second))

    assert len(set(rung)) == CEILING
    assert len(rung) > CEILING


def test_slow_work_of_a_partner_does_not_keep_its_prompt_work_waiting(rung):
    _flood("t_flooder", 100, queue="documents")
    _flood("t_flooder", 1)

    ring_what_is_due(at=MONDAY_9AM)

    assert Counter(Delivery.objects.filter(id__in=rung).values_list("queue", flat=True)) == {
        "documents": CEILING, "guildhall": 1,
    }  # fmt: skip


def test_a_look_costs_seven_statements_whatever_waits(rung, django_assert_num_queries):
    _flood("t_flooder", 10_000)
    _flood("t_other", 1)

    with django_assert_num_queries(7):
        ring_what_is_due(at=MONDAY_9AM)


def _finish(ids: list[int], *, at=MONDAY_9AM) -> None:
    for id_ in ids:
        taken = take_delivery(delivery_id=id_, at=at)
        finish_delivery(delivery_id=id_, fence=taken.fence, at=at)


@examples(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # rows stay
@given(waiting=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 40), min_size=1), done=st.integers(0, 8))
def test_whatever_waits_every_lane_has_its_share_and_none_has_more(rung, waiting, done):
    Delivery.objects.exclude(state="done").update(state="done", done_at=MONDAY_9AM)
    for name, count in waiting.items():
        _flood(f"t_{name}", count)
    rung.clear()

    ring_what_is_due(at=MONDAY_9AM)
    first_look = list(rung)
    _finish(rung[:done])
    ring_what_is_due(at=after(seconds=1))

    in_hand = Counter(Delivery.objects.in_hand().values_list("partner_key", flat=True))
    assert _owners(first_look) == {f"t_{name}": min(count, CEILING) for name, count in waiting.items()}
    assert len(_owners(first_look[: len(waiting)])) == len(waiting), "everybody has had one before anybody has two"
    assert all(count <= CEILING for count in in_hand.values())
    assert len(rung) == len(set(rung))


def test_however_much_waits_everything_is_rung_in_the_end(rung):
    for name, count in (("a", 30), ("b", 3), ("", 12)):
        _flood(f"t_{name}" if name else "", count)

    second = 0
    while Delivery.objects.exclude(state="done").exists():
        before = len(rung)
        ring_what_is_due(at=after(seconds=second))
        _finish(rung[before:], at=after(seconds=second))
        second += 1

    assert (second, len(rung)) == (4, 45)
