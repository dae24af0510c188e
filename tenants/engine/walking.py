"""One home, all the way: step after step, until it is at the newest version, busy, or broken."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from enum import Enum, auto

from django.conf import settings
from django.db import Error as DatabaseFault
from django.db import connection

from guildhall.kernel import SYSTEM, Refusal
from tenants.context import as_owner
from tenants.engine.apart import say_apart
from tenants.engine.plans import Lane, Plan, Step
from tenants.engine.progress import Stopwatch
from tenants.errors import HomeBusy, HomeMoved
from tenants.models import Partner, SchemaState
from tenants.operations.migrating import bring_home_forward, how_it_differs, note_drift, report_failed_home

log = logging.getLogger(__name__)
_TRIED_AGAIN = {"55P03", "40P01", "40001"}  # a lock not had in time, a deadlock, a serialisation failure
_STEPS_MAX = 1000


class Result(Enum):
    DONE = auto()
    BUSY = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class Journey:
    """A home that is to be brought forward. `drifted` ones go through Django, which looks before it changes."""

    partner: Partner
    plan: Plan
    drifted: bool
    watch: Stopwatch


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a journey ended, and why if it did not end well."""

    code: str
    result: Result
    error: str = ""


def walk(journey: Journey) -> Outcome:
    """Bring one home forward. What goes wrong is an outcome, so that the others go on."""
    code = journey.partner.code
    try:
        _walk(journey)
    except HomeBusy as busy:
        return Outcome(code, Result.BUSY, str(busy))
    except Exception as fault:
        if _sqlstate(fault) in _TRIED_AGAIN:
            return Outcome(code, Result.BUSY, in_words(fault))
        log.exception("The home of %s was not brought forward", code)
        return Outcome(code, Result.FAILED, in_words(fault))
    return Outcome(code, Result.DONE)


def give_up(journey: Journey, error: str) -> None:
    """Write down on the home's state why it stays where it is."""
    with as_owner():
        report_failed_home(partner=journey.partner, error=error, by=SYSTEM, at=journey.watch.now())


def in_words(fault: Exception) -> str:
    """A fault as it may be shown: what PostgreSQL says of tables and constraints, and never of the rows in them."""
    if isinstance(fault, Refusal):
        return str(fault)
    state, cause = _sqlstate(fault), fault.__cause__
    if state == "55P03":
        return f"Its tables were in use: no lock was had within {settings.MIGRATION_LOCK_TIMEOUT}."
    if isinstance(fault, DatabaseFault) and cause is not None and not state.startswith("22"):
        return f"{type(cause).__name__}: {getattr(getattr(cause, 'diag', None), 'message_primary', None) or cause}"
    return f"{type(cause or fault).__name__}. Its words are in the log of the run."


def _walk(journey: Journey) -> None:
    partner, plan = journey.partner, journey.plan
    version = partner.schema_state.version
    with as_owner(partner.schema_name), connection.cursor():
        pass  # here, outside a transaction, a connection that has met too many partners is put away
    for _ in range(_STEPS_MAX):
        step = plan.step_from(version)
        if step is None:
            break
        if journey.drifted and step.lane is Lane.REPLAY:
            step = replace(step, lane=Lane.DJANGO)
        try:
            _take(partner, step, journey.watch)
        except HomeMoved:
            with as_owner():
                version = SchemaState.objects.values_list("version", flat=True).get(partner=partner)
        else:
            version = step.after
    if version != plan.after:
        raise HomeBusy(partner.code)
    if journey.drifted:
        _look_again(partner, plan, journey.watch)


def _take(partner: Partner, step: Step, watch: Stopwatch) -> None:
    with as_owner(partner.schema_name):
        if step.lane is Lane.APART:
            say_apart(partner, step)
        bring_home_forward(partner=partner, step=step, by=SYSTEM, at=watch.now())


def _look_again(partner: Partner, plan: Plan, watch: Stopwatch) -> None:
    with as_owner():
        drift = how_it_differs(partner.schema_name, version=plan.after)
        note_drift(partner=partner, drift=drift, by=SYSTEM, at=watch.now())


def _sqlstate(fault: Exception) -> str:
    return getattr(fault.__cause__, "sqlstate", None) or ""
