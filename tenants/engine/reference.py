"""A schema of nobody's, in which migrations are tried and written down before any partner's home sees them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from tenants.context import as_owner
from tenants.recording import REFERENCE_SCHEMA

_ONE_AT_A_TIME = 7_206_001  # the advisory lock of whoever uses the reference schema


@contextmanager
def reference_schema(ddl: str = "", *, committed: bool = False) -> Iterator[None]:
    """Be the owner of a reference schema with `ddl` in it; it is gone at the end of the block, whatever happens.

    Takes: `committed`, for migrations that refuse to run in a transaction; otherwise everything is rolled back.
    """
    with as_owner(REFERENCE_SCHEMA):
        if committed:
            with _alone():
                _make(ddl)
                yield
        else:
            with transaction.atomic():
                _ask("SELECT pg_advisory_xact_lock(%s)")
                _make(ddl)
                yield
                transaction.set_rollback(True)


@contextmanager
def _alone() -> Iterator[None]:
    _ask("SELECT pg_advisory_lock(%s)")
    try:
        yield
    finally:
        _drop()
        _ask("SELECT pg_advisory_unlock(%s)")


def _make(ddl: str) -> None:
    _drop()  # a run that was killed may have left one
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {REFERENCE_SCHEMA}")
        if ddl:
            cursor.execute(ddl)


def _drop() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {REFERENCE_SCHEMA} CASCADE")


def _ask(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [_ONE_AT_A_TIME])
