"""A partner is suspended and resumed, gives notice, is archived, and is erased by two operators."""

from __future__ import annotations

import json
from datetime import datetime

from tests.cast import LONDON
from tests.journeys.arrivals import bring_in, code_for, letters_for
from tests.journeys.walker import House, Walker

NAME = "Quarry Lane Housing"


def test_a_partner_leaves(walk, house: House, screen):
    code, letters = code_for("quarrylane", screen), letters_for("YL", screen)
    oskar, visitor = walk("operator"), walk("somebody of theirs")
    bring_in(oskar, name=NAME, short_name="Quarry Lane", code=code, letters=letters)

    _ask(oskar, "Suspend", reason="Their fee is in arrears.").press("Suspend them").sees("is suspended")
    oskar.look("suspended")
    _a_moment_later(visitor, code).sees(f"The pages of {NAME} are closed for now").look("closed doors")
    _ask(oskar, "Resume", reason="It has been paid.").press("Resume them").sees("is live again").look("resumed")
    _a_moment_later(visitor, code).sees("Sign in").look("open doors")

    _leave(oskar)
    _a_moment_later(visitor, code).sees(f"{NAME} has left Guildhall").look("they have left")
    _erase(oskar, walk("second operator"), code)
    _a_moment_later(visitor, code).sees("There is nothing at this address")


def _a_moment_later(visitor: Walker, code: str) -> Walker:
    """Every process knows within a second."""
    visitor.page.wait_for_timeout(1_200)
    return visitor.open(code)


def _ask(oskar: Walker, link: str, **answers: str) -> Walker:
    return oskar.follow(link).fill(**answers).look(link)


def _leave(oskar: Walker) -> None:
    today = datetime.now(LONDON).date()
    oskar.follow("They leave").look("notice").press("Save notice").sees("There is a problem").look("an empty notice")
    oskar.fill_day("last_day", today).fill(reason="They merge.").press("Save notice").sees("is written down")
    oskar.look("leaving").follow("Close the doors for good").fill_day("kept_until", today).look("closing")
    oskar.press("Close the doors and archive").reloads_until("Bring back").look("archived")
    assert oskar.download("Final archive of")[:2] == b"PK"


def _erase(oskar: Walker, olga: Walker, code: str) -> None:
    _ask(oskar, "Erase", code="northfield", purpose="They asked for it.").press("Ask for the erasure")
    oskar.sees(f"Type the code {code} to confirm").look("another code typed")
    oskar.fill(code=code).press("Ask for the erasure").sees("another operator approves it").look("asked for")
    olga.sign_in("deputy@guildhall.example", host="base", path=f"/partners/{code}/erasure/")
    olga.look("to be approved").follow("Approve the erasure").fill(code=code).look("approving")
    olga.press("Approve and erase").reloads_until("Download the record").look("erased")
    record = json.loads(olga.download("Download the record"))
    assert (record["record"]["left"], record["record"]["partner"]["code"]) == ([], code)
