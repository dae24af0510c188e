"""The end of a year: who gets the surplus, who makes good the deficit, and the journals that say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.accounts import LedgerAccount, credit, debit
from guildhall.charging.accounts import journal as balanced
from guildhall.charging.settling import Election, elected, make_good, show_surplus, surplus_journal
from guildhall.kernel import Money
from tests.charging.simulations import journal, outputs, refusals, row, rows

SIX = "A B C D E F"
YEAR = {
    "financial_year": "2026-27",
    "monthly_contribution": "500000.00",
    "contribution_key": row(SIX, "1420 1985 2040 705 1550 1800"),
    "months": 12,
    "actual_net_cost": "5843217.46",
    "final_utilisation_units": row(SIX, "14402 21377 20518 6950 16961 19792"),
}
HND_03 = rows("""
    .                     A            B             C             D            E            F
    monthly               74736.84     104473.69     107368.42     37105.26     81578.95     94736.84
    paid on account       896842.08    1253684.28    1288421.04    445263.12    978947.40    1136842.08
    actual share          841540.18    1249104.60    1198911.36    406103.61    991068.11    1156489.60
    true-up               55301.90     4579.68       89509.68      39159.51     -12120.71    -19647.52
    by contribution       23434.86     32759.30      33666.99      11634.91     25580.31     29706.17
    by utilisation        22579.82     33515.40      32168.64      10896.39     26591.89     31030.40
    elected cash %        100          0             50            100          25           0
    elected technology %  0            100           50            0            75           100
    cash                  22579.82     0.00          16084.32      10896.39     6647.97      0.00
    technology            0.00         33515.40      16084.32      0.00         19943.92     31030.40
