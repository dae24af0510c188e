"""Writing down what Django's migrations say to PostgreSQL, so that it can be said again elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlparse
from django.db import connection
from psycopg import ClientCursor

REFERENCE_SCHEMA = "t_home_to_copy"
_NOT_KEPT = (  # questions, and the machinery of transactions and paths: a home needs none of them
    "SELECT", "SHOW", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SET SEARCH_PATH", "SET LOCAL", "LOCK",
)  # fmt: skip
_BESIDE = re.compile(
    r"(?<=CREATE )INDEX CONCURRENTLY |(?<=CREATE UNIQUE )INDEX CONCURRENTLY |(?<=DROP )INDEX CONCURRENTLY "
)
_A_SCHEMA = re.compile(rf"\b(?:{REFERENCE_SCHEMA}|t_[a-z2-7]{{10}})\b")


class NamesASchema(RuntimeError):
    """A migration's statement names a partner's schema, so it may not be said in another's."""


@dataclass(slots=True)
class Record:
    """What was said, one statement an entry, in order."""

    statements: list[str] = field(default_factory=list)
    is_listening: bool = True

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """Say something inside the block that is not written down."""
        self.is_listening = False
        try:
            yield
        finally:
            self.is_listening = True


@contextmanager
def recorded() -> Iterator[Record]:
    """Write down what is said to the database inside the block. Raises: NamesASchema, at the statement that does."""
    said = Record()

    def write_down(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if said.is_listening:
            said.statements.extend(_kept(str(sql), params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(write_down):
        yield said


def is_replayed_in_full(sql: str) -> bool:
    """Is every statement of a script of a kind that the record keeps?"""
    return not any(_bare(one).upper().startswith(_NOT_KEPT) for one in sqlparse.split(sql))


def in_one_message(statements: Sequence[str]) -> str:
    """Statements as one script for an empty home: nobody works there, so nothing is done beside others' work."""
    return "".join(f"{_BESIDE.sub('INDEX ', statement, count=1)};\n" for statement in statements)


def _kept(sql: str, params: Any) -> Iterator[str]:
    if params:
        sql = ClientCursor(connection.connection).mogrify(sql, params)
    for one in sqlparse.split(sql):
        statement = one.strip().rstrip(";").strip()
        if not statement or _bare(statement).upper().startswith(_NOT_KEPT):
            continue
        if named := _A_SCHEMA.search(statement):
            raise NamesASchema(f"{named.group()} is named in: {statement[:300]}")
        yield statement


def _bare(statement: str) -> str:
    return str(sqlparse.format(statement, strip_comments=True)).strip()
