"""The database goes away: pages say so in words, and come back by themselves when it does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest
from django.conf import settings

from apps.partnership.demo.serving import free_port
from guildhall.database.embedded import EmbeddedServer
from tests.processes import Household, folder_for_a_server, wait_until

pytestmark = pytest.mark.real_schemas


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    """A server of this test's own, so that it may be stopped."""
    with folder_for_a_server() as folder, EmbeddedServer(folder, durable=False).running() as server:
        yield server
        server._start()  # whoever leaves it stops it, so it has to be up


@pytest.fixture
def port(server: EmbeddedServer) -> Iterator[int]:
    """A web process on a database that is prepared."""
    port = free_port(0)
    with Household.of(GUILDHALL_STATE=str(server.home), GUILDHALL_BASE_HOST=settings.BASE_HOST) as household:
        prepare = [sys.executable, "manage.py", "prepare", "--verbosity", "0"]
        subprocess.run(prepare, cwd=settings.PROJECT, env=household.told, check=True)
        household.start("web", port=port)
        wait_until(lambda: _status(port, "/livez") == 200, seconds=60, what="web process")
        yield port


def test_pages_say_that_the_database_is_away_and_come_back_with_it(server, port):
    before = {path: _status(port, path) for path in ("/", "/livez", "/readyz")}

    server._stop()
    away = {path: _status(port, path) for path in ("/", "/livez", "/readyz")}
    words, retry_after = _page(port, "/")
    server._start()
    after = {path: _status(port, path) for path in ("/", "/livez", "/readyz")}

    assert before == {"/": 200, "/livez": 200, "/readyz": 200}
    assert away == {"/": 503, "/livez": 200, "/readyz": 503}
    assert "Guildhall is not available just now" in words
    assert "Nothing has been lost. Try again in a few minutes." in words
    assert retry_after == "30"
    assert after == before


def test_a_database_that_was_never_prepared_is_not_ready(server):
    port = free_port(0)
    with Household.of(GUILDHALL_STATE=str(server.home), GUILDHALL_BASE_HOST=settings.BASE_HOST) as household:
        household.start("web", port=port)
        wait_until(lambda: _status(port, "/livez") == 200, seconds=60, what="web process")

        assert _status(port, "/readyz") == 503


def _status(port: int, path: str) -> int:
    try:
        return _get(port, path)[0]
    except OSError:
        return 0


def _page(port: int, path: str) -> tuple[str, str | None]:
    _, words, retry_after = _get(port, path)
    return words, retry_after


def _get(port: int, path: str) -> tuple[int, str, str | None]:
    asked = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        asked.request("GET", path, headers={"Host": settings.BASE_HOST})
        answer = asked.getresponse()
        return answer.status, answer.read().decode(), answer.headers["Retry-After"]
    finally:
        asked.close()
