"""Minutes by hand: timed, signed, superseded, never edited."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from apps.account_services.baselines.errors import BaselineNotReady
from apps.account_services.baselines.models import Baseline
from apps.account_services.baselines.operations import Timing, sign_baseline
from apps.account_services.baselines.queries import baseline_for
from apps.account_services.rules.names import login_for
from apps.account_services.states import NamingPolicy, TaskStep
from guildhall.kernel import NotAllowed
from tenants.context import inside
from tests.cast import MONDAY_9AM


def timed(minutes=32, *, runs=30, on=date(2026, 1, 1)):
    return Timing(TaskStep.CREATE, minutes, runs, on)


def test_a_later_baseline_supersedes_and_past_days_stay(northfield, administrator):
    sign_baseline(timing=timed(32), by=administrator, at=MONDAY_9AM)
    sign_baseline(timing=timed(20, on=date(2026, 7, 1)), by=administrator, at=MONDAY_9AM)

    found = [baseline_for("create", on=day) for day in (date(2025, 12, 31), date(2026, 6, 30), date(2026, 7, 1))]

    assert [one and one.minutes for one in found] == [None, 32, 20]


def test_a_baseline_on_too_little_is_refused_with_every_reason(northfield, administrator):
    sign_baseline(timing=timed(), by=administrator, at=MONDAY_9AM)

    with pytest.raises(BaselineNotReady) as refused:
        sign_baseline(timing=timed(0, runs=29, on=date(2026, 5, 1)), by=administrator, at=MONDAY_9AM)

    assert refused.value.reasons == [
        "Time at least 30 runs by hand: 29 is too few to rest on.",
        "Enter a mean of at least one minute.",
        "Choose a first day after today: what has been counted stays as it was.",
    ]


def test_an_approver_signs_none_and_eastmoor_sees_none(northfield, eastmoor, administrator, account_approver):
    with pytest.raises(NotAllowed):
        sign_baseline(timing=timed(), by=account_approver, at=MONDAY_9AM)
    sign_baseline(timing=timed(), by=administrator, at=MONDAY_9AM)

    with inside(eastmoor):
        assert baseline_for("create", on=date(2026, 6, 1)) is None


def test_a_baseline_is_never_edited(northfield, administrator):
    sign_baseline(timing=timed(), by=administrator, at=MONDAY_9AM)

    baseline = Baseline.objects.get()
    baseline.minutes = 60
    with pytest.raises(DatabaseError), transaction.atomic():
        baseline.save()


@pytest.mark.parametrize(
    ("name", "naming", "taken", "login"),
    [
        ("Casey Morgan", NamingPolicy.FIRST_DOT_LAST, set(), "casey.morgan"),
        ("Casey Morgan", NamingPolicy.INITIAL_LAST, {"cmorgan", "cmorgan2"}, "cmorgan3"),
        ("Zoë Anne O'Brien-Łuk", NamingPolicy.FIRST_DOT_LAST, set(), "zoe.obrien-luk"),
        ("Søren", NamingPolicy.INITIAL_LAST, set(), "soren"),
        ("王 芳", NamingPolicy.FIRST_DOT_LAST, set(), "user"),
    ],
)
def test_a_login_is_in_letters_that_every_system_takes(name, naming, taken, login):
    assert login_for(name, naming=naming, taken=taken) == login
