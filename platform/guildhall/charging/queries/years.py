"""A year as its books have it: called, received, spent, and who would get or make good the difference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.models import (
    Agreement,
    Contribution,
    Election,
    Line,
    Period,
    PoolCost,
    Posting,
    Settlement,
    SettlementShare,
    Year,
)
from guildhall.charging.queries.ledger import balance_of
from guildhall.charging.states import SettlementState
from guildhall.kernel import FinancialYear, Money, Month
from tenants.models import Partner


def year_of(*, year: FinancialYear) -> Year | None:
    """The books of a financial year; None, while no budget was set for it."""
    return Year.objects.filter(starting=year.starting).first()


def list_of_years() -> list[Year]:
    """Every year with a budget, newest first."""
    return list(Year.objects.order_by("-starting"))


def agreement_on(*, day: date) -> Agreement | None:
    """What binds the members on a day; None, before anything was agreed."""
    return Agreement.objects.in_force(day)


def list_of_agreements() -> list[Agreement]:
    """Every version of what was agreed, newest first."""
    return list(Agreement.objects.order_by("-number"))


def open_months(*, year: FinancialYear) -> list[Month]:
    """The months of a year that are not closed, those never opened among them."""
    closed = {period.month for period in Period.objects.closed().filter(month_on__in=_days(year))}
    return [month for month in year.months if month not in closed]


@dataclass(frozen=True, slots=True)
class PartnerInYear:
    """One partner's year: its weight in the key, what was called so far and in all, what came in, what it bore."""

    key: str
    code: str
    name: str
    weight: int
    contributed: Money
    called: Money
    outstanding: Money
    borne: Money


def partners_in_year(*, year: Year, on: date) -> list[PartnerInYear]:
    """Every partner with a contribution or a line in a year, by code. A constant number of questions.

    Takes: `on`, the day up to which contributions are called. `outstanding` is the ledger's, at the end of that day.
    """
    everyone = {partner.schema_name: partner for partner in Partner.objects.all()}
    weights = dict(year.weights.values_list("partner_key", "weight"))
    whole = amounts_by_key(year.contributions.all())
    called = amounts_by_key(year.contributions.filter(due_on__lte=on))
    borne = borne_in(year.financial_year)
    due = Posting.objects.on(LedgerAccount.CONTRIBUTION_DUE).by(on)
    outstanding = amounts_by_key(due)
    keys = sorted({*weights, *whole, *borne}, key=lambda key: everyone[key].code)
    nothing = Money(0)
    return [
        PartnerInYear(
            key, everyone[key].code, everyone[key].name, weights.get(key, 0), whole.get(key, nothing),
            called.get(key, nothing), outstanding.get(key, nothing), borne.get(key, nothing),
        )
        for key in keys
    ]  # fmt: skip


def amounts_by_key(rows: QuerySet[Any]) -> dict[str, Money]:
    """What rows with a partner add up to, by key."""
    grouped = rows.values("partner_key").annotate(held=Sum("pence")).order_by("partner_key")
    return {row["partner_key"]: Money(int(row["held"])) for row in grouped}


def borne_in(year: FinancialYear) -> dict[str, Money]:
    """What each bore in the year's closed months, corrections of earlier months among it, by the month billed in."""
    return amounts_by_key(Line.objects.filter(period__in=Period.objects.closed().filter(month_on__in=_days(year))))


def costs_by_pool(*, year: FinancialYear) -> tuple[dict[str, Money], dict[str, Money]]:
    """What the closed months of a year cost by pool, and what third parties paid, neither below zero."""
    rows = PoolCost.objects.in_force().filter(period__in=Period.objects.closed().filter(month_on__in=_days(year)))
    return split_costs(rows.values_list("pool__code", "amount_pence"))


def split_costs(rows: Iterable[tuple[str, int]]) -> tuple[dict[str, Money], dict[str, Money]]:
    """Rows of pool and pence, parted into cost and income by pool."""
    cost: dict[str, Money] = {}
    income: dict[str, Money] = {}
    for code, pence in rows:
        side = cost if pence >= 0 else income
        side[code] = side.get(code, Money(0)) + Money(abs(pence))
    return cost, income


