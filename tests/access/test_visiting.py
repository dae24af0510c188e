"""An operator looks at a partner's pages: with a reason, for half an hour, as themselves, and changes nothing."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from guildhall.access.errors import ReasonMissing, VisitOver, VisitUnderWay
from guildhall.access.models import Membership, Visit
from guildhall.access.operations import begin_visit, end_visit
from guildhall.access.queries import visits_to
from guildhall.access.roles import VISITOR
from guildhall.audit.models import AuditEntry
from guildhall.kernel import NotAllowed
from tenants.errors import PartnerNotReady
from tenants.models import Partner
from tests import cast
from tests.cast import MONDAY_9AM, after
from tests.house.plan import addresses

REASON = "They rang about a statement."


def _begin(operator, *, at=MONDAY_9AM, code="northfield", reason=REASON) -> Visit:
    return begin_visit(partner_id=Partner.objects.get(code=code).id, reason=reason, by=operator, at=at)


@pytest.fixture
def visitor(on_platform, operator, visit, monday_9am):
    """Oskar on a visit to Northfield, signed in on their host."""
    _begin(operator)
    return visit(cast.OSKAR, host="northfield")


def test_without_a_visit_an_operator_finds_nothing_at_a_partner(visit):
    assert visit(cast.OSKAR, host="northfield").get("/").status_code == 404


def test_a_visit_stands_in_the_trail_of_both_sides(on_platform, operator):
    visit = _begin(operator)
    end_visit(visit_id=visit.id, by=operator, at=after(minutes=9))

    northfield = Partner.objects.get(code="northfield")
    for partner_key in ("", northfield.schema_name):
        entries = AuditEntry.objects.filter(partner_key=partner_key, what__startswith="operator's visit").order_by("id")
        assert [(entry.what, entry.by_name, entry.details.get("reason")) for entry in entries] == [
            ("operator's visit begun", "Oskar Lindqvist", REASON),
            ("operator's visit ended", "Oskar Lindqvist", None),
        ]


@pytest.mark.parametrize("reason", ["", "   ", "ok"])
def test_a_visit_needs_a_reason(on_platform, operator, reason):
    with pytest.raises(ReasonMissing):
        _begin(operator, reason=reason)


def test_nobody_but_an_operator_visits(on_platform, host_finance):
    with pytest.raises(NotAllowed, match="the platform's operator"):
        _begin(host_finance)


def test_a_partner_whose_pages_are_closed_is_not_visited(on_platform, operator):
    Partner.objects.filter(code="eastmoor").update(
        state="suspended", state_reason="A test.", doors_closed_at=MONDAY_9AM
    )

    with pytest.raises(PartnerNotReady, match="cannot be visited now"):
        _begin(operator, code="eastmoor")


def test_a_visit_under_way_is_not_begun_again_and_one_that_is_over_is_not_ended(on_platform, operator):
    visit = _begin(operator)
    with pytest.raises(VisitUnderWay):
        _begin(operator, at=after(minutes=29))
    with pytest.raises(VisitOver):
        end_visit(visit_id=visit.id, by=operator, at=after(minutes=30))

    assert _begin(operator, at=after(minutes=30)).id != visit.id


def test_nobody_ends_anothers_visit(on_platform, operator, host_finance):
    visit = _begin(operator)

    with pytest.raises(Visit.DoesNotExist):
        end_visit(visit_id=visit.id, by=host_finance, at=MONDAY_9AM)


def test_the_database_itself_refuses_a_longer_visit(on_platform, operator):
    visit = _begin(operator)

    with pytest.raises(IntegrityError, match="visit_lasts_half_an_hour_at_most"), transaction.atomic():
        Visit.objects.filter(id=visit.id).update(ends_at=after(minutes=31))


def test_every_page_of_a_visit_says_so_and_names_the_operator(visitor):
    for path in ("/", "/people/", "/history/", "/visits/", "/usage/", "/statements/", "/vacancies/", "/accounts/"):
        page = visitor.get(path)
        words = page.content.decode()

        assert (path, page.status_code) == (path, 200)
        assert "You are visiting Northfield Hospitals NHS Trust as yourself" in words
        assert "until 9:30am" in words
        assert "Oskar Lindqvist" in words


def test_what_a_visitor_sends_is_refused_in_a_sentence_and_changes_nothing(visitor, on_platform):
    members = list(Membership.objects.order_by("id").values())
    rita = cast.RITA.user.id

    answers = [
        visitor.post(path, {"roles": ["recruiter"]})
        for path in (f"/people/{rita}/", f"/people/{rita}/end/", "/vacancies/new/", "/nowhere/", "/")
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert all("You cannot change anything while you visit Northfield" in one.content.decode() for one in answers)
    assert all("You are visiting" in one.content.decode() for one in answers)
    assert list(Membership.objects.order_by("id").values()) == members


def test_the_pages_open_to_visits_are_these_and_no_others():
    opened = {
        path
        for kind, path, pattern in addresses()
        if kind == "partner" and VISITOR in getattr(getattr(pattern.callback, "view_class", None), "roles", ())
    }

    assert sorted(opened) == OPEN_TO_VISITS, "Applications, candidates and scores stay closed; so does every form."


def test_a_page_that_is_not_open_to_visits_is_not_there(visitor):
    closed = ("/scores/", "/recruitment/", "/vacancies/new/", "/vacancies/export/", "/people/invitations/new/")

    assert {path: visitor.get(path).status_code for path in closed} == dict.fromkeys(closed, 404)


def test_a_visit_ends_by_itself_after_half_an_hour_and_so_does_the_session(visitor, monday_9am):
    visitor.get("/")
    monday_9am.shift(30 * 60)

    over, after_it = visitor.get("/"), visitor.get("/")

    assert (over.status_code, "has ended" in over.content.decode()) == (403, True)
    assert after_it.headers["Location"].startswith("/sign-in/")


def test_leaving_ends_the_visit_and_the_session(visitor, on_platform):
    left = visitor.post("/visit/")

    assert (left.status_code, "You have left Northfield" in left.content.decode()) == (200, True)
    assert visitor.get("/").headers["Location"].startswith("/sign-in/")
    assert Visit.objects.get().ended_at == MONDAY_9AM


def test_a_visit_to_one_partner_opens_no_other(visitor, visit, monday_9am):
    assert visit(cast.OSKAR, host="eastmoor").get("/").status_code == 404


def test_who_is_no_operator_any_more_is_no_visitor_either(visitor, on_platform):
    visitor.get("/")
    Membership.objects.filter(user=cast.OSKAR.user).update(ended_at=MONDAY_9AM)

    assert visitor.get("/people/").status_code == 403
    assert visitor.get("/people/").status_code == 302


def test_administrators_read_who_visited_why_and_until_when(visitor, visit, on_platform, monday_9am):
    monday_9am.shift(12 * 60)
    visitor.post("/visit/")

    page = visit(cast.ADAM).get("/visits/").content.decode()

    assert all(word in page for word in ("Oskar Lindqvist", REASON, "left"))
    assert REASON in visit(cast.ADAM).get("/history/").content.decode()
    assert visit(cast.RITA).get("/visits/").status_code == 404
    assert visits_to(Partner.objects.get(code="eastmoor"), limit=9) == []


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_of_visits_asks_as_much_for_one_as_for_fifty(
    on_platform, operator, visit, count, django_assert_num_queries
):
    northfield = Partner.objects.get(code="northfield")
    for number in range(count):
        at = after(days=-number)
        Visit.objects.create(
            user=cast.OSKAR.user,
            by_name="Oskar Lindqvist",
            partner=northfield,
            reason=REASON,
            begun_at=at,
            ends_at=after(at, minutes=30),
        )
    adam = visit(cast.ADAM)

    with django_assert_num_queries(5):
        adam.get("/visits/")


def test_an_operator_begins_a_visit_on_the_base_host_and_is_shown_the_way(visit, monday_9am):
    oskar = visit(cast.OSKAR)

    empty = oskar.post("/partners/northfield/visit/", {"reason": ""})
    begun = oskar.post("/partners/northfield/visit/", {"reason": REASON}, follow=True)

    assert (empty.status_code, "Enter why you visit" in empty.content.decode()) == (422, True)
    assert "http://northfield.guildhall.localhost/sign-in/?next=/" in begun.content.decode()
    assert REASON in oskar.get("/partners/northfield/").content.decode()


def test_a_member_costs_no_question_more_for_there_being_visits(visit, django_assert_num_queries):
    adam = visit(cast.ADAM)

    with django_assert_num_queries(4):
        adam.get("/history/")


OPEN_TO_VISITS = [
    "",
    "accounts/",
    "accounts/exceptions/",
    "accounts/list/",
    "accounts/requests/",
    "accounts/requests/<slug:reference>/",
    "accounts/targets/",
    "board-packs/",
    "board-packs/<pack_quarter:quarter>/",
    "board-packs/<pack_quarter:quarter>/file/",
    "disputes/",
    "disputes/<int:dispute_id>/",
    "disputes/<int:dispute_id>/evidence/",
    "history/",
    "open-book/",
    "open-book/export/",
    "people/",
    "statements/",
    "statements/<str:number>/",
    "statements/<str:number>/<slug:pool>/",
    "statements/<str:number>/files/<slug:kind>/",
    "usage/",
    "usage/export/",
    "vacancies/",
    "vacancies/<vacancy_reference:reference>/",
    "vacancies/<vacancy_reference:reference>/preview/",
    "visit/",
    "visits/",
    "votes/",
    "year/",
    "year/exit/",
    "year/exit/document/",
]
