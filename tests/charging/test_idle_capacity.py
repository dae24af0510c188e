"""Capacity that was paid for and that nobody used: shared like the rest of a cost, and visible wherever that is."""

import pytest

from guildhall.charging.costs import read_costs
from guildhall.charging.operations import load_costs, open_period
from guildhall.charging.queries import first_row_not_in_books, replay, totals_by_pool
from guildhall.charging.queries.invariants import violations
from guildhall.kernel import Money
from tenants.context import on_the_platform
from tests.cast import FIONA, HUGO, MONDAY_9AM
from tests.charging.months import FIRST_OF_JULY, JUNE, a_pool, charges, closed, used
from tests.charging.test_agreed_shares import line

HEADING = "pool,amount,ledger_reference,narrative,reason,idle"
FILE = f"{HEADING}\ndesk,100.00,GL 1,Licences,,\ndesk,20.00,GL 2,Licences nobody had,,Yes\n"


def a_closed_june():
    a_pool("desk")
    used("northfield", 2)
    used("eastmoor", 1)
    june = open_period(month=JUNE, by=HUGO.actor, at=MONDAY_9AM)
    file = read_costs(FILE.encode(), name="june.csv", pools=["desk"])
    load_costs(period_id=june.id, terms=file, control_total=file.total, by=HUGO.actor, at=FIRST_OF_JULY)
    june.refresh_from_db()
    return closed(june)


@pytest.mark.usefixtures("on_platform")
def test_idle_capacity_is_shared_and_every_member_reads_how_much_it_was():
    june = a_closed_june()

    assert charges(june) == {"northfield": Money.of("80.00"), "eastmoor": Money.of("40.00")}
    assert line(june)["working"] == ("£20.00 of the cost is idle capacity, which nobody used. £120.00 × 2 ÷ 3 = £80.00")
    assert [(row.cost, row.idle) for row in totals_by_pool(month=JUNE)] == [(Money.of("120.00"), Money.of("20.00"))]


@pytest.mark.usefixtures("on_platform")
def test_a_month_with_idle_capacity_is_proved_again():
    june = a_closed_june()

    assert (replay(period=june).is_same, first_row_not_in_books(), list(violations())) == (True, None, [])


def test_the_pages_show_it(northfield, visit):
    with on_the_platform():
        a_closed_june()

    assert "Idle capacity" in visit(HUGO).read(f"/months/{JUNE}/")
    assert "of which £20.00 is idle" in visit(FIONA).read("/statements/NF-2026-06/")


def test_a_mark_that_is_neither_yes_nor_no_and_an_idle_refund_are_faults_by_their_rows():
    text = f"{HEADING}\ndesk,1.00,GL 1,Work,,maybe\ndesk,-1.00,GL 2,Credit,Refund,yes\n"

    assert read_costs(text.encode(), name="june.csv", pools=["desk"]).errors == (
        "Row 2: “idle” is yes, no or empty.",
        "Row 3: −£1.00 is below zero, and idle capacity is a cost.",
    )
