"""The row is the work: said only if the transaction commits, done once however often the bell rings."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import transaction

from guildhall.database.operation import OutsideTransaction
from guildhall.database.place import NoPartnerHere
from guildhall.kernel import Already
from guildhall.notices.announcements import KNOWN, Announcement, PlatformAnnouncement, UnknownAnnouncement
from guildhall.notices.enclosures.models import Letter
from guildhall.notices.errors import DeliveryAlreadyTaken
from guildhall.notices.hearing import HEARINGS, hears
from guildhall.notices.letters import write_letter
from guildhall.notices.models import Delivery, OutboxAnnouncement
from guildhall.notices.operations import LEASE, announce, take_delivery
from guildhall.notices.queries import outbox_health
from tenants.context import inside, on_the_platform
from tenants.delivering import deliver, deliver_everything_waiting
from tests.cast import MONDAY_9AM, after

HEARD: list[dict[str, object]] = []


@pytest.fixture
def bell_tower():
    """A name, and somebody who hears it and does what the test says."""
    behaviour = {"raise": None}
    Announcement("tests.bell_rung", "A bell was rung in a test.", times=int)

    @hears("tests.bell_rung", gives_up_with=lambda **kw: HEARD.append({"gave up": kw["reason"]}))
    def the_bell(*, times: int, enclosed: dict, at: object, **later: object) -> None:
        if behaviour["raise"]:
            raise behaviour["raise"]
        HEARD.append({"times": times, "enclosed": enclosed})

    HEARD.clear()
    yield behaviour
    HEARINGS.pop(f"{the_bell.__module__}.{the_bell.__qualname__}")
    KNOWN.pop("tests.bell_rung")


def _ring(**enclosed: object) -> Delivery:
    with transaction.atomic():
        announce("tests.bell_rung", times=1, enclosed=enclosed or None)
    return Delivery.objects.latest("id")


def test_an_announcement_reaches_its_hearer_with_its_enclosure(northfield, bell_tower):
    _ring(name="Casey Morgan")

    deliver_everything_waiting(at=MONDAY_9AM)

    assert HEARD == [{"times": 1, "enclosed": {"name": "Casey Morgan"}}]


def test_the_name_in_an_enclosure_never_stands_in_the_outbox(northfield, bell_tower):
    _ring(name="Casey Morgan")

    row = OutboxAnnouncement.objects.latest("id")

    assert "Casey" not in str(row.keywords)


def test_ringing_again_changes_nothing(northfield, bell_tower):
    delivery = _ring()

    for _ in range(3):
        deliver(partner_key=northfield.schema_name, delivery_id=delivery.id, at=MONDAY_9AM)

    assert len(HEARD) == 1


def test_already_counts_as_done(northfield, bell_tower):
    bell_tower["raise"] = Already("It has been done.")
    delivery = _ring()

    deliver(partner_key=northfield.schema_name, delivery_id=delivery.id, at=MONDAY_9AM)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("done", "")


def test_three_deaths_park_a_delivery_with_its_reason_and_tell_its_hearer(northfield, bell_tower):
    bell_tower["raise"] = ValueError("the rope broke")
    delivery = _ring()

    for hour in range(4):
        deliver(partner_key=northfield.schema_name, delivery_id=delivery.id, at=after(hours=hour))

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.reason) == ("parked", 3, "ValueError")
    assert HEARD == [{"gave up": "ValueError"}]


def test_what_a_fault_says_of_a_person_never_reaches_the_outbox(northfield, bell_tower):
    bell_tower["raise"] = ValueError("casey@candidate.example is refused")
    delivery = _ring()

    deliver(partner_key=northfield.schema_name, delivery_id=delivery.id, at=MONDAY_9AM)

    delivery.refresh_from_db()
    assert delivery.reason == "ValueError"


def test_a_worker_that_died_leaves_a_lease_that_runs_out(northfield, bell_tower):
    delivery = _ring()
    with on_the_platform():
        take_delivery(delivery_id=delivery.id, at=MONDAY_9AM)  # and the worker is killed here

        with pytest.raises(DeliveryAlreadyTaken):
            take_delivery(delivery_id=delivery.id, at=after(minutes=1))
    deliver(partner_key=northfield.schema_name, delivery_id=delivery.id, at=MONDAY_9AM + LEASE)

    assert len(HEARD) == 1


def test_a_message_that_names_another_partner_than_its_row_is_refused(northfield, eastmoor, bell_tower):
    delivery = _ring()

    deliver(partner_key=eastmoor.schema_name, delivery_id=delivery.id, at=MONDAY_9AM)

    delivery.refresh_from_db()
    assert HEARD == []
    assert delivery.reason == "PartnerAbsent"


def test_what_is_not_committed_is_not_said(northfield, bell_tower):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        announce("tests.bell_rung", times=1)
        raise ZeroDivisionError

    deliver_everything_waiting(at=MONDAY_9AM)

    assert HEARD == []


def test_a_name_that_nobody_set_down_cannot_be_announced(northfield):
    with pytest.raises(UnknownAnnouncement, match=r"No room has set down “tests\.nobody”"), transaction.atomic():
        announce("tests.nobody")


def test_work_of_a_partner_cannot_be_announced_with_no_partner(on_platform, bell_tower):
    with pytest.raises(NoPartnerHere, match="partner's context"), transaction.atomic():
        announce("tests.bell_rung", times=1)


def test_work_that_is_declared_the_platforms_can(on_platform, bell_tower):
    PlatformAnnouncement("tests.bell_rung", "A bell of the platform.", times=int)

    with transaction.atomic():
        announce("tests.bell_rung", times=1)

    assert Delivery.objects.latest("id").partner_key == ""


def test_nothing_can_be_announced_from_nowhere(db, bell_tower):
    PlatformAnnouncement("tests.bell_rung", "A bell of the platform.", times=int)

    with pytest.raises(NoPartnerHere), transaction.atomic():
        announce("tests.bell_rung", times=1)


def test_a_keyword_that_was_not_set_down_is_refused(northfield, bell_tower):
    with pytest.raises(UnknownAnnouncement, match="carries \\['times'\\]"), transaction.atomic():
        announce("tests.bell_rung", times=1, name="Casey")


def test_a_step_refuses_to_run_outside_a_transaction():
    with pytest.raises(OutsideTransaction, match="call it from an operation"):
        announce("tests.bell_rung", times=1)


def test_a_letter_is_sent_once_word_for_word(northfield):
    with transaction.atomic():
        letter = write_letter(
            to="adam@northfield.example", subject="Join", template="invitation", at=MONDAY_9AM,
            context={
                "asker": "Oskar", "partner": "Northfield", "link": "https://x", "expires_at": MONDAY_9AM, "roles": [],
            },
        )  # fmt: skip

    deliver_everything_waiting(at=MONDAY_9AM)
    deliver_everything_waiting(at=MONDAY_9AM)

    letter = Letter.objects.get(id=letter.id)
    assert [(m.to, m.subject, m.body) for m in mail.outbox if m.subject == "Join"] == [
        (["adam@northfield.example"], "Join", letter.body)
    ]
    assert letter.sent_at == MONDAY_9AM


def test_the_outbox_says_how_it_is(northfield, eastmoor, bell_tower):
    _ring()
    with inside(eastmoor):
        _ring()

    with on_the_platform():
        health = outbox_health()

    assert (health.waiting, health.parked) == (2, 0)
