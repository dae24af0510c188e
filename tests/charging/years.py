"""A year of cost sharing, made by the operations that the pages call."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection

from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.models import Settlement, Year
from guildhall.charging.operations.settling import SettlementTerms, agree_settlement, propose_settlement, settle_year
from guildhall.charging.operations.years import AgreementTerms, BudgetTerms, approve_budget, set_agreement, set_budget
from guildhall.charging.queries.ledger import balances_by_partner
from guildhall.charging.settling import SurplusPolicy
from guildhall.kernel import FinancialYear, Money, Month
from tenants.models import Partner
from tests.cast import HELEN, HUGO, LONDON
from tests.charging.months import a_month_with_costs, a_pool, closed, used

YEAR = FinancialYear(2026)
IN_MARCH = datetime(2026, 3, 20, 10, 0, tzinfo=LONDON)
AFTER_THE_YEAR = datetime(2027, 4, 20, 10, 0, tzinfo=LONDON)
IN_JUNE = datetime(2027, 6, 2, 10, 0, tzinfo=LONDON)
ELECTIONS_UNTIL = date(2027, 5, 31)
MINUTES = "the board’s minutes of 22 April 2027"


def a_running_year(*, budget: str = "1200.00", northfield: int = 2, eastmoor: int = 1, times: int = 12) -> Year:
    """Budgeted by Hugo, approved by Helen: its contributions are called."""
    weights = {"northfield": northfield, "eastmoor": eastmoor}
    terms = BudgetTerms(YEAR, Money.of(budget), times, "end users", weights)
    year = set_budget(terms=terms, by=HUGO.actor, at=IN_MARCH)
    return approve_budget(year_id=year.id, by=HELEN.actor, at=IN_MARCH)


def agreed(**terms: object) -> None:
    wanted = AgreementTerms(Month(2026, 4), "Partnership board, 12 March 2026", **terms)  # type: ignore[arg-type]  # as the test says
    set_agreement(terms=wanted, by=HELEN.actor, at=IN_MARCH)


def twelve_months(*, cost: str, northfield: int = 1, eastmoor: int = 3) -> None:
    """Every month of the year closed at the same cost, shared by the same use."""
    a_pool(first=YEAR.months[0])
    for month in YEAR.months:
        used("northfield", northfield, month=month)
        used("eastmoor", eastmoor, month=month)
        closed(a_month_with_costs(f"recruitment,{cost}", month=month, mark=f"GL {month}"))


def a_proposal(year: Year) -> Settlement:
    return propose_settlement(year_id=year.id, by=HUGO.actor, at=AFTER_THE_YEAR)


def settled(settlement: Settlement, policy: SurplusPolicy | None = None, *, to_reserve: str = "0.00") -> Settlement:
    """Agreed by Helen, and settled by Hugo once elections are over."""
    terms = SettlementTerms(MINUTES, policy, Money.of(to_reserve), ELECTIONS_UNTIL if policy else None)
    agree_settlement(settlement_id=settlement.id, terms=terms, by=HELEN.actor, at=AFTER_THE_YEAR)
    settle_year(settlement_id=settlement.id, by=HUGO.actor, at=IN_JUNE)
    the_database_agrees()
    return Settlement.objects.get(id=settlement.id)


def the_database_agrees() -> None:
    """Have every deferred constraint of the books checked now, as at a commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def held(account: LedgerAccount) -> dict[str, str]:
    """What an account holds for each partner by code: a debit as it is, a credit below zero."""
    codes = dict(Partner.objects.values_list("schema_name", "code"))
    return {codes[key]: str(amount) for key, amount in balances_by_partner(account=account).items()}
