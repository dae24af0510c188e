"""Writing an archive: streamed from one snapshot to a draft beside the file, which takes its name only when whole."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from psycopg import IsolationLevel
from psycopg.sql import SQL, Composable, Identifier

from tenants.archives.manifest import COPY, FILES, MANIFEST, PEOPLE, SHARED, TABLES, Entry, Manifest
from tenants.archives.versions import migrations_of, version_of
from tenants.context import as_owner
from tenants.files import files_of, folder_of
from tenants.holdings import Holding, holdings, values_of
from tenants.models import Partner

KEY_STANDS_FOR = "{partner}"
"""What stands in an archive where a shared row names its partner, so that none carries a schema's name."""
_PIECE = 1 << 20
_TOLD = ("code", "name", "short_name", "letters", "kind", "ods_code", "theme", "terms_version")


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the receipt."""

    sha256: str
    bytes: int
    tables: int
    rows: int


def write_archive(partner: Partner, to: Path, *, at: datetime) -> Written:
    """Write all that is a partner's into one file, as it was at one moment; no partial file ever has the name.

    Takes: a partner with a home; nowhere or on the platform, outside any transaction. Only the owner may.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    draft = to.with_name(f"{to.name}.part")
    with as_owner(partner.schema_name), _one_snapshot(), ZipFile(draft, "w", ZIP_DEFLATED, compresslevel=3) as archive:
        migrations = migrations_of(partner.schema_name)
        entries = list(_entries(partner, archive))
        manifest = Manifest(
            made_at=at.isoformat(),
            template=version_of(migrations),
            migrations=tuple(migrations),
            partner={name: getattr(partner, name) for name in _TOLD} | {"id": str(partner.id)},
            entries=tuple(entries),
        )
        archive.writestr(MANIFEST, manifest.written())
    with open(draft, "rb") as whole:
        digest = hashlib.file_digest(whole, "sha256").hexdigest()
        os.fsync(whole.fileno())
    size = draft.stat().st_size
    draft.replace(to)
    return Written(digest, size, len(manifest.under(TABLES)), manifest.rows)


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """One REPEATABLE READ transaction that writes nothing. In a test's own transaction, that one is the snapshot."""
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    driver = connection.connection
    driver.isolation_level, driver.read_only = IsolationLevel.REPEATABLE_READ, True
    try:
        with transaction.atomic(durable=True):
            yield
    finally:
        driver.isolation_level, driver.read_only = None, None


def _entries(partner: Partner, archive: ZipFile) -> Iterator[Entry]:
    for table, columns, key in tables_of(partner.schema_name):
        query = SQL("SELECT {} FROM {} ORDER BY {}").format(
            SQL(", ").join(map(Identifier, columns)),
            Identifier(partner.schema_name, table),
            SQL(", ").join(map(Identifier, key)),
        )
        yield _copied(archive, f"{TABLES}{table}{COPY}", query, columns, None)
    held = [one for one in holdings() if one.fate.archived]
    for one in held:
        columns = tuple(column for column in one.columns if column not in owners_of(one))
        yield _copied(archive, f"{SHARED}{one.table}{COPY}", _query_of(one, columns), columns, values_of(partner))
    yield _copied(archive, PEOPLE, _people(held), ("id", "email", "name"), values_of(partner))
    for file in files_of(partner):
        yield _filed(archive, f"{FILES}{file.relative_to(folder_of(partner)).as_posix()}", file)


def owners_of(held: Holding) -> set[str]:
    """The columns that say whose a row is. They are left out: whoever restores the row says whose it is then."""
    return {column for column, table in held.links.items() if table == Partner._meta.db_table} | (
        {"partner_key"} & set(held.columns)
    )


def _query_of(held: Holding, columns: Iterable[str]) -> Composable:
    return SQL("SELECT {} FROM {} WHERE {} ORDER BY {}").format(
        SQL(", ").join(_without_key(held.table, column) for column in columns),
        Identifier(held.table),
        held.condition,
        Identifier(held.key),
    )


def _without_key(table: str, column: str) -> Composable:
    if kind_of(table, column) not in ("text", "character varying", "jsonb"):
        return Identifier(column)
    return SQL("replace({}::text, %(key)s, {})").format(Identifier(column), KEY_STANDS_FOR)


def kind_of(table: str, column: str) -> str:
    """The type of a shared table's column."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s",
            [f"public.{table}", column],
        )
        return str(cursor.fetchone()[0])


def _people(held: Iterable[Holding]) -> Composable:
    """Who belongs here, so that another database can know them: by identity, address and name, never by secret."""
    users = get_user_model()._meta.db_table
    asked = [
        SQL("SELECT {} FROM {} WHERE {}").format(Identifier(column), Identifier(one.table), one.condition)
        for one in held
        for column, table in one.links.items()
        if table == users and one.fate.brought_back
    ]
    return SQL("SELECT id, email, name FROM {} WHERE id IN ({}) ORDER BY id").format(
        Identifier(users), SQL(" UNION ").join(asked)
    )


def _copied(
    archive: ZipFile, name: str, query: Composable, columns: tuple[str, ...], values: dict[str, Any] | None
) -> Entry:
    digest, size, rows = hashlib.sha256(), 0, 0
    with archive.open(name, "w", force_zip64=True) as entry, connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # the place is applied before a statement, and COPY is none to Django
        with cursor.copy(SQL("COPY ({}) TO STDOUT").format(query), values) as stream:
            for piece in stream:
                line = bytes(piece)
                entry.write(line)
                digest.update(line)
                size, rows = size + len(line), rows + line.count(b"\n")
    return Entry(name, size, digest.hexdigest(), rows, columns)


def _filed(archive: ZipFile, name: str, file: Path) -> Entry:
    digest, size = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as entry, open(file, "rb") as source:
        while piece := source.read(_PIECE):
            entry.write(piece)
            digest.update(piece)
            size += len(piece)
    return Entry(name, size, digest.hexdigest())


def tables_of(schema: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Every table of a schema but Django's list of migrations: its columns, and those its rows are put in order by."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, [schema])
        return [(table, tuple(columns), tuple(key or columns)) for table, columns, key in cursor.fetchall()]


_TABLES = """
    SELECT c.relname,
           (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
           (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
              JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)
             WHERE a.attrelid = c.oid)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = %s AND c.relkind IN ('r', 'p') AND c.relname <> 'django_migrations' ORDER BY 1
"""