def settlement_of(*, year: Year) -> Settlement | None:
    """The settlement of a year that stands; None, before one was proposed."""
    return Settlement.objects.standing().filter(year=year).first()


def settlement_to_elect_on() -> Settlement | None:
    """The settlement of a surplus that the members agreed to and that is not posted yet; None, most of the year."""
    agreed = Settlement.objects.filter(state=SettlementState.AGREED).exclude(policy="").select_related("year")
    return agreed.order_by("-id").first()


def elections_of(*, settlement: Settlement) -> dict[str, int]:
    """The percent that each partner elected to have as technology credit, by key; the last election stands."""
    rows = Election.objects.filter(settlement=settlement).order_by("partner_key", "-id").distinct("partner_key")
    return {row.partner_key: row.technology_percent for row in rows}


def shares_of(*, settlement: Settlement) -> list[SettlementShare]:
    """Each partner's part in a settlement."""
    return list(SettlementShare.objects.filter(settlement=settlement).order_by("partner_key"))


def weights_by_code(*, year: Year) -> dict[str, int]:
    """What each partner weighs in the key of a year's contributions, by code."""
    codes = dict(Partner.objects.values_list("schema_name", "code"))
    return {codes[key]: weight for key, weight in year.weights.values_list("partner_key", "weight")}


@dataclass(frozen=True, slots=True)
class DueRow:
    """One contribution of a partner, and whether its day has come."""

    due_on: date
    amount: Money
    is_due: bool


def contributions_due(*, partner_key: str, year: Year, on: date) -> list[DueRow]:
    """What a partner pays on account in a year, by due day, with what was changed since; a day of nothing is none."""
    rows = Contribution.objects.filter(year=year, partner_key=partner_key).values("due_on").annotate(held=Sum("pence"))
    return [
        DueRow(row["due_on"], Money(int(row["held"])), row["due_on"] <= on)
        for row in rows.order_by("due_on")
        if row["held"]
    ]


@dataclass(frozen=True, slots=True)
class OwnYear:
    """One partner's year: what it pays by when, what it bore in the closed months, its settlement, what is held for it.

    `outcome` is what a settled year gave back, above zero, or what it had the partner make good, below.
    """

    dues: tuple[DueRow, ...]
    outstanding: Money
    borne: Money
    months: int
    credit: Money
    settlement: Settlement | None
    share: SettlementShare | None
    technology_percent: int | None
    outcome: Money

    @property
    def contributed(self) -> Money:
        return Money.total(row.amount for row in self.dues)

    @property
    def called(self) -> Money:
        return Money.total(row.amount for row in self.dues if row.is_due)

    @property
    def is_settled(self) -> bool:
        return self.settlement is not None and self.settlement.state == SettlementState.SETTLED


def own_year(*, partner_key: str, year: FinancialYear, on: date) -> OwnYear:
    """A partner's year, as it stands on a day. A constant number of questions."""
    books = year_of(year=year)
    settlement = settlement_of(year=books) if books else None
    closed = Period.objects.closed().filter(month_on__in=_days(year))
    lines = Line.objects.filter(period__in=closed, partner_key=partner_key)
    elections = Election.objects.filter(settlement=settlement, partner_key=partner_key).order_by("-id")
    settled = Posting.objects.filter(journal__identity=f"settlement/{year}", partner_key=partner_key)
    elected = elections.values_list("technology_percent", flat=True).first() if settlement else None
    return OwnYear(
        dues=tuple(contributions_due(partner_key=partner_key, year=books, on=on)) if books else (),
        outstanding=balance_of(account=LedgerAccount.CONTRIBUTION_DUE, partner_key=partner_key, on=on),
        borne=Money(int(lines.aggregate(pence=Sum("pence"))["pence"] or 0)),
        months=closed.count(),
        credit=-balance_of(account=LedgerAccount.TECHNOLOGY_CREDIT, partner_key=partner_key),
        settlement=settlement,
        share=settlement.shares.filter(partner_key=partner_key).first() if settlement else None,
        technology_percent=elected,
        outcome=-settled.balance,
    )


def _days(year: FinancialYear) -> list[date]:
    return [month.first_day for month in year.months]
