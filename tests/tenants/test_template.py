"""A replayed home and a migrated one are the same, object by object."""

from __future__ import annotations

import pytest
from django.db import connection

from tenants.context import as_owner, on_the_platform
from tenants.template import migrate_here, template_now

FINGERPRINT = """
    SELECT 'column', table_name || '.' || column_name,
           data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') || ' ' || is_identity
      FROM information_schema.columns WHERE table_schema = %(schema)s
    UNION ALL
    SELECT 'constraint', c.relname || '.' || conname,
           regexp_replace(pg_get_constraintdef(k.oid), %(schema)s || '\\.', '', 'g')
      FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE k.connamespace = %(schema)s::regnamespace
    UNION ALL
    SELECT 'index', indexname, regexp_replace(indexdef, %(schema)s || '\\.', '', 'g')
      FROM pg_indexes WHERE schemaname = %(schema)s
    UNION ALL
    SELECT 'trigger', c.relname || '.' || t.tgname,
           regexp_replace(pg_get_triggerdef(t.oid), %(schema)s || '\\.', '', 'g')
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE c.relnamespace = %(schema)s::regnamespace AND NOT t.tgisinternal
    ORDER BY 1, 2, 3
"""


@pytest.mark.django_db
def test_a_replayed_home_is_the_same_as_a_migrated_one():
    with on_the_platform():
        template = template_now()
        _make("t_replayed", template.ddl)
    _make_empty("t_migrated")
    migrate_here("t_migrated")

    replayed, migrated = _fingerprint("t_replayed"), _fingerprint("t_migrated")

    assert [row for row in replayed if "django_migrations" not in row[1]] == [
        row for row in migrated if "django_migrations" not in row[1]
    ]
    assert len(replayed) > 20


def test_the_template_names_no_schema_of_its_own(on_platform):
    assert "t_home_to_copy" not in template_now().ddl


def _make_empty(schema: str) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {schema}")


def _make(schema: str, ddl: str) -> None:
    _make_empty(schema)
    with as_owner(schema), connection.cursor() as cursor:
        cursor.execute(ddl)


def _fingerprint(schema: str) -> list[tuple[str, str, str]]:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(FINGERPRINT, {"schema": schema})
        return cursor.fetchall()
