"""One question about one partner, and the verb that its answer calls."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms.desk import ReasonForm
from apps.partnership.gates import partner_for
from apps.partnership.presenters.leaving import QUESTIONS, QuestionPage
from apps.partnership.views.partners import OperatorView
from tenants.models import Partner


class QuestionView(OperatorView):
    """Asks, and acts on the answer. A room of its own says which question, with which form, and what is done."""

    question: ClassVar[str]
    form_class: ClassVar[type[Any]] = ReasonForm
    leads_to: ClassVar[str] = "/partners/{}/"

    def form_for(self, partner: Partner, *given: Any) -> Any:
        return self.form_class(*given)

    def act(self, request: HttpRequest, partner: Partner, answer: Any) -> None:
        """Call the verb. Takes: `answer`, as the form accepted it."""
        raise NotImplementedError

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        partner = partner_for(code)
        return self.page(QuestionPage.of(self.question, partner, self.form_for(partner)))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        partner = partner_for(code)
        form = self.form_for(partner, request.POST)
        with self.refusals_shown_on(form):
            self.act(request, partner, form.accepted())
            self.tell(QUESTIONS[self.question].done.format(partner.name))
            return HttpResponseRedirect(self.leads_to.format(code))
        return self.page(QuestionPage.of(self.question, partner, form), status=422)
