"""A partner's home: schema and tables from the template, its version and its host name, all in one transaction."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import connection

from guildhall.database.operation import step
from guildhall.database.wall import PLATFORM_ROLE
from tenants.models import Domain, Partner, SchemaTemplate
from tenants.operations.migrating import note_built_home
from tenants.template import template_now
from tenants.wall import role_of_a_home


@step
def build_home(*, partner: Partner, at: datetime, template: SchemaTemplate | None = None) -> None:
    """Make a partner's role, schema, tables, the note of its version and its host, or nothing at all.

    Takes: a partner in state `building`; `template`, an older one for an archive that was made with it; the caller's
    transaction is on the platform, in a process that signed in as the owner.
    Raises: TemplateMissing, when the deployment was not prepared; ProgrammingError, in a process that is not the owner.
    Rule: tenancy.md, provisioning by template in one transaction.
    """
    template = template or template_now()
    before, after = role_of_a_home(connection.ops.quote_name(partner.schema_name))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'none', true)")
        cursor.execute(";\n".join(before))
        cursor.execute("SELECT set_config('search_path', %s, true)", [f"{partner.schema_name}, public"])
        cursor.execute(template.ddl)
        cursor.execute(";\n".join(after))
        cursor.execute(
            "SELECT set_config('search_path', 'public', true), set_config('role', %s, true)", [PLATFORM_ROLE]
        )
    note_built_home(partner=partner, template=template, at=at)
    Domain.objects.create(domain=f"{partner.code}.{settings.BASE_HOST}", tenant=partner, is_primary=True)
