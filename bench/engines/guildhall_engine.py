"""Guildhall's own way: the verb `finish_building`, from `building` to `live` in one transaction, trail included."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from django.conf import settings
from django.contrib.auth import login
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from apps.partnership.operations.onboarding import (
    TERMS_VERSION,
    Application,
    agree_terms,
    apply_to_join,
    finish_building,
    start_building,
)
from bench.engines import acts
from bench.engines.acts import AT, JOINS_ON, a_row, answer_requests, letters_of, read, timed
from bench.engines.releases import become_release
from guildhall.access.models import User
from guildhall.access.operations import appoint_person
from guildhall.access.queries import actor_for
from guildhall.access.roles import Role
from guildhall.access.sessions import SessionStore
from guildhall.kernel import SYSTEM
from tenants.archives.writing import write_archive
from tenants.context import inside, on_the_platform
from tenants.engine.fleet import Choice, run_over
from tenants.engine.progress import Stopwatch
from tenants.models import Partner
from tenants.preparing import create_database, prepare
from tenants.template import make_template

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
    host, session = _people_of(partner)
    return {"host": host, "session": session} | {
        "schema": partner.schema_name,
        "row": str(row),
        "tables": str(tables),
        "postgresql": version,
    }


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


def grow(homes: str) -> float:
    """Build partners until there are so many."""
    with on_the_platform():
        there = Partner.objects.count()
    return timed(lambda: [provision() for _ in range(int(homes) - there)])


def become(release: str) -> float:
    """Be a later release, whose template is rendered as `prepare` does it: once, whatever the number of homes."""
    become_release(int(release))
    return timed(lambda: make_template(at=timezone.now()))


def migrate(workers: str = "1") -> float:
    """Time the engine over all homes: plan, gate, waves."""

    def everything() -> None:
        run = run_over(Choice(workers=int(workers)), watch=Stopwatch(timezone.now()))
        for _ in run.go():
            pass
        if run.failures or run.stopped_by:
            raise RuntimeError(f"{run.failures} {run.stopped_by}")

    return timed(everything)


def read_rows(schema: str, row: str) -> float:
    """Time the reads inside the partner's context, outside a transaction, as a request makes them."""
    with on_the_platform():
        partner = Partner.objects.get(schema_name=schema)
    with inside(partner):
        return timed(lambda: read(int(row)))


def partners() -> int:
    with on_the_platform():
        return acts.partners()


def visit(homes: str) -> float:
    with on_the_platform():
        return acts.visit(int(homes), inside=inside)


def export(schema: str, file: str) -> float:
    """Time the archive of one partner: every table, shared row and file of its own, and a manifest with digests."""
    with on_the_platform():
        partner = Partner.objects.get(schema_name=schema)
    return timed(lambda: write_archive(partner, Path(file), at=AT))


def answer(host: str, session: str) -> float:
    return answer_requests(host, session)


def _people_of(partner: Partner) -> tuple[str, str]:
    """Twenty people of a partner, the first of them signed in. Gives: their host, and the key of that session."""
    host = f"{partner.code}.{settings.BASE_HOST}"
    with on_the_platform():
        for number in range(20):
            appoint_person(
                email=f"p{number}@bench.example", name=f"Bench person {number}", partner=partner,
                roles=[Role.ADMINISTRATOR], password_hash="", by=SYSTEM, at=AT,
            )  # fmt: skip
    with on_the_platform():
        request = HttpRequest()
        request.session = SessionStore(host=host)
        user = User.objects.get(email="p0@bench.example")
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        request.session.save()
    return host, str(request.session.session_key)
