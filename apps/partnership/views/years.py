"""Host finance and the board: years, their budgets and their ends."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms.desk import WithdrawalForm
from apps.partnership.forms.years import AgreementForm, BudgetForm, SettlementForm
from apps.partnership.presenters.partners import FormPage
from apps.partnership.presenters.years import AgreementsPage, YearPage, YearsPage
from apps.partnership.views.months import BooksView
from guildhall.audit.queries import trail_of_all
from guildhall.charging.gates import settlement_for, year_for
from guildhall.charging.operations.settling import (
    agree_settlement,
    propose_settlement,
    settle_year,
    withdraw_settlement,
)
from guildhall.charging.operations.years import approve_budget, set_agreement, set_budget
from guildhall.charging.queries.forecasts import forecast_for_all
from guildhall.charging.queries.working import members_in
from guildhall.charging.queries.years import (
    elections_of,
    list_of_agreements,
    list_of_years,
    open_months,
    partners_in_year,
    settlement_of,
    shares_of,
    weights_by_code,
    year_of,
)
from guildhall.charging.rules import what_stops_proposing
from guildhall.charging.states import YearState
from guildhall.kernel import LONDON, FinancialYear, Month
from guildhall.web.parts import Link


class YearsView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        years = list_of_years()
        now = Month.of(request.moment).financial_year
        known = {year.starting for year in years}
        wanted = [one for one in (now, FinancialYear(now.starting + 1)) if one.starting not in known]
        return self.page(YearsPage.of(years, without_budget=wanted))


class YearView(BooksView):
    def get(self, request: HttpRequest, year: FinancialYear) -> HttpResponse:
        books = year_for(request.actor, year)
        settlement = settlement_of(year=books)
        stops = what_stops_proposing(YearState(books.state), open_months(year=year)) if not settlement else []
        return self.page(
            YearPage.of(
                books,
                partners=partners_in_year(year=books, on=request.moment.astimezone(LONDON).date()),
                stops=stops,
                settlement=settlement,
                shares=shares_of(settlement=settlement) if settlement else [],
                elections=elections_of(settlement=settlement) if settlement else {},
                trail=trail_of_all([books, settlement] if settlement else [books]),
                forecast=forecast_for_all(year=year),
                page=request.GET.get("page"),
            )
        )


class BudgetView(BooksView):
    def get(self, request: HttpRequest, year: FinancialYear) -> HttpResponse:
        return self.shown(year, self.form(year))

    def post(self, request: HttpRequest, year: FinancialYear) -> HttpResponse:
        form = self.form(year, request.POST)
        with self.refusals_shown_on(form):
            set_budget(terms=form.accepted(year), by=request.actor, at=request.moment)
            self.tell(f"The budget of {year} is set. Somebody else approves it next.")
            return HttpResponseRedirect(f"/years/{year}/")
        return self.shown(year, form, status=422)

    def form(self, year: FinancialYear, *given: object) -> BudgetForm:
        books = year_of(year=year)
        weights = weights_by_code(year=books) if books else {}
        initial = (
            {"budget": books.budget, "instalments": books.instalments, "shared_by": books.shared_by} if books else {}
        )
        return BudgetForm(*given, members=members_in(year.months[0]), weights=weights, initial=initial)

    def shown(self, year: FinancialYear, form: BudgetForm, *, status: int = 200) -> HttpResponse:
        books = year_of(year=year)
        back = Link(str(year), f"/years/{year}/") if books else Link("Years", "/years/")
        page = FormPage(
            title=f"Budget of {year}",
            form=form,
            button="Set the budget",
            intro="Each instalment is shared by the weights below. Nothing is called before somebody else approves it.",
            back=back,
        )
        return self.page(page, status=status)


class BudgetApprovalView(BooksView):
    def post(self, request: HttpRequest, year: FinancialYear) -> HttpResponse:
        books = year_for(request.actor, year)
        approve_budget(year_id=books.id, by=request.actor, at=request.moment)
        self.tell(f"The budget of {year} is approved, and every member is told what it contributes.")
        return HttpResponseRedirect(f"/years/{year}/")


class SettlementView(BooksView):
    def post(self, request: HttpRequest, year: FinancialYear) -> HttpResponse:
        books = year_for(request.actor, year)
        propose_settlement(year_id=books.id, by=request.actor, at=request.moment)
        self.tell("The settlement is worked out. Nothing is posted before the members agree to it.")
        return HttpResponseRedirect(f"/years/{year}/")


class SettlementAgreementView(BooksView):
    def get(self, request: HttpRequest, year: FinancialYear) -> HttpResponse:
        settlement = settlement_for(request.actor, year)
        return self.shown(year, SettlementForm(is_surplus=settlement.is_surplus))

    def post(self, request: HttpRequest, year: FinancialYear) -> HttpResponse:
        settlement = settlement_for(request.actor, year)
        form = SettlementForm(request.POST, is_surplus=settlement.is_surplus)
        with self.refusals_shown_on(form):
            agree_settlement(settlement_id=settlement.id, terms=form.accepted(), by=request.actor, at=request.moment)
            self.tell("What was agreed is set down, and every member is told.")
            return HttpResponseRedirect(f"/years/{year}/")
        return self.shown(year, form, status=422)

    def shown(self, year: FinancialYear, form: SettlementForm, *, status: int = 200) -> HttpResponse:
        page = FormPage(
            title=f"What was agreed of {year}",
            form=form,
            button="Set it down",
            intro="Whoever proposed the settlement cannot agree to it.",
            back=Link(str(year), f"/years/{year}/"),
        )
        return self.page(page, status=status)


class SettlementWithdrawalView(BooksView):
    def get(self, request: HttpRequest, year: FinancialYear) -> HttpResponse:
        settlement_for(request.actor, year)
        return self.shown(year, self.form())

    def post(self, request: HttpRequest, year: FinancialYear) -> HttpResponse:
        settlement, form = settlement_for(request.actor, year), self.form(request.POST)
        with self.refusals_shown_on(form):
            withdraw_settlement(
                settlement_id=settlement.id, reason=form.accepted(), by=request.actor, at=request.moment
            )
            self.tell("The settlement is withdrawn. Work it out again once the books are right.")
            return HttpResponseRedirect(f"/years/{year}/")
        return self.shown(year, form, status=422)

    def form(self, *given: object) -> WithdrawalForm:
        form = WithdrawalForm(*given)
        form.fields["reason"].label = "Why is the settlement withdrawn?"
        return form

    def shown(self, year: FinancialYear, form: WithdrawalForm, *, status: int = 200) -> HttpResponse:
        page = FormPage(
            title=f"Withdraw the settlement of {year}",
            form=form,
            button="Withdraw the settlement",
            back=Link(str(year), f"/years/{year}/"),
        )
        return self.page(page, status=status)


class SettlementPostingView(BooksView):
    def post(self, request: HttpRequest, year: FinancialYear) -> HttpResponse:
        settlement = settlement_for(request.actor, year)
        settle_year(settlement_id=settlement.id, by=request.actor, at=request.moment)
        self.tell(f"{year} is settled. Every member is told what comes back or is made good.")
        return HttpResponseRedirect(f"/years/{year}/")


class AgreementsView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(AgreementsPage.of(list_of_agreements()))


class AgreementNewView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown(AgreementForm(initial=self.as_it_is()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AgreementForm(request.POST)
        with self.refusals_shown_on(form):
            set_agreement(terms=form.accepted(), by=request.actor, at=request.moment)
            self.tell("What the members agreed is set down.")
            return HttpResponseRedirect("/agreements/")
        return self.shown(form, status=422)

    def as_it_is(self) -> dict[str, object]:
        """A new version begins as the last one stands."""
        agreements = list_of_agreements()
        if not agreements:
            return {"vote_days": 21, "dispute_days": 20, "instalments": 12}
        kept = [name for name in AgreementForm.base_fields if name not in ("from_on", "agreed_by")]
        last = {name: getattr(agreements[0], name) for name in kept}
        return last | {"step_order": ", ".join(agreements[0].step_order)}

    def shown(self, form: AgreementForm, *, status: int = 200) -> HttpResponse:
        page = FormPage(
            title="Set down what the members agreed",
            form=form,
            button="Set it down",
            back=Link("What the members agreed", "/agreements/"),
        )
        return self.page(page, status=status)
