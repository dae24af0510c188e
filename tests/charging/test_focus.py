"""A statement as FOCUS rows: the columns it has, the month of use kept, every penny of the total."""

from __future__ import annotations

import csv
import io

import pytest

from guildhall.charging.keys import Key
from guildhall.charging.models import Period, Statement
from guildhall.charging.presenters import FOCUS_COLUMNS
from guildhall.charging.queries.statements import file_of
from guildhall.charging.tasks import a_statement_is_due
from guildhall.kernel import Money
from guildhall.metering.units import Unit
from tests.charging.months import APPLICATIONS, FIRST_OF_JULY, JULY, a_month_with_costs, a_pool, closed, used
from tests.evidence import shared_data

SINCE_THE_SAMPLE = {"InvoiceId", "AllocatedMethodId"}
"""Columns that came with FOCUS 1.2 and 1.3; the sample is of 1.0."""
COSTS = ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")


@pytest.fixture
def july(on_platform) -> Period:
    """Northfield's three for June came late, and are billed in July."""
    a_pool()
    a_pool("hosting", key=Key.mixed({APPLICATIONS: 60, Unit.ROBOT_MINUTES: 40}), position=2)
    for month in (JULY.previous, JULY):
        used("northfield", 2, month=month)
        used("eastmoor", 1, month=month)
        used("eastmoor", 1, month=month, unit=Unit.ROBOT_MINUTES)
    closed(a_month_with_costs("recruitment,1000.00", "hosting,0.00"))
    used("northfield", 3, mark="late")
    return closed(a_month_with_costs("recruitment,900.00", "hosting,10.01", month=JULY))


def rows_of(number: str) -> list[dict[str, str]]:
    statement = Statement.objects.get(number=number)
    a_statement_is_due(statement_id=statement.id, at=FIRST_OF_JULY)
    content = bytes(file_of(statement=statement, kind="focus").content)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_correction_keeps_the_month_it_was_used_in(july):
    columns = (
        "ServiceName", "ChargeClass", "ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BilledCost",
        "ConsumedQuantity", "ConsumedUnit", "AllocatedMethodId", "x_AllocatedRatio",
    )  # fmt: skip

    assert [tuple(row[column] for column in columns) for row in rows_of("NF-2026-07")] == [
        ("Recruitment", "", "2026-06-30T23:00:00Z", "2026-07-31T23:00:00Z", "2026-06-30T23:00:00Z", "600.00",
         "2", "Applications received", "recruitment/1", "2/3"),
        ("Hosting", "", "2026-06-30T23:00:00Z", "2026-07-31T23:00:00Z", "2026-06-30T23:00:00Z", "4.00",
         "", "", "hosting/1", "2/5"),
        ("Recruitment", "Correction", "2026-05-31T23:00:00Z", "2026-06-30T23:00:00Z", "2026-06-30T23:00:00Z", "166.66",
         "3", "Applications received", "recruitment/1", "5/6"),
    ]  # fmt: skip


@pytest.mark.parametrize("number", ["NF-2026-07", "EM-2026-07", "NF-2026-06", "EM-2026-06"])
def test_the_costs_add_up_to_the_statement(july, number):
    rows, total = rows_of(number), Statement.objects.get(number=number).total

    assert {column: Money.total(Money.of(row[column]) for row in rows) for column in COSTS} == dict.fromkeys(
        COSTS, total
    )


def test_every_column_is_one_of_focus_or_says_that_it_is_ours():
    with shared_data("billing", "focus_1.0_sample.csv").open(encoding="utf-8-sig", newline="") as sample:
        known = set(next(csv.reader(sample)))

    ours = {column for column in FOCUS_COLUMNS if column.startswith("x_")}

    assert set(FOCUS_COLUMNS) - known == SINCE_THE_SAMPLE | ours
