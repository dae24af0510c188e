"""The template of a partner's home: what Django's migrations do to an empty schema, recorded once, replayed often.

A reference schema is migrated in Django's ordinary way while every statement is written down; the schema is rolled
back and the statements are kept. Replaying them takes a twentieth of the time, and `tests/tenants` proves by
fingerprint that a replayed home and a migrated one are the same.

Note: templates of the past. A template is never deleted. Code of the last release goes on building homes from its own
while the next one is rolled out, and the engine finds the way from a home's version to the newest from there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import Error as DatabaseFault
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tenants.context import as_owner, on_the_platform
from tenants.engine.reference import reference_schema
from tenants.engine.shapes import MEASURE, fingerprints_of, shape_of
from tenants.models import SchemaTemplate
from tenants.recording import REFERENCE_SCHEMA, in_one_message, recorded

Name = tuple[str, str]
"""A migration: its app and its name."""


class TemplateMissing(RuntimeError):
    """No template fits this code's migrations; `manage.py prepare` makes one."""


def template_version() -> str:
    """A digest of every partner migration in this code, names and contents."""
    return version_of((app, name) for app, name, _ in partner_migrations())


def version_of(applied: Iterable[Name]) -> str:
    """The version of a home in which just these of this code's migrations have run."""
    wanted, digest = set(applied), hashlib.sha256()
    for app, name, source in partner_migrations():
        if (app, name) in wanted:
            digest.update(f"{app}.{name}\n".encode() + source.read_bytes())
    return digest.hexdigest()


def partner_migrations() -> list[tuple[str, str, Path]]:
    """Every migration that a partner's schema has had when it is up to date: app, name and file, in a steady order."""
    return sorted((label, source.stem, source) for label in partner_labels() for source in _sources_of(label))


def partner_labels() -> list[str]:
    """The labels of the apps whose tables stand in partners' schemas."""
    return [config.label for config in apps.get_app_configs() if config.name in settings.TENANT_APPS]


def template_now() -> SchemaTemplate:
    """The template for this code. Raises: TemplateMissing."""
    template = SchemaTemplate.objects.filter(version=template_version()).first()
    if template is None:
        raise TemplateMissing("Run `manage.py prepare`: the template of a partner's home is not made yet.")
    return template


def is_template_ready() -> bool:
    """Does the database answer, and does it hold a template for this code? Only then can we serve."""
    try:
        with on_the_platform():
            template_now()
    except TemplateMissing:
        return False
    except DatabaseFault:  # away, or never migrated
        connection.close()
        return False
    return True


def make_template(*, at: datetime) -> SchemaTemplate:
    """Render this code's template, unless it is there already."""
    version = template_version()
    with on_the_platform():
        found = SchemaTemplate.objects.filter(version=version).first()
    if found:
        return measured(found)
    with reference_schema(committed=any(not one.atomic for one in _migrations_of_partners())):
        with recorded() as said:
            migrate_from_here()
        made = template_of_the_reference(version, in_one_message(said.statements), at=at)
    with as_owner():
        made.save(force_insert=True)
    return made


def measured(template: SchemaTemplate) -> SchemaTemplate:
    """A template with its fingerprint by this code's measure: taken again, if an earlier release took another's."""
    if template.fingerprint.startswith(MEASURE):
        return template
    with reference_schema(template.ddl):
        again = template_of_the_reference(template.version, template.ddl, at=template.made_at)
    with as_owner():
        again.save(force_update=True)
    return again


def template_of_the_reference(version: str, ddl: str, *, at: datetime) -> SchemaTemplate:
    """A template, not yet saved, of what stands in the reference schema now and of the statements that made it."""
    return SchemaTemplate(
        version=version,
        ddl=ddl,
        migrations=[list(name) for name in applied_here()],
        shape="\n".join(shape_of(REFERENCE_SCHEMA)),
        fingerprint=fingerprints_of([REFERENCE_SCHEMA])[REFERENCE_SCHEMA],
        made_at=at,
    )


def is_ahead(template: SchemaTemplate) -> bool:
    """Has a home of this template all that this code has, and more? Then a later release built it or brought it on."""
    labels = set(partner_labels())
    theirs = {(app, name) for app, name in template.migrations if app in labels}
    return {(app, name) for app, name, _ in partner_migrations()} < theirs


def versions_behind(versions: Collection[str]) -> set[str]:
    """Those of these versions at which a home lacks something that this process' code counts on.

    Note: who is served while homes are half migrated. Code of the last release finds homes that are ahead of it, and
    serves them: every migration leaves room for it. Code of this release serves a home as soon as it has come, and asks
    people for a minute's patience until then. So one home that fails keeps nobody else waiting.
    """
    ours, names = _code_of_this_process()
    others = set(versions) - {ours}
    if not others:
        return set()
    known = SchemaTemplate.objects.filter(version__in=others).values_list("version", "migrations")
    return others - {version for version, theirs in known if names <= {(app, name) for app, name in theirs}}


@cache
def _code_of_this_process() -> tuple[str, frozenset[Name]]:
    """Read once: files may be put in place for the next release while this process serves."""
    return template_version(), frozenset((app, name) for app, name, _ in partner_migrations())


def migrate_here(schema: str) -> None:
    """Bring one schema up to date with Django's own executor, as a single machine with a single schema would."""
    with as_owner(schema):
        migrate_from_here()


def migrate_from_here(executor: MigrationExecutor | None = None) -> None:
    """Run every partner migration that has not run in the schema we own, with what it stands on."""
    executor = executor or MigrationExecutor(connection)
    executor.migrate(partner_targets(executor.loader))


def partner_targets(loader: MigrationLoader) -> list[Name]:
    """The last migration of each app that has tables in partners' schemas."""
    return [target for label in sorted(partner_labels()) for target in loader.graph.leaf_nodes(label)]


def applied_here() -> list[Name]:
    """The migrations that have run in the schema we own, in their order."""
    rows = MigrationRecorder(connection).migration_qs.order_by("id").values_list("app", "name")
    return [(app, name) for app, name in rows]


def _migrations_of_partners() -> list[Migration]:
    nodes, labels = MigrationLoader(None).graph.nodes, set(partner_labels())
    return [migration for (label, _), migration in nodes.items() if label in labels]


def _sources_of(label: str) -> list[Path]:
    module, _ = MigrationLoader.migrations_module(label)
    if module is None or find_spec(module) is None:  # an app without tables
        return []
    return [source for folder in import_module(module).__path__ for source in Path(folder).glob("[0-9]*.py")]
