"""Step one: an organisation asks to join, and a moment later its first person is at home there."""

from __future__ import annotations

import re

from tests.journeys.walker import House, Walker

NAME = "Quayside Housing Association"


def test_a_partner_joins(walk, house: House, screen):
    width, scripts = screen
    code = f"quayside{width}{'' if scripts else 'plain'}"
    letters, first_person = f"Q{'W' if width == '1280' else 'P'}{'S' if scripts else 'N'}", f"first@{code}.example"

    _bring_in(walk("operator"), code=code, letters=letters, first_person=first_person)
    newcomer = walk("newcomer")
    _accept_the_invitation(newcomer, house, first_person)

    assert newcomer.page.url.startswith(house.address(code))
    newcomer.sees(NAME).look("home")
    newcomer.open(code, "/people/").sees("1 person works here").look("people")


def _bring_in(olive: Walker, *, code: str, letters: str, first_person: str) -> None:
    olive.sign_in("operator@guildhall.example", host="base", path="/partners/")
    olive.look("partners").follow("Bring a partner in").look("an empty application").press("Save application")
    olive.sees("There is a problem").look("an application with nothing in it")
    olive.fill(
        name=NAME, short_name="Quayside", code="jobs", letters=letters, first_administrator=first_person,
        joins_on_day="1", joins_on_month="12", joins_on_year="2026",
    )  # fmt: skip
    olive.choose("Housing association").press("Save application")
    olive.sees("“jobs” is kept for Guildhall itself. Choose another code.").look("a code that is kept")
    olive.fill(code=code).press("Save application").sees("Agree terms next").look("applied")
    olive.press("Agree terms").sees("are agreed").press("Build their home").look("building")
    olive.reloads_until("Live").look("live")


def _accept_the_invitation(newcomer: Walker, house: House, address: str) -> None:
    letter = house.latest_mail(to=address, containing="/invitation/")
    newcomer.page.goto(re.search(r"http://\S+/invitation/\S+", letter)[0])
    newcomer.look("an invitation").follow("Create an account").look("creating an account")
    newcomer.fill(name="Noor Haddad", email=address, password1="quiet harbour morning").press("Create account")
    newcomer.sees("Check your e-mail").look("a code is asked for")
    code_sent = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", house.latest_mail(to=address, containing="code"), re.M)[1]
    newcomer.fill(code=code_sent).press("Continue")
    newcomer.sees(f"Join {NAME}").look("the invitation, signed in").press("Accept and continue")
