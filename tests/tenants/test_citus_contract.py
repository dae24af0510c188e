"""The door to many machines stays open: what a partner's home is made of keeps Citus' rules, statement by statement.

The suite on a real cluster runs where CITUS_DSN names one; it is left out, with this reason, where it does not.
"""

from __future__ import annotations

import os
import re

import psycopg
import pytest
from django.db import connection

from tenants.context import as_owner, on_the_platform
from tenants.engine.reference import reference_schema
from tenants.engine.shapes import fingerprints_of
from tenants.recording import recorded
from tenants.template import measured, migrate_from_here, template_now

CITUS = os.environ.get("CITUS_DSN", "")
ON_CITUS = pytest.mark.skipif(not CITUS, reason="CITUS_DSN names no Citus coordinator to build and migrate homes on")
NEVER = {
    "an identity is made with its table": re.compile(r"ADD GENERATED|\bSERIAL\b|CREATE SEQUENCE|ALTER SEQUENCE", re.I),
    "a sequence is never found by its table's name": re.compile(r"pg_get_serial_sequence|setval|nextval|currval", re.I),
    "no table is left on one machine": re.compile(r"TABLESPACE|UNLOGGED|\bINHERITS\b|PARTITION OF", re.I),
}


_said: list[str] = []  # rendered once, since it takes a second


@pytest.fixture
def said(on_platform) -> list[str]:
    """Every statement that makes a partner's home, as it is rendered."""
    if not _said:
        with reference_schema(), recorded() as record:
            migrate_from_here()
        _said.extend(record.statements)
    return _said


@pytest.mark.parametrize("rule", NEVER)
def test_no_rendered_statement_breaks_a_rule(said, rule):
    assert [one for one in said if NEVER[rule].search(one)] == []


def test_every_table_has_its_bigint_identity_or_uuid_and_its_primary_key_inline(said):
    tables = [one for one in said if one.upper().startswith("CREATE TABLE")]
    keyless = [one[:80] for one in tables if "PRIMARY KEY" not in one]
    narrow = [
        one[:80] for one in tables if re.search(r"\b(small)?(int|integer) NOT NULL PRIMARY KEY GENERATED", one, re.I)
    ]

    assert (keyless, narrow, len(tables) > 20) == ([], [], True)


def test_no_foreign_key_names_a_table_outside_the_home(said):
    made = {name for one in said for name in re.findall(r'^CREATE TABLE "([^"]+)"', one)}
    named = {name for one in said for name in re.findall(r'REFERENCES "([^"]+)"', one)}

    assert named - made == set()
    assert [one for one in said if re.search(r"REFERENCES\s+\"?public\"?\.", one)] == []


def test_one_statement_a_message_makes_the_same_home(said):
    with reference_schema(), connection.cursor() as cursor:
        for one in said:
            cursor.execute(one)
        with as_owner("t_home_to_copy"):
            found = fingerprints_of(["t_home_to_copy"])
    with on_the_platform():
        assert found == {"t_home_to_copy": measured(template_now()).fingerprint}


def test_a_statement_is_one_statement(said):
    """PostgreSQL itself says so: it prepares one statement, and refuses two before it looks at either."""
    with on_the_platform(), connection.cursor() as cursor:
        answers = []
        for one in said:
            cursor.execute("SAVEPOINT looked")
            answers.append(connection.connection.pgconn.prepare(b"", one.encode()).error_message)
            cursor.execute("ROLLBACK TO SAVEPOINT looked")

    assert [said for said in answers if b"multiple commands" in said] == []


@ON_CITUS
def test_a_home_is_built_and_brought_forward_on_a_cluster(said):
    with psycopg.connect(CITUS, autocommit=True) as cluster:
        cluster.execute("SET citus.enable_schema_based_sharding = on")
        cluster.execute("DROP SCHEMA IF EXISTS t_citus_home CASCADE")
        cluster.execute("CREATE SCHEMA t_citus_home")
        cluster.execute("SET search_path = t_citus_home, public")
        for one in said:
            cluster.execute(one)
        with cluster.transaction():
            cluster.execute("SET LOCAL lock_timeout = '2s'")
            cluster.execute("ALTER TABLE enclosures_letter ADD COLUMN colour varchar(9) DEFAULT 'plain' NOT NULL")
            cluster.execute("CREATE INDEX letter_by_colour ON enclosures_letter (colour)")
        tables = cluster.execute("SELECT count(*) FROM citus_tables WHERE table_name::text LIKE 't_citus_home.%'")
        assert tables.fetchone()[0] == len([one for one in said if one.startswith("CREATE TABLE")])
        cluster.execute("DROP SCHEMA t_citus_home CASCADE")
