"""Raising the wall inside PostgreSQL: roles, grants and row-level security on every shared table.

    login guildhall_app        web processes and workers sign in so: owns nothing, inherits nothing, may become one of
      -> guildhall_platform    the shared tables, all rows, no partner's schema
      -> t_…                   one partner: its own schema, and its own rows of the shared tables (guildhall_member)
    login of the owner         DATABASE_URL: makes and migrates; forced row-level security binds it too

Roles belong to the server, so two databases on one server share them. Everything here looks first: doing it again
changes nothing, and takes no lock on a table in use.
Rule: tenancy.md, roles, grants, row-level security.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from psycopg import sql

from guildhall.database.records import Fact
from guildhall.database.wall import (
    APP_LOGIN,
    BROKER_LOGIN,
    MEMBER_ROLE,
    PARTNER_COLUMNS,
    PLATFORM_ALONE,
    PLATFORM_ROLE,
    Share,
)
from tenants.context import as_owner


def make_roles() -> None:
    """Make the roles that every database of this server shares, unless they are there, with the passwords that we keep.

    Raises: ProgrammingError, when the owner may not create roles.
    """
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('guildhall roles', 0))")
        cursor.execute("SELECT rolname, rolinherit FROM pg_roles WHERE rolname LIKE 'guildhall%'")
        there = dict(cursor.fetchall())
        for name in (PLATFORM_ROLE, MEMBER_ROLE):
            if name not in there:
                cursor.execute(f"CREATE ROLE {name} NOLOGIN")
        for name, login in ((APP_LOGIN, "app"), (BROKER_LOGIN, "broker")):
            if name not in there:
                cursor.execute(f"CREATE ROLE {name} LOGIN NOINHERIT")
                if secret := (settings.LOGINS[login] or {}).get("PASSWORD"):
                    cursor.execute(
                        sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), sql.Literal(secret))
                    )
            elif there[name]:
                cursor.execute(f"ALTER ROLE {name} NOINHERIT")
        cursor.execute(f"GRANT {PLATFORM_ROLE} TO {APP_LOGIN}")
        cursor.execute(f"GRANT {PLATFORM_ROLE}, {MEMBER_ROLE} TO {_owner()}")


def raise_wall() -> bool:
    """Grant and forbid on every shared table what its model says. Gives: whether anything had to change."""
    digest = f"wall {wall_version()}"
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('guildhall wall', 0))")
        cursor.execute("SELECT obj_description('public'::regnamespace, 'pg_namespace')")
        if cursor.fetchone() == (digest,):
            return False
        cursor.execute(";\n".join([*_statements(), f"COMMENT ON SCHEMA public IS '{digest}'"]))
    return True


def wall_version() -> str:
    """A digest of every grant and policy that this code wants."""
    return hashlib.sha256("\n".join(_statements()).encode()).hexdigest()[:16]


def role_of_a_home(schema: str) -> tuple[list[str], list[str]]:
    """The statements around the making of a partner's home: before its tables, and after them.

    Default privileges come first, so that no later migration needs a grant. Membership comes last: it is the one
    statement for which two homes being built would wait on each other.
    """
    return (
        [
            f"CREATE ROLE {schema} NOLOGIN",
            f"CREATE SCHEMA {schema}",
            f"GRANT USAGE ON SCHEMA {schema} TO {schema}",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {schema}",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {schema}",
        ],
        [f"GRANT {schema} TO {APP_LOGIN}, {_owner()}", f"GRANT {MEMBER_ROLE} TO {schema}"],
    )


def shares() -> dict[type[Model], Share]:
    """Every shared model of ours and of others, and a partner's part in it."""
    shared = [model for model in apps.get_models(include_auto_created=True) if _is_shared(model)]
    return {
        model: getattr(model, "wall", PLATFORM_ALONE) for model in sorted(shared, key=lambda one: one._meta.db_table)
    }


def carries_a_partner(model: type[Model]) -> bool:
    """Does each of its rows belong to some partner?"""
    return any(field.column in PARTNER_COLUMNS for field in model._meta.local_concrete_fields)


def _is_shared(model: type[Model]) -> bool:
    return model._meta.app_config.name not in settings.TENANT_APPS and model._meta.managed and not model._meta.proxy


def _statements() -> Iterator[str]:
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {PLATFORM_ROLE}, {MEMBER_ROLE}"
    yield f"GRANT SELECT ON django_migrations TO {PLATFORM_ROLE}"
    for model, share in shares().items():
        table = f'public."{model._meta.db_table}"'
        written = "SELECT, INSERT" if issubclass(model, Fact) else "SELECT, INSERT, UPDATE, DELETE"
        yield f"REVOKE ALL ON {table} FROM {PLATFORM_ROLE}, {MEMBER_ROLE}"
        yield f"GRANT {written} ON {table} TO {PLATFORM_ROLE}"
        if share.commands:
            yield f"GRANT {', '.join(share.commands).upper()} ON {table} TO {MEMBER_ROLE}"
        if share.own or carries_a_partner(model):
            yield from _policies(table, share)
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {PLATFORM_ROLE}"  # identities need none


def _policies(table: str, share: Share) -> Iterator[str]:
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    for name, role, rows in (
        ("the_owner_builds", _owner(), "true"),
        ("the_platform_serves_all", PLATFORM_ROLE, "true"),
        ("a_partner_meets_its_own", MEMBER_ROLE, share.own or "false"),
    ):
        yield f"DROP POLICY IF EXISTS {name} ON {table}"
        yield f"CREATE POLICY {name} ON {table} TO {role} USING ({rows}) WITH CHECK ({rows})"
    yield f"DROP POLICY IF EXISTS everybody_reads ON {table}"
    if "select" in share.everybody:
        yield f"CREATE POLICY everybody_reads ON {table} FOR SELECT TO {MEMBER_ROLE} USING (true)"


def _owner() -> str:
    """The login that owns the tables, quoted: the one this process signed in with."""
    return connection.ops.quote_name(str(connection.get_connection_params()["user"]))
