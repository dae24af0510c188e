"""A home's way forward, a step and a transaction at a time; and the record of a run over all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from guildhall.database.operation import operation, step
from guildhall.kernel import Actor, NotAllowed, require
from tenants.engine.django_lane import django_lane
from tenants.engine.plans import Lane, Step
from tenants.engine.shapes import differences, shape_of
from tenants.errors import HomeBusy, HomeMoved
from tenants.models import MigrationRun, Partner, SchemaState, SchemaTemplate
from tenants.states import HomeStatus, RunOutcome, Wave
from tenants.template import applied_here, template_version, version_of

_LIMITS = {Lane.REPLAY: "60s", Lane.DJANGO: "15min", Lane.APART: "60s"}
_ERROR_LETTERS_MAX = 2000


@operation
def bring_home_forward(*, partner: Partner, step: Step, by: Actor, at: datetime) -> SchemaState:
    """Take one step of the way: tables, rows of migrations and the home's state, all in this transaction or none.

    The home is the caller's to own (`as_owner`). A step apart has been said before; here its rows and state follow.
    Refuses: NotAllowed, HomeBusy, HomeMoved.
    """
    _hold(partner, limit=_LIMITS[step.lane])
    state = SchemaState.objects.select_for_update().get(partner=partner)

    require(by.is_system, NotAllowed("migrate partners"))
    require(state.version == step.before, HomeMoved(partner.code))

    if step.lane is Lane.DJANGO:
        django_lane(template_version()).apply(step.migrations)
    elif step.lane is Lane.REPLAY:
        _say(step.statements)
    _write_rows(step)
    _arrive(state, step, at=at)
    return state


@operation
def report_failed_home(*, partner: Partner, error: str, by: Actor, at: datetime) -> None:
    """Note why a home could not be brought forward; it stays where it was.

    Refuses: NotAllowed.
    """
    state = SchemaState.objects.select_for_update().get(partner=partner)

    require(by.is_system, NotAllowed("report on migrations"))

    state.status, state.last_error = HomeStatus.FAILED, error[:_ERROR_LETTERS_MAX]
    state.attempts += 1
    state.started_at, state.finished_at = at, None
    state.save()


@operation
def adopt_home(*, partner: Partner, by: Actor, at: datetime) -> SchemaState:
    """Read from a home itself which version it is at, for one that was built before homes had a state.

    Refuses: NotAllowed.
    """
    _hold(partner, limit=_LIMITS[Lane.REPLAY])
    require(by.is_system, NotAllowed("migrate partners"))

    version = version_of(applied_here())
    template = SchemaTemplate.objects.filter(version=version).first()
    state, _ = SchemaState.objects.get_or_create(
        partner=partner,
        defaults={"version": version, "fingerprint": template.fingerprint if template else "", "started_at": at},
    )
    return state


@operation
def note_drift(*, partner: Partner, drift: str, by: Actor, at: datetime) -> None:
    """Note how a home differs from what it should be, or, with no words, that it does not any more.

    Refuses: NotAllowed.
    """
    require(by.is_system, NotAllowed("report on migrations"))

    SchemaState.objects.filter(partner=partner).update(drift=drift)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a run is."""

    wave: Wave
    done: int
    failed: int


@operation
def begin_run(*, version: str, total: int, by: Actor, at: datetime) -> MigrationRun:
    """Open the record of a run; one that was killed without a word is closed.

    Refuses: NotAllowed.
    """
    require(by.is_system, NotAllowed("migrate partners"))

    MigrationRun.objects.filter(outcome=RunOutcome.MOVING).update(outcome=RunOutcome.KILLED, finished_at=at)
    return MigrationRun.objects.create(version=version, total=total, started_at=at, moved_at=at)


@operation
def note_progress(*, run_id: int, standing: Standing, by: Actor, at: datetime) -> None:
    """Write down how far a run is, for whoever watches.

    Refuses: NotAllowed.
    """
    require(by.is_system, NotAllowed("migrate partners"))

    MigrationRun.objects.filter(pk=run_id, outcome=RunOutcome.MOVING).update(
        wave=standing.wave, done=standing.done, failed=standing.failed, moved_at=at
    )


@operation
def end_run(*, run_id: int, standing: Standing, stopped_by: str, by: Actor, at: datetime) -> None:
    """Close the record of a run. Takes: `stopped_by`, why it stopped before its end, or no words.

    Refuses: NotAllowed.
    """
    require(by.is_system, NotAllowed("migrate partners"))

    MigrationRun.objects.filter(pk=run_id).update(
        outcome=RunOutcome.STOPPED if stopped_by else RunOutcome.FINISHED,
        reason=stopped_by,
        wave=standing.wave,
        done=standing.done,
        failed=standing.failed,
        moved_at=at,
        finished_at=at,
    )


@step
def note_built_home(*, partner: Partner, template: SchemaTemplate, at: datetime) -> None:
    """Write down that a home was built from a template, in the transaction that builds it."""
    SchemaState.objects.create(
        partner=partner,
        version=template.version,
        fingerprint=template.fingerprint,
        started_at=at,
        finished_at=at,
    )


def how_it_differs(schema: str, *, version: str) -> str:
    """What is wrong with a home's shape, line by line; no words if nothing is, or if nobody knows what is right."""
    expected = SchemaTemplate.objects.filter(version=version).values_list("shape", flat=True).first()
    return "\n".join(differences(expected.splitlines(), shape_of(schema))) if expected else ""


def _hold(partner: Partner, *, limit: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('lock_timeout', %s, true), set_config('statement_timeout', %s, true), "
            "pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
            [settings.MIGRATION_LOCK_TIMEOUT, limit, partner.schema_name],
        )
        if not cursor.fetchone()[2]:
            raise HomeBusy(partner.code)


def _say(statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _write_rows(step: Step) -> None:
    recorder = MigrationRecorder(connection)
    there = set(applied_here()) if step.lane is not Lane.REPLAY else set()
    recorder.migration_qs.bulk_create(
        [recorder.Migration(app=app, name=name) for app, name in step.migrations if (app, name) not in there]
    )


def _arrive(state: SchemaState, step: Step, *, at: datetime) -> None:
    state.version, state.fingerprint = step.after, step.fingerprint
    state.status = HomeStatus.CURRENT if step.is_last else HomeStatus.PART_WAY
    state.attempts, state.last_error = 0, ""
    state.started_at = state.finished_at = at
    state.save()
