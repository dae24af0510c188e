"""Statements, as pages list and explain them. A partner's own; the totals are everybody's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Sum

from guildhall.charging.models import Line, Period, PoolTotal, Statement, StatementFile
from guildhall.charging.queries.late import late_events_behind, list_of_late_events
from guildhall.charging.states import StatementState
from guildhall.kernel import FinancialYear, Money, Month
from guildhall.metering.queries import EventRow, EventsBehind, events_behind, list_of_events
from guildhall.metering.units import Unit


def statement_to_draw(*, statement_id: int) -> Statement | None:
    """A statement whose files are still to be drawn; None, when they are there."""
    return Statement.objects.filter(id=statement_id, state__in=[StatementState.DUE, StatementState.STUCK]).first()


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file that can be downloaded."""

    kind: str
    name: str
    size_bytes: int
    digest: str
    corrects: Month | None = None


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement in a list. `files` is empty until they are drawn; `stuck_reason` says why they are not."""

    id: int
    number: str
    partner_key: str
    partner: str
    month: Month
    total: Money
    state: StatementState
    due_at: datetime
    filed_at: datetime | None
    stuck_reason: str
    files: tuple[FileRow, ...]

    @property
    def is_ready(self) -> bool:
        return bool(self.files)


def statements_of(*, partner_key: str) -> list[StatementRow]:
    """A partner's statements, and those of whoever's books went on to it, newest first. Two questions, however many."""
    return _rows(Statement.objects.readable_by(partner_key))


def statements_in(*, period: Period) -> list[StatementRow]:
    """Every member's statement of a month, by number. Two questions, however many."""
    return _rows(Statement.objects.filter(period=period))


def _rows(statements: Any) -> list[StatementRow]:
    found = list(statements.select_related("period").newest_first())
    files: dict[int, list[FileRow]] = {}
    kinds = StatementFile.objects.filter(statement__in=found).defer("content").order_by("id")
    for file in kinds:
        row = FileRow(file.kind, file.name, file.size_bytes, file.digest, file.corrects)
        files.setdefault(file.statement_id, []).append(row)
    return [
        StatementRow(
            id=statement.id,
            number=statement.number,
            partner_key=statement.partner_key,
            partner=statement.figures["partner"]["name"],
            month=statement.period.month,
            total=statement.total,
            state=StatementState(statement.state),
            due_at=statement.due_at,
            filed_at=statement.filed_at,
            stuck_reason=statement.stuck_reason,
            files=tuple(files.get(statement.id, ())),
        )
        for statement in found
    ]


def file_of(*, statement: Statement, kind: str, corrects: Month | None = None) -> StatementFile | None:
    """One file of a statement with its bytes; None, until it is drawn.

    Takes: `corrects`, an earlier month, for the e-invoice that corrects it.
    """
    day = corrects.first_day if corrects else None
    files = StatementFile.objects.filter(statement=statement, kind=kind)
    return (files.filter(corrects_on=day) if day else files.filter(corrects_on__isnull=True)).first()


@dataclass(frozen=True, slots=True)
class CorrectedSince:
    """A later statement that corrects the month of an earlier one, and by how much."""

    number: str
    month: Month
    amount: Money


def corrected_since(*, statement: Statement) -> list[CorrectedSince]:
    """What later statements of the same partner changed about a statement's month, oldest first. Two questions."""
    lines = Line.objects.filter(partner_key=statement.partner_key, used_on=statement.period.month_on)
    later = lines.exclude(period_id=statement.period_id).values("period_id").annotate(all_pence=Sum("pence"))
    pence = {line["period_id"]: int(line["all_pence"]) for line in later.order_by()}
    theirs = Statement.objects.of_partner(statement.partner_key).filter(period_id__in=pence).select_related("period")
    return [
        CorrectedSince(one.number, one.period.month, Money(pence[one.period_id]))
        for one in theirs.defer("figures").order_by("period__month_on")
    ]


@dataclass(frozen=True, slots=True)
class LineBehind:
    """A charged line with what it rests on, to drill down from.

    `after_event_id` is None, unless the line corrects an earlier month: then its events are those with higher numbers.
    """

    line: Line
    total: PoolTotal
    used_in: Month
    last_event_id: int
    after_event_id: int | None = None

    @property
    def came_late(self) -> bool:
        """Is it about what came late for a month that was closed?"""
        return self.after_event_id is not None


