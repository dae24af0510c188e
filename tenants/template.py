"""The template of a partner's home: what Django's migrations do to an empty schema, recorded once, replayed often.

A reference schema is migrated in Django's ordinary way while every statement is written down; the schema is rolled
back and the statements are kept. Replaying them takes a twentieth of the time, and `tests/tenants` proves by
fingerprint that a replayed home and a migrated one are the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import Error as DatabaseFault
from django.db import connection, transaction
from psycopg import ClientCursor

from tenants.context import as_owner, on_the_platform
from tenants.models import SchemaTemplate

REFERENCE_SCHEMA = "t_home_to_copy"
_NOT_KEPT = (  # questions, and the machinery of transactions and paths: a home needs none of them
    "SELECT", "SHOW", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SET ", "LOCK",
)  # fmt: skip


class TemplateMissing(RuntimeError):
    """No template fits this code's migrations; `manage.py prepare` makes one."""


def template_version() -> str:
    """A digest of every partner migration in this code, names and contents."""
    digest = hashlib.sha256()
    for app, name, source in partner_migrations():
        digest.update(f"{app}.{name}\n".encode() + source.read_bytes())
    return digest.hexdigest()


def partner_migrations() -> list[tuple[str, str, Path]]:
    """Every migration that a partner's schema has had when it is up to date: app, name and file, in a steady order."""
    configs = [config for config in apps.get_app_configs() if config.name in settings.TENANT_APPS]
    return sorted(
        (config.label, source.stem, source)
        for config in configs
        for source in (Path(config.path) / "migrations").glob("[0-9]*.py")
    )


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
        if found := SchemaTemplate.objects.filter(version=version).first():
            return found
    ddl = ";\n".join(_statements_of_a_migrated_schema()) + ";\n"
    with on_the_platform():
        return SchemaTemplate.objects.create(version=version, ddl=ddl, made_at=at)


def migrate_here(schema: str) -> None:
    """Bring one schema up to date with Django's own executor: for the reference schema and for partners left behind."""
    with as_owner(schema):
        call_command(DjangoMigrate(), verbosity=0, interactive=False, skip_checks=True)


def _statements_of_a_migrated_schema() -> list[str]:
    with as_owner(REFERENCE_SCHEMA), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {REFERENCE_SCHEMA}")
        with _recorded() as statements:
            call_command(DjangoMigrate(), verbosity=0, interactive=False, skip_checks=True)
        transaction.set_rollback(True)
    return statements


@contextmanager
def _recorded() -> Iterator[list[str]]:
    statements: list[str] = []

    def write_down(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        written = str(sql).strip().rstrip(";")
        if not written.upper().startswith(_NOT_KEPT):
            statements.append(_with_values(written, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(write_down):
        yield statements


def _with_values(sql: str, params: Any) -> str:
    if not params:
        return sql
    return ClientCursor(connection.connection).mogrify(sql, params)
