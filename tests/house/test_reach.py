"""The reach check: what only Northfield knows is looked for in everything that everybody else can get hold of.

The canaries are not planted but gathered: every sentence, name and address that stands in Northfield's schema, and
neither in Eastmoor's nor on the public jobs board. A table or a field that is added tomorrow is looked for tomorrow.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection

from tenants.context import as_owner
from tests import cast
from tests.house.holdings import PARAMETER, Held, filled, northfields_own
from tests.house.plan import addresses

ADDRESSES = sorted({(kind, path) for kind, path, _ in addresses()})
TELLING_MIN = 8  # characters; a shorter word may be anybody's
OTHERS = [
    (None, "northfield"), (cast.EDEN, "northfield"), (cast.EDEN, "eastmoor"), (cast.EWAN, "eastmoor"),
    (None, "jobs"), (cast.CARLA, "jobs"), (cast.HUGO, "base"), (cast.OSKAR, "base"),
]  # fmt: skip


@pytest.fixture
def own(northfield) -> dict:
    named = {name: Held("1", "1") for _, path in ADDRESSES for name in PARAMETER.findall(path)}  # the libraries' own
    return named | northfields_own(northfield)


@pytest.fixture
def canaries(own, northfield, eastmoor) -> set[str]:
    known_outside = _words_of(eastmoor.schema_name) | _words_of("public", only="jobs_board_boardadvert")
    return {word for word in _words_of(northfield.schema_name) if _is_telling(word)} - known_outside


def _is_telling(word: str) -> bool:
    return len(word) >= TELLING_MIN and (" " in word or "@" in word)


def _words_of(schema: str, *, only: str = "") -> set[str]:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s AND %s IN ('', tablename)", [schema, only]
        )
        words: set[str] = set()
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT to_json(t)::text FROM {schema}."{table}" t')
            words |= {word for (row,) in cursor.fetchall() for word in _strings_in(json.loads(row))}
    return words


def _strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings_in(inner)


def _still(schema: str) -> list[tuple[str, str]]:
    """What every table of a schema holds, as a digest."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
        tables = [table for (table,) in cursor.fetchall()]
        held = []
        for table in tables:
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {schema}.\"{table}\" t"
            )
            held.append((table, cursor.fetchone()[0]))
    return held


def _everything_sent_to(visitor: Any, host: str, own: dict) -> str:
    """All that somebody gets who fetches every address of a host, and sends to it, headers and files included."""
    kind = host if host in ("base", "jobs") else "partner"
    said = []
    for path in (filled(path, own, "real") for served, path in ADDRESSES if served == kind and "sign-out" not in path):
        for answer in (visitor.get(path), visitor.post(path)):
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            said += [str(answer.headers), content.decode(errors="replace")]
    return "\n".join(said)


def test_there_is_much_that_only_northfield_knows(canaries):
    assert len(canaries) > 25
    assert "Casey Morgan" in canaries
    assert "The directory is being moved." in canaries


def test_northfields_recruiter_does_read_what_nobody_else_may(canaries, own, visit):
    read = _everything_sent_to(visit(cast.RITA), "northfield", own)

    assert len([word for word in canaries if word in read]) >= 5, "If nothing is there to be read, nothing can leak."


@pytest.mark.parametrize(("player", "host"), OTHERS, ids=lambda one: getattr(one, "name", str(one)))
def test_nothing_of_northfields_reaches_anybody_else(canaries, own, visit, caplog, northfield, player, host):
    caplog.set_level(logging.DEBUG)
    before, sent = _still(northfield.schema_name), len(mail.outbox)

    said = _everything_sent_to(visit(player, host=host), host, own)

    written = "\n".join(message.message().as_string() for message in mail.outbox[sent:])
    kept = str(getattr(cache, "_cache", ""))
    crossed = {
        where: sorted(word for word in canaries if word in text)
        for where, text in (("answers", said), ("mail", written), ("log", caplog.text), ("cache", kept))
    }
    assert crossed == {"answers": [], "mail": [], "log": [], "cache": []}
    assert _still(northfield.schema_name) == before, "Who has no business here changed something."
