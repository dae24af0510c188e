"""What stands around every page: whose host this is, who is signed in, and where they can go."""

from __future__ import annotations

from collections.abc import Sequence
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
    offered = getattr(import_module(request.urlconf), "navigation", ())
    if actor is None:
        return ()
    return [
        NavItem(label=label, url=url, current=request.path == url or (url != "/" and request.path.startswith(url)))
        for label, url, roles in offered
        if not roles or actor.has_role(*roles)
    ]
