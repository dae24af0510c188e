"""Host finance: partners that come, go and merge within a year."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms.membership import JoinerForm
from apps.partnership.gates import partner_for
from apps.partnership.presenters.membership import JoinerPage, MembershipPage
from apps.partnership.views.months import BooksView
from guildhall.charging.models import Year
from guildhall.charging.operations.joining import JoinerTerms, call_joiner_in
from guildhall.charging.queries.exits import list_of_leavers
from guildhall.charging.queries.joiners import (
    both_methods,
    contributions_of_joiner,
    instalments_for_joiner,
    list_of_joiners,
    year_joined,
)
from guildhall.charging.queries.mergers import list_of_mergers
from guildhall.charging.queries.years import agreement_on
from guildhall.kernel import Month
from guildhall.web.errors import NotFound
from tenants.models import Partner


class MembershipView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        year = Month.of(request.moment).financial_year
        return self.page(
            MembershipPage.of(
                year, joiners=list_of_joiners(year=year), leavers=list_of_leavers(), mergers=list_of_mergers()
            )
        )


class JoinerView(BooksView):
    """A partner that joined within a year: both methods, and what it contributes, tried before it is called."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        partner, books = joiner_for(code)
        return self.shown(partner, books, JoinerForm(request.GET if "weight" in request.GET else None))

    def shown(self, partner: Partner, books: Year, form: JoinerForm, *, status: int = 200) -> HttpResponse:
        year = books.financial_year
        weight = form.cleaned_data["weight"] if form.is_bound and form.is_valid() else None
        tried = (
            instalments_for_joiner(books=books, from_on=partner.joined_on, weight=weight)
            if weight and partner.joined_on
            else None
        )
        page = JoinerPage.of(
            partner,
            books=books,
            agreement=agreement_on(day=year.months[-1].last_day),
            methods=both_methods(year=year),
            called=contributions_of_joiner(books=books, partner_key=partner.schema_name),
            form=form,
            weight=weight,
            tried=tried,
        )
        return self.page(page, status=status)


class JoinerContributionsView(JoinerView):
    """Calls what was tried."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        partner, books = joiner_for(code)
        form = JoinerForm(request.POST)
        with self.refusals_shown_on(form):
            terms = JoinerTerms(partner.schema_name, form.answers()["weight"])
            call_joiner_in(terms=terms, by=request.actor, at=request.moment)
            self.tell(f"The contributions of {partner.name} are called, and its finance officers are told.")
            return HttpResponseRedirect(f"/joiners/{partner.code}/")
        return self.shown(partner, books, form, status=422)


def joiner_for(code: str) -> tuple[Partner, Year]:
    """A partner that joined within a year with books, and that year. Raises: NotFound."""
    partner = partner_for(code)
    books = year_joined(partner=partner)
    if books is None:
        raise NotFound
    return partner, books
