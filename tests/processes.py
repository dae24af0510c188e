"""Real processes on a database of their own: what only a worker that dies, or a server that goes away, can show."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self
from urllib.parse import quote

import pytest
import redis
from django.conf import settings

from apps.partnership.demo.serving import free_port, processes


@dataclass
class Household:
    """The demo's processes, each in a group of its own, told where the database is and nothing of this test run's."""

    told: Mapping[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def of(cls, **told: str) -> Iterator[Self]:
        """A household that is gone at the end of the block. Takes: what its processes are told besides the path."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GUILDHALL_", "DATABASE_", "DJANGO_", "PYTEST_"))
        }
        paths = os.pathsep.join([str(settings.PROJECT), str(settings.PROJECT / "platform")])
        fixed = {"DJANGO_SETTINGS_MODULE": "guildhall.config.settings", "PYTHONPATH": paths}
        household = cls({**inherited, **fixed, **told})
        try:
            yield household
        finally:
            for name in list(household.running):
                household.kill(name)

    def start(self, name: str, *, port: int = 0) -> None:
        """Start `web`, `worker` or `relay` by the demo's own command."""
        signed_in_as = {"GUILDHALL_LOGIN": "owner" if name == "builder" else "app"}
        self.running[name] = subprocess.Popen(
            processes(port)[name], cwd=settings.PROJECT, env={**self.told, **signed_in_as}, start_new_session=True
        )

    def kill(self, name: str) -> None:
        """Kill a process and all its children, with no chance to say a word."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(so: Callable[[], object], *, seconds: float, what: str) -> None:
    """Look until it is so. Raises: AssertionError, saying what was waited for."""
    until = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < until, f"After {seconds} seconds: still no {what}."
        time.sleep(0.02)


def url_of(database: Mapping[str, object]) -> str:
    """The DATABASE_URL that says what a Django database setting says."""
    user, secret, host, port = (str(database.get(key) or "") for key in ("USER", "PASSWORD", "HOST", "PORT"))
    who = quote(user) + (f":{quote(secret, safe='')}" if secret else "")
    if host.startswith("/"):
        return f"postgresql://{who}@/{database['NAME']}?host={quote(host)}"
    return f"postgresql://{who}@{host}{f':{port}' if port else ''}/{database['NAME']}"


@contextmanager
def folder_for_a_server() -> Iterator[Path]:
    """A temporary folder that a server's own user may pass through, whoever runs the tests; pytest's own are closed."""
    with TemporaryDirectory(prefix="guildhall-test-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@contextmanager
def a_redis(folder: Path) -> Iterator[str]:
    """A Redis server on the loopback, with a password and nothing kept; a skip, where there is none."""
    binary = shutil.which("redis-server")
    if binary is None:
        pytest.skip("no redis-server on this machine: install the package redis-server")
    port, secret = free_port(0), secrets.token_hex(8)
    server = subprocess.Popen(
        [
            binary, "--bind", "127.0.0.1", "--port", str(port), "--requirepass", secret, "--save", "",
            "--dir", str(folder),
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"redis://:{secret}@127.0.0.1:{port}/0"
    try:
        with redis.Redis.from_url(address, retry=None) as client:
            wait_until(lambda: _answers(client), seconds=10, what="answer from Redis")
        yield address
    finally:
        server.terminate()
        server.wait()


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.exceptions.ConnectionError:
        return False
