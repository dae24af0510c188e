"""Host finance: the books, money that moved, and technology credit."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms.desk import WithdrawalForm
from apps.partnership.forms.ledger import (
    BalanceForm,
    LedgerFilter,
    OpeningForm,
    PaymentForm,
    RestorationForm,
)
from apps.partnership.presenters.ledger import (
    CSV_COLUMNS,
    CreditRequestPage,
    CreditsPage,
    JournalPage,
    LedgerPage,
    csv_rows,
)
from apps.partnership.presenters.partners import FormPage
from apps.partnership.views.months import BooksView
from guildhall.access.queries import names_of
from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.gates import credit_request_for
from guildhall.charging.operations.credits import (
    decline_credit_request,
    grant_credit_request,
    restore_credit,
)
from guildhall.charging.operations.ledger import (
    assert_balance,
    bring_in,
    record_receipt,
    record_refund_paid,
)
from guildhall.charging.queries.ledger import (
    Asked,
    assertions_that_fail,
    balance_of,
    balances_by_partner,
    count_of_journals,
    journal_with,
    list_of_credit_requests,
    list_of_journals,
    trial_balance,
)
from guildhall.documents.csv import csv_file
from guildhall.kernel import LONDON, Month
from guildhall.web.errors import NotFound
from guildhall.web.paging import Paged, page_number
from guildhall.web.parts import Link
from tenants.queries import all_partners, key_of_code, names_of_partners

JOURNALS_ON_A_PAGE = 25
EXPORT_MAX = 10_000


class LedgerView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        today = request.moment.astimezone(LONDON).date()
        filter_ = LedgerFilter.of(request.GET, partners=all_partners())
        asked, number = _asked(filter_, today), page_number(request.GET.get("page"))
        rows = list_of_journals(asked=asked, offset=(number - 1) * JOURNALS_ON_A_PAGE, limit=JOURNALS_ON_A_PAGE)
        query = request.GET.urlencode()
        return self.page(
            LedgerPage.of(
                trial_balance(on=today),
                paged=Paged(rows, count=count_of_journals(asked=asked), number=number, per_page=JOURNALS_ON_A_PAGE),
                filter=filter_,
                failing=assertions_that_fail(until=Month.of(request.moment)),
                query=f"?{query}" if query else "",
                on=today,
            )
        )


def _asked(filter_: LedgerFilter, today: date) -> Asked:
    chosen = filter_.chosen
    return Asked(
        account=LedgerAccount.numbered(int(chosen["account"])) if "account" in chosen else None,
        partner_key=key_of_code(chosen["partner"]) if "partner" in chosen else "",
        until=None if "ahead" in chosen else today,
    )


class LedgerFileView(BooksView):
    """The journals that the page shows, posting by posting, for the host's finance system."""

    def get(self, request: HttpRequest) -> HttpResponse:
        today = request.moment.astimezone(LONDON).date()
        asked = _asked(LedgerFilter.of(request.GET, partners=all_partners()), today)
        rows = csv_rows(list_of_journals(asked=asked, limit=EXPORT_MAX))
        return self.download("journals.csv", "text/csv; charset=utf-8", csv_file(CSV_COLUMNS, rows))


class JournalView(BooksView):
    def get(self, request: HttpRequest, journal_id: int) -> HttpResponse:
        journal = journal_with(journal_id)
        if journal is None:
            raise NotFound
        return self.page(JournalPage.of(journal))


class MovementView(BooksView):
    """A form about money that moved; what it is and what is done with it, each says."""

    title: str
    button: str
    intro = ""
    done: str

    def form(self, *given: Any) -> Any:
        return PaymentForm(*given, partners=all_partners())

    def act(self, request: HttpRequest, form: Any) -> None:
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        with self.refusals_shown_on(form):
            self.act(request, form)
            self.tell(self.done)
            return HttpResponseRedirect("/ledger/")
        return self.shown(form, status=422)

    def shown(self, form: Any, *, status: int = 200) -> HttpResponse:
        page = FormPage(
            title=self.title, form=form, button=self.button, intro=self.intro, back=Link("Ledger", "/ledger/")
        )
        return self.page(page, status=status)


class ReceiptView(MovementView):
    title, button = "Record a receipt", "Record the receipt"
    intro = "It lowers what the partner owes. The same reference counts once, however often it is entered."
    done = "The receipt is in the books."

    def act(self, request: HttpRequest, form: PaymentForm) -> None:
        record_receipt(terms=form.accepted(), by=request.actor, at=request.moment)


