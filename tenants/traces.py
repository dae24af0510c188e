"""What remains of a partner, wherever it could remain: the proof of an erasure is that this finds nothing."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from psycopg.sql import SQL, Composable, Identifier

from tenants.files import file_of, files_of, folder_of
from tenants.holdings import holdings
from tenants.models import Partner, PartnerArchive
from tenants.operations.removal import is_role_used_elsewhere, rows_in_shared_tables, schemas_of


def traces_of(partner: Partner) -> list[str]:
    """Every schema, role, row, file and job of a partner that is still there and is not kept for the books, in words.

    Takes: the owner's place, in a transaction.
    """
    kept = {one.table for one in holdings() if one.fate.kept}
    rows = rows_in_shared_tables(partner=partner)
    archives = [file_of(one) for one in PartnerArchive.objects.filter(partner=partner).select_related("partner")]
    files = [*files_of(partner), *(file for file in archives if file.exists())]
    personal = ["the first administrator's address"] if partner.first_administrator else []
    return [
        *(f"the schema {name}" for name in schemas_of(partner)),
        *(f"the role {partner.schema_name}" for _ in roles_of(partner)),
        *(f"{number} rows of {table}" for table, number in rows.items() if table not in kept),
        *(f"the file {file.name}" for file in files),
        *(["the folder of files"] if folder_of(partner).exists() else []),
        *(f"{number} messages in the queue {queue}" for queue, number in bells_of(partner).items()),
        *personal,
    ]


def kept_rows_of(partner: Partner) -> dict[str, dict[str, object]]:
    """The rows of a partner that stay, by table, each with why."""
    why = {one.table: one.fate.kept for one in holdings() if one.fate.kept}
    rows = rows_in_shared_tables(partner=partner)
    return {table: {"rows": number, "why": why[table]} for table, number in rows.items() if table in why}


def roles_of(partner: Partner) -> list[str]:
    """A partner's role, if there is one and no other database on the server uses it."""
    if is_role_used_elsewhere(partner):
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = %s", [partner.schema_name])
        return [name for (name,) in cursor.fetchall()]


def bells_of(partner: Partner) -> dict[str, int]:
    """Messages in the queue inside our own database that name a partner, by queue. Their rows are gone by then, so they
    would do nothing; but they are traces.
    """
    counted = {queue: _in_queue(partner, queue, SQL("SELECT 1")) for queue in _queues()}
    return {queue: number for queue, number in counted.items() if number}


def silence_bells(partner: Partner) -> int:
    """Delete such messages. Gives: how many."""
    return sum(_in_queue(partner, queue, SQL("DELETE")) for queue in _queues())


def _in_queue(partner: Partner, queue: str, what: Composable) -> int:
    query = SQL("{} FROM {} WHERE strpos(message::text, %s) > 0").format(what, Identifier("pgmq", queue))
    with connection.cursor() as cursor:
        cursor.execute(query, [partner.schema_name])
        return int(cursor.rowcount)


def _queues() -> list[str]:
    """The tables of the queue, if it is in our own database. An owner who may not look into them is told so: a search
    that leaves out what it cannot see proves nothing.
    """
    if settings.BROKER_URL:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'pgmq' "
            "AND c.relkind IN ('r', 'p') AND c.relname LIKE ANY (ARRAY['q\\_%%', 'a\\_%%']) ORDER BY 1",
            [],
        )
        return [name for (name,) in cursor.fetchall()]
