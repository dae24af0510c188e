"""Services and their keys through the pages: set up, tried, proposed, voted on, closed, and read by a member."""

from __future__ import annotations

import pytest

from guildhall.charging.keys import Key
from guildhall.charging.models import KeyVersion, Pool, Proposal
from guildhall.kernel import Money
from tenants.context import on_the_platform
from tests.cast import EDEN, FIONA, HUGO, OSKAR
from tests.charging.months import FIRST_OF_JULY, JULY, JUNE, a_month_with_costs, a_pool, charges, closed, used
from tests.charging.years import agreed

NEW = {
    "name": "Rent", "code": "rent", "position": "2", "unit_1": "agreed", "percent_1": "100",
    "shares": "northfield 62.5\neastmoor: 37.5%\n", "from_on_day": "1", "from_on_month": "7", "from_on_year": "2026",
    "agreed_by": "the board, 1 June 2026",
}  # fmt: skip
BY_SHARES = {
    "pool": "recruitment", "unit_1": "agreed", "percent_1": "100", "shares": "northfield 3",
    "ceiling_own": "northfield 900",
}  # fmt: skip
FROM_JULY = {"from_on_day": "1", "from_on_month": "7", "from_on_year": "2026", "reason": "It was always Northfield’s."}
ASKED = "/what-if/?pool=recruitment&unit_1=agreed&percent_1=100&shares=northfield+3"


@pytest.fixture
def june(on_platform, monday_9am) -> None:
    """A closed June to try keys on; the clock stands on 1 July."""
    agreed(voting_rule="majority")
    a_pool()
    used("northfield", 3)
    used("eastmoor", 1)
    closed(a_month_with_costs("recruitment,400.00"))
    monday_9am.move_to(FIRST_OF_JULY)


def test_a_service_is_set_up_with_agreed_shares_and_its_page_lists_every_member(june, visit):
    hugo = visit(HUGO)

    hugo.post("/services/new/", NEW)

    assert Pool.objects.get(code="rent").key_versions.get().key == Key.agreed(
        {"northfield": "62.5", "eastmoor": "37.5"}
    )
    page = hugo.read("/services/rent/")
    assert ("62.5 of 100" in page, "37.5 of 100" in page, "the board, 1 June 2026" in page) == (True, True, True)
    assert "2 services are shared" in hugo.read("/services/")


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (
            {"shares": "northfield sixty"},
            "Line 1 of “Agreed shares” must be a code and a number, such as northfield 60",
        ),
        ({"shares": "northfield 1\nnorthfield 2"}, "Line 2 of “Agreed shares” names northfield a second time"),
        ({"shares": ""}, "Enter the agreed shares"),
        ({"shares": "nowhere 1"}, "There is no member “nowhere”."),
        ({"floor_own": "eastmoor x"}, "Line 1 of “Floors of some” must be a code and an amount"),
        ({"unit_1": "user_days"}, "Choose “Shares agreed in numbers”, or leave the agreed shares out"),
        ({"unit_1": "services_alone", "shares": ""}, "If other services bear it all, say which"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(june, visit, answers, sentence):
    answer = visit(HUGO).post("/services/new/", {**NEW, **answers})

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


def test_a_service_that_there_is_not_is_not_found_and_operators_have_no_services(june, visit):
    assert visit(HUGO).get("/services/nowhere/").status_code == 404
    assert visit(OSKAR).get("/services/").status_code == 404


def test_a_key_of_agreed_shares_is_tried_and_says_whom_it_leaves_out(june, visit):
    hugo = visit(HUGO)

    page = hugo.read(ASKED)

    assert "Eastmoor Mental Health Trust has no agreed share, so it would bear nothing of this service." in page
    assert b"/proposals/new/?pool=recruitment" in hugo.get(ASKED).content
    assert hugo.get(f"{ASKED}%0Anorthfield+4").status_code == 422


def test_from_the_proposal_to_the_statement_agreed_shares_within_a_ceiling(june, visit):
    hugo, fiona, eden = visit(HUGO), visit(FIONA), visit(EDEN)
    hugo.post("/proposals/new/", {**BY_SHARES, **FROM_JULY})
    proposal = Proposal.objects.get()
    assert "No agreed share" in hugo.read(f"/proposals/{proposal.id}/")
    assert "A ceiling of £900.00 in a month" in fiona.read("/votes/")
    assert "No agreed share" in eden.read("/votes/")
    for visitor in (fiona, eden):
        visitor.post("/votes/", {f"p{proposal.id}-proposal": proposal.id, f"p{proposal.id}-choice": "for"})
    hugo.post(f"/proposals/{proposal.id}/count/")
    assert KeyVersion.objects.get(number=2).key.fixed == Key.agreed({"northfield": 3}).fixed

    with on_the_platform():
        july = closed(a_month_with_costs("recruitment,900.00", month=JULY, mark="GL 7"))

    assert charges(july) == {"northfield": Money.of("900.00"), "eastmoor": Money(0)}
    assert "An agreed share of 3" in fiona.read("/statements/NF-2026-07/")
    assert "No agreed share" in eden.read("/statements/EM-2026-07/")


def test_a_month_shows_what_services_pass_on_to_each_other(june, visit):
    a_pool("hr", position=2, first=JULY, key=Key.read({"drivers": [], "fixed": {"eastmoor": "1"},
                                                      "serves": {"recruitment": "25"}}))  # fmt: skip
    used("northfield", 1, month=JULY)
    a_month_with_costs("recruitment,100.00", "hr,40.00", month=JULY, mark="GL 7")

    page = visit(HUGO).read(f"/months/{JULY}/")

    assert ("What services pass on to each other" in page, "£110.00" in page, "£30.00" in page) == (True, True, True)


@pytest.mark.parametrize("services", [1, 50])
def test_the_list_takes_as_many_questions_for_many_services_as_for_one(
    on_platform, visit, services, django_assert_num_queries
):
    for number in range(services):
        a_pool(f"service-{number}", position=number, first=JUNE)
    hugo = visit(HUGO)
    hugo.read("/services/")

    with django_assert_num_queries(QUESTIONS):
        hugo.get("/services/")


QUESTIONS = 4
