"""A real month, written as a scenario file, gives the month's own lines."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guildhall.charging.keys import Key
from guildhall.charging.models import Line
from guildhall.charging.operations import open_period
from guildhall.charging.queries import scenario_of
from guildhall.charging.scenarios import simulate
from guildhall.kernel import Money
from guildhall.metering.units import Unit
from tenants.models import Partner
from tests.cast import HUGO
from tests.charging.months import (
    APPLICATIONS,
    FIRST_OF_JULY,
    JULY,
    JUNE,
    MAY,
    a_month_with_costs,
    a_pool,
    charges,
    closed,
    used,
)

pytestmark = pytest.mark.usefixtures("on_platform")


@pytest.fixture
def june(on_platform):
    """Three pools and an overhead; a refund among the costs; use in the months around."""
    a_pool("desk", key=Key.by(Unit.OFFER_MADE), position=1)
    a_pool("hosting", key=Key.mixed({APPLICATIONS: 60, Unit.OFFER_MADE: 40}), position=2)
    a_pool("overhead", key=Key(), position=3)
    for month in (MAY, JUNE, JULY):
        used("northfield", 2, month=month)
        used("eastmoor", 5 if month == JUNE else 1, month=month)
    used("northfield", 1, unit=Unit.OFFER_MADE)
    used("eastmoor", 3, unit=Unit.OFFER_MADE)
    return a_month_with_costs("desk,100.01", "hosting,300.00", "hosting,-0.50", "overhead,55.55")


def simulated(scenario: dict) -> dict:
    return simulate(json.dumps(scenario).encode())["steps"][0]["outputs"]


def lines_by_pool(period) -> dict[str, dict[str, str]]:
    codes = dict(Partner.objects.values_list("schema_name", "code"))
    lines = Line.objects.filter(period=period).select_related("pool")
    pools: dict[str, dict[str, str]] = {}
    for line in lines:
        pools.setdefault(line.pool.code, {})[codes[line.partner_key]] = line.amount.plain
    return pools


def test_a_closed_month_is_simulated_to_its_own_lines(june):
    closed(june)

    answer = simulated(scenario_of(period=june))

    assert answer["pool_shares"] == lines_by_pool(june)
    assert answer["partner_totals"] == {code: amount.plain for code, amount in charges(june).items()}
    assert (answer["net_cost"], answer["period_can_close"]) == ("455.06", True)


def test_what_came_after_the_close_is_not_in_it(june):
    before = scenario_of(period=closed(june))

    used("eastmoor", 7, mark="-late")

    assert scenario_of(period=june) == before
    assert before["title"] == "June 2026, as it was closed"


def test_an_open_month_is_taken_as_it_stands_and_says_which_costs_are_missing(june):
    closed(june)
    july = open_period(month=JULY, by=HUGO.actor, at=FIRST_OF_JULY)

    scenario = scenario_of(period=july)

    assert (scenario["title"], scenario["note"]) == (
        "July 2026, as it stands",
        "No costs are loaded for Desk, Hosting, Overhead.",
    )
    assert scenario["steps"][0]["inputs"]["pools"] == [
        {"code": "desk", "cost": "0.00", "driver": "offers made", "weights": {"eastmoor": 0, "northfield": 0}},
        {
            "code": "hosting",
            "cost": "0.00",
            "composite": [
                {"driver": "applications received", "percent": 60, "weights": {"eastmoor": 1, "northfield": 2}},
                {"driver": "offers made", "percent": 40, "weights": {"eastmoor": 0, "northfield": 0}},
            ],
        },
        {"code": "overhead", "cost": "0.00", "second_stage": True},
    ]


def test_a_scenario_takes_a_constant_number_of_questions(june):
    closed(june)

    with CaptureQueriesContext(connection) as queries:
        scenario_of(period=june)

    assert len(queries) == 8


def test_the_command_writes_a_file_that_the_simulator_answers(june, tmp_path, capsys):
    closed(june)
    written, result = tmp_path / "june.json", tmp_path / "result.json"

    call_command("costshare", "scenario", period="2026-06", output=str(written))
    call_command("costshare", "simulate", str(written), output=str(result))

    shares = json.loads(result.read_text())["steps"][0]["outputs"]["pool_shares"]
    assert shares == lines_by_pool(june)
    assert Money.total(Money.of(share) for share in shares["desk"].values()) == Money.of("100.01")


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2031-01", "January 2031 was never opened."),
        ("2026-6", '--period: "2026-6" is not a month such as "2026-09".'),
    ],
)
def test_a_month_that_is_none_of_ours_is_refused(period, words):
    with pytest.raises(CommandError) as refused:
        call_command("costshare", "scenario", period=period)

    assert str(refused.value) == words
