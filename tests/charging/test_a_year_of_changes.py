"""A partner joins, one leaves, two merge, in one year: the total is the cost, and what was stated stays as it was.

Scenario 7 of the sceptical finance director.
"""

from __future__ import annotations

from datetime import date, datetime

import pytest

from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.models import Exit, Line, Period, Settlement, Statement, Year
from guildhall.charging.operations.joining import JoinerTerms, call_joiner_in
from guildhall.charging.operations.ledger import Payment, bring_in
from guildhall.charging.operations.years import BudgetTerms, approve_budget, set_budget
from guildhall.charging.queries import first_row_not_in_books, replay
from guildhall.charging.queries.invariants import violations
from guildhall.charging.queries.ledger import balance_of, trial_balance
from guildhall.charging.queries.replays import first_broken_link
from guildhall.charging.settling import SurplusPolicy
from guildhall.kernel import Money, Month
from tests.cast import HELEN, HUGO, LONDON
from tests.charging.members import (
    LAST_DAY,
    carried_over,
    leaves,
    left,
    merges,
    months_closed,
    more_partners,
    partner,
    used_by,
)
from tests.charging.months import JUNE, a_pool, used
from tests.charging.years import IN_MARCH, YEAR, a_proposal, a_running_year, settled, the_database_agrees

pytestmark = pytest.mark.usefixtures("on_platform")

JANUARY = datetime(2027, 1, 11, 10, 0, tzinfo=LONDON)
IN_OCTOBER = datetime(2026, 10, 12, 10, 0, tzinfo=LONDON)
WEIGHTS = {"northfield": 3, "eastmoor": 2, "ashby": 2, "birch": 1}


def a_year() -> Year:
    """Four partners; Larkhill joins in July, Eastmoor leaves in September, Birch is one with Ashby from January."""
    more_partners("ashby", "birch")
    terms = BudgetTerms(YEAR, Money.of("4800.00"), 12, "end users", WEIGHTS)
    year = set_budget(terms=terms, by=HUGO.actor, at=IN_MARCH)
    approve_budget(year_id=year.id, by=HELEN.actor, at=IN_MARCH)
    a_pool(first=YEAR.months[0])
    return year


def closed_months(*months: Month, northfield: int = 3, eastmoor: int = 2, **others: int) -> None:
    months_closed(list(months), cost="333.33", northfield=northfield, eastmoor=eastmoor, **others)


def everything_happens() -> None:
    months = YEAR.months
    for code in ("eastmoor", "birch"):
        terms = Payment(partner(code).schema_name, Money.of("100.00"), date(2026, 3, 2), f"opening {code}")
        bring_in(terms=terms, by=HUGO.actor, at=IN_MARCH)
    closed_months(*months[:3], ashby=2, birch=1)
    (joiner,) = more_partners("larkhill", joined_on=date(2026, 7, 1))
    call_joiner_in(terms=JoinerTerms(joiner.schema_name, 2), by=HUGO.actor, at=datetime(2026, 7, 20, tzinfo=LONDON))
    leaves("eastmoor", last_day=LAST_DAY)
    closed_months(*months[3:6], ashby=2, birch=1, larkhill=1)
    left("eastmoor", commitment="70.00", at=IN_OCTOBER)
    used_by("birch", 1, month=JUNE, mark="late")
    merges("birch", into="ashby", from_day=date(2027, 1, 1))
    closed_months(*months[6:9], eastmoor=0, ashby=2, birch=1, larkhill=1)
    carried_over("ashby", at=JANUARY)
    closed_months(*months[9:], eastmoor=0, ashby=3, larkhill=1)


@pytest.mark.parametrize("policy", list(SurplusPolicy))
def test_the_total_is_the_cost_and_nothing_that_was_stated_changes(policy):
    year = a_year()
    everything_happens()
    stated = list(Statement.objects.order_by("id").values_list("number", "digest", "figures", "total_pence"))

    settlement = settled(a_proposal(year), policy)

    assert sum(line.pence for line in Line.objects.all()) == 12 * 33_333
    assert _sum(settlement, "borne") == 12 * 33_333 == settlement.net_cost_pence
    assert _sum(settlement, policy) == settlement.difference_pence > 0
    assert list(Statement.objects.order_by("id").values_list("number", "digest", "figures", "total_pence")) == stated
    the_database_agrees()
    assert [str(one) for one in violations()] == []


def _sum(settlement: Settlement, figure: str) -> int:
    return sum(getattr(share, f"{figure}_pence") for share in settlement.shares.all())


def test_every_month_is_proved_again_after_all_of_it():
    settled(_settled_by_use(), SurplusPolicy.BY_UTILISATION)

    assert [one.month for one in Period.objects.order_by("month_on") if not replay(period=one).is_same] == []
    assert first_broken_link() is None
    assert first_row_not_in_books() is None
    rows = trial_balance()
    assert Money.total(row.debit for row in rows) == Money.total(row.credit for row in rows)


def _settled_by_use() -> Settlement:
    year = a_year()
    everything_happens()
    return a_proposal(year)


def test_an_heir_that_leaves_is_settled_with_for_those_before_it_as_well():
    # Northfield's 400.02 and Eastmoor's 299.97 and 200.01 were called; 135.00, 405.00 and 135.00 were borne.
    year = a_running_year(budget="1200.00")
    a_pool(first=YEAR.months[0])
    merges("northfield", into="eastmoor", from_day=date(2026, 10, 1))
    months_closed(YEAR.months[:6], cost="90.00")
    (third,) = more_partners("thirdhall", joined_on=date(2026, 10, 1))
    carried_over("eastmoor", at=IN_OCTOBER)
    call_joiner_in(terms=JoinerTerms(third.schema_name, 1), by=HUGO.actor, at=IN_OCTOBER)
    leaves("eastmoor", last_day=date(2026, 12, 31))
    months_closed(YEAR.months[6:9], cost="90.00", northfield=0, thirdhall=3)

    exit_ = left("eastmoor", at=JANUARY)

    assert (exit_.contributed_pence, exit_.borne_pence) == (90_000, 67_500)
    used("northfield", 1, month=JUNE, mark="late")
    months_closed(YEAR.months[9:], cost="90.00", northfield=0, eastmoor=0, thirdhall=1)
    settlement = settled(a_proposal(year))
    assert settlement.difference_pence == 67_500 + 19_998 - 108_000
    assert [str(one) for one in violations()] == []


def test_the_leaver_and_who_ended_have_nothing_of_the_years_end():
    settlement = settled(_settled_by_use(), SurplusPolicy.BY_UTILISATION)

    keys = {code: partner(code).schema_name for code in ("eastmoor", "birch", "ashby", "larkhill", "northfield")}
    due = {share.partner_key: share.by_utilisation_pence for share in settlement.shares.all()}
    assert keys["birch"] not in due
    assert due[keys["eastmoor"]] == 0
    assert min(due[keys[code]] for code in ("ashby", "larkhill", "northfield")) > 0
    for account in (LedgerAccount.CONTRIBUTION_DUE, LedgerAccount.TECHNOLOGY_CREDIT, LedgerAccount.REFUND_PAYABLE):
        assert balance_of(account=account, partner_key=keys["birch"]) == Money(0)
    assert -balance_of(account=LedgerAccount.RESERVE) == Money(Exit.objects.get().stranded_pence)
