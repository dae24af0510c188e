"""A file of organisations is read and looked at; all join but one, whose code was taken; then it joins as well."""

from __future__ import annotations

import psycopg

from guildhall.database.embedded import SUPERUSER, EmbeddedServer
from tests.journeys.screens import wide_and_phone
from tests.journeys.walker import House, Walker
from tests.partnership.intakes import EVIDENCE, a_file

ROW_OF_NONSENSE = b"\r\nNOT-A-CODE,Nobody,,,,,,,,,,,,,,,,,,,,,,,,,"
NAMES = {"1280": ("Kestrel", "Lapwing", "Osprey"), "390": ("Merlin", "Plover", "Siskin")}


@wide_and_phone
def test_many_partners_join_from_one_file(walk, house: House, screen):
    width, _ = screen
    first, second, third = names = NAMES[width]
    olive = walk("operator").sign_in("operator@guildhall.example", host="base", path="/intakes/")

    _choose(olive, width, names)
    _look_at_it(olive, names)
    here = olive.page.url
    _somebody_takes_the_code(olive, third)
    olive.page.goto(here)
    olive.choose("Yes, and I can show it").fill(evidence=EVIDENCE).press("Let them join").sees("Confirmed.")
    olive.look("being brought in").reloads_until("2 of 3 partners are live").look("two are live and one was refused")
    olive.sees("Some need you").sees(f"“{_code_of(third)}” belongs to {third} Housing. Choose another code.")

    _free_the_code(house, third)
    olive.press("Try the others again").reloads_until("All 3 partners are live").look("all are live")
    olive.follow(f"{first} Vale").sees("Live").sees(EVIDENCE).look("one of them")
    walk("somebody of theirs").open(_code_of(second)).sees("Sign in").look("their own door")


def _choose(olive: Walker, width: str, names: tuple[str, ...]) -> None:
    olive.look("the files").follow("Choose a file").look("choosing a file")
    olive.press("Check the file").sees("There is a problem").look("no file chosen")
    rows = [(f"R{width[0]}{number}", f"{name.upper()} VALE NHS TRUST") for number, name in enumerate(names, 1)]
    content = a_file(*rows) + ROW_OF_NONSENSE
    file = {"name": f"etr-{width}.csv", "mimeType": "text/csv", "buffer": content}
    olive.page.locator('[name="file"]').set_input_files(file)
    olive.choose("Trusts (etr)").fill(joins_on_day="1", joins_on_month="12", joins_on_year="2026").press(
        "Check the file"
    )


def _look_at_it(olive: Walker, names: tuple[str, ...]) -> None:
    olive.sees("3 organisations would join").sees("Look at these first").sees("Row 4:")
    for name in names:
        olive.sees(f"{name} Vale NHS Trust")
    olive.look("what the file would do").press("Let them join").sees("There is a problem").look("nothing answered")


def _somebody_takes_the_code(olive: Walker, name: str) -> None:
    """Between looking and confirming, another organisation is given a code that the file was to use."""
    olive.open("base", "/partners/new/").fill(
        name=f"{name} Housing", short_name=name, code=_code_of(name), letters=f"Q{name[:3].upper()}",
        first_administrator=f"a@{name.lower()}.example", joins_on_day="1", joins_on_month="12", joins_on_year="2026",
    )  # fmt: skip
    olive.choose("Housing association").press("Save application").sees("Agree terms next")


def _free_the_code(house: House, name: str) -> None:
    """The other one is registered anew under another code: no page does that, so the registry is put right by hand."""
    server = EmbeddedServer(house.state)
    with psycopg.connect(host=str(server.socket_folder), user=SUPERUSER, dbname="guildhall") as connection:
        change = "UPDATE tenants_partner SET code = code || 'homes' WHERE code = %s AND state = 'applied'"
        assert connection.execute(change, [_code_of(name)]).rowcount == 1


def _code_of(name: str) -> str:
    return f"{name.lower()}vale"