def line_behind(*, statement: Statement, pool_code: str, used_in: Month | None = None) -> LineBehind | None:
    """One line of a statement; None, if it is not on it.

    Takes: `used_in`, an earlier month, for the line that corrects it.
    """
    month = used_in or statement.period.month
    line = (
        Line.objects.filter(period_id=statement.period_id, partner_key=statement.partner_key)
        .filter(pool__code=pool_code, used_on=month.first_day)
        .select_related("pool", "total__key_version")
        .first()
    )
    if line is None:
        return None
    corrections = statement.figures.get("corrections", ())
    after = next((one["after_event_id"] for one in corrections if one["month"] == str(month)), None)
    return LineBehind(line, line.total, month, statement.figures["last_event_id"], after)


def events_of_line(behind: LineBehind, *, unit: Unit, offset: int = 0, limit: int = 100) -> list[EventRow]:
    """The very events that a line rests on, oldest first, a page at a time."""
    key, month, up_to, after = behind.line.partner_key, behind.used_in, behind.last_event_id, behind.after_event_id
    if after is None:
        return list_of_events(partner_key=key, unit=unit, month=month, up_to=up_to, offset=offset, limit=limit)
    return list_of_late_events(
        partner_key=key, unit=unit, month=month, after=after, up_to=up_to, offset=offset, limit=limit
    )


def proof_of_line(behind: LineBehind, *, unit: Unit) -> EventsBehind:
    """The events that a line rests on, counted again now."""
    key, month, up_to, after = behind.line.partner_key, behind.used_in, behind.last_event_id, behind.after_event_id
    if after is None:
        return events_behind(partner_key=key, unit=unit, month=month, up_to=up_to)
    return late_events_behind(partner_key=key, unit=unit, month=month, after=after, up_to=up_to)


def cost_by_month(*, partner_key: str, year: FinancialYear) -> dict[Month, Money]:
    """What a partner was charged in each closed month of a financial year, oldest first."""
    statements = Statement.objects.of_partner(partner_key).select_related("period").defer("figures")
    in_year = statements.filter(period__month_on__gte=date(year.starting, 4, 1)).filter(
        period__month_on__lt=date(year.starting + 1, 4, 1)
    )
    return {statement.period.month: statement.total for statement in in_year.order_by("period__month_on")}


def cost_by_pool_and_month(*, partner_key: str, year: FinancialYear) -> dict[str, dict[Month, Money]]:
    """What a partner was charged for each pool, by its name, in each closed month of a financial year: what corrects an
    earlier month is in the month it is billed in, so that a month comes to what its statement says.
    """
    lines = (
        Line.objects.filter(partner_key=partner_key, period__month_on__gte=date(year.starting, 4, 1))
        .filter(period__month_on__lt=date(year.starting + 1, 4, 1))
        .values("pool__name", "period__month_on")
        .annotate(all_pence=Sum("pence"))
        .order_by("pool__position", "pool__code", "period__month_on")
    )
    costs: dict[str, dict[Month, Money]] = {}
    for line in lines:
        month = Month(line["period__month_on"].year, line["period__month_on"].month)
        of_pool = costs.setdefault(line["pool__name"], {})
        of_pool[month] = of_pool.get(month, Money(0)) + Money(int(line["all_pence"]))
    return costs


@dataclass(frozen=True, slots=True)
class TotalRow:
    """What everybody may see of a closed month: a pool's cost and the weight that shared it."""

    pool: str
    name: str
    cost: Money
    shared_by: str
    total_weight: str


def totals_by_pool(*, month: Month) -> list[TotalRow]:
    """The totals of a closed month, by the order of the agreement; nothing, before it is closed."""
    totals = PoolTotal.objects.original().filter(used_on=month.first_day).select_related("pool", "key_version")
    return [
        TotalRow(total.pool.code, total.pool.name, total.cost, total.key_version.key.words, total.total_weight)
        for total in totals.order_by("pool__position", "pool__code")
    ]
