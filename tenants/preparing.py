"""From an empty server to one that can serve. Every part looks first, so that doing it again changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connection
from django.utils import timezone
from pgmq.install import install_pgmq_from_sql

from guildhall.database import place
from tenants.engine.fleet import Choice, run_over
from tenants.engine.progress import Stopwatch
from tenants.errors import HomesLeftBehind
from tenants.template import make_template, template_version


def prepare() -> Iterator[str]:
    """Create the database if it is ours to create, migrate `public`, install the queue, render the template, and bring
    every partner up to date. Gives: a line for each part as it is done.
    """
    if create_database():
        yield "database created"
    with place.at(place.PLATFORM):
        call_command(DjangoMigrate(), verbosity=0, interactive=False, skip_checks=True)
        yield "shared tables migrated"
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
    name = settings.DATABASES["default"]["NAME"]
    with psycopg.connect(host=str(settings.EMBEDDED.socket_folder), user=settings.DATABASES["default"]["USER"],
                         dbname="postgres", autocommit=True) as server:  # fmt: skip
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return False
        server.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    return True


def install_queue() -> bool:
    """Install pgmq's SQL once; it cannot be installed twice."""
    if settings.BROKER_URL:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'pgmq'")
        if cursor.fetchone():
            return False
    parameters = connection.get_connection_params()
    wanted = {key: parameters[key] for key in ("dbname", "user", "password", "host", "port") if parameters.get(key)}
    with psycopg.connect(**wanted) as own:
        install_pgmq_from_sql(conn=own)
    return True


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
    database = settings.DATABASES["default"]
    with psycopg.connect(
        host=str(settings.EMBEDDED.socket_folder), user=database["USER"], dbname="postgres", autocommit=True
    ) as server:
        name = psycopg.sql.Identifier(database["NAME"])
        server.execute(psycopg.sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
