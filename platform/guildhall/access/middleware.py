"""The first and the last to see a request: whose host is this, and who is acting."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from guildhall.access.errors import PageAlreadyNoted, VisitOver, VisitSeenEnough
from guildhall.access.health import HEALTH
from guildhall.access.models import Visit
from guildhall.access.operations import end_visit, note_page_opened
from guildhall.access.queries import actor_for, open_visit
from guildhall.access.roles import VISITOR
from guildhall.access.rules import PageOpened
from guildhall.access.views.visiting import VISITING, visit_full, visit_is_to_look, visit_over
from guildhall.web.errors import closed, left, misdirected, unavailable
from guildhall.web.events import note
from tenants.context import inside, on_the_platform
from tenants.hosts import Host, address, host_named
from tenants.models import Partner
from tenants.rules import are_doors_open
from tenants.states import PartnerState

Handler = Callable[[HttpRequest], HttpResponseBase]


class HostMiddleware:
    """Looks the host up before anything of a partner is touched, enters its place, and leaves it whatever happens.

    A stranger's host is answered 421; a database that is away, with a plain 503. Whoever watches over the process is
    answered on any host: /livez while it runs, /readyz while it can serve, /metrics with figures.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path in HEALTH:
            request.view_name = request.path.strip("/")
            return HEALTH[request.path](request)
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
        if host.partner:
            note(partner=host.partner.code)
        request.urlconf = settings.HOST_URLCONFS[host.kind]
        if host.partner and not are_doors_open(host.partner, on=timezone.localdate()):
            return self.answer_at_closed_doors(request, host.partner)
        with _place_of(host):
            if host.is_behind:
                return unavailable(request)
            return self.get_response(request)

    def answer_at_closed_doors(self, request: HttpRequest, partner: Partner) -> HttpResponseBase:
        """The page that says so, and what it is dressed in. The partner's home is not entered for either."""
        if not request.path.startswith(settings.STATIC_URL):
            return closed_door(request, partner)
        request.partner, request.urlconf = None, settings.HOST_URLCONFS["base"]
        with on_the_platform():
            return self.get_response(request)


class ActorMiddleware:
    """Works out who is acting, once: the person signed in, with the roles they have here, read anew each time."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = actor_for(request.user, partner=request.partner)
        if request.actor.is_somebody:
            note(actor=request.actor.id)
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


def closed_door(request: HttpRequest, partner: Partner) -> HttpResponse:
    """What people find at a partner whose doors are closed. No question is asked: all of it is remembered."""
    if partner.state in (PartnerState.BUILDING, PartnerState.STUCK):
        return unavailable(request, partner_name=partner.name)
    if partner.state == PartnerState.SUSPENDED:
        since = timezone.localdate(partner.doors_closed_at)
        return closed(request, partner_name=partner.name, since=since, contact=settings.CONTACT)
    return left(request, partner_name=partner.name, since=partner.leaves_on, contact=settings.CONTACT)


def _place_of(host: Host) -> AbstractContextManager[None]:
    return inside(host.partner) if host.partner else on_the_platform()


LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})


OPENED = 200
WAYS_OUT = frozenset({"/visit/", "/sign-out/"})


class VisitMiddleware:
    """An operator on a visit is a visitor, who looks and sends nothing; each page is written down before it is handed
    over. A visit ends by itself, and then so does the session that it was made in.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.visit = _visit_of(request)
        if request.visit is not None:
            return self.shown(request, request.visit)
        if VISITING in request.session and request.partner is not None:
            return visit_over(request, request.partner)
        return self.get_response(request)

    def shown(self, request: HttpRequest, visit: Visit) -> HttpResponseBase:
        request.actor = replace(request.actor, roles=frozenset({VISITOR}))
        request.session.setdefault(VISITING, visit.id)
        if request.path in WAYS_OUT:
            return self.get_response(request)
        if request.method not in LOOKING:
            return visit_is_to_look(request, visit.partner)
        response = self.get_response(request)
        return self.noted(request, visit, response) if response.status_code == OPENED else response

    def noted(self, request: HttpRequest, visit: Visit, response: HttpResponseBase) -> HttpResponseBase:
        """The page, once it stands in the partner's trail that it was opened."""
        act, match = {"visit_id": visit.id, "by": request.actor, "at": request.moment}, request.resolver_match
        with on_the_platform():
            try:
                note_page_opened(opened=PageOpened.at(match.view_name, match.kwargs), **act)
            except PageAlreadyNoted:
                return response
            except VisitOver:
                return visit_over(request, visit.partner)
            except VisitSeenEnough as enough:
                end_visit(**act)
                return visit_full(request, visit.partner, enough)
        return response


def _visit_of(request: HttpRequest) -> Visit | None:
    """Only who is signed in here and does not belong here can be on a visit: nobody else costs a question."""
    if request.partner is None or not request.actor.is_somebody or request.actor.roles:
        return None
    with on_the_platform():
        return open_visit(request.actor.person_id, partner=request.partner, at=request.moment)
