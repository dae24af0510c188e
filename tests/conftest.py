"""One database for the run, copied for each worker; two partners in it; each test rolled back."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import psycopg
import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db import connection
from hypothesis import settings as examples

from guildhall.database.embedded import SUPERUSER
from guildhall.kernel import Actor
from tenants import preparing
from tenants.context import inside, on_the_platform
from tenants.models import Partner
from tenants.preparing import prepare
from tenants.wall import wall_version
from tests import cast
from tests.visitors import Visitor

examples.register_profile("quick", max_examples=100, deadline=None)
examples.register_profile("soak", max_examples=10_000, deadline=None)
examples.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def _digest_of_the_world() -> str:
    """Changes whenever a migration, the wall, preparing or the cast does, so that a stale template is never used."""
    digest = hashlib.sha256(wall_version().encode())
    folders = [Path(config.path) / "migrations" for config in apps.get_app_configs()]
    migrations = sorted(file for folder in folders for file in folder.glob("[0-9]*.py"))
    for source in [*migrations, Path(cast.__file__), Path(preparing.__file__)]:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


@pytest.fixture(scope="session")
def postgres() -> Iterator[dict[str, str]]:
    """A server to test on: our own, fast and careless, or the one that DATABASE_URL names."""
    database = settings.DATABASES["default"] | ({"USER": SUPERUSER} if settings.EMBEDDED else {})
    with settings.EMBEDDED.running() if settings.EMBEDDED else nullcontext():
        yield {
            key: value
            for key, value in (
                ("host", database["HOST"]),
                ("port", database.get("PORT")),
                ("user", database["USER"]),
                ("password", database.get("PASSWORD")),
            )
            if value
        }


@pytest.fixture(scope="session")
def world_template(postgres: dict[str, str], django_db_blocker) -> str:
    """A database with the cast in it, built once for this code, kept for the next run."""
    name = f"test_tpl_{_digest_of_the_world()}"
    lock = Path(settings.STATE) / "test-template.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with open(lock, "w") as held, psycopg.connect(dbname="postgres", autocommit=True, **postgres) as server:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            for (stale,) in server.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'test\_%'").fetchall():
                server.execute(f'DROP DATABASE IF EXISTS "{stale}" WITH (FORCE)')
            draft = f"test_draft_{name[9:]}"
            if settings.EMBEDDED:
                _drop_roles_of_dropped_homes(server)
            else:
                server.execute(f'CREATE DATABASE "{draft}"')
            with django_db_blocker.unblock():
                _point_django_at(draft)
                list(prepare())
                cast.build_the_world()
                connection.close()
            server.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    return name


@pytest.fixture(scope="session")
def django_db_setup(world_template: str, postgres: dict[str, str], request, django_db_blocker) -> Iterator[None]:
    """This worker's own copy of the template."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    name = f"test_{worker}"
    with psycopg.connect(dbname="postgres", autocommit=True, **postgres) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        owner = settings.DATABASES["default"]["USER"]
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{world_template}" OWNER "{owner}"')
        with django_db_blocker.unblock():
            _point_django_at(name)
        yield
        with django_db_blocker.unblock():
            connection.close()
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _drop_roles_of_dropped_homes(server: psycopg.Connection) -> None:
    """Roles belong to the server and outlive its databases."""
    for (role,) in server.execute(r"SELECT rolname FROM pg_roles WHERE rolname LIKE 't\_%'").fetchall():
        server.execute(f'DROP ROLE "{role}"')


def _point_django_at(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


@pytest.fixture
def own_database(world_template, django_db_setup, postgres, django_db_blocker) -> Iterator[dict[str, object]]:
    """The cast's world in a database that processes can see: nothing here is rolled back."""
    database, ours = settings.DATABASES["default"], settings.DATABASES["default"]["NAME"]
    name = f"{ours}_killed"
    with psycopg.connect(dbname="postgres", autocommit=True, **postgres) as server, django_db_blocker.unblock():
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{world_template}" OWNER "{database["USER"]}"')
        _point_django_at(name)
        yield {**database, "NAME": name}
        _point_django_at(ours)
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def on_platform(db: None) -> Iterator[None]:
    """The test is on the platform: only `public` is seen."""
    with on_the_platform():
        yield


@pytest.fixture
def northfield(db: None) -> Iterator[Partner]:
    """The test is with Northfield, in a transaction that is rolled back."""
    with on_the_platform():
        partner = Partner.objects.get(code="northfield")
    with inside(partner):
        yield partner


@pytest.fixture
def eastmoor(db: None) -> Partner:
    """The other partner. Enter it with `inside(eastmoor)`."""
    with on_the_platform():
        return Partner.objects.get(code="eastmoor")


def _actor_of(player: cast.Player) -> Callable[..., Actor]:
    @pytest.fixture
    def actor(db: None) -> Actor:
        with on_the_platform():
            return player.actor

    return actor


recruiter = _actor_of(cast.RITA)
approver = _actor_of(cast.ANIL)
panel_member = _actor_of(cast.PETRA)
second_panel_member = _actor_of(cast.PAUL)
administrator = _actor_of(cast.ADAM)
finance_officer = _actor_of(cast.FIONA)
account_approver = _actor_of(cast.AMA)
operator = _actor_of(cast.OSKAR)
second_operator = _actor_of(cast.OLGA)
host_finance = _actor_of(cast.HUGO)
second_host_finance = _actor_of(cast.HELEN)
candidate = _actor_of(cast.CASEY)
second_candidate = _actor_of(cast.CARLA)
stranger = _actor_of(cast.STRANGER)
eastmoor_recruiter = _actor_of(cast.EDEN)


@pytest.fixture
def visit(db: None) -> Callable[..., Visitor]:
    """A browser without a screen: visit(cast.RITA) on their partner's host, visit(cast.CASEY, host="jobs"), visit()."""
    return Visitor.of


@pytest.fixture
def monday_9am() -> Iterator[time_machine.Traveller]:
    """The clock stands at Monday 1 June 2026, 9am in London; `monday_9am.shift(...)` moves it."""
    with time_machine.travel(cast.MONDAY_9AM, tick=False) as clock:
        yield clock