""")
ELECTIONS = {
    partner: {"cash": cash, "technology": HND_03["elected technology %"][partner]}
    for partner, cash in HND_03["elected cash %"].items()
}


def test_three_lawful_ways_to_share_a_surplus_stand_side_by_side_hnd_03():
    assert outputs("settlement_surplus", **YEAR) == {
        "monthly_contributions": HND_03["monthly"],
        "paid_on_account": HND_03["paid on account"],
        "surplus": "156782.54",
        "policy_true_up": {"actual_share": HND_03["actual share"], "balance_due_to_partner": HND_03["true-up"]},
        "policy_by_contribution": HND_03["by contribution"],
        "policy_by_utilisation": HND_03["by utilisation"],
    }


def test_partners_elect_cash_or_technology_hnd_03():
    settled = outputs("settlement_surplus", **YEAR, election_policy="by_utilisation", election_percent=ELECTIONS)

    assert {partner: part["cash"] for partner, part in settled["election"].items()} == HND_03["cash"]
    assert {partner: part["technology"] for partner, part in settled["election"].items()} == HND_03["technology"]
    assert (settled["cash_total"], settled["technology_total"]) == ("56208.50", "100574.04")
    assert settled["journal"] == journal("""
        2900 Operating surplus for the year        .    156782.54    0.00
        2210 Refund payable to partner             A    0.00         22579.82
        2220 Technology credit held for partner    B    0.00         33515.40
        2210 Refund payable to partner             C    0.00         16084.32
        2220 Technology credit held for partner    C    0.00         16084.32
        2210 Refund payable to partner             D    0.00         10896.39
        2210 Refund payable to partner             E    0.00         6647.97
        2220 Technology credit held for partner    E    0.00         19943.92
        2220 Technology credit held for partner    F    0.00         31030.40
    """)


def test_under_a_true_up_a_partner_that_owes_is_debited_although_there_is_a_surplus():
    elections = {partner: election for partner, election in ELECTIONS.items() if partner in "ABCD"}

    settled = outputs("settlement_surplus", **YEAR, election_policy="true_up", election_percent=elections)

    assert settled["election"]["E"] == {"cash": "0.00", "technology": "0.00"}
    assert settled["journal"] == journal("""
        2900 Operating surplus for the year        .    156782.54    0.00
        2210 Refund payable to partner             A    0.00         55301.90
        2220 Technology credit held for partner    B    0.00         4579.68
        2210 Refund payable to partner             C    0.00         44754.84
        2220 Technology credit held for partner    C    0.00         44754.84
        2210 Refund payable to partner             D    0.00         39159.51
        1210 Contribution due from partner         E    12120.71     0.00
        1210 Contribution due from partner         F    19647.52     0.00
    """)
    assert (settled["cash_total"], settled["technology_total"]) == ("139216.25", "49334.52")


def test_a_deficit_is_borne_by_the_reserve_and_then_by_the_partners():
    # 130.00 short: the reserve gives its 50.00; 80.00 by 1 to 2 is 26.666… and 53.333…, the odd penny to A.
    settled = outputs(
        "settlement_deficit",
        contributions="1000.00",
        actual_net_cost="1130.00",
        reserve_available="50.00",
        key={"A": 1, "B": 2},
    )

    assert settled == {
        "deficit": "130.00",
        "drawn_from_reserve": "50.00",
        "made_good": {"A": "26.67", "B": "53.33"},
        "made_good_total": "80.00",
        "reserve_after": "0.00",
        "journal": journal("""
            2910 Operating deficit for the year    .    0.00     130.00
            2300 Reserve                           .    50.00    0.00
            1210 Contribution due from partner     A    26.67    0.00
            1210 Contribution due from partner     B    53.33    0.00
        """),
    }


def test_a_reserve_that_is_large_enough_leaves_nothing_to_the_partners():
    settled = outputs(
        "settlement_deficit", contributions="1.00", actual_net_cost="3.00", reserve_available="5.00", key={"A": 1}
    )

    assert (settled["made_good"], settled["reserve_after"]) == ({"A": "0.00"}, "3.00")
    assert settled["journal"] == journal("""
        2910 Operating deficit for the year    .    0.00    2.00
        2300 Reserve                           .    2.00    0.00
    """)


def test_who_is_over_the_cap_is_fixed_at_it_and_the_rest_is_shared_again_twice():
    # Caps are 10% of 100, 250 and 900. 60 by 3, 2 and 1 is 30, 20 and 10; A stops at 10. 50 by 2 and 1 is 33.33 and
    # 16.67; B stops at 25. The last 25 is C's.
    capped = outputs(
        "settlement_capped",
        to_share="60.00",
        key={"A": 3, "B": 2, "C": 1},
        contributions={"A": "100.00", "B": "250.00", "C": "900.00"},
        cap_percent_of_contribution=10,
    )

    assert capped == {
        "caps": {"A": "10.00", "B": "25.00", "C": "90.00"},
        "rounds": [
            {"trial": {"A": "30.00", "B": "20.00", "C": "10.00"}, "capped": ["A"]},
            {"trial": {"B": "33.33", "C": "16.67"}, "capped": ["B"]},
            {"trial": {"C": "25.00"}, "capped": []},
        ],
        "shares": {"A": "10.00", "B": "25.00", "C": "25.00"},
        "total": "60.00",
        "uncovered": "0.00",
    }


def test_when_all_are_capped_the_rest_is_uncovered_and_reported():
    # 3% of 33.33 is 0.9999, rounded down to 0.99.
    capped = outputs(
        "settlement_capped",
        to_share="5.00",
        key={"A": 1, "B": 1},
        contributions={"A": "33.33", "B": "33.33"},
        cap_percent_of_contribution=3,
    )

    assert capped["shares"] == {"A": "0.99", "B": "0.99"}
    assert (capped["total"], capped["uncovered"], len(capped["rounds"])) == ("1.98", "3.02", 1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"actual_net_cost": "6000000.00"}, "There is no surplus: £6,000,000.00 was paid on account, and the year"),
        ({"election_policy": "true_up"}, 'give "election_policy" and "election_percent" together'),
        ({"contribution_key": {"A": 0}}, "contribution_key: the weights add up to zero, so nothing can be shared"),
        ({"months": 0}, "months: 0 is less than 1"),
        ({"financial_year": "2026-28"}, 'financial_year: "2026-28" is not a financial year such as "2026-27"'),
        ({"reserve": "1.00"}, 'reserve: unknown key "reserve"'),
    ],
)
def test_a_surplus_that_cannot_be_settled_says_why(change, words):
    found = refusals("settlement_surplus", **{**YEAR, **change})

    assert (len(found), found[0][: len(words)]) == (1, words)


def test_elections_must_be_whole_and_complete():
    halves = {partner: {"cash": 50, "technology": 49} for partner in "AB"}
    few = {"A": {"cash": 100, "technology": 0}, "Z": {"cash": 0, "technology": 100}}

    assert refusals("settlement_surplus", **YEAR, election_policy="true_up", election_percent=halves) == [
        "election_percent.A: the percents do not add to exactly 100",
        "election_percent.B: the percents do not add to exactly 100",
    ]
    assert refusals("settlement_surplus", **YEAR, election_policy="true_up", election_percent=few) == [
        "B has something due and has not elected.",
        "C has something due and has not elected.",
        "D has something due and has not elected.",
        "Z elects and is not in the settlement.",
    ]


def test_a_deficit_that_is_none_is_refused():
    given_ = {"contributions": "2.00", "actual_net_cost": "2.00", "reserve_available": "0.00", "key": {"A": 1}}

    assert refusals("settlement_deficit", **given_) == [
        "There is no deficit: £2.00 was contributed, and the year cost £2.00."
    ]


def test_a_journal_that_does_not_balance_is_a_bug_and_loud():
    with pytest.raises(ArithmeticError, match=r"debits £1\.00 and credits £0\.99"):
        balanced([debit(LedgerAccount.SURPLUS, Money(100)), credit(LedgerAccount.REFUND_PAYABLE, Money(99), "A")])


PARTNERS = st.integers(1, 6).map(lambda number: [f"p{place}" for place in range(number)])
PENCE = st.integers(0, 10**11).map(Money)


def keys(partners: list[str]) -> st.SearchStrategy[dict[str, int]]:
    weights = st.fixed_dictionaries(dict.fromkeys(partners, st.integers(0, 10**6)))
    return weights.filter(lambda found: sum(found.values()) > 0)


@given(st.data(), PARTNERS)
def test_whatever_the_year_every_policy_gives_back_the_surplus_and_every_journal_balances(data, partners):
    paid = data.draw(st.fixed_dictionaries(dict.fromkeys(partners, PENCE.map(lambda money: money + Money(1)))))
    cost = Money(data.draw(st.integers(0, Money.total(paid.values()).pence - 1)))
    percents = st.integers(0, 100).map(lambda cash: Election(cash, 100 - cash))
    elections = data.draw(st.fixed_dictionaries(dict.fromkeys(partners, percents)))

    shown = show_surplus(
        paid=paid,
        net_cost=cost,
        contribution_key=data.draw(keys(partners)),
        utilisation=data.draw(keys(partners)),
    )

    for due in shown.due.values():
        parts = elected(due, elections=elections)
        lines = surplus_journal(surplus=shown.surplus, due=due, parts=parts)
        assert Money.total(due.values()) == shown.surplus
        assert all(max(due[p], Money(0)) == part.cash + part.technology for p, part in parts.items())
        assert Money.total(line.debit for line in lines) == Money.total(line.credit for line in lines)


@given(st.data(), PARTNERS, PENCE, PENCE, PENCE)
def test_whatever_the_deficit_reserve_and_partners_cover_it_exactly(data, partners, contributions, more, reserve):
    deficit = more + Money(1)

    settled = make_good(
        contributions=contributions,
        net_cost=contributions + deficit,
        reserve=reserve,
        by_key=data.draw(keys(partners)),
    )

    assert settled.drawn_from_reserve + Money.total(settled.made_good.values()) == deficit
    assert settled.drawn_from_reserve + settled.reserve_after == reserve
    assert settled.reserve_after.pence >= 0
