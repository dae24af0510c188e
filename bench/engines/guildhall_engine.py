"""Guildhall's own way: the verb `finish_building`, from `building` to `live` in one transaction, trail included."""

from __future__ import annotations

from itertools import count

from django.db import connection

from apps.partnership.operations.onboarding import (
    TERMS_VERSION,
    Application,
    agree_terms,
    apply_to_join,
    finish_building,
    start_building,
)
from bench.engines.acts import AT, JOINS_ON, a_row, letters_of, read, timed
from guildhall.access.models import User
from guildhall.access.operations import appoint_person
from guildhall.access.queries import actor_for
from guildhall.access.roles import Role
from guildhall.kernel import SYSTEM
from tenants.context import inside, on_the_platform
from tenants.models import Partner
from tenants.preparing import create_database, prepare

_numbers = count()


def get_ready() -> dict[str, str]:
    """Prepare an empty database and build one partner, untimed. Gives: its schema and row, and the ground."""
    create_database()
    for _ in prepare():
        pass
    with on_the_platform():
        appoint_person(
            email="o@bench.example",
            name="Oona",
            partner=None,
            roles=[Role.OPERATOR],
            password_hash="",
            by=SYSTEM,
            at=AT,
        )
    provision()
    with on_the_platform():
        partner = Partner.objects.get()
    with inside(partner):
        row = a_row()
    with on_the_platform(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = %s", [partner.schema_name])
        tables = cursor.fetchone()[0]
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    return {"schema": partner.schema_name, "row": str(row), "tables": str(tables), "postgresql": version}


def provision() -> float:
    """Bring a partner to `building`, untimed; then time its home."""
    number = next(_numbers)
    with on_the_platform():
        operator = actor_for(User.objects.get(email="o@bench.example"), partner=None)
        application = Application(
            code=f"bench{number}", name=f"Bench {number}", short_name=f"Bench {number}", letters=letters_of(number),
            kind=Partner.Kind.GROUP, first_administrator="a@bench.example", joins_on=JOINS_ON,
        )  # fmt: skip
        partner = apply_to_join(application=application, by=operator, at=AT)
        agree_terms(partner_id=partner.id, terms_version=TERMS_VERSION, by=operator, at=AT)
        start_building(partner_id=partner.id, by=operator, at=AT)
        return timed(lambda: finish_building(partner_id=partner.id, by=SYSTEM, at=AT))


def read_rows(schema: str, row: str) -> float:
    """Time the reads inside the partner's context, outside a transaction, as a request makes them."""
    with on_the_platform():
        partner = Partner.objects.get(schema_name=schema)
    with inside(partner):
        return timed(lambda: read(int(row)))
