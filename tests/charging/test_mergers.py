"""Partners merge: the books of those that end go on to their successor, which reads what was stated to them."""

from datetime import date, datetime

import pytest

from guildhall.audit.queries import trail_of
from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.errors import CarryOverAlready, EntryNotReady, MergerAlready, MergerNotReady
from guildhall.charging.models import Contribution, Journal, Line, SettlementShare, Statement, Succession, Year
from guildhall.charging.operations.ledger import Payment, bring_in, record_receipt
from guildhall.charging.operations.merging import approve_carry_over, prepare_carry_over
from guildhall.charging.queries.heirs import heirs, predecessors_of
from guildhall.charging.queries.invariants import violations
from guildhall.charging.queries.mergers import list_of_mergers, merger_waiting
from guildhall.charging.queries.statements import statements_of
from guildhall.charging.settling import SurplusPolicy
from guildhall.kernel import Money, NotAllowed
from tenants.context import inside
from tests.cast import HELEN, HUGO, LONDON, RITA
from tests.charging.members import (
    FIRST_HALF,
    IN_OCTOBER,
    SECOND_HALF,
    carried_over,
    merger_prepared,
    merges,
    months_closed,
    more_partners,
    partner,
)
from tests.charging.months import a_pool
from tests.charging.years import IN_MARCH, a_proposal, a_running_year, held, settled, the_database_agrees
from tests.evidence import announced

pytestmark = pytest.mark.usefixtures("on_platform")
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def half_a_year() -> Year:
    """Northfield pays £66.67 a month and holds £250.00 of credit; from October on it is one with Eastmoor."""
    year = a_running_year(budget="1200.00")
    a_pool(first=FIRST_HALF[0])
    merges("northfield", into="eastmoor", from_day=OCTOBER)
    key = partner("northfield").schema_name
    bring_in(terms=Payment(key, Money.of("250.00"), date(2026, 3, 2), "opening"), by=HUGO.actor, at=IN_MARCH)
    months_closed(FIRST_HALF, cost="90.00")
    return year


def carried(code: str = "eastmoor", *, at: datetime = IN_OCTOBER) -> list[Succession]:
    return list(carried_over(code, at=at).successions.order_by("id"))


def contributed(code: str) -> str:
    rows = Contribution.objects.filter(partner_key=partner(code).schema_name)
    return str(Money(sum(row.pence for row in rows)))


def test_credit_and_what_is_owed_go_on_and_so_do_contributions_from_the_first_of_the_month(half_a_year):
    (succession,) = carried()

    assert held(LedgerAccount.TECHNOLOGY_CREDIT) == {"eastmoor": "−£250.00"}
    assert held(LedgerAccount.CONTRIBUTION_DUE) == {"eastmoor": "£1,200.00"}
    assert (contributed("northfield"), contributed("eastmoor")) == ("£400.02", "£799.98")
    entries = Journal.objects.filter(identity__startswith="merger/").order_by("dated_on")
    assert [one.identity for one in entries] == [
        "merger/EM/2026-10-01", "merger/EM/2026-10-01/2026-11-01", "merger/EM/2026-10-01/2026-12-01",
        "merger/EM/2026-10-01/2027-01-01", "merger/EM/2026-10-01/2027-02-01", "merger/EM/2026-10-01/2027-03-01",
    ]  # fmt: skip
    assert trail_of(succession)[0].what == "books carried over"
    assert announced()[-1] == "charging.books_carried_over"
    the_database_agrees()
    assert [str(one) for one in violations()] == []


def test_the_months_before_stay_as_they_were_and_their_heir_settles_them(half_a_year):
    before = list(Statement.objects.order_by("id").values_list("number", "digest", "figures"))
    carried()
    months_closed(SECOND_HALF, cost="90.00", northfield=0)

    settlement = settled(a_proposal(half_a_year), SurplusPolicy.TRUE_UP)

    share = SettlementShare.objects.get(settlement=settlement)
    assert (share.contributed_pence, share.borne_pence, share.true_up_pence) == (120_000, 108_000, 12_000)
    assert held(LedgerAccount.REFUND_PAYABLE) == {"eastmoor": "−£120.00"}
    assert list(Statement.objects.order_by("id").values_list("number", "digest", "figures"))[: len(before)] == before
    assert [str(one) for one in violations()] == []


def test_a_successor_reads_the_statements_of_those_before_it_and_nothing_else_of_theirs(half_a_year):
    key, own = partner("northfield").schema_name, partner("eastmoor")
    with inside(own):
        assert not Statement.objects.filter(partner_key=key).exists()
    carried()

    with inside(own):
        assert Statement.objects.filter(partner_key=key).count() == 6
        assert not Line.objects.filter(partner_key=key).exists()
        assert len(statements_of(partner_key=own.schema_name)) == 12


def test_who_ended_reads_nothing_of_its_successor(half_a_year):
    carried()

    with inside(partner("northfield")):
        assert {one.partner_key for one in Statement.objects.all()} == {partner("northfield").schema_name}


def test_a_successor_of_a_successor_reads_them_all(half_a_year):
    more_partners("thirdhall")
    carried()
    merges("eastmoor", into="thirdhall", from_day=date(2026, 11, 1))

    carried("thirdhall", at=datetime(2026, 11, 2, 9, 0, tzinfo=LONDON))

    first, second, third = (partner(code).schema_name for code in ("northfield", "eastmoor", "thirdhall"))
    assert heirs() == {first: third, second: third}
    assert sorted(predecessors_of(partner_key=third)) == sorted([first, second])
    assert held(LedgerAccount.TECHNOLOGY_CREDIT) == {"thirdhall": "−£250.00"}


def test_it_happens_once(half_a_year):
    prepared = merger_prepared()
    approve_carry_over(carry_over_id=prepared.id, by=HELEN.actor, at=IN_OCTOBER)

    with pytest.raises(CarryOverAlready, match="is approved already"):
        approve_carry_over(carry_over_id=prepared.id, by=HELEN.actor, at=IN_OCTOBER)
    with pytest.raises(MergerAlready, match="Nothing waits to go on to Eastmoor"):
        carried()
    assert merger_waiting(successor=partner("eastmoor")) is None
    assert [row.is_done for row in list_of_mergers()] == [True]


def test_it_is_for_host_finance_and_not_before_its_day(half_a_year):
    with pytest.raises(NotAllowed):
        prepare_carry_over(successor_key=partner("eastmoor").schema_name, by=RITA.actor, at=IN_OCTOBER)
    with pytest.raises(MergerNotReady, match="It is not 1 October 2026 yet"):
        carried(at=datetime(2026, 9, 30, 9, 0, tzinfo=LONDON))


def test_who_shares_the_cost_on_does_not_merge():
    more_partners("thirdhall")
    merges("thirdhall", into="eastmoor", from_day=OCTOBER)
    one = partner("thirdhall")
    one.leaves_on = date(2026, 10, 15)
    one.save()

    with pytest.raises(MergerNotReady, match="Thirdhall shares the cost on: its last day is not 30 September 2026"):
        carried()


def test_money_of_who_ended_is_written_down_for_its_successor(half_a_year):
    carried()
    terms = Payment(partner("northfield").schema_name, Money.of("66.67"), IN_OCTOBER.date(), "BACS 1")

    with pytest.raises(EntryNotReady, match="went on to its successor"):
        record_receipt(terms=terms, by=HUGO.actor, at=IN_OCTOBER)
