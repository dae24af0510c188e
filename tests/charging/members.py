"""Partners that come, go and merge, made by the operations that the pages call; some have no home."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from apps.partnership.operations.leaving import Notice, give_notice, name_successor
from guildhall.charging.models import CarryOver, Exit, Period
from guildhall.charging.operations.leaving import ExitTerms, approve_exit, prepare_exit
from guildhall.charging.operations.merging import approve_carry_over, prepare_carry_over
from guildhall.kernel import Money, Month
from guildhall.metering.facts import UsageFact
from guildhall.metering.models import UsageEvent
from guildhall.metering.units import Unit
from tenants.models import Partner
from tests.cast import HELEN, HUGO, LONDON, MONDAY_9AM, OSKAR
from tests.charging.months import a_month_with_costs, closed, used
from tests.partnership.partners import many_partners

LAST_DAY = date(2026, 9, 30)
IN_OCTOBER = datetime(2026, 10, 12, 10, 0, tzinfo=LONDON)
FIRST_HALF = [Month(2026, number) for number in range(4, 10)]
SECOND_HALF = [*(Month(2026, number) for number in range(10, 13)), *(Month(2027, number) for number in range(1, 4))]
LICENCE = "A licence that runs to March 2028"


def partner(code: str) -> Partner:
    return Partner.objects.get(code=code)


def more_partners(*codes: str, joined_on: date = date(2026, 4, 1)) -> list[Partner]:
    """Partners without a home, by these codes."""
    made = many_partners(len(codes))
    for one, code in zip(made, codes, strict=True):
        one.code, one.letters, one.joined_on = code, code[:4].upper(), joined_on
        one.name = one.short_name = code.title()
        one.save()
    return made


def used_by(code: str, quantity: int, *, month: Month, unit: Unit = Unit.APPLICATION_RECEIVED, mark: str = "") -> None:
    """So much use of any partner in a month, as the platform would write it for one without a home."""
    key, at = partner(code).schema_name, month.period.from_ + timedelta(days=2)
    facts = [UsageFact.of(unit, subject=f"{code} {month}{mark} {number}", at=at) for number in range(quantity)]
    UsageEvent.objects.bulk_create(
        UsageEvent(
            source=fact.source_with(key), identity=fact.identity, partner_key=key, unit=unit, subject=fact.subject,
            quantity=1, at=at, day=fact.day, digest=fact.digest,
        )
        for fact in facts
    )  # fmt: skip


def months_closed(months: list[Month], *, cost: str, northfield: int = 1, eastmoor: int = 3, **others: int) -> None:
    """Months closed at the same cost, shared by the same use."""
    for month in months:
        used("northfield", northfield, month=month)
        used("eastmoor", eastmoor, month=month)
        for code, quantity in others.items():
            used_by(code, quantity, month=month)
        closed(a_month_with_costs(f"recruitment,{cost}", month=month, mark=f"GL {month}"))


def leaves(code: str, *, last_day: date = LAST_DAY, at: datetime = MONDAY_9AM) -> Partner:
    """A partner gives notice."""
    notice = Notice(last_day, "They join another service.")
    return give_notice(partner_id=partner(code).id, notice=notice, by=OSKAR.actor, at=at)


def merges(code: str, *, into: str, from_day: date) -> None:
    """A partner's last day is the eve, and the registry names who takes over."""
    leaves(code, last_day=from_day - timedelta(days=1))
    theirs = partner(into).id
    name_successor(partner_id=partner(code).id, successor_id=theirs, from_day=from_day, by=OSKAR.actor, at=MONDAY_9AM)


def prepared(code: str = "northfield", *, commitment: str = "0.00", at: datetime = IN_OCTOBER) -> Exit:
    """An exit as Hugo prepares it."""
    behind = {"reason": LICENCE, "evidence_name": "licence.pdf", "evidence": b"%PDF"} if commitment != "0.00" else {}
    terms = ExitTerms(partner(code).schema_name, Money.of(commitment), **behind)
    return prepare_exit(terms=terms, by=HUGO.actor, at=at)


def left(code: str = "northfield", *, commitment: str = "0.00", at: datetime = IN_OCTOBER) -> Exit:
    """Prepared by Hugo, approved by Helen."""
    return approve_exit(exit_id=prepared(code, commitment=commitment, at=at).id, by=HELEN.actor, at=at)


def merger_prepared(into: str = "eastmoor", *, at: datetime = IN_OCTOBER) -> CarryOver:
    """What goes on to a successor, as Hugo prepares it."""
    return prepare_carry_over(successor_key=partner(into).schema_name, by=HUGO.actor, at=at)


def carried_over(into: str = "eastmoor", *, at: datetime = IN_OCTOBER) -> CarryOver:
    """Prepared by Hugo, approved by Helen: the books have gone on."""
    return approve_carry_over(carry_over_id=merger_prepared(into, at=at).id, by=HELEN.actor, at=at)


def period_of(month: Month) -> Period:
    return Period.objects.of_month(month).get()
