"""The operator's list of partners: found, sorted, paged and taken away, under the same few questions at any length."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import transaction

from apps.partnership.models import PartnerReading
from guildhall.notices.letters import write_letter
from guildhall.notices.models import Delivery
from tenants.context import inside
from tenants.models import Partner
from tenants.states import PartnerState
from tests import cast
from tests.cast import MONDAY_9AM
from tests.partnership.partners import many_partners

QUESTIONS_OF_THE_LIST = 8
QUESTIONS_OF_ONE = 10


@pytest.fixture
def read(on_platform) -> None:
    """Both partners, read at nine: Northfield larger, Eastmoor with more people."""
    for code, bytes_, people in (("northfield", 12_345_678, 7), ("eastmoor", 4_096_000, 9)):
        partner = Partner.objects.get(code=code)
        PartnerReading.objects.create(
            partner=partner, bytes=bytes_, relations=300, people=people, last_activity_at=MONDAY_9AM,
            read_at=MONDAY_9AM, home_version="abcdef0123456789", checked_at=MONDAY_9AM,
        )  # fmt: skip


def _parked_letter(code: str) -> Delivery:
    context = {"asker": "Oskar", "partner": code, "link": "https://x", "expires_at": MONDAY_9AM, "roles": []}
    with inside(Partner.objects.get(code=code)), transaction.atomic():
        write_letter(
            to="adam@northfield.example", subject="Join", template="invitation", context=context, at=MONDAY_9AM
        )
    delivery = Delivery.objects.latest("id")
    Delivery.objects.filter(id=delivery.id).update(state="parked", attempts=3, reason="SMTPServerDisconnected")
    return delivery


def _names(page) -> list[str]:
    return [row[0].value for row in page.context["page"].table.rows]


def test_each_partner_is_shown_with_its_health_people_size_version_activity_and_work(read, visit):
    _parked_letter("northfield")

    rows = visit(cast.OSKAR).get("/partners/").context["page"].table.rows

    northfield = next(row for row in rows if row[0].value.startswith("Northfield"))
    assert [northfield[1].text, northfield[2].text] == ["Live", "Jobs parked"]
    assert northfield[3:7] == [7, "12.3 MB", "abcdef01", MONDAY_9AM]
    assert (northfield[7].value, northfield[8].value) == (0, 1)
    assert northfield[8].url == "/jobs/?stage=parked&partner=northfield"


@pytest.mark.parametrize("others", [0, 48], ids=["2 partners", "50 partners"])
def test_the_list_asks_as_much_for_two_as_for_fifty(read, visit, django_assert_num_queries, others):
    many_partners(others)
    oskar = visit(cast.OSKAR)

    with django_assert_num_queries(QUESTIONS_OF_THE_LIST):
        page = oskar.get("/partners/")

    assert page.status_code == 200


@pytest.mark.parametrize("others", [0, 48], ids=["2 partners", "50 partners"])
def test_the_file_asks_as_much_for_two_as_for_fifty(read, visit, django_assert_num_queries, others):
    many_partners(others)
    oskar = visit(cast.OSKAR)

    with django_assert_num_queries(5):
        file = oskar.get("/partners/export/")

    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert len(rows) == 2 + others
    assert next(row for row in rows if row["code"] == "eastmoor")["people"] == "9"


@pytest.mark.parametrize("sort", ["-size", "people", "activity", "name", "-name", "nonsense", "password"])
def test_a_list_is_sorted_by_the_columns_there_are_and_by_nothing_else(read, visit, sort):
    many_partners(1)

    names = _names(visit(cast.OSKAR).get(f"/partners/?sort={sort}"))

    first = {"-size": "Northfield", "people": "Northfield", "-name": "Partner"}.get(sort, "Eastmoor")
    assert names[0].startswith(first)
    assert len(names) == 3


def test_partners_are_found_by_name_code_and_state_and_by_parked_jobs(read, visit):
    many_partners(30)
    Partner.objects.filter(code="partner007").update(
        state=PartnerState.SUSPENDED, state_reason="A test.", doors_closed_at=MONDAY_9AM
    )
    _parked_letter("eastmoor")
    oskar = visit(cast.OSKAR)

    found = {
        query: _names(oskar.get(f"/partners/?{query}"))
        for query in ("q=partner00", "q=EASTMOOR", "state=suspended", "parked=on", "q=nobody")
    }

    assert len(found["q=partner00"]) == 9
    assert found["q=EASTMOOR"] == found["parked=on"] == ["Eastmoor Mental Health Trust"]
    assert found["state=suspended"] == ["Partner 007 Trust"]
    assert found["q=nobody"] == []


def test_a_second_page_goes_on_where_the_first_ended(read, visit):
    many_partners(30)
    oskar = visit(cast.OSKAR)

    pages = [_names(oskar.get(f"/partners/?page={number}")) for number in (1, 2, 99)]

    assert [len(page) for page in pages] == [25, 7, 7]
    assert pages[1] == pages[2]
    assert set(pages[0]) & set(pages[1]) == set()


def test_before_the_first_reading_the_list_says_so(visit, on_platform):
    page = visit(cast.OSKAR).get("/partners/")

    assert "have not been read yet" in page.content.decode()
    assert [row[2].text for row in page.context["page"].table.rows] == ["Not read yet", "Not read yet"]


def test_one_partners_page_says_the_same_with_its_trail(read, visit, django_assert_num_queries):
    oskar = visit(cast.OSKAR)

    with django_assert_num_queries(QUESTIONS_OF_ONE):
        words = oskar.get("/partners/northfield/").content.decode()

    for said in ("12.3 MB in 300 relations", "abcdef01", "Home built and doors opened", "Names that are gone"):
        assert said in words


def test_the_console_is_the_operators_alone(visit):
    assert [visit(player).get("/partners/").status_code for player in (cast.HUGO, cast.HELEN)] == [404, 404]
    assert [visit(player).get("/jobs/").status_code for player in (cast.HUGO, cast.HELEN)] == [404, 404]
