"""The members' money between closes: a key is tried and voted on, a line is disputed, a quarter is put before them."""

from __future__ import annotations

from tests.journeys.screens import wide_and_phone
from tests.journeys.walker import House, Walker

pytestmark = wide_and_phone
SERVICES = {"1280": "recruitment", "390": "accounts"}
"""Each screen has a service of its own: a key is voted on once at a time, and a line is disputed once."""
NAMES = {"recruitment": "Recruitment", "accounts": "Account services"}


def test_a_key_is_tried_proposed_and_voted_on(walk, house: House, screen):
    service = SERVICES[screen[0]]
    hugo = walk("finance").sign_in("finance@guildhall.example", host="base", path="/what-if/")
    hugo.look("what if").select(pool=service, unit_1="offer_made").press("Try this key")
    hugo.sees("would have paid more").look("a key tried").follow("Propose this key to the members")
    hugo.fill(reason="Offers are what the work is for.", from_on_day="1", from_on_month="1", from_on_year="2027")
    hugo.look("a proposal in the making").press("Open the vote").sees("The vote is open").look("a vote is open")
    proposal = hugo.page.url

    fiona = walk("partner finance").sign_in("finance@northfield.example", host="northfield", path="/votes/")
    fiona.sees("asked of you").look("a vote is asked of a member").choose("Against").press_beginning("Cast your vote")
    assert fiona.page.locator("h1").inner_text() == "No vote is asked of you"
    fiona.look("a vote is cast")

    hugo.page.goto(proposal)
    assert "Against" in hugo.page.locator("main tr", has_text="Northfield").inner_text()
    hugo.look("the votes so far").follow("Withdraw the proposal")
    hugo.fill(reason="The board wants more months to look at.").press("Withdraw it").sees("ithdrawn")
    hugo.look("a proposal withdrawn").open("base", "/what-if/scenarios/").look("scenarios").follow("September 2026")
    hugo.press("Answer it").sees("The books were not touched").look("a scenario answered")


def test_a_line_is_disputed_answered_and_decided_by_somebody_else(walk, house: House, screen):
    service = SERVICES[screen[0]]
    fiona = walk("partner finance").sign_in("finance@northfield.example", host="northfield", path="/statements/")
    fiona.follow("August 2026").sees("Your share of August 2026").look("a statement")
    fiona.open("northfield", f"/statements/NF-2026-08/{service}/dispute/").look("disputing a line")
    fiona.press("Dispute this line").sees("There is a problem").look("a dispute without a reason")
    fiona.fill(amount="12.34", reason="Two of these were counted for a site that had closed.")
    fiona.press("Dispute this line").sees("The line is disputed").look("a line disputed")

    hugo = walk("finance").sign_in("finance@guildhall.example", host="base", path="/disputes/")
    hugo.look("disputes").follow(NAMES[service]).look("a dispute").follow("Answer it")
    hugo.fill(give_back="10.00", answer="One of them was.").look("answering").press("Answer it").look("answered")
    hugo.press("Agree to this answer")
    assert hugo.page.locator("h1").inner_text() == "You cannot do this"
    hugo.look("nobody decides what they answered")

    helen = walk("director").sign_in("director@guildhall.example", host="base", path="/disputes/")
    helen.follow(NAMES[service]).press("Agree to this answer").sees("Upheld").look("a dispute upheld")
    fiona.open("northfield", "/disputes/").look("the partner reads of it")
    row = fiona.page.locator("main tr", has_text=NAMES[service])
    assert "Upheld" in row.first.inner_text()


def test_a_quarter_is_put_before_the_members(walk, house: House):
    hugo = walk("finance").sign_in("finance@guildhall.example", host="base", path="/board-packs/")
    hugo.look("board packs").follow("July to September 2026").look("the second quarter")
    if "Draft" in hugo.page.locator("main").inner_text():
        hugo.press("File it for all members").sees("is filed").look("a pack filed")
    assert hugo.download("Download as PDF").startswith(b"%PDF")

    fiona = walk("partner finance").sign_in("finance@northfield.example", host="northfield", path="/open-book/")
    fiona.sees("What each member bore").look("the open book").follow("Board packs").look("packs of a partner")
    fiona.follow("April to June 2026").sees("What comes back?").look("a pack as a partner reads it")
    fiona.open("northfield", "/year/").sees("At this rate").look("the year of a partner")
    _have_reports(fiona)


def _have_reports(fiona: Walker) -> None:
    """One's own reports, ordered and stopped again."""
    fiona.open("northfield", "/reports/").choose("What the year costs us", "Every Monday").press("Send it to me")
    fiona.sees("is sent to you every monday").look("a report ordered")
    fiona.press_beginning("Stop").sees("is not sent to you any more").look("a report stopped")
