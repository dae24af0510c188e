"""Which migrations a home has had, and which of our templates makes such a home."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from django.apps import apps
from django.conf import settings
from django.db import connection
from psycopg.sql import SQL, Identifier

from tenants.archives.manifest import Manifest
from tenants.errors import RestoreRefused
from tenants.models import SchemaTemplate
from tenants.template import partner_migrations


def migrations_of(schema: str) -> list[str]:
    """The partner migrations that a home has had, as app.name, in order."""
    ours = [config.label for config in apps.get_app_configs() if config.name in settings.TENANT_APPS]
    with connection.cursor() as cursor:
        cursor.execute(
            SQL("SELECT DISTINCT app || '.' || name FROM {} WHERE app = ANY (%s) ORDER BY 1").format(
                Identifier(schema, "django_migrations")
            ),
            [ours],
        )
        return [name for (name,) in cursor.fetchall()]


def version_of(migrations: Collection[str]) -> str:
    """The version of the template that such a home is made from: as `template_version`, of these migrations alone."""
    digest = hashlib.sha256()
    for app, name, source in partner_migrations():
        if f"{app}.{name}" in migrations:
            digest.update(f"{app}.{name}\n".encode() + source.read_bytes())
    return digest.hexdigest()


def template_for(manifest: Manifest) -> SchemaTemplate:
    """The template that an archive's home is made from. Refuses: RestoreRefused, of a newer or forgotten one."""
    known = {f"{app}.{name}" for app, name, _ in partner_migrations()}
    if unknown := sorted(set(manifest.migrations) - known):
        raise RestoreRefused(
            f"This archive was made by a newer Guildhall: it has had {unknown[0]}, which this one does not know. "
            "Upgrade this installation, then restore it."
        )
    template = SchemaTemplate.objects.filter(version=manifest.template).first()
    if template is None:
        raise RestoreRefused(
            "This archive is of a version whose template is not kept here. Restore it where it was made, bring that "
            "installation up to date, and write a new archive there."
        )
    return template
