"""Does PostgreSQL keep the wall for the login we came with? Asked of the first connection of every process.

A login that owns tables, or bypasses row-level security, makes every role and policy a decoration: nothing looks
wrong, until our own filter is. So a process that finds a breach refuses to work at all.
Rule: tenancy.md, never silently weaker.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import uuid4

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

from guildhall.database.wall import MEMBER_ROLE, PARTNER_COLUMNS, PLATFORM_ROLE

_LOGIN = """
    SELECT CASE WHEN rolsuper THEN 'is a superuser' END,
           CASE WHEN rolbypassrls THEN 'bypasses row-level security' END,
           CASE WHEN rolinherit THEN 'inherits the rights of every partner at once' END,
           CASE WHEN rolcreaterole THEN 'may create roles' END,
           CASE WHEN EXISTS (SELECT 1 FROM pg_class WHERE relowner = r.oid) THEN 'owns tables' END,
           CASE WHEN EXISTS (SELECT 1 FROM pg_namespace WHERE nspowner = r.oid) THEN 'owns a schema' END,
           CASE WHEN has_schema_privilege(r.oid, 'public', 'CREATE') THEN 'may create tables in public' END
      FROM pg_roles r WHERE rolname = session_user
"""
_TABLES = """
    SELECT c.relname,
           c.relrowsecurity AND c.relforcerowsecurity,
           (SELECT count(DISTINCT role) FROM pg_policy p, unnest(p.polroles) role
             WHERE p.polrelid = c.oid AND role IN (%(platform)s::regrole, %(member)s::regrole)) = 2
      FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND EXISTS (SELECT 1 FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.attname = ANY(%(columns)s))
     ORDER BY c.relname
"""


class WallBreached(ImproperlyConfigured):
    """This process could see what it must not; its message says why, and what to do."""


_proven = False


def prove_the_wall_once(fresh: Any) -> None:
    """Look at a fresh connection of psycopg, unless this process has looked before. Raises: WallBreached."""
    global _proven
    if not _proven:
        if breaches := breaches_seen_by(fresh):
            raise WallBreached(
                "Guildhall does not serve: " + "; ".join(breaches) + ". Sign in as the application's own login "
                "(DATABASE_APP_URL), and run `manage.py prepare` as the owner."
            )
        _proven = True


def breaches_seen_by(fresh: Any) -> list[str]:
    """What lets this connection past the wall, each in words; none, when the wall stands.

    Before `manage.py prepare` there are no roles and no tables, and nothing to breach.
    """
    with fresh.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", [[PLATFORM_ROLE, MEMBER_ROLE]])
        if cursor.fetchone()[0] < 2:
            return []
        cursor.execute(_LOGIN)
        faults = [f"the login {fault}" for fault in cursor.fetchone() or () if fault]
        cursor.execute(_TABLES, {"columns": list(PARTNER_COLUMNS), "platform": PLATFORM_ROLE, "member": MEMBER_ROLE})
        for table, forced, has_policies in cursor.fetchall():
            if not forced:
                faults.append(f"row-level security is not forced on {table}")
            elif not has_policies:
                faults.append(f"{table} lacks a policy for partners or for the platform")
    return faults


def refuse_to_serve_without_a_wall() -> None:
    """Connect once, so that a breach stops the process now. A database that is away is asked again when it is back.

    Raises: WallBreached.
    """
    with suppress(OperationalError, psycopg.OperationalError):
        connection.ensure_connection()
        refuse_a_transaction_pooler(connection.get_connection_params())
    connection.close()


def refuse_a_transaction_pooler(parameters: Mapping[str, Any]) -> None:
    """Stop here, if a pooler lends us another backend for each transaction: roles do not follow us there.

    Takes: what psycopg connects with. Raises: WallBreached.
    """
    with psycopg.connect(**parameters) as first, psycopg.connect(**parameters) as second:
        if is_behind_a_transaction_pooler(first, second):
            raise WallBreached(
                "Guildhall does not serve: a pooler in transaction mode stands before PostgreSQL, and would hand one "
                "partner's role to another. Set PgBouncer's pool_mode to session, or connect directly."
            )


def is_behind_a_transaction_pooler(first: Any, second: Any) -> bool:
    """Do two connections share their backends? The first leaves a mark and lets go, the second takes a backend and
    keeps it, and then the first looks for its mark.
    """
    mark = uuid4().hex
    first.execute("SELECT set_config('guildhall.mark', %s, false)", [mark])
    first.commit()
    second.execute("SELECT 1")
    found = first.execute("SELECT current_setting('guildhall.mark', true)").fetchone()
    first.commit()
    second.commit()
    return bool(found[0] != mark)
