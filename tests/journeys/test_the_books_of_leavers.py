"""Those who come and go: one is called in and settled with, and the books of another go on to its successor."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from playwright.sync_api import Locator

from tests.cast import LONDON
from tests.journeys.arrivals import bring_in, code_for, letters_for
from tests.journeys.screens import wide_and_phone
from tests.journeys.walker import House, Walker

pytestmark = wide_and_phone
LEAVER, MERGING = "Mill Race Homes", "Sluice Gate Homes"
THE_YEAR_ENDS = date(2027, 3, 31)
SUCCESSORS = {"1280": "ashcombe", "390": "westholme"}
"""Each screen has a successor of its own: a page has one merger to show."""


def _today() -> date:
    return datetime.now(LONDON).date()


def _is_listed(walker: Walker, words: str) -> bool:
    """Is there a bullet that says so?"""
    return any(words in one.inner_text() for one in walker.page.locator("main li").all())


def test_a_partner_is_called_in_and_what_stops_its_exit_is_said(walk, house: House, screen):
    code, letters = code_for("millrace", screen), letters_for("ML", screen)
    oskar, hugo = walk("operator"), walk("finance")
    bring_in(oskar, name=LEAVER, short_name="Mill Race", code=code, letters=letters)
    hugo.sign_in("finance@guildhall.example", host="base", path=f"/exits/{code}/")
    assert hugo.page.locator("h1").inner_text() == "Page not found"  # nobody leaves yet
    _call_in(hugo, code)

    oskar.follow("They leave").fill_day("last_day", _today()).fill(reason="Their board wants it.").press("Save notice")
    hugo.open("base", "/membership/").look("who comes and goes")
    assert hugo.page.locator(f'main a[href="/exits/{code}/"]').count() == 1
    hugo.open("base", f"/exits/{code}/").sees("What stops the exit").look("an exit and what stops it")
    stop = "not closed. Mill Race Homes shares the cost up to its last day" if _runs() else "do not run"
    assert _is_listed(hugo, stop)
    assert hugo.page.locator("main a", has_text="Prepare the exit").count() == 0
    if _runs():
        hugo.sees("Called up to the last day").sees("So far, Mill Race")
    _try_to_prepare(hugo, code)
    hugo.open("base", f"/exits/{code}/document/")
    assert hugo.page.locator("h1").inner_text() == "Page not found"


def _runs() -> bool:
    return _today() <= THE_YEAR_ENDS


def _call_in(hugo: Walker, code: str) -> None:
    hugo.open("base", f"/joiners/{code}/").look("a joiner").press("Try it").sees("There is a problem")
    hugo.fill(weight="24").press("Try it").sees("At the rate of the others").look("a joiner tried")
    hugo.press("Call these contributions").sees("are called").look("a joiner called in")


def _try_to_prepare(hugo: Walker, code: str) -> None:
    """With all that is asked for, it is refused for the reason that its page gave, and nothing stands."""
    hugo.open("base", f"/exits/{code}/new/").fill(commitment="480.00").press("Prepare the exit")
    hugo.sees("Add the file that shows the commitment").look("a commitment without evidence")
    file = {"name": "licence.txt", "mimeType": "text/plain", "buffer": b"Licence to 31 March 2028: 480.00"}
    hugo.fill(commitment="480.00", reason="A licence that runs to March 2028.")
    hugo.page.locator('[name="evidence"]').set_input_files(file)
    hugo.press("Prepare the exit").sees("There is a problem").look("an exit that cannot be prepared yet")
    problems = hugo.page.locator(".nhsuk-error-summary").inner_text()
    assert "commitment" not in problems.lower()
    hugo.open("base", f"/exits/{code}/").sees("Not prepared yet")


def test_a_partner_names_its_successor_and_its_books_wait(walk, house: House, screen):
    code, letters = code_for("sluicegate", screen), letters_for("SG", screen)
    successor = SUCCESSORS[code.removeprefix("sluicegate")]
    oskar, hugo = walk("operator"), walk("finance")
    bring_in(oskar, name=MERGING, short_name="Sluice Gate", code=code, letters=letters)
    from_day = (_today().replace(day=1) + timedelta(days=32)).replace(day=1)
    hugo.sign_in("finance@guildhall.example", host="base", path=f"/joiners/{code}/")
    hugo.fill(weight="12").press("Try it").press("Call these contributions").sees("are called")

    oskar.follow("Who takes over?").look("who takes over")
    _choice(oskar, successor).check()
    oskar.fill_day("from_day", from_day).press("Save successor").sees("who takes over from").look("a successor named")
    hugo.open("base", "/membership/").look("a merger among those who come and go")
    hugo.open("base", f"/mergers/{successor}/").sees("Those that end").look("a merger and what stops it")
    assert _is_listed(hugo, "Sluice Gate Homes shares the cost on")
    assert _is_listed(hugo, "It is not 1 ")

    oskar.follow("They leave").fill_day("last_day", from_day - timedelta(days=1)).fill(reason="They merge.")
    oskar.press("Save notice").sees("is written down")
    hugo.open("base", f"/mergers/{successor}/").sees("What they hold and owe").look("a merger whose day has not come")
    assert not _is_listed(hugo, "shares the cost on")
    assert _is_listed(hugo, "It is not 1 ")
    assert hugo.page.locator("main").get_by_role("button").count() == 0
    hugo.open("base", "/membership/")  # who merges on the day after waits for no exit
    assert hugo.page.locator(f'main a[href="/exits/{code}/"]').count() == 0


def _choice(oskar: Walker, code: str) -> Locator:
    return oskar.page.get_by_label(f"{code.capitalize()} Commissioning Group")
