"""What every engine can be asked for: the names of applicants, and a thousand reads of one row."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

from django.apps import apps
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpResponseBase
from django.test import RequestFactory

from bench.harness import READS, REQUESTS
from bench.memory import private_mb
from guildhall.notices.enclosures.models import Letter
from guildhall.web.stack import with_room
from tenants.models import Partner

AT = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
JOINS_ON = date(2026, 4, 1)
THEIR_TABLES = [model for model in apps.get_models() if model._meta.app_config.name in settings.TENANT_APPS]


def letters_of(number: int) -> str:
    """Four letters for the nth partner, no two alike.

    >>> letters_of(0), letters_of(27)
    ('AAAA', 'AABB')
    """
    return "".join(chr(ord("A") + number // 26**place % 26) for place in (3, 2, 1, 0))


def timed(act: Callable[[], object]) -> float:
    """The seconds that an act takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def a_row() -> int:
    """One row of a partner's, to be read."""
    return Letter.objects.create(to="a@b.example", subject="One", body="One", template="invitation", written_at=AT).pk


def read(pk: int) -> None:
    """Read one row a thousand times, a statement each."""
    for _ in range(READS):
        Letter.objects.get(pk=pk)


def visit(homes: int, *, inside: Callable[[Partner], AbstractContextManager[None]]) -> float:
    """Ask every table of so many homes for a row over one connection, as a web process does in a day.

    Gives: the most memory, in MB, that a backend of PostgreSQL held for it. Raises: RuntimeError, with fewer homes.
    """
    there = list(Partner.objects.filter(state="live").order_by("code")[:homes])
    if len(there) < homes:
        raise RuntimeError(f"There are {len(there)} homes, and {homes} are to be visited.")
    connection.close()  # begin with a backend that knows nobody
    most = 0.0
    for partner in there:
        with inside(partner):
            for model in THEIR_TABLES:
                model._base_manager.exists()
            most = max(most, private_mb(_backend()))
    return most


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def partners() -> int:
    """How many partners there are."""
    return Partner.objects.count()


def answer_requests(host: str, session: str) -> float:
    """Time fifty requests, one after another, from the WSGI application to the last byte of each."""
    application = with_room(get_wsgi_application())  # as our own is, and plain Django's too: else luck decides
    cookie = f"{settings.SESSION_COOKIE_NAME}={session}"
    _answer(application, host, cookie)  # templates are read and connections made
    return timed(lambda: [_answer(application, host, cookie) for _ in range(REQUESTS)])


def _answer(application: Callable[..., HttpResponseBase], host: str, cookie: str) -> None:
    said: list[str] = []
    environ = RequestFactory(headers={"host": host, "cookie": cookie}).get("/people/").environ
    answer = application(environ, lambda status, headers, *_: said.append(status))
    whole = b"".join(answer)
    answer.close()
    if said != ["200 OK"] or b"Bench person 19" not in whole:
        raise RuntimeError(f"The page of people answered {said}.")
