"""Signing a baseline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from apps.account_services.baselines.errors import BaselineNotReady
from apps.account_services.baselines.models import RUNS_NEEDED, Baseline
from apps.account_services.states import TaskStep
from guildhall.access.roles import Role
from guildhall.audit.operations import record
from guildhall.database.operation import operation
from guildhall.database.place import partner_here
from guildhall.kernel import LONDON, Actor, NotAllowed, require


@dataclass(frozen=True, slots=True)
class Timing:
    """What was timed: a kind of task, its mean in whole minutes, over how many runs, and from which day it counts."""

    task_type: TaskStep
    minutes: int
    runs_timed: int
    valid_from: date


@operation
def sign_baseline(*, timing: Timing, by: Actor, at: datetime) -> Baseline:
    """Set down how long a task takes by hand, for what the robot does from a day on.

    Refuses: NotAllowed, BaselineNotReady (every reason at once).
    Rule: accounts.md, section 10: at least 30 timed runs, signed by the partner; a change never reaches past days.
    """
    earlier = Baseline.objects.filter(partner_key=partner_here(), task_type=timing.task_type).exists()

    require(by.has_role(Role.ADMINISTRATOR), NotAllowed("sign a baseline"))
    if faults := _faults(timing, earlier=earlier, today=at.astimezone(LONDON).date()):
        raise BaselineNotReady(faults)

    baseline = Baseline.objects.create(
        partner_key=partner_here(),
        task_type=timing.task_type,
        minutes=timing.minutes,
        runs_timed=timing.runs_timed,
        valid_from=timing.valid_from,
        signed_by_id=by.id,
        signed_by_name=by.name,
        signed_at=at,
    )

    record("baseline signed", baseline, by=by, at=at, details={"minutes": str(timing.minutes)})
    return baseline


def _faults(timing: Timing, *, earlier: bool, today: date) -> list[str]:
    faults = []
    if timing.runs_timed < RUNS_NEEDED:
        faults.append(f"Time at least {RUNS_NEEDED} runs by hand: {timing.runs_timed} is too few to rest on.")
    if timing.minutes < 1:
        faults.append("Enter a mean of at least one minute.")
    if earlier and timing.valid_from <= today:
        faults.append("Choose a first day after today: what has been counted stays as it was.")
    return faults
