"""The way from one version of a home to another: rendered once against the reference schema, walked in every home.

Each pending migration is one of three kinds. What Django's own operations and RunSQL do is written down and replayed,
a statement a message. What Python decides row by row goes through Django's executor in each home. What refuses to run
in a transaction, such as CREATE INDEX CONCURRENTLY, is a step apart. Neighbours that are replayed are one step, and a
step is one transaction, after which a home is at a version of its own: stopped there, it goes on from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import connection
from django.db.migrations import Migration, operations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from tenants.context import as_owner
from tenants.engine.reference import reference_schema
from tenants.engine.shapes import differences
from tenants.errors import WayUnproven
from tenants.models import SchemaTemplate
from tenants.recording import in_one_message, is_replayed_in_full, recorded
from tenants.template import Name, partner_labels, partner_targets, template_of_the_reference, version_of

_REPLAYED = (
    operations.CreateModel, operations.DeleteModel, operations.RenameModel, operations.AlterModelTable,
    operations.AlterModelTableComment, operations.AlterModelOptions, operations.AlterModelManagers,
    operations.AlterUniqueTogether, operations.AlterIndexTogether, operations.AlterOrderWithRespectTo,
    operations.AddField, operations.AlterField, operations.RemoveField, operations.RenameField,
    operations.AddIndex, operations.RemoveIndex, operations.RenameIndex,
    operations.AddConstraint, operations.RemoveConstraint,
)  # fmt: skip
_APART = (AddIndexConcurrently, RemoveIndexConcurrently)


class Lane(StrEnum):
    REPLAY = "replayed"
    DJANGO = "through Django"
    APART = "apart from transactions"


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of the way. A home at version `before` is at `after` once its transaction is committed."""

    lane: Lane
    migrations: tuple[Name, ...]
    statements: tuple[str, ...]
    before: str
    after: str
    fingerprint: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps from one version to the newest. `fingerprint` is what a home at the start must give; "" is unknown."""

    before: str
    after: str
    fingerprint: str
    steps: tuple[Step, ...]

    def step_from(self, version: str) -> Step | None:
        """The next step of a home at a version; None at the end, or off the way."""
        return next((one for one in self.steps if one.before == version), None)


@dataclass(slots=True)
class _Stretch:
    """What becomes one step: neighbours of one lane, what they said as they were rendered, and where they led."""

    lane: Lane
    migrations: list[Migration]
    statements: list[str] = field(default_factory=list)
    made: SchemaTemplate | None = None

    @property
    def names(self) -> tuple[Name, ...]:
        return tuple((one.app_label, one.name) for one in self.migrations)


def plan_from(start: SchemaTemplate, *, goal: SchemaTemplate, at: datetime) -> Plan:
    """Render the way from one template to another, and keep a template of each version on it.

    Raises: WayUnproven, when it does not end in the shape that the goal's template has.
    """
    stretches = _stretches({(app, name) for app, name in start.migrations})
    if stretches:
        _render(stretches, start=start, goal=goal, at=at)
    made = [one.made for one in stretches if one.made]
    end = made[-1] if made else start
    if end.fingerprint != goal.fingerprint:
        raise WayUnproven(differences(goal.shape.splitlines(), end.shape.splitlines()))
    with as_owner():
        SchemaTemplate.objects.bulk_create(made[:-1], ignore_conflicts=True)
    steps = []
    for stretch, before, after in zip(stretches, [start, *made], made, strict=False):
        said = tuple(one for one in stretch.statements if not _is_a_row(one))
        steps.append(_step(stretch, said, before.version, after.version, after.fingerprint, goal))
    return Plan(start.version, goal.version, start.fingerprint, tuple(steps or [_arrival(start.version, goal)]))


def plan_without_a_template(version: str, applied: Sequence[Name], *, goal: SchemaTemplate) -> Plan:
    """The way for homes whose version has no template: every migration through Django, and no shape to hold it to."""
    done, before, steps = list(applied), version, []
    stretches = _stretches(set(applied))
    for stretch in stretches:
        done += stretch.names
        is_last = stretch is stretches[-1]
        after, fingerprint = (goal.version, goal.fingerprint) if is_last else (version_of(done), "")
        stretch.lane = Lane.APART if stretch.lane is Lane.APART else Lane.DJANGO
        steps.append(_step(stretch, (), before, after, fingerprint, goal))
        before = after
    return Plan(version, goal.version, "", tuple(steps or [_arrival(version, goal)]))


def lane_of(migration: Migration) -> Lane:
    """How a migration is brought to a home that is as it should be."""
    if not migration.atomic:
        return Lane.APART
    return Lane.REPLAY if all(map(_is_replayed, migration.operations)) else Lane.DJANGO


def is_index_work(migration: Migration) -> bool:
    """Does it make and drop indexes beside others' work, and nothing else? That may be begun again half-way."""
    return all(isinstance(one, _APART) for one in migration.operations)


