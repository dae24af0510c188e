"""Whatever is done to agreed shares, bounds, pence over the months and passed costs is found by its own rule."""

from __future__ import annotations

import pytest

from guildhall.charging.keys import Key, KeyPart, numbers
from guildhall.charging.models import Line, Period, Pool, Statement
from guildhall.charging.operations import KeyTerms, adopt_key
from guildhall.charging.queries import first_row_not_in_books, replay
from guildhall.charging.queries.invariants import violations
from guildhall.charging.queries.invariants_of_keys import KEY_QUESTIONS
from guildhall.charging.support import SupportMethod
from tests.cast import HUGO
from tests.charging.corruptions import OF_KEYS, SOLVED, Corruption
from tests.charging.months import (
    AGREED_BY,
    APPLICATIONS,
    FIRST_OF_JULY,
    JULY,
    JUNE,
    MAY,
    a_month_with_costs,
    a_pool,
    closed,
    used,
)
from tests.charging.test_bounded_months import bounded
from tests.charging.test_disputes import decided, raised
from tests.charging.test_invariants import rules_broken_by
from tests.charging.years import agreed

pytestmark = pytest.mark.usefixtures("on_platform")
COSTS = "rent,1.00", "desk,1000.00", "hr,100.00", "dp,50.00"
RECIPROCAL = Corruption(
    "the full method is not solved", "charging_pooltotal",
    "UPDATE charging_pooltotal SET basis = jsonb_set(basis, '{support,exact}', '\"1/3\"') WHERE basis ? 'support'",
    frozenset({SOLVED}),
)  # fmt: skip


def three_months_with_every_key(method: SupportMethod) -> None:
    agreed(penny_option="over_months", support_method=method)
    a_pool("rent", key=Key.agreed({"northfield": 2, "eastmoor": 1}), position=1)
    a_pool("desk", key=bounded(floor="300.00"), position=2)
    a_pool("hr", position=3)
    a_pool("dp", position=4)
    serves = KeyTerms(Key((KeyPart(APPLICATIONS),), serves=numbers({"dp": 25})), JUNE, AGREED_BY)
    adopt_key(pool_id=Pool.objects.get(code="hr").id, terms=serves, by=HUGO.actor, at=FIRST_OF_JULY)
    for month in (MAY, JUNE, JULY):
        used("northfield", 9, month=month)
        used("eastmoor", 1, month=month)
        closed(a_month_with_costs(*COSTS, month=month, mark=f"GL {month}"))


def test_each_corruption_of_a_key_is_found_by_its_rules_and_by_no_other():
    three_months_with_every_key(SupportMethod.STEP_DOWN)

    assert [str(violation) for violation in violations()] == []
    found = {corruption.name: rules_broken_by(corruption) for corruption in OF_KEYS}
    assert found == {corruption.name: corruption.rules for corruption in OF_KEYS}
    assert {*KEY_QUESTIONS} <= {rule for rules in found.values() for rule in rules}


def test_a_solution_that_is_not_the_exact_one_is_found():
    three_months_with_every_key(SupportMethod.RECIPROCAL)

    assert [str(violation) for violation in violations()] == []
    assert rules_broken_by(RECIPROCAL) == RECIPROCAL.rules


def test_late_use_and_an_upheld_dispute_leave_every_key_in_order():
    three_months_with_every_key(SupportMethod.STEP_DOWN)
    used("eastmoor", 4, month=JUNE, mark="late")
    decided(raised(Statement.objects.get(number="NF-2026-06"), "0.10", pool="rent"), "0.10")
    august = JULY.next
    used("northfield", 1, month=august)
    closed(a_month_with_costs(*COSTS, month=august, mark="GL 8"))

    corrected = Line.objects.exclude(total__corrects=None).values_list("pool__code", flat=True)
    assert set(corrected) == {"desk", "hr", "dp", "rent"}
    assert [replay(period=period).is_same for period in Period.objects.all()] == [True] * 4
    assert (first_row_not_in_books(), [str(violation) for violation in violations()]) == (None, [])
