"""Two connections that send the same events at the same time: nothing is counted twice, and nothing is lost."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from guildhall.kernel import SYSTEM
from guildhall.metering.errors import UsageBeingWritten
from guildhall.metering.judging import FeedEvent
from guildhall.metering.models import EventConflict, Source, UsageDay, UsageEvent
from guildhall.metering.operations import record_usage, take_in_usage
from guildhall.metering.operations.days import count_new_days, mark_last_event
from tenants.context import inside, on_the_platform
from tenants.models import Partner
from tests.cast import MONDAY_9AM
from tests.metering.feeds import ROBOT, a_source, sender_of

EVENTS = [
    FeedEvent(
        f"call-{number}",
        ROBOT,
        "the exchange",
        MONDAY_9AM,
        1 + number % 5,
        partner=("eastmoor", "northfield")[number % 2],
    )
    for number in range(400)
]
SENDERS = 4


def _pieces(seed: int) -> list[list[FeedEvent]]:
    """All events, shuffled and cut into uneven pieces, some of them sent twice."""
    dice, events = random.Random(seed), list(EVENTS)
    dice.shuffle(events)
    pieces = []
    while events:
        size = dice.randint(1, 90)
        pieces.append(events[:size])
        events = events[size:]
    return pieces + dice.sample(pieces, 3)


def _send(source: Source, seed: int, together: Barrier) -> int:
    """What one sender was told was accepted, on a connection of its own."""
    try:
        together.wait(timeout=20)
        with on_the_platform():
            sender = sender_of(source)
            found = [
                one
                for piece in _pieces(seed)
                for one in take_in_usage(source_id=source.id, events=piece, by=sender, at=MONDAY_9AM)
            ]
        assert {str(one.outcome) for one in found} <= {"accepted", "duplicate"}
        return sum(one.outcome == "accepted" for one in found)
    finally:
        connection.close()


@pytest.mark.real_schemas
def test_senders_at_once_in_pieces_and_shuffled_count_each_event_once(own_database):
    with on_the_platform():
        source = a_source()
    together = Barrier(SENDERS)

    with ThreadPoolExecutor(SENDERS) as senders:
        accepted = list(senders.map(lambda seed: _send(source, seed, together), range(SENDERS)))

    with on_the_platform():
        written = dict(UsageEvent.objects.filter(source=source.code).values_list("identity", "quantity"))
        assert written == {event.identity: event.quantity for event in EVENTS}
        assert UsageEvent.objects.filter(source=source.code).count() == len(EVENTS) == sum(accepted)
        assert EventConflict.objects.count() == 0
    assert sum(number > 0 for number in accepted) > 1, "Nobody met anybody: this proves nothing."


def _write_and_wait(written: Event, go_on: Event) -> None:
    """A writer who takes their time: the event is written, and not committed until somebody says so."""
    try:
        with inside(_northfield()), transaction.atomic():
            record_usage(ROBOT, subject="slow", at=MONDAY_9AM, quantity=5)
            written.set()
            go_on.wait(timeout=20)
    finally:
        connection.close()


def _northfield() -> Partner:
    with on_the_platform():
        return Partner.objects.get(code="northfield")


@pytest.mark.real_schemas
def test_the_mark_is_never_set_past_an_event_that_is_still_being_written(own_database):
    written, go_on = Event(), Event()
    told = {"by": SYSTEM, "at": MONDAY_9AM}
    with ThreadPoolExecutor(1) as writers:
        writing = writers.submit(_write_and_wait, written, go_on)
        assert written.wait(timeout=20)

        with on_the_platform(), pytest.raises(UsageBeingWritten):
            mark_last_event(**told)
        with inside(_northfield()), transaction.atomic():
            record_usage(ROBOT, subject="quick", at=MONDAY_9AM, quantity=1)
        go_on.set()
        writing.result(timeout=20)

    with on_the_platform():
        count_new_days(up_to=mark_last_event(**told), **told)
        assert [day.quantity for day in UsageDay.objects.filter(unit=ROBOT)] == [6]
