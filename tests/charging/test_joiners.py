"""A partner joins within a year: it contributes from its first day, and what was made before stays with the others."""

from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.errors import JoinerAlready, JoinerNotReady
from guildhall.charging.instalments import instalments_of_joiner, spread_over
from guildhall.charging.joining import PoolByUserDays, year_by_user_days
from guildhall.charging.keys import Key
from guildhall.charging.models import Agreement, Contribution, SettlementShare, Year
from guildhall.charging.operations.joining import JoinerTerms, call_joiner_in
from guildhall.charging.queries.invariants import violations
from guildhall.charging.queries.joiners import both_methods, list_of_joiners
from guildhall.charging.queries.settlements import settlement_worked_out
from guildhall.charging.settlements import Membership, Stage, worked_settlement
from guildhall.charging.settling import SurplusPolicy
from guildhall.kernel import FinancialYear, Money, Month, NotAllowed
from guildhall.metering.units import Unit
from tests.cast import HUGO, LONDON, RITA
from tests.charging.members import FIRST_HALF, SECOND_HALF, months_closed, more_partners, partner, used_by
from tests.charging.months import a_month_with_costs, a_pool, closed
from tests.charging.tables import table
from tests.charging.years import YEAR, a_proposal, a_running_year, agreed, held, settled, the_database_agrees
from tests.evidence import announced

pytestmark = pytest.mark.usefixtures("on_platform")

IN_SEPTEMBER = datetime(2026, 9, 20, 10, 0, tzinfo=LONDON)
TRUE_UP, BY_CONTRIBUTION, BY_USE = SurplusPolicy.TRUE_UP, SurplusPolicy.BY_CONTRIBUTION, SurplusPolicy.BY_UTILISATION


def called_in(code: str = "larkhill", *, weight: int = 1) -> None:
    terms = JoinerTerms(partner(code).schema_name, weight)
    call_joiner_in(terms=terms, by=HUGO.actor, at=IN_SEPTEMBER)


def due_from(code: str) -> dict[str, str]:
    rows = Contribution.objects.filter(partner_key=partner(code).schema_name).order_by("due_on")
    return {str(row.due_on): str(row.amount) for row in rows}


def test_a_joiner_contributes_at_the_rate_of_the_others_from_its_first_day():
    # 1200.00 by 3 end users: 33.333… a month for each. 16 of 31 days of October: 17.2043…
    a_running_year(budget="1200.00")
    more_partners("larkhill", joined_on=date(2026, 10, 16))

    called_in()

    assert due_from("larkhill") == {
        "2026-10-16": "£17.20", "2026-11-01": "£33.33", "2026-12-01": "£33.33", "2027-01-01": "£33.33",
        "2027-02-01": "£33.33", "2027-03-01": "£33.33",
    }  # fmt: skip
    assert held(LedgerAccount.CONTRIBUTION_DUE)["larkhill"] == "£183.85"
    assert [(row.code, row.weight) for row in list_of_joiners(year=YEAR)] == [("larkhill", 1)]
    assert announced()[-1] == "charging.contributions_called"
    the_database_agrees()
    assert [str(one) for one in violations()] == []


def test_what_fell_due_in_a_closed_month_is_due_with_the_first_month_that_is_open():
    a_running_year(budget="1200.00", times=4)
    a_pool(first=FIRST_HALF[0])
    more_partners("larkhill", joined_on=date(2026, 6, 1))
    months_closed(FIRST_HALF[:3], cost="10.00")

    called_in()

    assert due_from("larkhill") == {"2026-07-01": "£133.33", "2026-10-01": "£100.00", "2027-01-01": "£100.00"}


def test_it_is_called_once_by_host_finance_with_a_weight():
    a_running_year()
    more_partners("larkhill", joined_on=date(2026, 9, 1))
    with pytest.raises(NotAllowed):
        call_joiner_in(terms=JoinerTerms(partner("larkhill").schema_name, 1), by=RITA.actor, at=IN_SEPTEMBER)
    with pytest.raises(JoinerNotReady, match="Give a weight above 0"):
        called_in(weight=0)
    called_in()

    with pytest.raises(JoinerAlready, match="The contributions of Larkhill for 2026-27 are called already"):
        called_in(weight=2)


