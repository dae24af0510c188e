"""PgBouncer before PostgreSQL: in session mode the wall stands; in transaction mode we refuse to serve."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
from django.conf import settings

from apps.partnership.demo.serving import free_port
from guildhall.database.proof import WallBreached, is_behind_a_transaction_pooler, refuse_a_transaction_pooler
from tests.processes import folder_for_a_server, wait_until

PGBOUNCER = shutil.which("pgbouncer")
pytestmark = [
    pytest.mark.skipif(PGBOUNCER is None, reason="no PgBouncer on this machine: install the package pgbouncer"),
    pytest.mark.skipif(not settings.EMBEDDED, reason="the pooler stands before the embedded server's socket"),
]


@pytest.fixture
def pooler(northfield) -> Iterator[Callable[[str], dict[str, object]]]:
    """PgBouncer in a mode: what psycopg connects to it with."""
    with ExitStack() as stack:
        yield lambda mode: stack.enter_context(_pgbouncer(mode))


@contextmanager
def _pgbouncer(mode: str) -> Iterator[dict[str, object]]:
    parameters = {"host": "127.0.0.1", "port": free_port(0), "dbname": "shared", "user": settings.LOGINS["app"]["USER"]}
    with folder_for_a_server() as folder:
        told = folder / "pgbouncer.ini"
        told.write_text(
            f"[databases]\nshared = host={settings.DATABASES['default']['HOST']} "
            f"dbname={settings.DATABASES['default']['NAME']} user={parameters['user']}\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {parameters['port']}\nunix_socket_dir =\n"
            f"auth_type = any\npool_mode = {mode}\ndefault_pool_size = 4\n"
        )
        process = subprocess.Popen(
            [str(PGBOUNCER), str(told)], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **_us()
        )
        try:
            wait_until(lambda: _answers(parameters), seconds=10, what="pooler")
            yield parameters
        finally:
            process.kill()
            process.wait()


def _us() -> dict[str, object]:
    """Neither PgBouncer nor PostgreSQL runs as root."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


def _answers(parameters: dict[str, object]) -> bool:
    try:
        with psycopg.connect(**parameters, connect_timeout=1) as found:
            return bool(found.execute("SELECT 1").fetchone())
    except psycopg.OperationalError:
        return False


def test_in_transaction_mode_we_refuse_and_say_what_to_set(pooler):
    with pytest.raises(WallBreached, match="Set PgBouncer's pool_mode to session"):
        refuse_a_transaction_pooler(pooler("transaction"))


def test_in_session_mode_the_wall_stands(pooler):
    parameters = pooler("session")

    with psycopg.connect(**parameters) as first, psycopg.connect(**parameters) as second:
        assert is_behind_a_transaction_pooler(first, second) is False
    refuse_a_transaction_pooler(parameters)
