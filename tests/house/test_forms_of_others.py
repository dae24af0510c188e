"""Forms that are filled in right: with a neighbour's ids in them they do what a form about nothing does.

Each form is found on a page by the person whose work it is, and does what they want by it. Then everybody else sends
the very same, with a token of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import time_machine

from guildhall.access.roles import WITH_A_PARTNER
from tenants.context import inside, on_the_platform
from tenants.models import Partner
from tests import cast
from tests.cast import Player
from tests.house.canaries import digests_of
from tests.house.filled_in import Forms, every_form, of_nobody, undone_at_the_end
from tests.house.forms import Body
from tests.house.senders import Right, Route, undone
from tests.house.test_isolation import DRAWN_ANEW

pytestmark = pytest.mark.xdist_group("forms")  # one world for all of them
WHO_ELSE = [
    *((one, "eastmoor") for one in cast.OF_EASTMOOR),
    *((one, "northfield") for one in (cast.EDEN, cast.STRANGER, cast.CASEY)),
    *((one, "base") for one in (cast.EDEN, cast.FIONA, cast.STRANGER)),
    (cast.CARLA, "jobs"),
]
PEOPLE = "vacancies/<vacancy_reference:reference>/draft/people/"
SHORTLIST = "vacancies/<vacancy_reference:reference>/shortlist/"
SCORES = "vacancies/<vacancy_reference:reference>/applications/<str:ref>/scores/"
SUPPORTING = "applications/<uuid:application_id>/supporting/"
CARRYING_IDS = {
    PEOPLE: {"panel", "approver_id"}, SHORTLIST: {"chosen"}, SCORES: {"criterion_…"}, SUPPORTING: {"criterion_…"}
}  # fmt: skip
NAMED_IN_ERROR = re.compile(r"(?<=Select a valid choice\. )\S+")
SWAPPED = {PEOPLE: 422, SHORTLIST: 422, SCORES: 302, SUPPORTING: 302}  # a field that the form has not is not read


@pytest.fixture(scope="module")
def forms(django_db_setup, django_db_blocker) -> Iterator[Forms]:
    with django_db_blocker.unblock(), undone_at_the_end():
        with on_the_platform():
            northfield, eastmoor = (Partner.objects.get(code=code) for code in ("northfield", "eastmoor"))
        with inside(northfield):
            yield every_form(northfield, eastmoor)


def _answer(forms: Forms, player: Player, host: str, path: str, body: Body, right: Right) -> tuple[int, str]:
    with time_machine.travel(right.thing.at, tick=False):
        answer = forms.at_eastmoor.sent(player, host, path, body, at=right.thing.at)
    return answer.status_code, DRAWN_ANEW.sub("", answer.content.decode(errors="replace"))


def test_every_address_that_takes_what_is_sent_is_sent_something_right(forms):
    assert forms.missing == [], (
        "Nobody of Northfield's found this form on a page and did with it what it is for. Put a thing in the right "
        "state into tests/house/stages.py; or, if no machine can fill the form in, type its body into TYPED of "
        "tests/house/filled_in.py."
    )


def test_those_who_try_hold_every_role_that_there_is_with_a_partner():
    assert {role for player in cast.OF_EASTMOOR for role in player.roles} == set(WITH_A_PARTNER)


@pytest.mark.parametrize(("player", "host"), WHO_ELSE, ids=lambda one: getattr(one, "name", one))
def test_what_is_right_for_its_sender_is_nothing_from_anybody_else(forms, player, host):
    before, aimed = digests_of(forms.northfield), forms.aimed_from(host)

    real = {right.path: _answer(forms, player, host, right.path, right.body, right) for right in aimed}
    never = {
        right.path: _answer(forms, player, host, right.route.of(forms.never), right.body, right) for right in aimed
    }

    seen = [(path, status) for path, (status, _) in real.items() if status != 404]
    told_apart = [path for path in real if real[path] != never[path]]
    crossed = forms.crossed(" ".join(words for _, words in real.values()), [right.body for right in aimed])
    assert (seen, told_apart, crossed) == ([], [], []), "The gate must find nothing that another has."
    assert digests_of(forms.northfield) == before, "Who has no business here changed something."
    assert len(aimed) > 10


def test_these_forms_carry_what_only_one_partner_has(forms):
    fields = {
        route.path: {re.sub(r"\d+", "…", name) for name in names} for route, names in forms.carrying_ids().items()
    }

    assert fields == CARRYING_IDS, (
        "If a form names what is one partner's alone, the next test sends it the neighbour's."
    )


def test_a_neighbours_ids_in_ones_own_form_are_those_of_nobody(forms):
    before = digests_of(forms.northfield)

    answers = {route.path: _swapped(forms, route, names) for route, names in forms.carrying_ids().items()}

    told_apart = [path for path, (real, never, _) in answers.items() if real != never]
    crossed = [path for path, (_, _, words) in answers.items() if words]
    assert (told_apart, crossed) == ([], []), "An id in a body passes the same gate as one in the address."
    assert {path: real[0] for path, (real, _, _) in answers.items()} == SWAPPED
    assert digests_of(forms.northfield) == before


def _swapped(forms: Forms, route: Route, names: set[str]) -> tuple[tuple[int, str], tuple[int, str], list[str]]:
    """How Eastmoor's own form is answered with the neighbour's ids in it, and with nobody's; and what crosses."""
    own, theirs = forms.counterparts[route], forms.rights[route].body
    host = "eastmoor" if route.host == "partner" else route.host
    foreign = tuple(one for one in own.body if one[0] not in names) + tuple(one for one in theirs if one[0] in names)
    answers = []
    for body in (foreign, of_nobody(foreign, names, own=own.form)):
        with undone():
            status, words = _answer(forms, own.by, host, own.path, body, own)
        answers.append((status, NAMED_IN_ERROR.sub("…", words)))
    return answers[0], answers[1], forms.crossed(answers[0][1], [foreign])
