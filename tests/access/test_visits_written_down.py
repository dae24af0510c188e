"""What an operator opens on a visit is written down, page by page, where the partner reads it."""

from __future__ import annotations

import pytest

from guildhall.access.errors import PageAlreadyNoted, VisitOver, VisitSeenEnough
from guildhall.access.models import Visit
from guildhall.access.operations import begin_visit, end_visit, note_page_opened
from guildhall.access.operations.visiting import PAGES_MAX
from guildhall.access.rules import PageOpened
from guildhall.audit.models import AuditEntry
from tenants.context import inside
from tenants.models import Partner
from tests import cast
from tests.cast import MONDAY_9AM, after
from tests.recruitment.story import a_published_vacancy

OPENED = "page opened on an operator's visit"


@pytest.fixture
def begun(on_platform, operator, monday_9am) -> Visit:
    northfield = Partner.objects.get(code="northfield")
    return begin_visit(partner_id=northfield.id, reason="They rang.", by=operator, at=MONDAY_9AM)


@pytest.fixture
def visitor(begun, visit):
    """Oskar on a visit to Northfield, signed in on their host."""
    return visit(cast.OSKAR, host="northfield")


def _written(partner_key: str) -> list[dict[str, str]]:
    entries = AuditEntry.objects.filter(what=OPENED, partner_key=partner_key)
    return list(entries.order_by("id").values_list("details", flat=True))


def test_each_page_stands_once_in_the_partners_trail_by_name_and_reference(visitor, begun):
    with inside(begun.partner):
        reference = str(a_published_vacancy().reference)

    for path in ("/", f"/vacancies/{reference}/", "/", f"/vacancies/{reference}/", f"/vacancies/{reference}/preview/"):
        assert visitor.get(path, {"q": "words that were sought"}).status_code == 200

    assert _written(begun.partner.schema_name) == [
        {"page": "home"},
        {"page": "recruitment vacancy", "reference": reference},
        {"page": "recruitment preview", "reference": reference},
    ]
    assert _written("") == []


def test_what_is_not_shown_is_not_written_down(visitor, begun):
    statuses = [visitor.get(path).status_code for path in ("/nowhere/", "/scores/", "/statements/NF-1/", "/visit/")]
    statuses.append(visitor.post("/people/").status_code)

    assert statuses == [404, 404, 404, 200, 403]
    assert _written(begun.partner.schema_name) == []


def test_administrators_read_what_was_opened(visitor, visit):
    for path in ("/usage/", "/people/", "/statements/"):
        visitor.get(path)

    visits = visit(cast.ADAM).get("/visits/").content.decode()
    history = visit(cast.ADAM).get("/history/").content.decode()

    assert "usage, people, statements" in visits
    assert "Page opened on an operator&#x27;s visit" in history
    assert "Page: statements" in history


def test_another_visit_begins_its_own_list(begun, operator):
    note_page_opened(visit_id=begun.id, opened=PageOpened("home"), by=operator, at=MONDAY_9AM)
    with pytest.raises(PageAlreadyNoted):
        note_page_opened(visit_id=begun.id, opened=PageOpened("home"), by=operator, at=MONDAY_9AM)
    end_visit(visit_id=begun.id, by=operator, at=after(minutes=1))

    again = begin_visit(partner_id=begun.partner_id, reason="They rang again.", by=operator, at=after(minutes=2))
    note_page_opened(visit_id=again.id, opened=PageOpened("home"), by=operator, at=after(minutes=3))

    assert _written(begun.partner.schema_name) == [{"page": "home"}, {"page": "home"}]


def test_nothing_is_opened_on_a_visit_that_is_over(begun, operator):
    with pytest.raises(VisitOver):
        note_page_opened(visit_id=begun.id, opened=PageOpened("home"), by=operator, at=after(minutes=30))


def test_so_many_pages_and_no_more_so_that_all_of_them_are_written_down(visitor, begun, operator):
    for number in range(PAGES_MAX):
        opened = PageOpened("vacancy", f"NF-26-{number:04}")
        note_page_opened(visit_id=begun.id, opened=opened, by=operator, at=MONDAY_9AM)
    with pytest.raises(VisitSeenEnough):
        note_page_opened(visit_id=begun.id, opened=PageOpened("home"), by=operator, at=MONDAY_9AM)

    over, afterwards = visitor.get("/people/"), visitor.get("/people/")

    assert (over.status_code, "You have opened 60 pages" in over.content.decode()) == (403, True)
    assert "Rita Osei" not in over.content.decode()
    assert afterwards.headers["Location"].startswith("/sign-in/")
    assert Visit.objects.get().ended_at == MONDAY_9AM


def test_a_trail_restored_from_elsewhere_counts_for_no_visit_of_this_place(begun, visitor):
    AuditEntry.objects.create(
        what=OPENED, partner_key=begun.partner.schema_name, subject_kind="access.visit", subject_key=str(begun.id),
        by_name="Somebody", at=after(days=-90), details={"page": "home"},
    )  # fmt: skip

    assert visitor.get("/").status_code == 200
    assert len(_written(begun.partner.schema_name)) == 2


def test_signing_out_on_any_host_ends_the_visit(visitor, visit, begun, monday_9am):
    monday_9am.shift(5 * 60)

    visit(cast.OSKAR, host="base").post("/sign-out/")

    begun.refresh_from_db()
    trail = AuditEntry.objects.filter(what="operator's visit ended").values_list("partner_key", flat=True)
    assert begun.ended_at == after(minutes=5)
    assert set(trail) == {"", begun.partner.schema_name}
    assert visitor.get("/").headers["Location"].startswith("/sign-in/")


def test_signing_out_on_the_partners_host_ends_it_as_well(visitor, begun):
    assert visitor.post("/sign-out/").status_code == 302

    begun.refresh_from_db()
    assert begun.ended_at == MONDAY_9AM


@pytest.mark.parametrize("path", ["/nowhere/", "/scores/", "/statements/NF-2099-01/"])
def test_a_page_that_is_not_there_also_says_that_this_is_a_visit(visitor, path):
    answer = visitor.get(path)

    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")
    assert all(words in answer.content.decode() for words in ("Page not found", "You are visiting Northfield", "Leave"))


def test_to_all_others_a_page_that_is_not_there_is_as_plain_as_before(visit):
    said = visit(cast.RITA).get("/nowhere/").content.decode()

    assert "Page not found" in said
    assert "visiting" not in said
