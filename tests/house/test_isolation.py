"""The isolation crawl: to everybody else, what Northfield has is a thing that never was."""

import re

import pytest

from tenants.context import on_the_platform
from tests import cast
from tests.house.holdings import PARAMETER, filled, northfields_own
from tests.house.plan import addresses
from tests.metering.machines import a_token

PARTNERS = [(path, pattern) for kind, path, pattern in addresses() if kind == "partner"]
NAMING = [path for path, _ in PARTNERS if PARAMETER.search(path)]
WHOLE = [path for path, _ in PARTNERS if not PARAMETER.search(path)]
MEMBERS = [path for path, pattern in PARTNERS if getattr(pattern.callback.view_class, "gate", "") == "member"]
THE_DESK = [
    path
    for kind, path, pattern in addresses()
    if kind == "base" and getattr(getattr(pattern.callback, "view_class", None), "gate", "") == "member"
]
MACHINES = [path for path, pattern in PARTNERS if getattr(pattern.callback.view_class, "gate", "") == "token"]
CANDIDATES = [path for kind, path, _ in addresses() if kind == "jobs" and "<uuid:application_id>" in path]
ANOTHER_HOSTS = "<str:secret>"  # a pass or an invitation that is not good here sends people on, not astray
DRAWN_ANEW = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"')


@pytest.fixture
def own(northfield) -> dict:
    return northfields_own(northfield)


def _with_a_token(visitor, partner: str):
    """The same visitor, who shows a token of a partner's wherever they go: pages take no notice of it."""
    visitor.defaults["HTTP_AUTHORIZATION"] = f"Bearer {a_token(partner, name='A crawler')}"
    return visitor


def _answers(visitor, path: str) -> list[tuple[int, str]]:
    """What somebody is answered who fetches an address and who sends to it; marks drawn anew each time left out."""
    answers = (visitor.get(path), visitor.post(path))
    return [(answer.status_code, DRAWN_ANEW.sub("", answer.content.decode(errors="replace"))) for answer in answers]


def test_every_parameter_of_an_address_has_something_of_northfields_behind_it(own):
    unknown = {name for path in NAMING for name in PARAMETER.findall(path)} - set(own)

    assert unknown == set(), "Give tests/house/holdings.py a thing of Northfield's that this parameter names."


@pytest.mark.parametrize("player", [cast.EDEN, cast.EWAN], ids=lambda player: player.name)
def test_at_eastmoor_northfields_things_are_things_that_never_were(own, visit, player):
    with on_the_platform():
        visitor = _with_a_token(visit(player), "eastmoor")

    told_apart = [
        path
        for path in NAMING
        if _answers(visitor, filled(path, own, "real")) != _answers(visitor, filled(path, own, "never"))
    ]
    found = [
        (path, status, "Northfield" in words)
        for path in NAMING
        if ANOTHER_HOSTS not in path
        for status, words in _answers(visitor, filled(path, own, "real"))
        if status not in (404, 405) or "Northfield" in words
    ]

    assert (told_apart, found) == ([], []), "The gate must find nothing that another partner has."


@pytest.mark.parametrize("player", [cast.EDEN, cast.EWAN], ids=lambda player: player.name)
def test_no_page_or_file_of_eastmoor_speaks_of_northfield(own, visit, player):
    visitor = visit(player)

    speaking = [path for path in WHOLE if "sign" not in path and "Northfield" in _answers(visitor, f"/{path}")[0][1]]

    assert speaking == []


@pytest.mark.parametrize("player", [cast.STRANGER, cast.CASEY, cast.EDEN], ids=lambda player: player.name)
def test_at_northfield_every_members_page_is_not_there_for_who_does_not_belong(own, visit, player):
    visitor = visit(player, host="northfield")

    seen = [
        (path, status)
        for path in MEMBERS
        for status, _ in _answers(visitor, filled(path, own, "real"))
        if status != 404
    ]

    assert seen == [], "Stand the door on PartnerView: being signed in is not enough."


def test_at_northfield_eastmoors_token_opens_no_door_for_machines(own, visit):
    with on_the_platform():
        machine = _with_a_token(visit(host="northfield"), "eastmoor")

    seen = {
        (which, path): _answers(machine, filled(path, own, which)) for which in ("real", "never") for path in MACHINES
    }

    assert {status for answers in seen.values() for status, _ in answers} == {401}
    assert len({words for answers in seen.values() for _, words in answers}) == 1


@pytest.mark.parametrize("player", [cast.STRANGER, cast.EDEN, cast.FIONA], ids=lambda player: player.name)
def test_the_partnerships_desk_is_not_there_for_a_partners_people(own, visit, player):
    visitor = visit(player, host="base")

    seen = [
        (path, status)
        for path in THE_DESK
        for status, _ in _answers(visitor, filled(path, own, "real"))
        if status not in (404, 405)
    ]

    assert seen == [], "Stand the door on PartnershipView: a membership of a partner is none of the partnership."


def test_one_candidates_application_is_not_there_for_another(own, visit):
    carla = visit(cast.CARLA, host="jobs")

    told_apart = [
        path
        for path in CANDIDATES
        if _answers(carla, filled(path, own, "real")) != _answers(carla, filled(path, own, "never"))
    ]
    seen = [path for path in CANDIDATES for status, _ in _answers(carla, filled(path, own, "real")) if status == 200]

    assert (told_apart, seen) == ([], [])


def test_northfields_own_people_find_what_the_crawl_looks_for(own, visit):
    pages = {
        cast.RITA: ("vacancies/<vacancy_reference:reference>/applications/<str:ref>/", "Ward sister"),
        cast.AMA: ("accounts/exceptions/<int:task_id>/", "The directory of Northfield General is being moved."),
        cast.FIONA: ("statements/<str:number>/", "Northfield"),
        cast.ADAM: ("people/<uuid:user_id>/", "Rita Osei"),
    }

    missing = [
        path
        for player, (path, words) in pages.items()
        if words not in visit(player).get(filled(path, own, "real")).content.decode()
    ]

    assert missing == [], "If a test says nothing leaks, there must be something to leak."
