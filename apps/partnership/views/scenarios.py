"""What if, by scenario: the file of the command line and the API, on a page. The books are not touched."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse

from apps.partnership.forms.scenarios import ScenarioForm
from apps.partnership.presenters.scenarios import ScenarioPage
from apps.partnership.views.months import BooksView
from guildhall.charging.queries import period_of, scenario_of
from guildhall.charging.queries.proposals import closed_months
from guildhall.charging.scenarios import ScenarioRefused, simulate
from guildhall.kernel import Month
from guildhall.web.errors import NotFound

MONTHS_OFFERED = 12


class ScenarioView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = request.GET.get("month", "")
        initial = {"scenario": _figures_of(wanted)} if wanted else {}
        return self.page(ScenarioPage.of(ScenarioForm(initial=initial), months=self.months()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ScenarioForm(request.POST, request.FILES)
        with self.refusals_shown_on(form):
            content = form.accepted()
            try:
                result = simulate(content)
            except ScenarioRefused as refused:
                return self.page(ScenarioPage.of(form, months=self.months(), faults=refused.faults), status=422)
            text = content.decode()
            shown = ScenarioPage.of(ScenarioForm(initial={"scenario": text}), months=self.months())
            return self.page(shown.answered(result, scenario=text))
        return self.page(ScenarioPage.of(form, months=self.months()), status=422)

    def months(self) -> list[Month]:
        return closed_months()[-MONTHS_OFFERED:]


class ScenarioResultView(BooksView):
    """The result file of a scenario, byte for byte as the command line writes it."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ScenarioForm(request.POST)
        try:
            result = simulate(form.accepted() if form.is_valid() else b"")
        except ScenarioRefused:
            raise NotFound from None
        return self.download("result.json", "application/json", _written(result).encode())


def _figures_of(wanted: str) -> str:
    """A month's costs, keys and use as a scenario. Raises: NotFound."""
    try:
        period = period_of(month=Month.written(wanted))
    except ValueError:
        raise NotFound from None
    if period is None:
        raise NotFound
    return _written(scenario_of(period=period))


def _written(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"