def test_who_was_there_from_the_first_day_is_no_joiner():
    a_running_year()

    with pytest.raises(JoinerNotReady, match="did not join within a year"):
        called_in("northfield")
    assert list_of_joiners(year=YEAR) == []


def test_a_surplus_made_before_the_joining_stays_with_the_others_in_all_three_ways():
    # Until October 360.00 are made by 2 and 1, who use alike; then 559.98 by 2, 1 and 1, of whom Larkhill uses half.
    year = a_running_year(budget="1200.00")
    a_pool(first=FIRST_HALF[0])
    more_partners("larkhill", joined_on=date(2026, 10, 1))
    called_in()
    months_closed(FIRST_HALF, cost="40.00", northfield=1, eastmoor=1)
    months_closed(SECOND_HALF, cost="40.00", northfield=1, eastmoor=1, larkhill=2)

    settlement = settled(a_proposal(year), SurplusPolicy.BY_CONTRIBUTION)

    assert _ways(settlement) == table("""
        partner      true-up     by contribution    by use
        eastmoor     £219.96     £260.00            £320.00
        larkhill     £79.98      £139.99            £279.99
        northfield   £620.04     £519.99            £319.99
    """)
    the_database_agrees()
    assert [str(one) for one in violations()] == []


def _ways(settlement) -> list[dict[str, str]]:
    codes = {partner(code).schema_name: code for code in ("northfield", "eastmoor", "larkhill")}
    heads = {"true-up": TRUE_UP, "by contribution": BY_CONTRIBUTION, "by use": BY_USE}
    rows = [
        {"partner": codes[row.partner_key]} | {head: str(row.under(policy)) for head, policy in heads.items()}
        for row in SettlementShare.objects.filter(settlement=settlement)
    ]
    return sorted(rows, key=lambda row: row["partner"])


def a_year_by_user_days(method: str) -> None:
    """Two pools, one by user-days; the second half costs three times as much of it, and Larkhill is there by then."""
    agreed(joiner_method=method)
    a_running_year(budget="1200.00")
    a_pool(first=FIRST_HALF[0])
    a_pool("hosting", key=Key.by(Unit.USER_DAYS), first=FIRST_HALF[0], position=2)
    more_partners("larkhill", joined_on=date(2026, 10, 1))
    called_in()
    for month in YEAR.months:
        is_later = month in SECOND_HALF
        used_by("northfield", 1, month=month)
        for code, days in {"northfield": 3, "eastmoor": 1, "larkhill": 4 if is_later else 0}.items():
            used_by(code, days, month=month, unit=Unit.USER_DAYS)
        costs = "recruitment,10.00", f"hosting,{'24.00' if is_later else '8.00'}"
        closed(a_month_with_costs(*costs, month=month, mark=f"GL {month}"))


def test_both_methods_stand_side_by_side_before_one_is_agreed():
    # 192.00 of hosting. By month: 6 × 6.00 and 6 × 9.00 for Northfield. At once by 36, 12 and 24 user-days of 72.
    a_year_by_user_days(Agreement.JoinerMethod.MONTHLY_CLOSE)

    both = both_methods(year=YEAR)

    assert both.pools == ("Hosting",)
    assert [
        {"partner": row.name.split()[0], "monthly": str(row.monthly), "user-days": str(row.by_user_days),
         "difference": str(row.difference)} for row in both.rows
    ] == table("""
        partner       monthly    user-days    difference
        Eastmoor      £30.00     £32.00       −£2.00
        Larkhill      £72.00     £64.00       £8.00
        Northfield    £210.00    £216.00      −£6.00
    """)  # fmt: skip


@pytest.mark.parametrize(
    ("method", "borne"),
    [
        ("monthly_close", {"eastmoor": "£30.00", "larkhill": "£72.00", "northfield": "£210.00"}),
        ("user_days", {"eastmoor": "£32.00", "larkhill": "£64.00", "northfield": "£216.00"}),
    ],
)
def test_the_settlement_takes_the_method_that_was_agreed(method, borne):
    a_year_by_user_days(method)

    worked = settlement_worked_out(year=Year.objects.get())

    assert {code: str(amount) for code, amount in worked.borne.items()} == borne
    assert Money.total(worked.borne.values()) == worked.net_cost


