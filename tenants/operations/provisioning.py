"""A partner's home: schema and tables from the template, its version and its host name, all in one transaction."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import connection

from guildhall.database.operation import step
from tenants.models import Domain, Partner
from tenants.operations.migrating import note_built_home
from tenants.template import template_now


@step
def build_home(*, partner: Partner, at: datetime) -> None:
    """Make a partner's schema, its tables, the note of its version and its host, or nothing at all.

    Takes: a partner in state `building`; the caller's transaction is on the platform.
    Raises: TemplateMissing, when the deployment was not prepared.
    Rule: tenancy.md, provisioning by template in one transaction.
    """
    template = template_now()
    quoted = connection.ops.quote_name(partner.schema_name)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {quoted}")
        cursor.execute(f"SET LOCAL search_path = {quoted}, public")
        cursor.execute(template.ddl)
        cursor.execute("SET LOCAL search_path = public")
    note_built_home(partner=partner, template=template, at=at)
    Domain.objects.create(domain=f"{partner.code}.{settings.BASE_HOST}", tenant=partner, is_primary=True)
