"""What stands around every page: whose host this is, who is signed in, and where they can go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from guildhall.access.roles import VISITOR
from guildhall.kernel import Actor
from guildhall.web.frame import Frame, FrameBanner, NavItem
from guildhall.web.parts import Act, Link
from guildhall.web.spelling import uk_time


def frame(request: HttpRequest) -> dict[str, Any]:
    """Django's context processor for the layouts. It asks the database nothing."""
    host = getattr(request, "host", None)
    if host is None:
        return {}
    actor: Actor | None = getattr(request, "actor", None)
    signed_in = actor is not None and actor.is_somebody
    return {
        "frame": Frame(
            organisation=host.partner.name if host.partner else "",
            host_kind=host.kind,
            theme=host.partner.theme if host.partner else "teal",
            nav=tuple(_nav(request, actor)),
            signed_in_as=actor.name if actor and signed_in else "",
            sign_in_url="" if signed_in else "/sign-in/",
            sign_out_url="/sign-out/" if signed_in else "",
            demo=settings.DEMO,
            banners=tuple(_banners(request)),
        )
    }


def _banners(request: HttpRequest) -> Sequence[FrameBanner]:
    visit = getattr(request, "visit", None)
    if visit is None or VISITOR not in request.actor.roles:
        return ()
    until = uk_time(visit.ends_at)
    words = f"You are visiting {visit.partner.name} as yourself, to look and change nothing, until {until}."
    return [FrameBanner(words, kind="warning", link=Link("About this visit", "/visit/"), act=Act("Leave", "/visit/"))]


def _nav(request: HttpRequest, actor: Actor | None) -> Sequence[NavItem]:
    """The places of this host that the actor may go to: each host's list of URLs names them in `navigation`."""
    urls = import_module(request.urlconf)
    if actor is None:
        return ()
    here = _place_of(request.path, getattr(urls, "stands_under", {}))
    return [
        NavItem(label=label, url=url, current=here == url or (url != "/" and here.startswith(url)))
        for label, url, roles in getattr(urls, "navigation", ())
        if not roles or actor.has_role(*roles)
    ]


def _place_of(path: str, stands_under: Mapping[str, str]) -> str:
    """A page that is no place of the navigation stands under one: the list of URLs says which.

    >>> _place_of("/exits/northfield/", {"/exits/": "/years/"}), _place_of("/years/", {"/exits/": "/years/"})
    ('/years/', '/years/')
    """
    return next((place for start, place in stands_under.items() if path.startswith(start)), path)
