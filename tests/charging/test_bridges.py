"""Why a share is not what it was a month ago: cost, key, use, members and corrections, to the penny."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.bridging import bridges
from guildhall.charging.keys import Key
from guildhall.charging.models import MonthBridge, Statement
from guildhall.charging.operations import KeyTerms, adopt_key
from guildhall.charging.queries.bridges import bridge_of
from guildhall.charging.tasks import a_month_is_closed
from guildhall.charging.trying import MonthToTry
from guildhall.kernel import Money
from guildhall.metering.units import Unit
from tenants.context import inside
from tenants.delivering import deliver_everything_waiting
from tenants.models import Partner
from tests.cast import FIONA, HUGO
from tests.charging.months import (
    AGREED_BY,
    APPLICATIONS,
    FIRST_OF_JULY,
    JULY,
    JUNE,
    a_month_with_costs,
    a_pool,
    closed,
    used,
)

BY_OFFERS = Key.by(Unit.OFFER_MADE)


def test_each_step_is_one_thing_changed_and_they_add_up(on_platform):
    pool = a_pool()
    used("northfield", 1)
    used("eastmoor", 1)
    closed(a_month_with_costs("recruitment,100.00"))
    terms = KeyTerms(BY_OFFERS, JULY, AGREED_BY)
    adopt_key(pool_id=pool.id, terms=terms, by=HUGO.actor, at=FIRST_OF_JULY)
    for unit, month in ((APPLICATIONS, JULY), (Unit.OFFER_MADE, JUNE)):
        used("northfield", 1, unit=unit, month=month, mark="again")
    used("northfield", 3, unit=Unit.OFFER_MADE, month=JULY)
    used("eastmoor", 1, unit=Unit.OFFER_MADE, month=JULY)
    closed(a_month_with_costs("recruitment,120.00", month=JULY))

    deliver_everything_waiting(at=FIRST_OF_JULY)

    bridge = bridge_of(partner_key=Partner.objects.get(code="northfield").schema_name, month=JULY)
    assert {name: str(amount) for name, amount in bridge.steps.items()} == {
        "cost": "£10.00", "key": "£60.00", "volume": "−£30.00", "members": "£0.00", "correction": "£0.00",
    }  # fmt: skip
    assert (bridge.before, bridge.after) == (Money.of("50.00"), Money.of("90.00"))


def test_a_correction_is_a_step_of_its_own_and_the_last_foot_is_the_statement(on_platform):
    a_pool()
    used("northfield", 1)
    used("eastmoor", 1)
    closed(a_month_with_costs("recruitment,100.00"))
    used("northfield", 2, mark="late")
    used("eastmoor", 1, month=JULY)
    closed(a_month_with_costs("recruitment,100.00", month=JULY, mark="GL 7"))

    deliver_everything_waiting(at=FIRST_OF_JULY)

    key = Partner.objects.get(code="northfield").schema_name
    bridge = bridge_of(partner_key=key, month=JULY)
    assert (bridge.before, bridge.correction) == (Money.of("50.00"), Money.of("25.00"))
    assert bridge.after == Statement.objects.get(number="NF-2026-07").total


def test_a_partner_reads_its_own_bridge_and_a_second_ring_changes_nothing(on_platform, eastmoor):
    a_pool()
    for month in (JUNE, JULY):
        used("northfield", 1, month=month)
        closed(a_month_with_costs("recruitment,100.00", month=month, mark=str(month)))
    deliver_everything_waiting(at=FIRST_OF_JULY)
    count = MonthBridge.objects.count()

    with pytest.raises(Exception, match="set down already"):
        a_month_is_closed(period_id=MonthBridge.objects.first().period_id, at=FIRST_OF_JULY)

    assert MonthBridge.objects.count() == count == 2
    with inside(eastmoor):
        assert [row.partner_key for row in MonthBridge.objects.all()] == [eastmoor.schema_name]


def test_the_usage_page_says_why(on_platform, visit, monday_9am):
    a_pool()
    for month, cost in ((JUNE, "100.00"), (JULY, "150.00")):
        used("northfield", 1, month=month)
        closed(a_month_with_costs(f"recruitment,{cost}", month=month))
    deliver_everything_waiting(at=FIRST_OF_JULY)
    monday_9am.move_to(JULY.period.until)

    page = visit(FIONA).read("/usage/")

    assert "Why July 2026 is not June 2026 What Amount June 2026 Amount £100.00" in page
    assert "What the services cost Amount £50.00 July 2026 Amount £150.00" in page


money = st.integers(-(10**8), 10**8)


@given(data=st.data(), members=st.integers(1, 4))
def test_whatever_changes_the_steps_of_everybody_add_up(data, members):
    codes = [f"p{number}" for number in range(members)]

    def month() -> MonthToTry:
        there = [code for code in codes if data.draw(st.booleans())] or codes[:1]
        key = data.draw(st.sampled_from([Key.by(APPLICATIONS), BY_OFFERS]))
        pools = {"desk": (Money(data.draw(money)), key), "overhead": (Money(data.draw(money)), Key())}
        used_ = {
            (code, unit): data.draw(st.integers(0, 9))
            for code in there
            for unit in (APPLICATIONS, BY_OFFERS.parts[0].unit)
        }
        return MonthToTry(JUNE, there, pools, used_)

    corrected = {code: Money(data.draw(money)) for code in codes}

    for bridge in bridges(month(), month(), corrected_before={}, corrected_after=corrected).values():
        assert bridge.before + Money.total(bridge.steps.values()) == bridge.after
