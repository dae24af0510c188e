"""The first and the last to see a request: whose host is this, and who is acting."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from guildhall.access.queries import actor_for
from guildhall.web.errors import misdirected, unavailable
from tenants.context import inside, on_the_platform
from tenants.hosts import Host, address, host_named
from tenants.states import PartnerState
from tenants.template import is_template_ready

Handler = Callable[[HttpRequest], HttpResponseBase]


class HostMiddleware:
    """Looks the host up before anything of a partner is touched, enters its place, and leaves it whatever happens.

    A stranger's host is answered 421; a database that is away, with a plain 503. Whoever watches over the process is
    answered on any host: /livez while it runs, /readyz while it can serve.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path in HEALTH:
            return HEALTH[request.path]()
        try:
            host = host_named(request.META.get("HTTP_HOST", ""))
        except (OperationalError, InterfaceError):
            connection.close()
            return unavailable(request)
        if host is None:
            return misdirected(request)
        return self.answer(request, host)

    def answer(self, request: HttpRequest, host: Host) -> HttpResponseBase:
        request.host = host
        request.partner = host.partner
        request.urlconf = settings.HOST_URLCONFS[host.kind]
        with _place_of(host):
            if host.partner and (host.partner.state != PartnerState.LIVE or host.is_behind):
                return unavailable(request)
            return self.get_response(request)


class ActorMiddleware:
    """Works out who is acting, once: the person signed in, with the roles they have here, read anew each time."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = actor_for(request.user, partner=request.partner)
        return self.get_response(request)


class SignInPolicyMiddleware:
    """Lets the forms of the base host's sign-in pages end on another of our hosts.

    Browsers hold a form to its policy through every redirect, and a person who signs in is sent back to where they
    came from; on all other pages forms stay on their own host.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.host.kind == "base" and request.path.startswith("/account/"):
            response._csp_update = {"form-action": [address(f"*.{settings.BASE_HOST}", "")]}
        return response


def _alive() -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


def _ready() -> HttpResponse:
    if is_template_ready():
        return HttpResponse("ready\n", content_type="text/plain")
    return HttpResponse("not ready: the database is away or not prepared\n", content_type="text/plain", status=503)


HEALTH = {"/livez": _alive, "/readyz": _ready}


def _place_of(host: Host) -> AbstractContextManager[None]:
    return inside(host.partner) if host.partner else on_the_platform()
