"""A partner that can make accounts, and somebody who is to start."""

from __future__ import annotations

from datetime import date

import pytest

from apps.account_services.baselines.operations import Timing, sign_baseline
from apps.account_services.models import TargetSystem
from apps.account_services.operations import TargetTerms, add_target_system
from apps.account_services.states import TargetKind, TaskStep
from tests.cast import MONDAY_9AM


@pytest.fixture
def own_directory(northfield, administrator) -> TargetSystem:
    """Guildhall's own directory as Northfield's only target."""
    terms = TargetTerms("Northfield directory", TargetKind.TABLE)
    return add_target_system(terms=terms, by=administrator, at=MONDAY_9AM)


@pytest.fixture
def timed_by_hand(northfield, administrator) -> None:
    """Creating takes 32 minutes by hand, switching off 14."""
    for step, minutes in ((TaskStep.CREATE, 32), (TaskStep.DISABLE, 14)):
        timing = Timing(step, minutes, runs_timed=30, valid_from=date(2026, 1, 1))
        sign_baseline(timing=timing, by=administrator, at=MONDAY_9AM)
