"""Step one: an organisation asks to join, and an hour later its first person has invited a second."""

from __future__ import annotations

import re

from tests.journeys.walker import House


def test_a_partner_joins(walk, house: House, screen):
    width, scripts = screen
    code = f"quayside{width}{'' if scripts else 'plain'}"
    letters, first_person = f"Q{'W' if width == '1280' else 'P'}{'S' if scripts else 'N'}", f"first@{code}.example"

    olive = walk("operator").sign_in("operator@guildhall.example", host="base", path="/partners/")
    olive.look("partners").follow("Bring a partner in").look("an empty application").press("Save application")
    olive.sees("There is a problem").look("an application with nothing in it")
    olive.fill(
        name="Quayside Housing Association", short_name="Quayside", code="jobs", letters=letters,
        first_administrator=first_person, joins_on_day="1", joins_on_month="12", joins_on_year="2026",
    )  # fmt: skip
    olive.choose("Housing association").press("Save application")
    olive.sees("“jobs” is kept for Guildhall itself. Choose another code.").look("a code that is kept")
    olive.fill(code=code).press("Save application").sees("Agree terms next").look("applied")
    olive.press("Agree terms").sees("are agreed").press("Build their home").look("building")
    olive.reloads_until("Live").look("live")

    letter = house.latest_mail(to=first_person, containing="/invitation/")
    newcomer = walk("newcomer")
    newcomer.page.goto(re.search(r"http://\S+/invitation/\S+", letter)[0])
    newcomer.look("an invitation").follow("Create an account").look("creating an account")
    newcomer.fill(name="Noor Haddad", email=first_person, password1="quiet harbour morning").press("Create account")
    newcomer.sees("Check your e-mail").look("a code is asked for")
    code_sent = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", house.latest_mail(to=first_person, containing="code"), re.M)[1]
    newcomer.fill(code=code_sent).press("Continue")
    newcomer.sees("Join Quayside Housing Association").look("the invitation, signed in").press("Accept and continue")

    assert newcomer.page.url.startswith(house.address(code))
    newcomer.sees("Quayside Housing Association").look("home")
    newcomer.open(code, "/people/").sees("1 person works here").look("people")
