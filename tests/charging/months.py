"""A month of cost sharing, made by the operations that the pages call."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from guildhall.charging.costs import CostFile, read_costs
from guildhall.charging.keys import Key
from guildhall.charging.models import Period, Pool, Statement
from guildhall.charging.operations import (
    PoolTerms,
    approve_period,
    close_period,
    load_costs,
    open_period,
    set_up_pool,
)
from guildhall.charging.queries.costs import load_in_force
from guildhall.charging.states import PeriodState
from guildhall.kernel import Money, Month
from guildhall.metering.facts import UsageFact
from guildhall.metering.models import UsageEvent
from guildhall.metering.operations import record_usage_in_bulk
from guildhall.metering.units import Unit
from tenants.context import inside
from tenants.models import Partner
from tests.cast import HELEN, HUGO, LONDON

JUNE = Month(2026, 6)
MAY, JULY = JUNE.previous, JUNE.next
FIRST_OF_JULY = datetime(2026, 7, 1, 9, 0, tzinfo=LONDON)
AGREED_BY = "Partnership board, 12 March 2026"
APPLICATIONS = Unit.APPLICATION_RECEIVED


def used(partner: str, quantity: int, *, unit: Unit = APPLICATIONS, month: Month = JUNE, mark: str = "") -> None:
    """So many acts of one partner in a month: half at its very first instant, half in its last second."""
    first, last = month.period.from_, month.period.until.replace(microsecond=0)
    last = datetime.fromtimestamp(last.timestamp() - 1, tz=LONDON)
    facts = [
        UsageFact.of(unit, subject=f"{month}{mark}-{number}", at=first if number % 2 else last)
        for number in range(quantity)
    ]
    with inside(Partner.objects.get(code=partner)), transaction.atomic():
        record_usage_in_bulk(facts)


def used_at(partner: str, hour: int, *, month: Month = JUNE) -> None:
    """One act on the third day of a month: sent with another hour, it conflicts with what was sent before."""
    at = month.period.from_ + timedelta(days=2, hours=hour)
    with inside(Partner.objects.get(code=partner)), transaction.atomic():
        record_usage_in_bulk([UsageFact.of(APPLICATIONS, subject=f"{month}-once", at=at)])


def cancelled(partner: str, quantity: int, *, unit: Unit = APPLICATIONS, month: Month = JUNE, mark: str = "") -> None:
    """So much taken back in a month, one by one, by events that name an act of that partner which they correct."""
    with inside(Partner.objects.get(code=partner)), transaction.atomic():
        acts = UsageEvent.objects.filter(unit=unit, corrects=None).order_by("id")
        original = acts.in_month(month).first() or acts.first()
        record_usage_in_bulk(
            [
                UsageFact.of(
                    unit, subject=f"{month}{mark}-cancelled-{number}", at=month.period.from_, quantity=-1,
                    corrects=original.subject,
                )
                for number in range(quantity)
            ]
        )  # fmt: skip


def a_pool(code: str = "recruitment", *, key: Key | None = None, position: int = 1, first: Month = MAY) -> Pool:
    terms = PoolTerms(code, code.title(), key or Key.by(APPLICATIONS), first, AGREED_BY, position)
    return set_up_pool(terms=terms, by=HUGO.actor, at=FIRST_OF_JULY)


def cost_file(*rows: str, name: str = "june.csv", mark: str = "GL 4410") -> CostFile:
    """Rows as "pool, amount": the rest is filled in."""
    lines = [f"{row},{mark} {number},Invoices,as agreed" for number, row in enumerate(rows)]
    text = "\n".join(["pool,amount,ledger_reference,narrative,reason", *lines])
    codes = list(Pool.objects.values_list("code", flat=True))
    return read_costs(text.encode(), name=name, pools=codes)


def a_month_with_costs(*rows: str, month: Month = JUNE, mark: str = "GL 4410") -> Period:
    """Opened by Hugo, who loaded its costs too. `mark` tells its ledger references from another month's."""
    period = open_period(month=month, by=HUGO.actor, at=month.period.from_)
    terms = cost_file(*rows, name=f"{month}.csv", mark=mark)
    load_costs(period_id=period.id, terms=terms, control_total=terms.total, by=HUGO.actor, at=month.period.until)
    period.refresh_from_db()
    return period


def closed(period: Period) -> Period:
    """Approved by Helen, closed by Hugo; the database has checked that everything adds up."""
    if period.state != PeriodState.APPROVED:
        approve_period(period_id=period.id, load_id=load_in_force(period), by=HELEN.actor, at=period.month.period.until)
    close_period(period_id=period.id, by=HUGO.actor, at=period.month.period.until)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    period.refresh_from_db()
    return period


def charges(period: Period) -> dict[str, Money]:
    """What each partner is charged on its statement, by code."""
    codes = dict(Partner.objects.values_list("schema_name", "code"))
    return {codes[s.partner_key]: s.total for s in Statement.objects.filter(period=period)}


def corrections_of(period: Period) -> list[dict[str, str]]:
    """Every correction as finance reads it: month of use, pool, partner, share before and now, and the difference."""
    rows = [
        {
            "used in": line["month"],
            "pool": line["name"],
            "partner": s.figures["partner"]["code"],
            "before": str(Money(line["charged_pence"])),
            "now": str(Money(line["recomputed_pence"])),
            "correction": str(Money(line["pence"])),
        }
        for s in Statement.objects.filter(period=period)
        for line in s.figures["corrections"]
    ]
    return sorted(rows, key=lambda row: (row["used in"], row["pool"], row["partner"]))


def lines_of(period: Period) -> list[dict[str, str]]:
    """Every line as finance reads it: partner, use and charge."""
    rows = [
        {"partner": s.figures["partner"]["code"], "use": line["your_use"], "charge": str(Money(line["pence"]))}
        for s in Statement.objects.filter(period=period)
        for line in s.figures["lines"]
    ]
    return sorted(rows, key=lambda row: row["partner"], reverse=True)
