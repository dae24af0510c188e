"""Feeds and conflicts, as host finance sees them: who is behind, what came twice, and which of the two counts."""

from __future__ import annotations

from datetime import date

import pytest

from guildhall.access.queries import token_with_secret
from guildhall.access.roles import Role
from guildhall.kernel import Actor
from guildhall.metering.gates import conflict_for, source_for
from guildhall.metering.models import EventConflict, Source
from guildhall.metering.operations import record_usage
from guildhall.metering.rules import may_decide_conflicts, may_keep_sources
from guildhall.metering.units import Unit
from tenants.context import inside
from tenants.models import Partner
from tests import cast
from tests.cast import MONDAY_9AM, after
from tests.metering.feeds import a_source, heard
from tests.web.test_pages import lint, tree_of

pytestmark = pytest.mark.usefixtures("on_platform", "monday_9am")
QUESTIONS_OF_THE_SOURCES, QUESTIONS_OF_THE_CONFLICTS = 5, 7
NEW = {
    "name": "Telephone exchange", "code": "telephones", "whose": "host", "units": ["robot_minutes"], "rhythm_hours": 6,
    "from_on_day": 1, "from_on_month": 6, "from_on_year": 2026,
}  # fmt: skip


def some_conflicts(count: int = 1) -> list[EventConflict]:
    """Of Northfield: robot time that was 5 minutes, and an hour later is said to have been 8 in July."""
    with inside(Partner.objects.get(code="northfield")):
        for number in range(count):
            record_usage(Unit.ROBOT_MINUTES, subject=f"run {number}", at=MONDAY_9AM, quantity=5)
            record_usage(Unit.ROBOT_MINUTES, subject=f"run {number}", at=after(days=40), quantity=8)
    return list(EventConflict.objects.order_by("id"))


def words_of(answer) -> str:
    lint(tree_of(answer))
    return " ".join(answer.content.decode().split())


def test_a_source_is_added_through_the_pages_and_shown_with_its_health(visit):
    hugo = visit(cast.HUGO)

    told = words_of(hugo.post("/sources/new/", NEW, follow=True))

    source = Source.objects.get()
    assert (source.code, source.is_hosts, source.from_on) == ("telephones", True, date(2026, 6, 1))
    assert "Telephone exchange is registered" in told
    assert "It has not said" in words_of(hugo.get("/sources/"))
    assert "Late" in words_of(hugo.get("/sources/telephones/"))


def test_a_source_that_makes_no_sense_is_shown_again_with_every_reason(visit):
    answer = visit(cast.HUGO).post("/sources/new/", {**NEW, "code": "Not plain!", "units": [], "rhythm_hours": 0})

    words = words_of(answer)
    assert answer.status_code == 422
    assert ("Choose what it reports" in words, "greater than or equal to 1" in words) == (True, True)


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_of_sources_asks_as_much_for_one_as_for_a_full_page(visit, django_assert_num_queries, count):
    for number in range(count):
        heard(a_source(f"feed-{number}"), MONDAY_9AM)
    hugo = visit(cast.HUGO)

    with django_assert_num_queries(QUESTIONS_OF_THE_SOURCES):
        page = hugo.get("/sources/").context["page"]

    assert page.paged.count == count


def test_a_source_is_retired_through_its_page_with_a_day_and_a_reason(visit):
    a_source()
    hugo, day = visit(cast.HUGO), {"on_day": 1, "on_month": 6, "on_year": 2026}

    empty = hugo.post("/sources/telephones/retirement/", {**day, "reason": ""})
    told = hugo.post("/sources/telephones/retirement/", {**day, "reason": "It was sold."}, follow=True)

    assert empty.status_code == 422
    assert ("It was sold." in words_of(told), "Retire it" in told.content.decode()) == (True, False)


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_of_conflicts_asks_as_much_for_one_as_for_a_full_page(visit, django_assert_num_queries, count):
    some_conflicts(count)
    hugo = visit(cast.HUGO)

    with django_assert_num_queries(QUESTIONS_OF_THE_CONFLICTS):
        page = hugo.get("/conflicts/").context["page"]

    assert (page.paged.count, page.heading[:2].strip()) == (count, str(count))


def test_a_conflict_shows_both_contents_side_by_side(visit):
    (conflict,) = some_conflicts()

    page = visit(cast.HUGO).get(f"/conflicts/{conflict.id}/").context["page"]

    contents = {row[0]: (row[1], row[2].value, row[2].note) for row in page.contents.rows}
    assert contents["Quantity"] == ("5", "8", "differs")
    assert contents["When"] == ("1 June 2026 at 9am", "11 July 2026 at 9am", "differs")
    assert contents["Subject"] == ("run 0", "run 0", "")


def test_a_conflict_is_decided_for_the_resend_through_its_page_and_says_what_that_added(visit):
    (conflict,) = some_conflicts()
    hugo, here = visit(cast.HUGO), f"/conflicts/{conflict.id}/"

    empty = hugo.post(f"{here}decision/", {"reason": "The clock was wrong."})
    told = hugo.post(f"{here}decision/", {"counts": "resend", "reason": "The clock was wrong."}, follow=True)
    again = hugo.post(f"{here}decision/", {"counts": "first", "reason": "No."})

    assert (empty.status_code, "Choose which counts" in words_of(empty)) == (422, True)
    assert all(word in words_of(told) for word in ("The resend counts", "The clock was wrong.", cast.HUGO.name))
    assert [row[3] for row in told.context["page"].corrections.rows] == [8, -5]
    assert "This conflict is decided already" in words_of(again)
    assert [len(hugo.get(f"/conflicts/{q}").context["page"].table.rows) for q in ("", "?stage=decided")] == [0, 1]


def test_the_board_looks_at_both_and_changes_neither():
    (conflict,), source = some_conflicts(), a_source()
    board = Actor(cast.HELEN.actor.id, "A board member", frozenset({Role.BOARD}))

    assert (conflict_for(board, conflict.id), source_for(board, source.code)) == (conflict, source)
    assert (may_decide_conflicts(board), may_keep_sources(board)) == (False, False)


def test_to_an_operator_neither_is_there(visit):
    (conflict,), source, oskar = some_conflicts(), a_source(), visit(cast.OSKAR)

    paths = ("/sources/", f"/sources/{source.code}/", "/conflicts/", f"/conflicts/{conflict.id}/")
    assert [oskar.get(path).status_code for path in paths] == [404, 404, 404, 404]


def test_host_finance_makes_a_token_for_a_source_of_the_host_and_ends_it(visit):
    a_source()
    hugo, here = visit(cast.HUGO), "/sources/telephones/"

    made = hugo.post(f"{here}tokens/new/", {"name": "The exchange"})
    token = token_with_secret(made.context["page"].secret)
    shown, ended = words_of(hugo.get(here)), hugo.post(f"{here}tokens/{token.id}/end/", follow=True)

    assert (token.source, token.partner, "The exchange" in shown) == ("telephones", None, True)
    assert ended.context["page"].tokens.rows[0][4].note == "1 June 2026"


def test_a_partners_source_gets_its_tokens_from_the_partner(visit):
    a_source("tills", of="northfield")
    hugo = visit(cast.HUGO)

    assert "Made by the partner’s administrators" in words_of(hugo.get("/sources/tills/"))
    assert hugo.post("/sources/tills/tokens/new/", {"name": "Tills"}).status_code == 404
