"""Putting an archive's rows back: the home as it was, then what is the partner's in the shared tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db import connection
from psycopg.sql import SQL, Composable, Identifier

from guildhall.database.operation import step
from tenants.archives.manifest import FILES, PEOPLE, SHARED, TABLES, Entry
from tenants.archives.reading import Archive
from tenants.archives.writing import KEY_STANDS_FOR, kind_of, owners_of, tables_of
from tenants.errors import ArchiveRefused
from tenants.files import folder_of
from tenants.holdings import Holding, holdings
from tenants.models import Partner

_ASIDE = "aside_"


@step
def fill_home(*, partner: Partner, archive: Archive) -> dict[str, int]:
    """Fill a home that was just built with the rows of an archive, and set its identities after the last of them.

    Gives: rows by table. Raises: ArchiveRefused, if a table or column is not one of the home's.
    """
    tables = {table: set(columns) for table, columns, _ in tables_of(partner.schema_name)}
    rows = {}
    _check_foreign_keys("DEFERRED")  # so that tables come in any order; migrations leave some of them immediate
    for entry in archive.manifest.under(TABLES):
        if not set(entry.columns) <= tables.get(entry.table, set()):
            raise ArchiveRefused(f"{entry.table} of this archive does not fit the home that its version has.")
        _copy_in(archive, entry, Identifier(partner.schema_name, entry.table))
        rows[entry.table] = entry.rows
    _check_foreign_keys("IMMEDIATE")
    _check_foreign_keys("DEFERRED")
    _set_identities(partner.schema_name)
    return rows


@step
def bring_back_shared_rows(*, partner: Partner, archive: Archive) -> dict[str, int]:
    """Put back what an archive holds of the shared tables, as this partner's, and leave out what stands here already:
    an advert that the first home still shows, an act of somebody unknown. Money is never brought back.

    Gives: rows by table, as many as were put back.
    """
    known = _people_known(archive)
    entries = {entry.table: entry for entry in archive.manifest.under(SHARED)}
    wanted = [held for held in holdings() if held.fate.brought_back and held.table in entries]
    rows: dict[str, int] = {}
    for held in wanted:
        _put_aside(archive, entries[held.table], held)
    for held in wanted:
        rows[held.table] = _take_back(held, entries[held.table], partner, known, {one.table: one for one in wanted})
    return rows


@step
def put_files_back(*, partner: Partner, archive: Archive) -> int:
    """Put an archive's files into the partner's folder. Gives: how many."""
    entries = archive.manifest.under(FILES)
    for entry in entries:
        to = folder_of(partner) / entry.name.removeprefix(FILES)
        to.parent.mkdir(parents=True, exist_ok=True)
        with open(to, "wb") as file:
            archive.stream(entry, file.write)
    return len(entries)


def _check_foreign_keys(when: Literal["IMMEDIATE", "DEFERRED"]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL {when}")


def _copy_in(archive: Archive, entry: Entry, table: Composable) -> None:
    with _copying(table, entry.columns) as write:
        archive.stream(entry, write)


@contextmanager
def _copying(table: Composable, columns: tuple[str, ...]) -> Iterator[Callable[[bytes], object]]:
    named = SQL(", ").join(map(Identifier, columns))
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # the place is applied before a statement, and COPY is none to Django
        with cursor.copy(SQL("COPY {} ({}) FROM STDIN").format(table, named)) as stream:
            yield stream.write


def _set_identities(schema: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
            "WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'p') AND a.attidentity <> ''",
            [schema],
        )
        for table, column in cursor.fetchall():
            place, name = Identifier(schema, table), Identifier(column)
            cursor.execute(SQL("SELECT coalesce(max({}), 0) + 1 FROM {}").format(name, place))
            (following,) = cursor.fetchone()
            change = SQL("ALTER TABLE {} ALTER COLUMN {} RESTART WITH {}").format(place, name, following)
            cursor.execute(change)


def _people_known(archive: Archive) -> Mapping[str, str]:
    """Whom each identity in the archive is here: the same person by identity, or by address, or made now. A person made
    now has no password and signs in by a code sent to their address.
    """
    entry = next(one for one in archive.manifest.entries if one.name == PEOPLE)
    people = _set_aside_people(archive, entry)
    user = get_user_model()
    by_id = {str(one) for one in user.objects.filter(pk__in=[row[0] for row in people]).values_list("pk", flat=True)}
    by_email = dict(user.objects.filter(email__in=[row[1].lower() for row in people]).values_list("email", "pk"))
    known: dict[str, str] = {}
    for identity, email, name in people:
        if identity in by_id:
            known[identity] = identity
        elif email.lower() in by_email:
            known[identity] = str(by_email[email.lower()])
        else:
            made = user.objects.create_user(email=email, id=identity, name=name)
            EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
            known[identity] = identity
    return known


def _set_aside_people(archive: Archive, entry: Entry) -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE aside_people (id text, email text, name text) ON COMMIT DROP")
        _copy_in(archive, entry, Identifier("aside_people"))
        cursor.execute("SELECT id, email, name FROM aside_people ORDER BY id")
        return [tuple(row) for row in cursor.fetchall()]


def _put_aside(archive: Archive, entry: Entry, held: Holding) -> None:
    """The rows as text, in a table of this transaction alone: from there they are given their new owner."""
    if not set(entry.columns) <= set(held.columns):
        raise ArchiveRefused(f"{entry.table} of this archive does not fit this installation's.")
    aside = Identifier(_ASIDE + held.table)
    columns = SQL(", ").join(SQL("{} text").format(Identifier(column)) for column in entry.columns)
    with connection.cursor() as cursor:
        cursor.execute(SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(aside, columns))
    _copy_in(archive, entry, aside)


def _take_back(
    held: Holding, entry: Entry, partner: Partner, known: Mapping[str, str], wanted: Mapping[str, Holding]
) -> int:
    columns = [column for column in entry.columns if column != held.key]
    owners = owners_of(held)
    chosen = [_as_now(held, column, wanted) for column in columns]
    mine = [SQL("%(id)s") if column != "partner_key" else SQL("%(key)s") for column in owners]
    values: dict[str, Any] = {
        "id": partner.id, "key": partner.schema_name, "was": list(known), "is": list(known.values()),
    }  # fmt: skip
    query = SQL("INSERT INTO {} ({}) SELECT {} FROM {} AS was WHERE {} ORDER BY {} ON CONFLICT DO NOTHING").format(
        Identifier(held.table),
        SQL(", ").join(map(Identifier, [*columns, *owners])),
        SQL(", ").join([*chosen, *mine]),
        Identifier(_ASIDE + held.table),
        SQL(" AND ").join(_all_there(held, columns, wanted)) if _all_there(held, columns, wanted) else SQL("true"),
        SQL("was.{}::bigint").format(Identifier(held.key)),
    )
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return int(cursor.rowcount)


def _as_now(held: Holding, column: str, wanted: Mapping[str, Holding]) -> Composable:
    """A column's value as it is here: a person by who they are here, a link by where its row is now."""
    name, kind = Identifier(column), SQL(kind_of(held.table, column))
    target = held.links.get(column)
    if target == get_user_model()._meta.db_table or column == "user_id":
        return SQL("coalesce((%(is)s::text[])[array_position(%(was)s::text[], was.{})], was.{})::uuid").format(
            name, name
        )
    if target and target in wanted:
        return _row_now(target, name)
    return SQL("replace(was.{}, {}, %(key)s)::{}").format(name, KEY_STANDS_FOR, kind)


def _row_now(target: str, name: Composable) -> Composable:
    return SQL(
        "(SELECT now.id FROM {} AS now JOIN {} AS before ON before.public_id = now.public_id::text "
        "WHERE before.id = was.{} AND now.partner_key = %(key)s)"
    ).format(Identifier(target), Identifier(_ASIDE + target), name)


def _all_there(held: Holding, columns: list[str], wanted: Mapping[str, Holding]) -> list[Composable]:
    """A row is brought back only if whatever it leads to is here: its person, and the row it points to."""
    users = get_user_model()._meta.db_table
    conditions: list[Composable] = [
        SQL("{} IS NOT NULL").format(_row_now(table, Identifier(column)))
        for column, table in held.links.items()
        if column in columns and table in wanted
    ]
    people = [column for column in columns if held.links.get(column) == users or column == "user_id"]
    for column in people:
        person = SQL("EXISTS (SELECT FROM {} WHERE id = {})")
        conditions.append(person.format(Identifier(users), _as_now(held, column, wanted)))
    return conditions
