"""Every address has a gate, and being signed in is not enough."""

import pytest

from tests.house.plan import addresses

OPEN_TO_ALL = {"anyone", "signed in", "candidate", "member", "token"}
OTHERS_DOORS = ("allauth.",)


@pytest.mark.parametrize(("kind", "path", "pattern"), list(addresses()), ids=lambda value: str(value)[:60])
def test_every_address_names_its_gate(kind, path, pattern):
    view = getattr(pattern.callback, "view_class", None)
    if pattern.callback.__module__.startswith(OTHERS_DOORS):
        return

    assert view is not None, f"{kind} /{path}: write the door as a class on one of guildhall.access.views."
    assert getattr(view, "gate", None) in OPEN_TO_ALL, f"{view.__name__} stands on no base view that has a gate."


def test_a_partners_pages_are_for_its_members_alone():
    everyone = [
        path
        for kind, path, pattern in addresses()
        if kind == "partner"
        and getattr(getattr(pattern.callback, "view_class", None), "gate", "") not in ("member", "token")
    ]

    assert sorted(everyone) == PARTNER_PAGES_FOR_ANYONE


def test_whatever_machines_ask_for_takes_a_token_and_nothing_else_does():
    gates = {
        path: getattr(getattr(pattern.callback, "view_class", None), "gate", "") for _, path, pattern in addresses()
    }

    assert {path for path in gates if path.startswith("api/")} == {path for path in gates if gates[path] == "token"}


PARTNER_PAGES_FOR_ANYONE = ["arrive/<str:secret>/", "invitation/<str:secret>/", "sign-in/", "sign-out/"]
