"""Doors that know who is acting: one base view for each kind of host."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from guildhall.access.roles import VISITOR
from guildhall.web.errors import NotFound
from guildhall.web.views import PageView


class PublicView(PageView):
    """A page that anyone may read."""

    gate: ClassVar[str] = "anyone"


class SignedInView(PageView):
    """A page for whoever is signed in here. Being signed in is not enough for a partner's pages: see below."""

    gate: ClassVar[str] = "signed in"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.actor.is_somebody:
            return HttpResponseRedirect(f"/sign-in/?{urlencode({'next': request.get_full_path()})}")
        self.require_membership(request)
        return super().dispatch(request, *args, **kwargs)

    def require_membership(self, request: HttpRequest) -> None:
        """Nothing more, here."""


class CandidateView(SignedInView):
    """A page of the jobs host that belongs to the candidate who is signed in."""

    gate = "candidate"


class MemberView(SignedInView):
    """A page for those who belong here, and hold one of `roles` if it names any. To everyone else it does not exist.

    To an operator on a visit it exists only if `roles` name VISITOR.
    """

    gate = "member"
    roles: ClassVar[Collection[str]] = ()

    def require_membership(self, request: HttpRequest) -> None:
        held = request.actor.roles
        if not held or (self.roles and held.isdisjoint(self.roles)):
            raise NotFound
        if VISITOR in held and VISITOR not in self.roles:
            raise NotFound


class PartnerView(MemberView):
    """A page on a partner's own host."""


class PartnershipView(MemberView):
    """A page on the base host, for the shared service's own people."""
