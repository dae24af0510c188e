"""django-tenants' own way: `Tenant.save()`, which creates the schema and migrates it, and `Domain.save()`."""

from __future__ import annotations

from itertools import count

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django_tenants.utils import schema_context

from bench.engines import acts
from bench.engines.acts import AT, JOINS_ON, a_row, letters_of, read, timed
from bench.engines.releases import become_release
from tenants.models import Domain, Partner

_numbers = count()


def get_ready() -> dict[str, str]:
    """Migrate the shared apps into an empty database and make one tenant, untimed."""
    call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
    Partner.auto_create_schema = True  # its own default, which Guildhall's model turns off
    base = getattr(settings, "TENANT_BASE_SCHEMA", "")
    if base:
        settings.TENANT_CREATION_FAKES_MIGRATIONS = False
        _tenant(schema=base).save(verbosity=0)
        settings.TENANT_CREATION_FAKES_MIGRATIONS = True
    provision()
    schema = Partner.objects.exclude(schema_name=base).get().schema_name
    with schema_context(schema):
        row = a_row()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = %s", [schema])
        tables = cursor.fetchone()[0]
    return {"schema": schema, "row": str(row), "tables": str(tables)}


def provision() -> float:
    """Time the two saves that its manual asks for."""
    partner = _tenant()
    domain = Domain(domain=f"{partner.code}.bench.localhost", tenant=partner, is_primary=True)

    def make() -> None:
        partner.save(verbosity=0)
        domain.tenant = partner
        domain.save()

    return timed(make)


def partners() -> int:
    return acts.partners()


def grow(homes: str) -> float:
    return timed(lambda: [provision() for _ in range(int(homes) - Partner.objects.count())])


def become(release: str) -> float:
    return timed(lambda: become_release(int(release)))


def migrate() -> float:
    """Time its command over all tenants."""
    return timed(lambda: call_command("migrate_schemas", tenant=True, interactive=False, verbosity=0))


def read_rows(schema: str, row: str) -> float:
    with schema_context(schema):
        return timed(lambda: read(int(row)))


def visit(homes: str) -> float:
    return acts.visit(int(homes), inside=lambda partner: schema_context(partner.schema_name))


def _tenant(schema: str = "") -> Partner:
    number = next(_numbers)
    return Partner(
        schema_name=schema or f"bench_{number}", code=f"bench{number}", name=f"Bench {number}", short_name="Bench",
        letters=letters_of(number), kind=Partner.Kind.GROUP, first_administrator="a@bench.example", joined_on=JOINS_ON,
        state="live", applied_at=AT,
    )  # fmt: skip
