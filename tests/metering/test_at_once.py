"""Two connections that send the same events at the same time: nothing is counted twice, and nothing is lost."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from guildhall.metering.judging import FeedEvent
from guildhall.metering.models import EventConflict, Source, UsageEvent
from guildhall.metering.operations import take_in_usage
from tenants.context import on_the_platform
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
