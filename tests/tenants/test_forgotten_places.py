"""Where a place could be forgotten: streams, signals, threads, event loops, and messages that name another house."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.signals import request_finished
from django.db import ProgrammingError, transaction
from django.http import HttpRequest, StreamingHttpResponse

from guildhall.access.middleware import HostMiddleware
from guildhall.database.place import NOWHERE, here
from guildhall.notices.enclosures.models import Letter
from guildhall.notices.hearing import HEARINGS
from guildhall.notices.models import Delivery, OutboxAnnouncement
from guildhall.notices.states import DeliveryState
from tenants.context import inside, nowhere, on_the_platform
from tenants.delivering import deliver
from tenants.hosts import forget_hosts
from tests.cast import MONDAY_9AM


def _at_northfield() -> HttpRequest:
    request = HttpRequest()
    request.META["HTTP_HOST"] = f"northfield.{settings.BASE_HOST}"
    request.path = "/"
    return request


@pytest.fixture
def from_nowhere(northfield) -> Iterator[None]:
    """As a server's thread is when a request comes in."""
    forget_hosts()
    with nowhere():
        yield


def test_a_request_is_with_its_partner_and_afterwards_nowhere(from_nowhere, northfield):
    seen = []

    HostMiddleware(lambda request: seen.append(here().partner))(_at_northfield())

    assert (seen, here()) == ([northfield.schema_name], NOWHERE)


def test_a_request_that_breaks_leaves_nobody_behind(from_nowhere):
    def break_down(request: HttpRequest) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        HostMiddleware(break_down)(_at_northfield())

    assert here() == NOWHERE


def test_a_body_streamed_after_the_request_reads_nobodys_tables(from_nowhere):
    def body(request: HttpRequest) -> StreamingHttpResponse:
        return StreamingHttpResponse(str(Letter.objects.count()) for _ in range(1))

    answer = HostMiddleware(body)(_at_northfield())

    with pytest.raises(ProgrammingError, match="does not exist"), transaction.atomic():
        list(answer)


def test_a_signal_after_the_response_is_nowhere(from_nowhere):
    seen = []

    def note(**kwargs: object) -> None:
        seen.append(here())

    request_finished.connect(note)
    try:
        HostMiddleware(lambda request: None)(_at_northfield())
        request_finished.send(sender=None)
    finally:
        request_finished.disconnect(note)

    assert seen == [NOWHERE]


def test_threads_begun_inside_a_partner_are_nowhere_and_do_not_disturb_each_other(northfield, eastmoor):
    seen: dict[str, list[str | None]] = {"northfield": [], "eastmoor": [], "neither": []}
    turns = threading.Barrier(3)

    def walk(partner: object, name: str) -> None:
        for _ in range(20):
            with inside(partner):
                turns.wait()
                seen[name].append(here().partner)
            turns.wait()

    def wait() -> None:
        for _ in range(40):
            turns.wait()
            seen["neither"].append(here().partner)

    threads = [threading.Thread(target=walk, args=(one, one.code)) for one in (northfield, eastmoor)]
    for thread in (*threads, other := threading.Thread(target=wait)):
        thread.start()
    for thread in (*threads, other):
        thread.join()

    assert [set(names) for names in seen.values()] == [{northfield.schema_name}, {eastmoor.schema_name}, {None}]


def test_tasks_of_one_event_loop_each_stay_with_their_partner(northfield, eastmoor):
    async def visit(partner: object) -> list[str | None]:
        found = []
        with inside(partner):
            for _ in range(10):
                await asyncio.sleep(0)
                found.append(await sync_to_async(lambda: here().partner)())
        return found

    async def both() -> list[list[str | None]]:
        return await asyncio.gather(visit(northfield), visit(eastmoor))

    ours, theirs = asyncio.run(both())

    assert (set(ours), set(theirs)) == ({northfield.schema_name}, {eastmoor.schema_name})


@pytest.mark.parametrize("hearer", sorted(HEARINGS), ids=lambda name: name.removeprefix("apps."))
def test_no_hearer_listens_to_a_message_that_names_another_partner(northfield, eastmoor, hearer):
    with on_the_platform():
        said = OutboxAnnouncement.objects.create(
            name=HEARINGS[hearer].announcement, partner_key=northfield.schema_name, keywords={}
        )
        delivery = Delivery.objects.create(announcement=said, hearer=hearer, ring_at=MONDAY_9AM)

    with nowhere():
        deliver(partner_key=eastmoor.schema_name, delivery_id=delivery.id, at=MONDAY_9AM)

    with on_the_platform():
        delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (DeliveryState.DUE, "PartnerAbsent")
