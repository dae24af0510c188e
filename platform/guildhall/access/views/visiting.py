"""A visit, on the partner's own host: what it is, and the way out of it."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guildhall.access.errors import VisitIsToLook
from guildhall.access.operations import end_visit
from guildhall.access.presenters import VisitPage
from guildhall.access.queries import actor_for
from guildhall.access.roles import VISITOR
from guildhall.access.views.base import PartnerView
from guildhall.kernel import Refusal
from guildhall.web import errors
from guildhall.web.errors import ErrorPage
from guildhall.web.parts import Link
from guildhall.web.refusals import heading_of, status_of
from tenants.context import on_the_platform
from tenants.hosts import address_of
from tenants.models import Partner

VISITING = "visiting"


class VisitView(PartnerView):
    """Why one is here and for how long; leaving ends the session on this host."""

    roles = {VISITOR}

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(VisitPage.of(request.visit))

    def post(self, request: HttpRequest) -> HttpResponse:
        with on_the_platform():
            end_visit(visit_id=request.visit.id, by=request.actor, at=request.moment)
        words = "You are signed out here. The visit stands in the history of both sides."
        return _signed_out(request, request.partner, f"You have left {request.partner.name}", words, status=200)


def visit_over(request: HttpRequest, partner: Partner) -> HttpResponse:
    """Sign a visitor out of this host, and say that the visit has ended by itself."""
    words = "A visit lasts half an hour at most, and you are signed out here. Begin another with its own reason."
    return _signed_out(request, partner, f"Your visit to {partner.name} has ended", words, status=403)


def visit_full(request: HttpRequest, partner: Partner, refusal: Refusal) -> HttpResponse:
    """Sign a visitor out of this host who wants to open more than one visit may."""
    return _signed_out(request, partner, f"Your visit to {partner.name} has ended", str(refusal), status=403)


def _signed_out(request: HttpRequest, partner: Partner, title: str, words: str, *, status: int) -> HttpResponse:
    logout(request)
    request.visit, request.actor = None, actor_for(request.user, partner=partner)
    back = Link("Go back to the partnership's desk", address_of(None, f"/partners/{partner.code}/"))
    return _answer(request, ErrorPage(title=title, paragraphs=[words], links=(back,)), status=status)


def visit_is_to_look(request: HttpRequest, partner: Partner) -> HttpResponse:
    """What a visitor is told who sends something."""
    refusal = VisitIsToLook(partner.name)
    page = ErrorPage(title=heading_of(refusal), reasons=refusal.reasons, links=(Link("Go to the visit", "/visit/"),))
    return _answer(request, page, status=status_of(refusal))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What is not there, on a partner's host. To a visitor it says, as every page does, that they are on a visit."""
    if getattr(request, "visit", None) is None:
        return errors.not_found(request, exception)
    return _answer(request, errors.NOT_FOUND, status=404)


def _answer(request: HttpRequest, page: ErrorPage, *, status: int) -> HttpResponse:
    response = render(request, page.template, {"page": page}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
