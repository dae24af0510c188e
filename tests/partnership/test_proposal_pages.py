"""A change of a key through its pages: asked, proposed, voted on at every member's own, counted."""

from __future__ import annotations

import pytest

from guildhall.charging.models import KeyVersion, Proposal
from guildhall.metering.units import Unit
from tenants.context import on_the_platform
from tenants.delivering import deliver_everything_waiting
from tests.cast import EDEN, FIONA, HUGO
from tests.charging.months import FIRST_OF_JULY, a_month_with_costs, a_pool, closed, used
from tests.charging.years import agreed
from tests.evidence import letters

ASKED = "/what-if/?pool=recruitment&unit_1=offer_made&percent_1=100"
KEY = {"pool": "recruitment", "unit_1": "offer_made", "percent_1": "100"}
FROM_JULY = {"from_on_day": "1", "from_on_month": "7", "from_on_year": "2026", "reason": "Offers cost the work."}


@pytest.fixture
def june(on_platform, monday_9am) -> None:
    """A closed June to try keys on; the clock stands on 1 July."""
    _a_closed_june()
    monday_9am.move_to(FIRST_OF_JULY)


def _a_closed_june() -> None:
    agreed(voting_rule="majority")
    a_pool()
    used("northfield", 3)
    for code in ("northfield", "eastmoor"):
        used(code, 1)
        used(code, 1, unit=Unit.OFFER_MADE)
    closed(a_month_with_costs("recruitment,400.00"))


def test_a_key_is_tried_before_it_is_proposed_and_an_odd_question_is_answered_in_words(june, visit):
    hugo = visit(HUGO)

    assert "What if a service were shared by another key?" in hugo.read("/what-if/")
    answer = hugo.read(ASKED)
    assert ("1 member would have paid more" in answer, "Propose this key to the members" in answer) == (True, True)
    odd = hugo.get("/what-if/?pool=recruitment&unit_1=offer_made&percent_1=60")
    assert (odd.status_code, b"Make the percentages add up to 100." in odd.content) == (422, True)
    assert hugo.get("/what-if/?pool=nowhere").status_code == 422


def test_from_the_proposal_to_the_count_every_member_votes_on_its_own_pages(june, visit):
    hugo, fiona, eden = visit(HUGO), visit(FIONA), visit(EDEN)

    assert hugo.post("/proposals/new/", {**KEY, **FROM_JULY, "reason": ""}).status_code == 422
    hugo.post("/proposals/new/", {**KEY, **FROM_JULY})
    proposal = Proposal.objects.get()
    assert "1 vote is asked of you" in fiona.read("/votes/")
    for visitor, choice in ((fiona, "for"), (eden, "for")):
        mine = f"p{proposal.id}"
        assert visitor.post("/votes/", {f"{mine}-proposal": proposal.id, f"{mine}-choice": ""}).status_code == 422
        visitor.post("/votes/", {f"{mine}-proposal": proposal.id, f"{mine}-choice": choice})
    assert "No vote is asked of you" in fiona.read("/votes/")
    hugo.post(f"/proposals/{proposal.id}/count/")

    assert KeyVersion.objects.filter(pool__code="recruitment").count() == 2
    assert "Carried" in hugo.read("/proposals/")
    assert "2 for, 0 against, of 2" in hugo.read(f"/proposals/{proposal.id}/")
    assert "Carried" in eden.read("/votes/")


def test_a_vote_on_what_never_was_is_not_found(june, visit):
    fiona = visit(FIONA)

    answers = [fiona.post("/votes/", {f"p{odd}-proposal": odd, f"p{odd}-choice": "for"}) for odd in ("404", "x", "")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_finance_officers_are_asked_by_letter(northfield, visit):
    with on_the_platform():
        _a_closed_june()
    visit(HUGO).post("/proposals/new/", {**KEY, **FROM_JULY})

    deliver_everything_waiting(at=FIRST_OF_JULY)

    asked = "Your vote is asked for: Share Recruitment by offers made"
    assert [letter for letter in letters() if letter[1] == asked] == [(FIONA.email, asked)]


def test_a_proposal_is_withdrawn_with_a_reason(june, visit):
    hugo = visit(HUGO)
    hugo.post("/proposals/new/", {**KEY, **FROM_JULY})
    here = f"/proposals/{Proposal.objects.get().id}/"

    assert hugo.post(f"{here}withdrawal/", {"reason": ""}).status_code == 422
    hugo.post(f"{here}withdrawal/", {"reason": "A better key is coming."})

    assert "A better key is coming." in hugo.read(here)
