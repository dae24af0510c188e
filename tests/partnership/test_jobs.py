"""Jobs: what waits and what was given up; replayed, one or a kind, or set aside with a reason; never dropped."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from apps.partnership.operations.replaying import replay_delivery, replay_parked, set_aside_delivery
from guildhall.audit.queries import trail_of
from guildhall.kernel import NotAllowed
from guildhall.notices.errors import DeliveryOnItsWay, NothingParked
from guildhall.notices.letters import write_letter
from guildhall.notices.models import Delivery
from guildhall.notices.queries import relay_lag
from tenants.context import inside, on_the_platform
from tenants.delivering import deliver_everything_waiting
from tenants.models import Partner
from tests import cast
from tests.cast import MONDAY_9AM, after

KIND = {"name": "notices.letter_written", "hearer": "guildhall.notices.tasks.a_letter_is_written"}
QUESTIONS_OF_THE_LIST = 10


def _letters(count: int, *, state: str = "parked") -> list[Delivery]:
    context = {"asker": "Oskar", "partner": "Northfield", "link": "https://x", "expires_at": MONDAY_9AM, "roles": []}
    with inside(Partner.objects.get(code="northfield")), transaction.atomic():
        for number in range(count):
            write_letter(
                to="adam@northfield.example", subject=f"Letter {number}", template="invitation", context=context,
                at=MONDAY_9AM,
            )  # fmt: skip
    written = list(Delivery.objects.order_by("-id")[:count])
    reason = "SMTPServerDisconnected" if state != "due" else ""
    Delivery.objects.filter(id__in=[one.id for one in written]).update(
        state=state, attempts=3 if reason else 0, reason=reason
    )
    return list(Delivery.objects.filter(id__in=[one.id for one in written]).order_by("id"))


def test_a_parked_letter_that_is_replayed_goes_out_and_the_trail_says_who(on_platform, operator):
    parked = _letters(1)[0]

    replay_delivery(delivery_id=parked.id, by=operator, at=MONDAY_9AM)
    deliver_everything_waiting(at=MONDAY_9AM)

    parked.refresh_from_db()
    assert (parked.state, [one.subject for one in mail.outbox]) == ("done", ["Letter 0"])
    assert [(entry.what, entry.by, entry.details["was"]) for entry in trail_of(parked)] == [
        ("job replayed", "Oskar Lindqvist", "SMTPServerDisconnected")
    ]


@pytest.mark.parametrize("state", ["due", "done"])
def test_what_is_not_parked_is_not_replayed(on_platform, operator, state):
    delivery = _letters(1, state="due")[0]
    if state == "done":
        deliver_everything_waiting(at=MONDAY_9AM)

    with pytest.raises(DeliveryOnItsWay, match="is not parked"):
        replay_delivery(delivery_id=delivery.id, by=operator, at=MONDAY_9AM)

    assert trail_of(delivery) == []


def test_replaying_twice_sends_once(on_platform, operator):
    parked = _letters(1)[0]

    replay_delivery(delivery_id=parked.id, by=operator, at=MONDAY_9AM)
    with pytest.raises(DeliveryOnItsWay):
        replay_delivery(delivery_id=parked.id, by=operator, at=MONDAY_9AM)
    deliver_everything_waiting(at=MONDAY_9AM)

    assert len(mail.outbox) == 1


@pytest.mark.parametrize("count", [1, 50])
def test_a_whole_kind_is_replayed_in_the_same_few_statements(on_platform, operator, count, django_assert_num_queries):
    parked = _letters(count)

    with django_assert_num_queries(6):
        number = replay_parked(**KIND, by=operator, at=MONDAY_9AM)

    assert number == count
    assert set(Delivery.objects.filter(id__in=[one.id for one in parked]).values_list("state", "attempts")) == {
        ("due", 0)
    }
    assert len(trail_of(parked[-1])) == 1


def test_a_kind_of_which_nothing_is_parked_is_not_replayed(on_platform, operator):
    with pytest.raises(NothingParked):
        replay_parked(**KIND, by=operator, at=MONDAY_9AM)


def test_a_parked_job_is_set_aside_with_a_reason_kept_and_replayed_after_all(on_platform, operator):
    parked = _letters(1)[0]

    set_aside_delivery(delivery_id=parked.id, reason="They were rung instead.", by=operator, at=MONDAY_9AM)
    parked.refresh_from_db()
    assert parked.state == "aside"
    with pytest.raises(DeliveryOnItsWay):
        set_aside_delivery(delivery_id=parked.id, reason="Again.", by=operator, at=MONDAY_9AM)
    replay_delivery(delivery_id=parked.id, by=operator, at=after(days=1))
    deliver_everything_waiting(at=after(days=1))

    assert [entry.what for entry in trail_of(parked)] == ["job replayed", "job set aside"]
    assert len(mail.outbox) == 1


def test_only_an_operator_replays_or_sets_aside(on_platform, host_finance):
    parked = _letters(1)[0]
    told = {"by": host_finance, "at": MONDAY_9AM}

    for act in (
        lambda: replay_delivery(delivery_id=parked.id, **told),
        lambda: replay_parked(**KIND, **told),
        lambda: set_aside_delivery(delivery_id=parked.id, reason="No.", **told),
    ):
        with pytest.raises(NotAllowed, match="the platform's operator"):
            act()

    parked.refresh_from_db()
    assert parked.state == "parked"


def test_the_relays_lag_is_the_age_of_the_oldest_bell_that_is_due(on_platform):
    deliver_everything_waiting(at=MONDAY_9AM)
    waiting = _letters(2, state="due")
    Delivery.objects.filter(id=waiting[0].id).update(ring_at=MONDAY_9AM)
    Delivery.objects.filter(id=waiting[1].id).update(ring_at=after(days=9))

    assert relay_lag(after(seconds=90)) == timedelta(seconds=90)
    assert relay_lag(MONDAY_9AM) == timedelta()


@pytest.mark.parametrize("count", [1, 25])
def test_the_list_asks_as_much_for_one_as_for_a_full_page(on_platform, visit, django_assert_num_queries, count):
    _letters(count)
    oskar = visit(cast.OSKAR)

    with django_assert_num_queries(QUESTIONS_OF_THE_LIST):
        page = oskar.get("/jobs/")

    assert len(page.context["page"].table.rows) == count


def test_every_stage_shows_what_is_there_and_filters_narrow_it(on_platform, visit):
    _letters(2)
    _letters(3, state="due")
    oskar = visit(cast.OSKAR)

    def shown(query: str) -> int:
        table = oskar.get(f"/jobs/?{query}").context["page"].table
        return len(table.rows) if table else 0

    queries = ("stage=parked", "stage=waiting", "stage=aside", "partner=Northfield", "partner=eastmoor", "partner=x'")
    assert [shown(query) for query in queries] == [2, 3, 0, 2, 0, 0]
    assert shown("kind=notices.letter_written&queue=guildhall") == 2
    assert shown("kind=charging.statement_due") == shown("queue=documents") == 0


def test_an_operator_replays_a_kind_through_the_page(on_platform, visit):
    _letters(3)
    oskar = visit(cast.OSKAR)

    page = oskar.post("/jobs/replays/", {"kind": KIND["name"], "hearer": KIND["hearer"]}, follow=True)
    again = oskar.post("/jobs/replays/", {"kind": KIND["name"], "hearer": KIND["hearer"]})

    assert "3 jobs are tried again" in page.content.decode()
    assert (again.status_code, "No job of this kind is parked" in again.content.decode()) == (409, True)


def test_setting_aside_through_the_page_needs_a_reason(on_platform, visit):
    parked, oskar = _letters(1)[0], visit(cast.OSKAR)

    empty = oskar.post(f"/jobs/{parked.id}/aside/", {"reason": " "})
    told = oskar.post(f"/jobs/{parked.id}/aside/", {"reason": "They were rung instead."}, follow=True)

    assert (empty.status_code, "Enter why this job is set aside" in empty.content.decode()) == (422, True)
    assert "The job is set aside" in told.content.decode()
    assert "They were rung instead." in oskar.get(f"/jobs/{parked.id}/").content.decode()


def test_no_page_of_jobs_tells_what_a_letter_says(on_platform, visit):
    parked, oskar = _letters(1)[0], visit(cast.OSKAR)

    words = oskar.get("/jobs/").content.decode() + oskar.get(f"/jobs/{parked.id}/").content.decode()

    with on_the_platform():
        assert "adam@northfield.example" not in words
        assert "Letter 0" not in words
