"""A year: budget, contributions on account, and the end of it, to the penny."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.audit.queries import trail_of
from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.errors import BudgetAlreadyApproved, BudgetNotReady, SettlementAlready, SettlementNotReady
from guildhall.charging.models import Contribution, Journal, Settlement, SettlementShare
from guildhall.charging.operations.ledger import Payment, bring_in
from guildhall.charging.operations.settling import (
    SettlementTerms,
    agree_settlement,
    elect,
    propose_settlement,
    settle_year,
    withdraw_settlement,
)
from guildhall.charging.operations.years import BudgetTerms, approve_budget, set_budget
from guildhall.charging.queries.ledger import balance_of, trial_balance
from guildhall.charging.settlements import given_back, lines_of_deficit, lines_of_surplus, worked_settlement
from guildhall.charging.settling import SurplusPolicy
from guildhall.kernel import Money, NotAllowed
from tenants.context import inside
from tenants.models import Partner
from tests.cast import EDEN, FIONA, HELEN, HUGO, RITA
from tests.charging.tables import amounts, quantities, table
from tests.charging.years import (
    AFTER_THE_YEAR,
    ELECTIONS_UNTIL,
    IN_JUNE,
    IN_MARCH,
    MINUTES,
    YEAR,
    a_proposal,
    a_running_year,
    agreed,
    held,
    settled,
    the_database_agrees,
    twelve_months,
)
from tests.evidence import announced

pytestmark = pytest.mark.usefixtures("on_platform")

SIX = "A B C D E F"
POLICIES = SurplusPolicy.TRUE_UP, SurplusPolicy.BY_CONTRIBUTION, SurplusPolicy.BY_UTILISATION


def test_an_approved_budget_calls_what_each_partner_pays_and_when():
    year = a_running_year(budget="1000.00", times=4)

    called = Contribution.objects.filter(year=year).order_by("due_on", "pence")
    assert [(row.due_on, str(row.amount)) for row in called] == [
        (date(2026, 4, 1), "£83.33"), (date(2026, 4, 1), "£166.67"),
        (date(2026, 7, 1), "£83.33"), (date(2026, 7, 1), "£166.67"),
        (date(2026, 10, 1), "£83.33"), (date(2026, 10, 1), "£166.67"),
        (date(2027, 1, 1), "£83.33"), (date(2027, 1, 1), "£166.67"),
    ]  # fmt: skip
    assert held(LedgerAccount.CONTRIBUTION_DUE) == {"northfield": "£666.68", "eastmoor": "£333.32"}
    assert balance_of(account=LedgerAccount.CONTRIBUTIONS, on=date(2026, 9, 30)) == Money.of("-500.00")
    assert announced() == ["charging.contributions_called"] * 2


def test_a_budget_can_be_set_anew_until_it_is_approved_and_never_after():
    terms = BudgetTerms(YEAR, Money.of("10.00"), 12, "end users", {"northfield": 1, "eastmoor": 1})
    set_budget(terms=terms, by=HUGO.actor, at=IN_MARCH)
    year = a_running_year(budget="1200.00")

    with pytest.raises(BudgetAlreadyApproved):
        set_budget(terms=terms, by=HUGO.actor, at=IN_MARCH)
    with pytest.raises(BudgetAlreadyApproved):
        approve_budget(year_id=year.id, by=HELEN.actor, at=IN_MARCH)
    assert Contribution.objects.filter(year=year).count() == 24


def test_who_set_a_budget_does_not_approve_it():
    terms = BudgetTerms(YEAR, Money.of("10.00"), 12, "end users", {"northfield": 1, "eastmoor": 1})
    year = set_budget(terms=terms, by=HELEN.actor, at=IN_MARCH)

    with pytest.raises(NotAllowed, match="a budget that you set"):
        approve_budget(year_id=year.id, by=HELEN.actor, at=IN_MARCH)


def test_a_budget_says_everything_that_is_wrong_with_it_at_once():
    terms = BudgetTerms(YEAR, Money(0), 5, " ", {"northfield": 0, "nowhere": 0})

    with pytest.raises(BudgetNotReady) as refused:
        set_budget(terms=terms, by=HUGO.actor, at=IN_MARCH)

    assert refused.value.reasons == [
        "Give a budget above £0.00.",
        "Contributions are called 12, 4, 2 or 1 times a year.",
        "Say what the contributions go by, such as end users.",
        "nowhere is no member at the start of 2026-27.",
        "Say what eastmoor weighs, if only 0.",
        "Weights are whole numbers, none below zero and one of them above it.",
    ]


def test_a_surplus_is_shown_in_three_ways_and_given_back_in_the_one_that_was_agreed():
    year = a_running_year(budget="1200.00")
    twelve_months(cost="90.00")

    settlement = settled(a_proposal(year), SurplusPolicy.BY_CONTRIBUTION)

    assert sorted(map(_shown, settlement.shares.all()), key=lambda row: row["by use"]) == table("""
        partner      contributed    borne      true-up     by contribution    by use
        northfield   £800.04        £270.00    £530.04     £80.00             £30.00
        eastmoor     £399.96        £810.00    −£410.04    £40.00             £90.00
    """)
    assert held(LedgerAccount.REFUND_PAYABLE) == {"northfield": "−£80.00", "eastmoor": "−£40.00"}
    assert balance_of(account=LedgerAccount.SURPLUS) == Money(0)
    assert balance_of(account=LedgerAccount.POOL_COST) == Money(0)
    assert settlement.state == "settled"


def _shown(share: SettlementShare) -> dict[str, str]:
    code = Partner.objects.get(schema_name=share.partner_key).code
    figures = share.contributed_pence, share.borne_pence, *(share.under(policy).pence for policy in POLICIES)
    heads = "partner", "contributed", "borne", "true-up", "by contribution", "by use"
    return dict(zip(heads, [code, *(str(Money(pence)) for pence in figures)], strict=True))


def test_under_a_true_up_a_partner_may_owe_although_there_was_a_surplus():
    year = a_running_year(budget="1200.00")
    twelve_months(cost="90.00")

    settled(a_proposal(year), SurplusPolicy.TRUE_UP)

    assert held(LedgerAccount.REFUND_PAYABLE) == {"northfield": "−£530.04"}
    assert held(LedgerAccount.CONTRIBUTION_DUE) == {"northfield": "£800.04", "eastmoor": "£810.00"}


def test_a_partner_elects_how_much_of_it_becomes_technology_credit_and_may_change_its_mind():
    year = a_running_year(budget="1200.00")
    twelve_months(cost="90.00")
    settlement = a_proposal(year)
    terms = SettlementTerms(MINUTES, SurplusPolicy.BY_UTILISATION, Money(0), ELECTIONS_UNTIL)
    agree_settlement(settlement_id=settlement.id, terms=terms, by=HELEN.actor, at=AFTER_THE_YEAR)
    with inside(Partner.objects.get(code="eastmoor")):
        for percent in (100, 33):
            elect(settlement_id=settlement.id, technology_percent=percent, by=EDEN.actor, at=AFTER_THE_YEAR)

    settle_year(settlement_id=settlement.id, by=HUGO.actor, at=IN_JUNE)

    the_database_agrees()
    assert held(LedgerAccount.REFUND_PAYABLE) == {"northfield": "−£30.00", "eastmoor": "−£60.30"}
    assert held(LedgerAccount.TECHNOLOGY_CREDIT) == {"eastmoor": "−£29.70"}
    assert announced()[-2:] == ["charging.year_settled"] * 2


def test_part_of_a_surplus_can_stay_in_common():
    year = a_running_year(budget="1200.00")
    twelve_months(cost="90.00")

    settled(a_proposal(year), SurplusPolicy.BY_UTILISATION, to_reserve="20.00")

    assert balance_of(account=LedgerAccount.RESERVE) == Money.of("-20.00")
    assert held(LedgerAccount.REFUND_PAYABLE) == {"northfield": "−£25.00", "eastmoor": "−£75.00"}


def test_a_deficit_is_met_by_the_reserve_then_by_the_partners_within_their_collar_and_the_rest_stays():
    agreed(collar_percent=10)
    bring_in(terms=Payment("", Money.of("60.00"), date(2026, 3, 1), "R-1"), by=HUGO.actor, at=IN_MARCH)
    year = a_running_year(budget="1200.00")
    twelve_months(cost="120.00")

    settlement = settled(a_proposal(year))

    assert settlement.difference == Money.of("-240.00")
    assert settlement.from_reserve_pence == 6_000
    assert settlement.uncovered_pence == 6_001
    assert held(LedgerAccount.CONTRIBUTION_DUE) == {"northfield": "£880.04", "eastmoor": "£439.95"}
    assert balance_of(account=LedgerAccount.DEFICIT) == Money.of("60.01")
    assert balance_of(account=LedgerAccount.RESERVE) == Money(0)


def test_a_year_that_came_out_even_gives_nothing_back():
    year = a_running_year(budget="1200.00")
    twelve_months(cost="100.00")

    settled(a_proposal(year))

    assert held(LedgerAccount.REFUND_PAYABLE) == {}
    assert not Journal.objects.filter(identity="settlement/2026-27").exists()


def test_both_sides_of_the_books_are_equal_after_a_year():
    year = a_running_year(budget="1200.00")
    twelve_months(cost="90.00")
    settled(a_proposal(year), SurplusPolicy.TRUE_UP)

    rows = trial_balance()

    assert Money.total(row.debit for row in rows) == Money.total(row.credit for row in rows) != Money(0)


def test_a_year_is_not_settled_before_its_months_are_closed():
    year = a_running_year()

    with pytest.raises(SettlementNotReady) as refused:
        a_proposal(year)

    assert refused.value.reasons == [
        "12 months are not closed, April 2026 first. A year is settled once all twelve are."
    ]


def test_a_settlement_is_agreed_by_somebody_else_who_says_how_and_until_when():
    year = a_running_year()
    twelve_months(cost="90.00")
    settlement = a_proposal(year)

    with pytest.raises(NotAllowed):
        agree_settlement(settlement_id=settlement.id, terms=SettlementTerms(""), by=RITA.actor, at=AFTER_THE_YEAR)
    with pytest.raises(SettlementNotReady) as refused:
        terms = SettlementTerms(" ", to_reserve=Money.of("120.01"))
        agree_settlement(settlement_id=settlement.id, terms=terms, by=HELEN.actor, at=AFTER_THE_YEAR)

    assert refused.value.reasons == [
        "Say who agreed to this, and when.",
        "Choose how the surplus is given back.",
        "Give a last day for elections that is still to come.",
        "The reserve can take from £0.00 to £120.00.",
    ]


def test_a_proposal_can_be_taken_back_and_made_again_and_its_reason_stays():
    year = a_running_year()
    twelve_months(cost="90.00")
    first = a_proposal(year)

    with pytest.raises(SettlementAlready):
        propose_settlement(year_id=year.id, by=HUGO.actor, at=AFTER_THE_YEAR)
    withdraw_settlement(settlement_id=first.id, reason="A late invoice", by=HUGO.actor, at=AFTER_THE_YEAR)
    second = a_proposal(year)

    assert Settlement.objects.standing().get() == second
    assert next(entry.details for entry in trail_of(first)) == {"reason": "A late invoice"}


def test_elections_are_closed_on_their_last_day_and_nobody_settles_before():
    year = a_running_year()
    twelve_months(cost="90.00")
    settlement = a_proposal(year)
    terms = SettlementTerms(MINUTES, SurplusPolicy.BY_UTILISATION, Money(0), ELECTIONS_UNTIL)
    agree_settlement(settlement_id=settlement.id, terms=terms, by=HELEN.actor, at=AFTER_THE_YEAR)

    with pytest.raises(SettlementNotReady, match="until 31 May 2027"):
        settle_year(settlement_id=settlement.id, by=HUGO.actor, at=AFTER_THE_YEAR)
    with inside(Partner.objects.get(code="northfield")), pytest.raises(SettlementNotReady, match="ended on 31 May"):
        elect(settlement_id=settlement.id, technology_percent=50, by=FIONA.actor, at=IN_JUNE)


def test_a_year_is_settled_once():
    year = a_running_year()
    twelve_months(cost="90.00")
    settlement = settled(a_proposal(year), SurplusPolicy.BY_UTILISATION)

    with pytest.raises(SettlementAlready):
        settle_year(settlement_id=settlement.id, by=HUGO.actor, at=IN_JUNE)
    with pytest.raises(SettlementAlready):
        a_proposal(year)

    assert Journal.objects.filter(identity__startswith="settlement/").count() == 1


def test_the_published_case_hnd_03_comes_out_to_the_penny():
    settlement = worked_settlement(
        contributed=amounts(SIX, "896842.08 1253684.28 1288421.04 445263.12 978947.40 1136842.08"),
        borne={code: Money(units) for code, units in quantities(SIX, "14402 21377 20518 6950 16961 19792").items()},
        net_cost=Money.of("5843217.46"),
        weights=quantities(SIX, "1420 1985 2040 705 1550 1800"),
        reserve=Money(0),
        collar_percent=None,
    )
    percents = quantities(SIX, "0 100 50 0 75 100")
    given_ = given_back(
        settlement, policy=SurplusPolicy.BY_UTILISATION, to_reserve=Money(0), technology_percents=percents
    )

    assert settlement.difference == Money.of("156782.54")
    assert settlement.policies[SurplusPolicy.BY_UTILISATION] == amounts(
        SIX, "22579.82 33515.40 32168.64 10896.39 26591.89 31030.40"
    )
    assert {code: part.technology for code, part in given_.parts.items()} == amounts(
        SIX, "0.00 33515.40 16084.32 0.00 19943.92 31030.40"
    )


people = st.integers(1, 5)
money = st.integers(0, 10**9)


@given(data=st.data(), partners=people, reserve=money, collar=st.one_of(st.none(), st.integers(0, 100)))
def test_whatever_a_year_came_to_no_penny_of_it_is_lost(data, partners, reserve, collar):
    codes = [f"p{number}" for number in range(partners)]
    figures = {name: {code: Money(data.draw(money)) for code in codes} for name in ("contributed", "borne")}
    weights = {code: data.draw(st.integers(1, 1000)) for code in codes}
    net = Money.total(figures["borne"].values()) or Money(1)
    figures["borne"][codes[0]] += net - Money.total(figures["borne"].values())
    year = worked_settlement(**figures, net_cost=net, weights=weights, reserve=Money(reserve), collar_percent=collar)

    if year.difference.pence > 0:
        for policy in SurplusPolicy:
            assert Money.total(year.policies[policy].values()) == year.difference
            kept = Money(data.draw(st.integers(0, year.difference.pence)))
            percents = {code: data.draw(st.integers(0, 100)) for code in codes}
            given_ = given_back(year, policy=policy, to_reserve=kept, technology_percents=percents)
            assert Money.total(given_.due.values()) + kept == year.difference
            assert sum(line.pence for line in lines_of_surplus(year, given_)) == 0
    else:
        called = Money.total(year.made_good.values()) + year.from_reserve + year.uncovered
        assert called == -year.difference
        assert sum(line.pence for line in lines_of_deficit(year)) == 0