class RefundView(MovementView):
    title, button = "Record a refund", "Record the refund"
    intro = "No more can be paid out than is owed to the partner."
    done = "The refund is in the books."

    def act(self, request: HttpRequest, form: PaymentForm) -> None:
        record_refund_paid(terms=form.accepted(), by=request.actor, at=request.moment)


class OpeningView(MovementView):
    title, button = "Bring a balance in", "Bring it in"
    intro = "What the members held before these books began."
    done = "The balance is in the books."

    def form(self, *given: Any) -> OpeningForm:
        return OpeningForm(*given, partners=all_partners())

    def act(self, request: HttpRequest, form: OpeningForm) -> None:
        bring_in(terms=form.accepted(), by=request.actor, at=request.moment)


class AssertionView(MovementView):
    title, button = "Assert a balance", "Assert it"
    intro = "Say what an account was seen to hold. Every close checks it again, and says so if the books have moved."
    done = "The balance is asserted, and every close checks it."

    def form(self, *given: Any) -> BalanceForm:
        return BalanceForm(*given, partners=all_partners())

    def act(self, request: HttpRequest, form: BalanceForm) -> None:
        assert_balance(terms=form.accepted(), by=request.actor, at=request.moment)


class CreditsView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        requests = list_of_credit_requests()
        return self.page(
            CreditsPage.of(
                requests,
                held=balances_by_partner(account=LedgerAccount.TECHNOLOGY_CREDIT),
                names=names_of_partners(),
                people=names_of(one.asked_by_id for one in requests),
            )
        )


class CreditRequestView(BooksView):
    def get(self, request: HttpRequest, request_id: int) -> HttpResponse:
        one = credit_request_for(request.actor, request_id)
        held = -balance_of(account=LedgerAccount.TECHNOLOGY_CREDIT, partner_key=one.partner_key)
        people = names_of([one.asked_by_id, one.decided_by_id])
        return self.page(
            CreditRequestPage.of(one, held=held, partner=names_of_partners()[one.partner_key], people=people)
        )


class CreditGrantView(BooksView):
    def post(self, request: HttpRequest, request_id: int) -> HttpResponse:
        one = credit_request_for(request.actor, request_id)
        grant_credit_request(request_id=one.id, by=request.actor, at=request.moment)
        self.tell("The request is granted, and the partner is told.")
        return HttpResponseRedirect(f"/credits/{one.id}/")


class CreditQuestionView(BooksView):
    """A form about one request."""

    title: str
    button: str
    done: str

    def form(self, *given: Any) -> Any:
        raise NotImplementedError

    def act(self, request: HttpRequest, request_id: int, form: Any) -> None:
        raise NotImplementedError

    def get(self, request: HttpRequest, request_id: int) -> HttpResponse:
        return self.shown(credit_request_for(request.actor, request_id).id, self.form())

    def post(self, request: HttpRequest, request_id: int) -> HttpResponse:
        one, form = credit_request_for(request.actor, request_id), self.form(request.POST)
        with self.refusals_shown_on(form):
            self.act(request, one.id, form)
            self.tell(self.done)
            return HttpResponseRedirect(f"/credits/{one.id}/")
        return self.shown(one.id, form, status=422)

    def shown(self, request_id: int, form: Any, *, status: int = 200) -> HttpResponse:
        back = Link("The request", f"/credits/{request_id}/")
        return self.page(FormPage(title=self.title, form=form, button=self.button, back=back), status=status)


class CreditRefusalView(CreditQuestionView):
    title, button = "Decline the request", "Decline it"
    done = "The request is declined, and the partner is told why."

    def form(self, *given: Any) -> WithdrawalForm:
        form = WithdrawalForm(*given)
        form.fields["reason"].label = "Why is the request declined?"
        return form

    def act(self, request: HttpRequest, request_id: int, form: WithdrawalForm) -> None:
        decline_credit_request(request_id=request_id, reason=form.accepted(), by=request.actor, at=request.moment)


class CreditRestorationView(CreditQuestionView):
    title, button = "Restore what was not spent", "Restore it"
    done = "It is back in the partner’s credit."

    def form(self, *given: Any) -> RestorationForm:
        return RestorationForm(*given)

    def act(self, request: HttpRequest, request_id: int, form: RestorationForm) -> None:
        restore_credit(request_id=request_id, **form.answers(), by=request.actor, at=request.moment)
