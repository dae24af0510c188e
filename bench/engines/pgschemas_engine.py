"""django-pgschemas' own way: `save()` makes the schema and migrates it, and its `migrate` goes over all of them."""

from __future__ import annotations

from itertools import count

from django.core.management import call_command
from django.db import connection

from bench.engines.acts import timed
from bench.engines.pgschemas_app.models import Organisation
from bench.engines.releases import become_release

_numbers = count()


def get_ready() -> dict[str, str]:
    """Migrate the shared apps into an empty database and make one tenant, untimed."""
    call_command("migrate", schemas=["public"], interactive=False, verbosity=0)
    provision()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'bench_0'")
        return {"tables": str(cursor.fetchone()[0])}


def provision() -> float:
    """Time the save that its manual asks for."""
    return timed(lambda: Organisation(schema_name=f"bench_{next(_numbers)}").save(verbosity=0))


def grow(homes: str) -> float:
    return timed(lambda: [provision() for _ in range(int(homes) - Organisation.objects.count())])


def become(release: str) -> float:
    return timed(lambda: become_release(int(release)))


def migrate() -> float:
    """Time its command over all tenants."""
    return timed(lambda: call_command("migrate", dynamic_schemas=True, interactive=False, verbosity=0))
