"""Accepting an invitation, on the partner's own host."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from guildhall.access.forms import AcceptInvitationForm
from guildhall.access.gates import invitation_for
from guildhall.access.operations import accept_invitation
from guildhall.access.presenters import InvitationPage
from guildhall.access.views.base import PublicView
from tenants.context import on_the_platform


class InvitationView(PublicView):
    """What an invited person sees: first a way to sign in, then one question and one button."""

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        invitation = invitation_for(secret, at=request.moment)
        form = AcceptInvitationForm(initial={"name": request.user.name if request.actor.is_somebody else ""})
        return self.page(InvitationPage.of(invitation, secret=secret, actor=request.actor, form=form))

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        invitation = invitation_for(secret, at=request.moment)
        if not request.actor.is_somebody:
            return HttpResponseRedirect(f"/sign-in/?{urlencode({'next': request.path})}")
        form = AcceptInvitationForm(request.POST)
        if form.is_valid():
            with self.refusals_shown_on(form):
                self.accept(request, secret, form.accepted())
                return HttpResponseRedirect("/")
        return self.page(InvitationPage.of(invitation, secret=secret, actor=request.actor, form=form), status=422)

    def accept(self, request: HttpRequest, secret: str, name: str) -> None:
        with on_the_platform():  # what somebody is called is the platform's, not the partner's
            accept_invitation(secret=secret, name=name, by=request.actor, email=request.user.email, at=request.moment)