@given(
    st.dictionaries(st.sampled_from("ABCD"), st.tuples(st.integers(-999, 10**6), st.integers(0, 99)), min_size=1),
    st.dictionaries(st.sampled_from("ABCD"), st.tuples(st.integers(-999, 10**6), st.integers(0, 99)), min_size=1),
)
def test_user_days_of_a_year_share_what_was_charged_and_no_more(first, second):
    pools = [PoolByUserDays({who: (Money(p), days) for who, (p, days) in pool.items()}) for pool in (first, second)]

    both = year_by_user_days(pools)

    assert Money.total(both.monthly.values()) == Money.total(both.by_user_days.values())
    assert set(both.monthly) == set(both.by_user_days)


@given(st.integers(-(10**8), 10**8), st.sampled_from([12, 4, 2, 1]), st.integers(0, 11))
def test_an_instalment_is_spread_over_the_months_it_pays_for_without_losing_a_penny(pence, times, number):
    due_on = YEAR.months[number].first_day

    months = spread_over(YEAR, Money(pence), due_on=due_on, times=times)

    assert Money.total(months.values()) == Money(pence)
    assert min(months) == YEAR.months[number]
    assert max(amount.pence for amount in months.values()) - min(amount.pence for amount in months.values()) <= 1


@given(st.integers(1, 10**7), st.sampled_from([12, 4, 2, 1]), st.integers(0, 11))
def test_a_joiners_instalments_come_to_its_months(monthly, times, number):
    due = instalments_of_joiner(
        YEAR, Fraction(monthly), times=times, from_on=YEAR.months[number].first_day, open_from=YEAR.months[0]
    )

    assert Money.total(due.values()) == Money(monthly * (12 - number))


amounts = st.dictionaries(st.sampled_from("ABC"), st.integers(0, 10**6).map(Money), min_size=3)


@given(st.lists(st.tuples(amounts, amounts), min_size=2, max_size=4), st.sampled_from(["", "A"]))
def test_whatever_the_stages_every_policy_gives_back_the_surplus_and_nothing_else(stages, gone):
    weights = {"A": 3, "B": 2, "C": 1}
    made = tuple(
        Stage(3, {who: paid[who] for who in weights}, {who: bore[who] for who in weights}, weights)
        for paid, bore in stages
    )
    contributed = {who: Money.total(one.contributed[who] for one in made) for who in weights}
    borne = {who: Money.total(one.borne[who] for one in made) for who in weights}
    contributed |= {gone: borne[gone]} if gone else {}
    net = Money.total(borne.values())
    assume(any(amount for who, amount in borne.items() if who != gone))

    worked = worked_settlement(
        contributed=contributed, borne=borne, net_cost=net, weights=weights, reserve=Money(0), collar_percent=None,
        membership=Membership(frozenset({gone} - {""}), made),
    )  # fmt: skip

    for due in worked.policies.values():
        assert Money.total(due.values()) == worked.difference
        assert not gone or due.get(gone, Money(0)) == Money(0)
    if worked.difference.pence < 0:
        assert Money.total(worked.made_good.values()) == -worked.difference
        assert worked.made_good.get(gone, Money(0)) == Money(0)


def test_a_deficit_is_asked_for_by_the_months_that_each_was_there():
    stages = (Stage(9, {}, {}, {"A": 1}), Stage(3, {}, {}, {"A": 1, "B": 4}))

    worked = worked_settlement(
        contributed={}, borne={"A": Money(24)}, net_cost=Money(24), weights={"A": 1, "B": 4}, reserve=Money(0),
        collar_percent=None, membership=Membership(stages=stages),
    )  # fmt: skip

    assert worked.made_good == {"A": Money(12), "B": Money(12)}


def test_a_day_before_the_year_pays_for_its_first_months():
    months = spread_over(FinancialYear(2026), Money(3), due_on=date(2026, 3, 1), times=4)

    assert list(months) == [Month(2026, 4), Month(2026, 5), Month(2026, 6)]
