"""Who rightly sends a form, on which page they find it, and how they fill it in: found out by trying, as they would."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse

from tenants.models import Partner
from tests import cast
from tests.cast import Player
from tests.house.forms import Body, Form, forms_of, to_send
from tests.house.holdings import PARAMETER
from tests.house.plan import addresses
from tests.house.stages import Thing
from tests.recruitment.story import CREWS
from tests.visitors import Visitor

OTHERS_DOORS = ("allauth.",)  # they are about whoever is signed in; tests/access brings what they make to every host
TOKEN = "a" * 32  # a form's token and its cookie, as they are while a browser has been given no other
PAGES_LOOKED_AT = 30
SENT_ON = 302
DESK = (cast.OSKAR, cast.HUGO, cast.HELEN)
MEMBERS = {code: [one for one in cast.MEMBERS if one.partner == code] for code in CREWS}


@dataclass(frozen=True)
class Route:
    """An address that takes what is sent. `path` still has its parameters, but for the section of a form."""

    host: str
    path: str
    view: Any = field(compare=False)

    def fits(self, thing: Thing) -> bool:
        """Has a thing all that the address asks for? An address that asks for nothing is tried once."""
        asked = set(PARAMETER.findall(self.path))
        return asked <= set(thing.values) if asked else not thing.values

    def of(self, values: Mapping[str, str]) -> str:
        """The address of a thing."""
        return "/" + PARAMETER.sub(lambda found: values[found.group()], self.path)

    @property
    def is_a_button(self) -> bool:
        """Does it read nothing of what is sent?"""
        return "request.POST" not in inspect.getsource(self.view.post)


@dataclass(frozen=True)
class Right:
    """A form as its rightful sender fills it in, for one thing. `form` is empty for a button that no page shows."""

    route: Route
    thing: Thing
    by: Player
    form: Form
    body: Body

    @property
    def path(self) -> str:
        return self.route.of(self.thing.values)


def posting_routes() -> list[Route]:
    """Every address of ours that takes what a form sends, on every kind of host. Behind a token there is no form."""
    views = [(kind, path, getattr(pattern.callback, "view_class", None)) for kind, path, pattern in addresses()]
    return [
        Route(kind, path, view)
        for kind, path, view in views
        if _answers(view, "post")
        and not view.__module__.startswith(OTHERS_DOORS)
        and getattr(view, "gate", "") != "token"
    ]


def _answers(view: Any, method: str) -> bool:
    return hasattr(view, method) and method in view.http_method_names


@dataclass
class Senders:
    """Browsers of people at one partner, each signed in where and when it is needed; pages are fetched once."""

    partner: Partner
    browsers: dict[tuple[Player | None, str, datetime], Visitor] = field(default_factory=dict)
    pages: dict[tuple[Player, str, datetime], tuple[int, list[Form]]] = field(default_factory=dict)

    def host_of(self, route: Route) -> str:
        return self.partner.code if route.host == "partner" else route.host

    def browser(self, player: Player | None, host: str, at: datetime) -> Visitor:
        """A browser that is asked for the token of its forms, as real ones are. Takes: the moment it is there."""
        if (player, host, at) not in self.browsers:
            visitor = Visitor.of(player, host=host)
            visitor.handler.enforce_csrf_checks = True
            self.browsers[player, host, at] = visitor
        return self.browsers[player, host, at]

    def sent(self, player: Player | None, host: str, path: str, body: Body, *, at: datetime) -> HttpResponse:
        """What somebody is answered who sends a form. Their browser is signed in afterwards as it was before."""
        visitor = self.browser(player, host, at)
        before = copy(visitor.cookies)
        visitor.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
        answer = visitor.post(path, {**to_send(body), "csrfmiddlewaretoken": TOKEN})
        visitor.cookies = before
        return answer

    def page(self, player: Player, host: str, path: str, *, at: datetime) -> tuple[int, list[Form]]:
        """How somebody is answered who opens an address, and the forms they find there."""
        if (player, path, at) not in self.pages:
            answer = self.browser(player, host, at).get(path)
            is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
            forms = forms_of(answer.content.decode(), address=path) if is_page else []
            self.pages[player, path, at] = answer.status_code, forms
        return self.pages[player, path, at]

    def rightful(self, route: Route) -> Iterable[Player]:
        """Those whose work it is."""
        crew, roles = CREWS[self.partner.code], getattr(route.view, "roles", ())
        if route.host == "jobs":
            return [crew.candidate]
        known = DESK if route.host == "base" else MEMBERS[self.partner.code]
        return [one for one in known if not set(roles).isdisjoint(one.roles)] if roles else [cast.STRANGER, *known]

    def filled_in(self, route: Route, things: Iterable[Thing], *, accepted: bool) -> Right | None:
        """The form of a route, filled in right, if there is one; `accepted`, if it must do what its sender wants."""
        fitting = [thing for thing in things if route.fits(thing)]
        for thing in sorted(fitting, key=lambda one: not route.path.endswith(one.ready_for)):
            with time_machine.travel(thing.at, tick=False):
                for right in self._tries(route, thing):
                    if not accepted or self._is_accepted(right):
                        return right
        return None

    def _tries(self, route: Route, thing: Thing) -> Iterator[Right]:
        path, day = route.of(thing.values), (thing.at + timedelta(days=20)).date()
        for player in self.rightful(route):
            forms = (form for form in self._forms_near(player, route, thing) if form.action == path)
            if form := next(forms, None):
                yield from (Right(route, thing, player, form, body) for body in form.ways_to_fill(day, thing.typed))
            elif route.is_a_button:
                yield Right(route, thing, player, Form(path), ())

    def _forms_near(self, player: Player, route: Route, thing: Thing) -> Iterator[Form]:
        """Forms on an address' own page, or, if it has none, on those of the same host that are nearest to it."""
        host = self.host_of(route)
        if _answers(route.view, "get"):
            status, forms = self.page(player, host, route.of(thing.values), at=thing.at)
            yield from forms
            if status != SENT_ON:
                return
        for page in _pages_near(route, thing):
            yield from self.page(player, host, page, at=thing.at)[1]

    def _is_accepted(self, right: Right) -> bool:
        with undone():
            answer = self.sent(right.by, self.host_of(right.route), right.path, right.body, at=right.thing.at)
            return answer.status_code == SENT_ON


@contextmanager
def undone() -> Iterator[None]:
    """What happens in the block has not happened afterwards. It is none of Django's: operations want the outermost."""
    before = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)


def _pages_near(route: Route, thing: Thing) -> list[str]:
    near = [
        Route(kind, path, None)
        for kind, path, pattern in addresses()
        if kind == route.host and _answers(getattr(pattern.callback, "view_class", None), "get")
    ]
    shown = [one for one in near if set(PARAMETER.findall(one.path)) <= set(thing.values)]
    shown.sort(key=lambda one: -_common(one.path, route.path))
    return [one.of(thing.values) for one in shown[:PAGES_LOOKED_AT]]


def _common(one: str, other: str) -> int:
    """How many characters two addresses begin with alike."""
    return next((at for at, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) > 1), len(one))
