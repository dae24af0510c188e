"""Partners of the journeys' own, brought in by the operator: what is done to them touches nobody else's story."""

from __future__ import annotations

from tests.journeys.walker import Walker


def letters_for(begin: str, screen: tuple[str, bool]) -> str:
    """Letters that no other screen has: its width and its script, behind two of the story's own."""
    width, scripts = screen
    return f"{begin}{'W' if width == '1280' else 'P'}{'S' if scripts else 'N'}"


def code_for(begin: str, screen: tuple[str, bool]) -> str:
    """A code that no other screen has."""
    width, scripts = screen
    return f"{begin}{width}{'' if scripts else 'plain'}"


def bring_in(oskar: Walker, *, name: str, short_name: str, code: str, letters: str) -> Walker:
    """The operator signs in and brings a housing association in, from November on; their page is open at the end."""
    oskar.sign_in("operator@guildhall.example", host="base", path="/partners/new/")
    oskar.fill(name=name, short_name=short_name, code=code, letters=letters, first_administrator=f"a@{code}.example")
    oskar.fill(joins_on_day="1", joins_on_month="11", joins_on_year="2026").choose("Housing association")
    return oskar.press("Save application").press("Agree terms").press("Build their home").reloads_until("Live")
