"""Tokens: made and shown once, ended by hand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.organisation.presenters.people import FormPage
from apps.organisation.presenters.tokens import TokensPage
from apps.organisation.views.people import AdministratorView
from guildhall.access.forms import PartnerTokenForm
from guildhall.access.gates import token_from_here
from guildhall.access.operations.tokens import end_token, make_token
from guildhall.access.presenters import TokenMadePage
from guildhall.access.queries import names_of, tokens_listed
from guildhall.access.rules import may_keep_tokens
from guildhall.web.parts import Link

BACK = Link("Tokens", "/tokens/")


class TokensView(AdministratorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        tokens = tokens_listed()
        names = names_of(token.made_by_id for token in tokens)
        return self.page(TokensPage.of(tokens, names=names, may_keep=may_keep_tokens(request.actor)))


class TokenNewView(AdministratorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown(PartnerTokenForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PartnerTokenForm(request.POST)
        with self.refusals_shown_on(form):
            token, secret = make_token(
                name=form.accepted(), scope=form.scope_accepted(), by=request.actor, at=request.moment
            )
            return self.page(TokenMadePage.of(token, secret, back=BACK))
        return self.shown(form, status=422)

    def shown(self, form: PartnerTokenForm, *, status: int = 200) -> HttpResponse:
        intro = "It lets a machine do one thing for your organisation, and nothing else."
        page = FormPage(title="Make a token", form=form, button="Make the token", intro=intro, back=BACK)
        return self.page(page, status=status)


class TokenEndView(AdministratorView):
    def post(self, request: HttpRequest, token_id: int) -> HttpResponse:
        token = end_token(token_id=token_from_here(token_id).id, by=request.actor, at=request.moment)
        self.tell(f"The token {token.name} is ended. Its next request is refused.")
        return HttpResponseRedirect("/tokens/")
