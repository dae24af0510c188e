"""Every form of ours, filled in right: one world of two partners with all that forms can be about, made once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from django.db import transaction

from tenants.models import Partner
from tests import cast
from tests.house.canaries import only_known_to
from tests.house.forms import Body, Form
from tests.house.holdings import NEVER, PARAMETER, northfields_own
from tests.house.senders import Right, Route, Senders, posting_routes
from tests.house.stages import LATE, Thing, things_of

SECTION = "<str:section>"
NO_NUMBER = "940404"
PARTNERS = ("partner", "jobs")
"""Hosts on which a form must do what its sender wants. The desk's need rarer days, and are for nobody else at all."""
TYPED: dict[tuple[str, str], Body] = {  # what no page shows to the people we have, or only after another step
    ("base", "gallery/"): (),
    ("base", "gallery/<slug:side>/"): (),
    ("base", "invitation/<str:secret>/"): (("name", "Sam Stranger"),),
    ("jobs", "invitation/<str:secret>/"): (("name", "Sam Stranger"),),
    ("base", "partners/<slug:code>/erasure/approval/"): (("code", "northfield"),),
    ("base", "jobs/replays/"): (("kind", "notices.letter_written"), ("hearer", "guildhall.notices.tasks.send")),
    ("base", "months/<month:month>/costs/load/"): (
        ("kept", "cG9vbCxhbW91bnQK"),
        ("file_name", "june.csv"),
        ("control_total", "1.00"),
    ),
    ("base", "months/<month:month>/approval/"): (("load", "1"),),
    ("base", "customers/use/load/"): (("kept", "Y3VzdG9tZXIscG9vbAo="), ("file_name", "use.csv")),
    ("partner", "visit/"): (),
    ("base", "what-if/scenarios/result/"): (("scenario", "{}"),),
    ("partner", "tokens/new/"): (
        ("name", "Turnstiles"),
        ("scope", "usage"),
    ),  # the page that answers shows the secret, once
    ("base", "sources/<slug:source>/tokens/new/"): (("name", "Turnstiles"),),
    ("partner", "year/election/"): (("technology_percent", "50"),),  # these three need a year that is over
    ("base", "years/<year:year>/settlement/agreement/"): (("agreed_by", "the board"),),
    ("base", "years/<year:year>/settlement/withdrawal/"): (("reason", "A late invoice"),),
    ("base", "joiners/<slug:code>/contributions/"): (("weight", "310"),),  # these need one that joins, or that leaves
    ("base", "exits/<slug:code>/new/"): (("commitment", "0.00"),),
    ("base", "exits/<slug:code>/withdrawal/"): (("reason", "A late invoice"),),
    ("base", "mergers/<slug:code>/withdrawal/"): (("reason", "A late invoice"),),
}


@dataclass
class Forms:
    """Each form about something of Northfield's, and its like at Eastmoor. `never` names what never was."""

    northfield: Partner
    at_eastmoor: Senders
    never: Mapping[str, str]
    canaries: set[str]
    rights: dict[Route, Right] = field(default_factory=dict)
    counterparts: dict[Route, Right] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def add_counterpart(self, right: Right, things: Iterable[Thing]) -> None:
        """Find the same form about a thing of Eastmoor's, if it could carry what is one partner's alone."""
        alike = [thing for thing in things if thing.what == right.thing.what and right.form.could_carry_ids]
        if found := self.at_eastmoor.filled_in(right.route, alike, accepted=False):
            self.counterparts[right.route] = found

    def aimed_from(self, host: str) -> list[Right]:
        """The forms by which somebody at a host could reach for what is not theirs."""
        wanted = {
            "eastmoor": lambda route: route.host == "partner" and PARAMETER.search(route.path),
            "northfield": lambda route: route.host == "partner" and route.view.gate == "member",
            "jobs": lambda route: route.host == "jobs" and "<uuid:application_id>" in route.path,
            "base": lambda route: route.host == "base" and getattr(route.view, "gate", "") == "member",
        }[host]
        return [right for route, right in self.rights.items() if wanted(route)]

    def carrying_ids(self) -> dict[Route, set[str]]:
        """The forms whose choices are other ones at the other partner, or are called otherwise; and those fields."""
        differing = {route: _differing(self.rights[route].form, one.form) for route, one in self.counterparts.items()}
        return {route: names for route, names in differing.items() if names}

    def crossed(self, said: str, bodies: Iterable[Body]) -> list[str]:
        """What only Northfield knows and stands in an answer, though its sender did not send it."""
        sent = " ".join(value for body in bodies for _, value in body)
        return sorted(word for word in self.canaries if word in said and word not in sent)


def every_form(northfield: Partner, eastmoor: Partner) -> Forms:
    """Find every form and fill it in. Northfield has more of everything, so that its numbers are none of Eastmoor's."""
    own = northfields_own(northfield)
    theirs, ours = things_of(northfield), things_of(eastmoor)
    never = {name: str(held.never) for name, held in own.items()}
    of_the_desk = Thing("the desk's", {name: str(held.real) for name, held in own.items()}, at=LATE)
    forms = Forms(northfield, Senders(eastmoor), never, only_known_to(northfield, not_to=eastmoor))
    at_northfield = Senders(northfield)
    for route in _each_section(posting_routes(), theirs):
        if route.host in PARTNERS:
            right = at_northfield.filled_in(route, theirs, accepted=True)
        else:
            right = at_northfield.filled_in(route, [Thing("nothing", {}, at=LATE), of_the_desk], accepted=False)
        if right := right or _typed(route, of_the_desk):
            forms.rights[route] = right
            forms.add_counterpart(right, ours)
        else:
            forms.missing.append(f"{route.host} /{route.path}")
    return forms


@contextmanager
def undone_at_the_end() -> Iterator[None]:
    """A transaction for several tests, as Django's own cases mark theirs: operations are outermost inside it."""
    atomic = transaction.atomic()
    atomic._from_testcase = True
    with atomic:
        yield
        transaction.set_rollback(True)


def _each_section(routes: Iterable[Route], things: Iterable[Thing]) -> Iterator[Route]:
    """The routes, with each section of a form by itself."""
    for route in routes:
        named = {one.values[SECTION] for one in things if SECTION in one.values and route.fits(one)}
        sections = (sorted(named) or [SECTION]) if SECTION in route.path else [""]
        yield from (replace(route, path=route.path.replace(SECTION, section)) for section in sections)


def _typed(route: Route, thing: Thing) -> Right | None:
    body = TYPED.get((route.host, route.path))
    return None if body is None else Right(route, thing, cast.STRANGER, Form(route.path), body)


def _differing(here: Form, there: Form) -> set[str]:
    return {
        one.name
        for one in here.fields.values()
        if one.name not in there.fields or (one.is_given and one.ids != there.fields[one.name].ids)
    }


def of_nobody(body: Body, names: set[str], *, own: Form) -> Body:
    """The same body with numbers and identities that nobody has, in what fields are answered with or called by."""
    return tuple(
        (name, _never(value)) if name in own.fields else (re.sub(r"\d+", NO_NUMBER, name), value)
        for name, value in body
        if name in names
    ) + tuple((name, value) for name, value in body if name not in names)


def _never(value: str) -> str:
    return NO_NUMBER if re.fullmatch(r"\d+", value) else str(NEVER)
