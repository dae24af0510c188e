"""Steps that refuse to run in a transaction: each statement by itself, so that half of them may be done.

PostgreSQL leaves an index behind that it could not finish, marked invalid; a run that was killed may leave a finished
one without its row. Both are found by name before the statement is said again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from tenants.engine.django_lane import django_lane
from tenants.engine.plans import Step
from tenants.errors import HomeBusy
from tenants.models import Partner
from tenants.template import template_version

_NEW_INDEX = re.compile(r'CREATE (?:UNIQUE )?INDEX CONCURRENTLY (?:IF NOT EXISTS )?"(?P<name>[^"]+)"')
_FINISHED = """
    SELECT indisvalid FROM pg_index JOIN pg_class c ON c.oid = indexrelid
     WHERE relname = %s AND relnamespace = current_schema()::regnamespace
"""


def say_apart(partner: Partner, step: Step) -> None:
    """Carry out the statements of a step apart in the home we own. Safe to repeat. Raises: HomeBusy."""
    with _held(partner):
        if not step.statements:
            django_lane(template_version()).apply(step.migrations)
        for statement in step.statements:
            if not _stands_already(statement):
                _say(statement)


def _stands_already(statement: str) -> bool:
    found = _NEW_INDEX.match(statement)
    if found is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_FINISHED, [found["name"]])
        row = cursor.fetchone()
    if row and not row[0]:
        _say(f"DROP INDEX CONCURRENTLY {connection.ops.quote_name(found['name'])}")
    return bool(row and row[0])


@contextmanager
def _held(partner: Partner) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [partner.schema_name])
        if not cursor.fetchone()[0]:
            raise HomeBusy(partner.code)
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [settings.MIGRATION_LOCK_TIMEOUT])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [partner.schema_name])


def _say(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
