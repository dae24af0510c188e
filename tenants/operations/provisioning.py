"""A partner's home: schema and tables from the template, host name, and the end of building, all in one transaction."""

from __future__ import annotations

from django.conf import settings
from django.db import connection

from guildhall.database.operation import step
from guildhall.database.wall import PLATFORM_ROLE
from tenants.models import Domain, Partner
from tenants.template import template_now
from tenants.wall import role_of_a_home


@step
def build_home(*, partner: Partner) -> None:
    """Make a partner's role, schema, tables and host, or nothing at all.

    Takes: a partner in state `building`; the caller's transaction is on the platform, in a process that signed in as
    the owner.
    Raises: TemplateMissing, when the deployment was not prepared; ProgrammingError, in a process that is not the owner.
    Rule: tenancy.md, provisioning by template in one transaction.
    """
    template = template_now()
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
    Domain.objects.create(domain=f"{partner.code}.{settings.BASE_HOST}", tenant=partner, is_primary=True)
