"""From an empty server to one that can serve. Every part looks first, so that doing it again changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connection
from django.utils import timezone
from pgmq.install import install_pgmq_from_sql
from psycopg import sql

from guildhall.database.embedded import OWNER_LOGIN, SUPERUSER, EmbeddedUnavailable
from guildhall.database.wall import BROKER_LOGIN
from guildhall.notices.hearing import QUEUES
from tenants.context import as_owner
from tenants.engine.fleet import Choice, run_over
from tenants.engine.progress import Stopwatch
from tenants.errors import HomesLeftBehind
from tenants.template import make_template, template_version
from tenants.wall import make_roles, raise_wall


def prepare() -> Iterator[str]:
    """Create the database if it is ours to create, migrate `public`, install the queue, render the template, and bring
    every partner up to date. Gives: a line for each part as it is done.
    """
    if create_database():
        yield "database created"
    make_roles()
    with as_owner():
        call_command(DjangoMigrate(), verbosity=0, interactive=False, skip_checks=True)
    yield "shared tables migrated"
    if raise_wall():
        yield "wall raised: roles, grants and row-level security"
    if install_queue():
        yield "queue installed"
    at = timezone.now()  # noqa: TID251  # preparing is itself a door
    make_template(at=at)
    yield f"template {template_version()[:8]} ready"
    yield from bring_partners_up_to_date(at=at)


def create_database() -> bool:
    """Make the embedded server's database. A server that somebody else runs comes with its own."""
    if not settings.EMBEDDED:
        return False
    called = settings.DATABASES["default"]["NAME"]
    name, owner = sql.Identifier(called), sql.Identifier(OWNER_LOGIN)
    with embedded_server() as server:
        if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER_LOGIN]).fetchone():
            server.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE").format(owner))
        found = server.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s",
            [settings.DATABASES["default"]["NAME"]],
        ).fetchone()
        if found is None:
            server.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, owner))
        elif found != (OWNER_LOGIN,):
            raise EmbeddedUnavailable(
                "This database was made before partners had roles of their own. Start over with `make demo FRESH=1`, "
                "or set GUILDHALL_STATE to an empty folder."
            )
    return found is None


def embedded_server() -> psycopg.Connection[tuple[Any, ...]]:
    """The embedded server itself, as its superuser: to make and to drop databases, and for nothing else."""
    return psycopg.connect(
        host=str(settings.EMBEDDED.socket_folder), user=SUPERUSER, dbname="postgres", autocommit=True
    )


def install_queue() -> bool:
    """Install pgmq's SQL once, since it cannot be installed twice, and let the owner look for messages of a partner
    that is erased. Gives: whether anything had to be done.
    """
    if settings.BROKER_URL:
        return False
    there = _is_true("EXISTS (SELECT FROM pg_namespace WHERE nspname = 'pgmq')")
    if there and _is_true("has_schema_privilege('pgmq', 'USAGE')"):
        return False
    parameters = connection.get_connection_params()
    owner, database = (connection.ops.quote_name(str(parameters[key])) for key in ("user", "dbname"))
    parameters |= {"user": BROKER_LOGIN, "password": (settings.LOGINS["broker"] or {}).get("PASSWORD")}
    wanted = {key: parameters[key] for key in ("dbname", "user", "password", "host", "port") if parameters.get(key)}
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"GRANT CREATE ON DATABASE {database} TO {BROKER_LOGIN}")
    with psycopg.connect(**wanted) as own:
        if not there:
            install_pgmq_from_sql(conn=own)
            _make_queues(own)
        _open_queues_to(owner, own)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"REVOKE CREATE ON DATABASE {database} FROM {BROKER_LOGIN}")
    return True


def _is_true(condition: str) -> bool:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {condition}")
        return bool(cursor.fetchone()[0])


def _make_queues(own: psycopg.Connection[Any]) -> None:
    """Make every queue and the trigger that wakes its workers now: a relay and a worker that both make one at their
    first need get in each other's way, and one of them fails.
    """
    for queue in QUEUES:
        own.execute("SELECT pgmq.create(%s)", [queue])
        own.execute("SELECT pgmq.enable_notify_insert(%s)", [queue])


def _open_queues_to(owner: str, own: psycopg.Connection[Any]) -> None:
    """The queues are the broker's, and those that are made later as well."""
    may = "SELECT, DELETE ON"
    for statement in (
        f"GRANT USAGE ON SCHEMA pgmq TO {owner}",
        f"GRANT {may} ALL TABLES IN SCHEMA pgmq TO {owner}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA pgmq GRANT {may} TABLES TO {owner}",
    ):
        own.execute(statement.encode())


def bring_partners_up_to_date(*, at: datetime) -> Iterator[str]:
    """Let the engine bring forward every home that this code has overtaken; run it again to go on.

    Raises: HomesLeftBehind, naming them and what went wrong.
    """
    run = run_over(Choice(), watch=Stopwatch(at))
    for _ in run.go():
        pass
    if run.total:
        yield f"{run.done} of {run.total} partners migrated"
    if run.failures or run.stopped_by:
        raise HomesLeftBehind(run.stopped_by, run.failures)


def erase_database() -> None:
    """Drop the embedded server's database, to start over. A server that somebody else runs is left alone."""
    connection.close()
    with embedded_server() as server:
        name = sql.Identifier(settings.DATABASES["default"]["NAME"])
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        for (role,) in server.execute(r"SELECT rolname FROM pg_roles WHERE rolname LIKE 't\_%'").fetchall():
            server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))
