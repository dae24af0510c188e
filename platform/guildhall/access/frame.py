"""What stands around every page: whose host this is, who is signed in, and where they can go."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from guildhall.kernel import Actor
from guildhall.web.frame import Frame, NavItem


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
        )
    }


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
