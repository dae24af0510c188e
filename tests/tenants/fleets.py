"""Fleets to migrate: partners built as they are in earnest, and runs of the engine over them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from guildhall.notices.enclosures.models import Letter
from tenants.context import as_owner, inside, on_the_platform
from tenants.engine.fleet import Choice, Run, run_over
from tenants.engine.progress import Stopwatch
from tenants.models import Partner, SchemaState, schema_of
from tenants.operations.provisioning import build_home
from tenants.states import PartnerState
from tenants.template import make_template
from tests.cast import MONDAY_9AM


def a_fleet(*codes: str) -> None:
    """Partners with empty homes besides the cast's two, at the version of the code that is running."""
    for code in codes:
        with on_the_platform():
            partner = Partner(
                code=code, name=code.title(), short_name=code.title(), kind=Partner.Kind.GROUP,
                letters=f"Z{Partner.objects.count():03}", applied_at=MONDAY_9AM,
                first_administrator="a@b.example", joined_on=date(2026, 4, 1), state=PartnerState.LIVE,
            )  # fmt: skip
            partner.schema_name = schema_of(partner.id)
            partner.save(force_insert=True)
            with transaction.atomic():
                build_home(partner=partner, at=MONDAY_9AM)


def run(**choice: object) -> Run:
    """One run of the engine, as the command makes it."""
    make_template(at=timezone.now())
    one = run_over(Choice(**choice), watch=Stopwatch(timezone.now()))
    for _ in one.go():
        pass
    return one


def named(code: str) -> Partner:
    with on_the_platform():
        return Partner.objects.get(code=code)


def states() -> dict[str, tuple[str, str]]:
    """Each home's version and status, by the partner's code."""
    with on_the_platform():
        return {
            code: (version, status)
            for code, version, status in SchemaState.objects.values_list("partner__code", "version", "status")
        }


def a_letter_of(code: str, subject: str) -> int:
    with inside(named(code)):
        return Letter.objects.create(to="a@b.example", subject=subject, body="", template="t", written_at=MONDAY_9AM).pk


def asked(code: str, sql: str) -> Sequence[tuple[object, ...]]:
    """What a partner's home answers to its owner."""
    with as_owner(named(code).schema_name), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []
