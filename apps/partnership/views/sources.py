"""Feeds of usage: how each is, a new one, the end of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms.usage import RetirementForm, SourceForm
from apps.partnership.presenters.partners import FormPage
from apps.partnership.presenters.sources import SourcePage, SourcesPage
from apps.partnership.views.months import BooksView
from guildhall.access.forms import TokenForm
from guildhall.access.gates import token_from_here
from guildhall.access.operations.tokens import end_token, make_source_token
from guildhall.access.presenters import TokenMadePage
from guildhall.access.queries import names_of, tokens_listed
from guildhall.audit.queries import trail_of
from guildhall.metering.gates import source_for
from guildhall.metering.models import Source
from guildhall.metering.operations import register_source, retire_source
from guildhall.metering.queries import list_of_sources, source_row
from guildhall.metering.rules import may_keep_sources
from guildhall.web.errors import NotFound
from guildhall.web.paging import paginate
from guildhall.web.parts import Link
from tenants.queries import live_partners, names_of_partners


class SourcesView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list_of_sources(at=request.moment)
        return self.page(
            SourcesPage.of(
                paginate(rows, number=request.GET.get("page")),
                every=rows,
                partners=names_of_partners(),
                may_add=may_keep_sources(request.actor),
            )
        )


class SourceNewView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown(SourceForm(partners=live_partners()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SourceForm(request.POST, partners=live_partners())
        with self.refusals_shown_on(form):
            source = register_source(terms=form.accepted(), by=request.actor, at=request.moment)
            self.tell(f"{source.name} is registered. Months wait for it from its first day on.")
            return HttpResponseRedirect(f"/sources/{source.code}/")
        return self.shown(form, status=422)

    def shown(self, form: SourceForm, *, status: int = 200) -> HttpResponse:
        page = FormPage(
            title="Add a source",
            form=form,
            button="Add the source",
            back=Link("Sources", "/sources/"),
            intro="What our own services use is counted with the work and needs no source. This is for others.",
        )
        return self.page(page, status=status)


class SourceView(BooksView):
    def get(self, request: HttpRequest, source: str) -> HttpResponse:
        found = source_for(request.actor, source)
        tokens = tokens_listed(source=found.code) if found.is_hosts else []
        return self.page(
            SourcePage.of(
                source_row(found, at=request.moment),
                partners=names_of_partners(),
                may_keep=may_keep_sources(request.actor),
                tokens=tokens,
                people=names_of(token.made_by_id for token in tokens),
                trail=trail_of(found),
            )
        )


class SourceTokenNewView(BooksView):
    """A token for a feed of the host; a partner's own administrators make those of its feeds."""

    def get(self, request: HttpRequest, source: str) -> HttpResponse:
        return self.shown(hosts_source(request, source), TokenForm())

    def post(self, request: HttpRequest, source: str) -> HttpResponse:
        found, form = hosts_source(request, source), TokenForm(request.POST)
        with self.refusals_shown_on(form):
            token, secret = make_source_token(
                name=form.accepted(), source=found.code, by=request.actor, at=request.moment
            )
            return self.page(TokenMadePage.of(token, secret, back=back_to(found)))
        return self.shown(found, form, status=422)

    def shown(self, source: Source, form: TokenForm, *, status: int = 200) -> HttpResponse:
        title, intro = f"Make a token for {source.name}", "It lets a machine send for this source, and nothing else."
        page = FormPage(title=title, form=form, button="Make the token", intro=intro, back=back_to(source))
        return self.page(page, status=status)


class SourceTokenEndView(BooksView):
    def post(self, request: HttpRequest, source: str, token_id: int) -> HttpResponse:
        found = hosts_source(request, source)
        token = token_from_here(token_id, source=found.code)
        end_token(token_id=token.id, by=request.actor, at=request.moment)
        self.tell(f"The token {token.name} is ended. Its next request is refused.")
        return HttpResponseRedirect(f"/sources/{found.code}/")


def hosts_source(request: HttpRequest, code: str) -> Source:
    """A feed of the host. Raises: NotFound, for a partner's too."""
    source = source_for(request.actor, code)
    if not source.is_hosts:
        raise NotFound
    return source


def back_to(source: Source) -> Link:
    return Link(source.name, f"/sources/{source.code}/")


class RetirementView(BooksView):
    def get(self, request: HttpRequest, source: str) -> HttpResponse:
        return self.shown(source_for(request.actor, source), RetirementForm())

    def post(self, request: HttpRequest, source: str) -> HttpResponse:
        found, form = source_for(request.actor, source), RetirementForm(request.POST)
        with self.refusals_shown_on(form):
            on, reason = form.accepted()
            retire_source(source_id=found.id, on=on, reason=reason, by=request.actor, at=request.moment)
            self.tell(f"{found.name} is retired. No month waits for it any more.")
            return HttpResponseRedirect(f"/sources/{found.code}/")
        return self.shown(found, form, status=422)

    def shown(self, source: Source, form: RetirementForm, *, status: int = 200) -> HttpResponse:
        title, back = f"Retire {source.name}", back_to(source)
        page = FormPage(title=title, form=form, button="Retire the source", back=back)
        return self.page(page, status=status)
