"""What only one partner knows, and whether anything of a partner's has moved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection

from tenants.context import as_owner
from tenants.holdings import holdings, values_of
from tenants.models import Partner

OF_BROWSERS = {"access_session", "access_handoff"}  # whoever comes by has one; they are tried in tests/access
TELLING_MIN = 8  # characters; a shorter word may be anybody's


def only_known_to(partner: Partner, *, not_to: Partner) -> set[str]:
    """The canaries: every sentence, name and address in one home that is neither in the other nor on the jobs board."""
    known_outside = _words_of(not_to.schema_name) | _words_of("public", only="jobs_board_boardadvert")
    return {word for word in _words_of(partner.schema_name) if _is_telling(word)} - known_outside


def digests_of(partner: Partner) -> list[tuple[str, str]]:
    """What every table of a partner's home holds, and every shared table of its rows, as digests."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [partner.schema_name])
        tables = [(f'{partner.schema_name}."{table}"', "true") for (table,) in cursor.fetchall()]
        shared = [held for held in holdings() if held.table not in OF_BROWSERS]
        tables += [(f'public."{held.table}"', held.condition.as_string(connection.connection)) for held in shared]
        held = []
        for table, condition in tables:
            cursor.execute(
                "SELECT md5(coalesce(string_agg(one::text, '|' ORDER BY one::text), '')) "
                f"FROM {table} AS one WHERE {condition}",
                values_of(partner),
            )
            held.append((table, cursor.fetchone()[0]))
    return held


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