def _is_replayed(one: Operation) -> bool:
    if isinstance(one, operations.SeparateDatabaseAndState):
        return all(map(_is_replayed, one.database_operations))
    if isinstance(one, operations.RunSQL):
        return isinstance(one.sql, str) and is_replayed_in_full(one.sql)
    return type(one) in _REPLAYED


def _stretches(applied: set[Name]) -> list[_Stretch]:
    """The pending migrations, neighbours that are replayed put together.

    Those of shared apps, on which some stand, do nothing in a home: they ride with the one that needs them.
    """
    loader, wanted = MigrationLoader(None), dict[Name, None]()
    for target in partner_targets(loader):
        wanted |= dict.fromkeys(loader.graph.forwards_plan(target))
    stretches: list[_Stretch] = []
    riding: list[Migration] = []
    for migration in (loader.graph.nodes[name] for name in wanted if name not in applied):
        if migration.replaces and applied.issuperset(migration.replaces):
            continue  # it says in one what has run in several
        riding.append(migration)
        if migration.app_label not in partner_labels():
            continue
        lane = lane_of(migration)
        if stretches and lane is Lane.REPLAY and stretches[-1].lane is Lane.REPLAY:
            stretches[-1].migrations += riding
        else:
            stretches.append(_Stretch(lane, riding))
        riding = []
    return stretches


def _render(stretches: Sequence[_Stretch], *, start: SchemaTemplate, goal: SchemaTemplate, at: datetime) -> None:
    """Walk the whole way once in the reference schema, and write down what each stretch says and makes."""
    whose = {name: stretch for stretch in stretches for name in stretch.names}
    done, ddl = [(app, name) for app, name in start.migrations], start.ddl
    apart = any(stretch.lane is Lane.APART for stretch in stretches)
    with reference_schema(start.ddl, committed=apart), recorded() as said:

        def note(action: str, migration: Migration | None = None, fake: bool | None = None) -> None:
            nonlocal ddl
            if action == "apply_start":
                said.statements.clear()
            if action != "apply_success" or migration is None:
                return
            name = (migration.app_label, migration.name)
            done.append(name)
            ddl += in_one_message(said.statements)
            stretch = whose[name]
            stretch.statements += said.statements
            if name == stretch.names[-1]:
                version = goal.version if stretch is stretches[-1] else version_of(done)
                with said.unheard():
                    stretch.made = template_of_the_reference(version, ddl, at=at)

        executor = MigrationExecutor(connection, progress_callback=note)
        executor.migrate(partner_targets(executor.loader))


def _step(
    stretch: _Stretch, said: tuple[str, ...], before: str, after: str, fingerprint: str, goal: SchemaTemplate
) -> Step:
    return Step(stretch.lane, stretch.names, said, before, after, fingerprint, is_last=after == goal.version)


def _arrival(before: str, goal: SchemaTemplate) -> Step:
    """Nothing is pending and the version differs: a file was touched, and the home is as it should be."""
    return Step(Lane.REPLAY, (), (), before, goal.version, goal.fingerprint, is_last=True)


def _is_a_row(statement: str) -> bool:
    return statement.startswith('INSERT INTO "django_migrations"')
