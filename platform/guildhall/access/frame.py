"""What stands around every page: whose host this is, who is signed in, and where they can go."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from guildhall.kernel import Actor
from guildhall.web.frame import Frame, NavItem
from tenants.hosts import jobs_address

NAMES = {"base": "Guildhall", "jobs": "Guildhall jobs"}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Django's context processor for the layouts. It asks the database nothing."""
    host = getattr(request, "host", None)
    if host is None:
        return {}
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "frame": Frame(
            organisation=host.partner.name if host.partner else NAMES[host.kind],
            host_kind=host.kind,
            theme=host.partner.theme if host.partner else "teal",
            signed_in_as=actor.name if actor and actor.is_somebody else "",
            nav=tuple(_nav(request, actor)),
            demo=settings.DEMO,
            jobs_url=jobs_address(),
        )
    }


def _nav(request: HttpRequest, actor: Actor | None) -> Sequence[NavItem]:
    """The places of this host that the actor may go to: each host's list of URLs names them in `navigation`."""
    offered = getattr(import_module(request.urlconf), "navigation", ())  # type: ignore[attr-defined, arg-type]
    if actor is None:
        return ()
    return [
        NavItem(label=label, url=url, current=request.path == url or (url != "/" and request.path.startswith(url)))
        for label, url, roles in offered
        if not roles or actor.has_role(*roles)
    ]
