"""Usage, statements, and the events behind them: a partner's own, and the totals that are everybody's."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from apps.organisation.presenters.events import EventsPage
from apps.organisation.presenters.money import StatementPage, StatementsPage, UsagePage, years_known
from guildhall.access.roles import VISITOR, Role
from guildhall.access.views import PartnerView
from guildhall.charging.gates import statement_for, statement_to_read
from guildhall.charging.presenters import StatementDocument
from guildhall.charging.queries.bridges import bridge_of
from guildhall.charging.queries.statements import (
    corrected_since,
    cost_by_pool_and_month,
    events_of_line,
    file_of,
    line_behind,
    proof_of_line,
    statements_of,
    totals_by_pool,
)
from guildhall.charging.states import StatementState
from guildhall.kernel import LONDON, FinancialYear, Month
from guildhall.metering.queries import usage_by_month_of_year
from guildhall.metering.units import Unit
from guildhall.web.errors import NotFound
from guildhall.web.paging import Paged, page_number

EVENTS_ON_A_PAGE = 50


class FinanceView(PartnerView):
    """A page for a partner's finance officers, open to visits."""

    roles = {Role.FINANCE, VISITOR}


class UsageView(FinanceView):
    def get(self, request: HttpRequest) -> HttpResponse:
        today = request.moment.astimezone(LONDON).date()
        years = years_known(min(request.partner.joined_on, today), today)
        wanted = request.GET.get("year", "")
        year = FinancialYear(int(wanted)) if wanted.isdecimal() and len(wanted) == 4 else years[0]
        key = request.partner.schema_name
        costs = cost_by_pool_and_month(partner_key=key, year=year)
        closed = max((month for by_month in costs.values() for month in by_month), default=None)
        return self.page(
            UsagePage.of(
                year,
                years=years,
                used=usage_by_month_of_year(partner_key=key, year=year),
                costs=costs,
                bridge=bridge_of(partner_key=key, month=closed) if closed else None,
            )
        )


class StatementsView(FinanceView):
    def get(self, request: HttpRequest) -> HttpResponse:
        key = request.partner.schema_name
        return self.page(StatementsPage.of(statements_of(partner_key=key), own=key))


class StatementView(FinanceView):
    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        statement = statement_to_read(request.actor, number)
        is_own = statement.partner_key == request.partner.schema_name
        row = next(row for row in statements_of(partner_key=statement.partner_key) if row.id == statement.id)
        document = StatementDocument.of(statement.figures, digest=statement.digest)
        return self.page(
            StatementPage.of(
                document,
                files=row.files,
                state=StatementState(statement.state),
                totals=totals_by_pool(month=document.month),
                since=corrected_since(statement=statement),
                may_dispute=request.actor.has_role(Role.FINANCE) and is_own,
                is_own=is_own,
            )
        )


class StatementFileView(FinanceView):
    def get(self, request: HttpRequest, number: str, kind: str) -> HttpResponse:
        corrects = earlier_month(request.GET.get("month", ""))
        file = file_of(statement=statement_to_read(request.actor, number), kind=kind, corrects=corrects)
        if file is None:
            raise NotFound
        return self.download(file.name, file.content_type, bytes(file.content))


class EventsView(FinanceView):
    """From a line of a statement to the very events that it rests on."""

    def get(self, request: HttpRequest, number: str, pool: str) -> HttpResponse:
        statement = statement_for(request.actor, number)
        behind = line_behind(statement=statement, pool_code=pool, used_in=earlier_month(request.GET.get("month", "")))
        if behind is None or not behind.line.drivers:
            raise NotFound
        units = [Unit(driver["unit"]) for driver in behind.line.drivers]
        unit = next((one for one in units if one.value == request.GET.get("unit")), units[0])
        return self.page(self.shown(request, number, behind, unit, units))

    def shown(self, request, number, behind, unit: Unit, units: list[Unit]) -> EventsPage:
        charged = next(driver for driver in behind.line.drivers if driver["unit"] == unit.value)
        page = page_number(request.GET.get("page"))
        events = events_of_line(behind, unit=unit, offset=(page - 1) * EVENTS_ON_A_PAGE, limit=EVENTS_ON_A_PAGE)
        return EventsPage.of(
            number=number,
            pool=behind.line.pool.name,
            pool_code=behind.line.pool.code,
            month=behind.used_in,
            unit=unit,
            units=units,
            charged=charged,
            now=proof_of_line(behind, unit=unit),
            events=events,
            paged=Paged(rows=events, count=charged["events"], number=page, per_page=EVENTS_ON_A_PAGE),
            came_late=behind.came_late,
        )


def earlier_month(written: str) -> Month | None:
    """The month that a correction is of, as an address names it; None, if it names none. Raises: NotFound."""
    try:
        return Month.written(written) if written else None
    except ValueError:
        raise NotFound from None
