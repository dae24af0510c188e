"""Putting a home out of reach, putting it back, and taking it down. Only the owner may; every step looks first."""

from __future__ import annotations

from typing import Any

from django.db import connection
from psycopg.sql import SQL, Composable, Identifier

from guildhall.database.operation import step
from tenants.holdings import Holding, holdings, values_of
from tenants.models import Domain, Partner

PUT_AWAY = "zz_"
TABLES_AT_ONCE = 10
"""So many tables are dropped in one transaction: each takes locks, on its indexes and on what it points to as well."""


@step
def put_home_away(*, partner: Partner) -> None:
    """Give a home a name that nothing looks for. It is instant, nothing is lost, and `put_home_back` undoes it."""
    _rename(partner.schema_name, PUT_AWAY + partner.schema_name)


@step
def put_home_back(*, partner: Partner) -> None:
    """Give a home its own name again."""
    _rename(PUT_AWAY + partner.schema_name, partner.schema_name)


@step
def count_what_is_held(*, partner: Partner) -> dict[str, int]:
    """How many rows each table of a home has, and each shared table of this partner's."""
    home = {
        table: _counted(SQL("SELECT count(*) FROM {}").format(Identifier(schema, table)))
        for schema, table in _tables_of(partner)
    }
    return home | rows_in_shared_tables(partner=partner)


@step
def rows_in_shared_tables(*, partner: Partner) -> dict[str, int]:
    """How many rows of a partner each shared table has; those that have none are left out."""
    counted = {one.table: _counted(_chosen(one, SQL("SELECT count(*)")), values_of(partner)) for one in holdings()}
    return {table: rows for table, rows in counted.items() if rows}


@step
def drop_some_tables(*, partner: Partner) -> int:
    """Drop up to ten tables of a home that was put away. Gives: how many are left."""
    found = _tables_of(partner)
    with connection.cursor() as cursor:
        for schema, table in found[:TABLES_AT_ONCE]:
            cursor.execute(SQL("DROP TABLE IF EXISTS {} CASCADE").format(Identifier(schema, table)))
    return len(found[TABLES_AT_ONCE:])


@step
def drop_home(*, partner: Partner) -> None:
    """Drop what is left of a home: the empty schema, and its role."""
    with connection.cursor() as cursor:
        for schema in (PUT_AWAY + partner.schema_name, partner.schema_name):
            cursor.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(schema)))
    drop_role(partner=partner)


@step
def drop_role(*, partner: Partner) -> None:
    """Drop a partner's role, with what it was granted here. Roles belong to the server: one that another database on it
    still uses loses its grants here and stays there.
    """
    role = Identifier(partner.schema_name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [partner.schema_name])
        if cursor.fetchone():
            cursor.execute(SQL("DROP OWNED BY {}").format(role))
            if not is_role_used_elsewhere(partner):
                cursor.execute(SQL("DROP ROLE {}").format(role))


def is_role_used_elsewhere(partner: Partner) -> bool:
    """Does another database on this server, such as a copy of this one, grant something to the partner's role?"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_shdepend d JOIN pg_database b ON b.oid = d.dbid JOIN pg_roles r "
            "ON r.oid = d.refobjid WHERE r.rolname = %s AND b.datname <> current_database())",
            [partner.schema_name],
        )
        return bool(cursor.fetchone()[0])


@step
def delete_shared_rows(*, partner: Partner) -> dict[str, int]:
    """Delete a partner's rows from every shared table that does not keep them, the hosts last. Gives: rows by table."""
    gone = {}
    going = [one for one in reversed(holdings()) if not one.fate.kept]
    hosts = Domain._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('guildhall.erasing', %s, true)", [partner.schema_name])
        for one in sorted(going, key=lambda held: held.table == hosts):
            cursor.execute(_chosen(one, SQL("DELETE")), values_of(partner))
            gone[one.table] = cursor.rowcount
    return {table: rows for table, rows in gone.items() if rows}


def schemas_of(partner: Partner) -> list[str]:
    """The schemas of a partner that there are, under either name."""
    with connection.cursor() as cursor:
        names = [partner.schema_name, PUT_AWAY + partner.schema_name]
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname = ANY (%s) ORDER BY 1", [names])
        return [name for (name,) in cursor.fetchall()]


def _rename(was: str, is_to_be: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [was])
        if cursor.fetchone():
            cursor.execute(SQL("ALTER SCHEMA {} RENAME TO {}").format(Identifier(was), Identifier(is_to_be)))


def _tables_of(partner: Partner) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = ANY (%s) AND c.relkind IN ('r', 'p') ORDER BY 1, 2",
            [schemas_of(partner)],
        )
        return [(schema, table) for schema, table in cursor.fetchall()]


def _chosen(held: Holding, what: Composable) -> Composable:
    return SQL("{} FROM {} WHERE {}").format(what, Identifier(held.table), held.condition)


def _counted(query: Composable, values: dict[str, Any] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return int(cursor.fetchone()[0])
