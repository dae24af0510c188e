"""Signing in happens on the base host alone; a single-use pass leads back to the host one came from."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from guildhall.access.errors import HandOffRefused
from guildhall.access.operations import end_sessions, make_hand_off, use_hand_off
from guildhall.access.presenters import OrganisationsPage, SignInRefusedPage
from guildhall.access.queries import organisations_of
from guildhall.access.views.base import PublicView, SignedInView
from guildhall.web.errors import NotFound
from tenants.context import on_the_platform
from tenants.hosts import address, address_of, host_named

NONCE = "arriving"
NONCE_MAX = 64


def path_only(wanted: str) -> str:
    """A path on this host, or the home page for anything else."""
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe else "/"


class SignInView(PublicView):
    """The same address on every host. On the base host it is allauth's page; others send people there and back."""

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = path_only(request.GET.get("next", "/"))
        if request.host.kind == "base":
            landing = wanted if wanted != "/" else "/organisations/"
            return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': landing})}")
        nonce = request.session.setdefault(NONCE, secrets.token_urlsafe(16))
        back = f"/hand-off/?{urlencode({'to': request.host.name, 'state': nonce, 'next': wanted})}"
        page = "account_signup" if request.GET.get("new") else "account_login"
        path = {"account_login": "/account/login/", "account_signup": "/account/signup/"}[page]
        return HttpResponseRedirect(address_of(None, f"{path}?{urlencode({'next': back})}"))


class HandOffView(SignedInView):
    """On the base host: give the person who is signed in a pass to the host they came from."""

    def get(self, request: HttpRequest) -> HttpResponse:
        host = host_named(request.GET.get("to", ""))
        state = request.GET.get("state", "")
        if host is None or host.kind == "base" or len(state) > NONCE_MAX:
            raise NotFound
        secret = make_hand_off(host=host.name, nonce=state, by=request.actor, at=request.moment)
        query = urlencode({"next": path_only(request.GET.get("next", "/"))})
        return HttpResponseRedirect(address(host.name, f"/arrive/{secret}/?{query}"))


class ArriveView(PublicView):
    """On a partner's or the jobs host: redeem the pass and begin a session here."""

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        nonce = request.session.get(NONCE, "")
        try:
            with on_the_platform():
                user = use_hand_off(secret=secret, host=request.host.name, nonce=nonce, at=request.moment)
                login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        except HandOffRefused as refused:
            return self.page(SignInRefusedPage.of(refused.reasons), status=403)
        return HttpResponseRedirect(path_only(request.GET.get("next", "/")))


class SignOutView(PublicView):
    """End every session of this person: the base host's would otherwise let the next one in without a password."""

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.actor.is_somebody:
            with on_the_platform():
                end_sessions(by=request.actor, at=request.moment)
        logout(request)
        return HttpResponseRedirect("/")


class OrganisationsView(SignedInView):
    """On the base host: which organisation next? With one, straight there."""

    def get(self, request: HttpRequest) -> HttpResponse:
        organisations = organisations_of(request.actor.id)
        return self.page(OrganisationsPage.of(organisations))
