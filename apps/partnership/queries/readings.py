"""What can be read of partners' homes: sizes of many at once, and what one holds that names nothing any more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Count, OuterRef, Q, Subquery

from apps.partnership.crossings import Crossing
from guildhall.audit.models import AuditEntry
from tenants.models import Partner
from tenants.template import partner_migrations, template_version

NAMES_AT_ONCE = 2000
SIZES = """
    SELECT home.nspname, sum(pg_total_relation_size(held.oid))::bigint,
           count(*) + 2 * count(nullif(held.reltoastrelid, 0)) + sum(held.indexes)
      FROM pg_namespace AS home
      JOIN (SELECT c.oid, c.relnamespace, c.reltoastrelid,
                   (SELECT count(*) FROM pg_index AS i WHERE i.indrelid = c.oid) AS indexes
              FROM pg_class AS c WHERE c.relkind IN ('r', 'p', 'm', 'S')) AS held ON held.relnamespace = home.oid
     WHERE home.nspname = ANY (%s) GROUP BY home.nspname
"""


@dataclass(frozen=True, slots=True)
class HomeSize:
    """What a home takes on disk, indexes and long values included, and in how many relations."""

    bytes: int
    relations: int


def sizes_of_homes(schemas: Sequence[str]) -> Mapping[str, HomeSize]:
    """The size of each home, in one question to the catalogue; any role may ask it."""
    with connection.cursor() as cursor:
        cursor.execute(SIZES, [list(schemas)])
        return {schema: HomeSize(int(size), int(relations)) for schema, size, relations in cursor.fetchall()}


def people_and_last_acts(partners: Sequence[Partner]) -> Mapping[UUID, tuple[int, datetime | None]]:
    """How many people belong to each partner, and when its trail was last added to, in one question."""
    last = AuditEntry.objects.filter(partner_key=OuterRef("schema_name")).order_by("-at").values("at")[:1]
    counted = Partner.objects.filter(id__in=[partner.id for partner in partners]).annotate(
        belong=Count("memberships", filter=Q(memberships__ended_at__isnull=True)), last_act_at=Subquery(last)
    )
    return {row.id: (row.belong, row.last_act_at) for row in counted.order_by()}


@dataclass(frozen=True, slots=True)
class HomeVersion:
    """Which migrations a home has had: the version that they make, and how many this code has besides."""

    version: str
    missing: int


def home_version() -> HomeVersion:
    """The version of the home that we are in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        had = set(cursor.fetchall())
    missing = [1 for app, name, _ in partner_migrations() if (app, name) not in had]
    return HomeVersion("" if missing else template_version(), len(missing))


def names_held(crossing: Crossing) -> Iterator[set[Any]]:
    """The public ids that a column of this home names, some at a time."""
    held: Any = apps.get_model(crossing.model)._default_manager
    ids = held.exclude(**{crossing.column: None}).order_by().values_list(crossing.column, flat=True).distinct()
    rest = ids.iterator(chunk_size=NAMES_AT_ONCE)
    while some := set(islice(rest, NAMES_AT_ONCE)):
        yield some


def names_gone(crossing: Crossing, names: Collection[Any]) -> set[Any]:
    """Which of these names nothing in `public` answers to any more."""
    named: Any = apps.get_model(crossing.named_model)._default_manager
    there = (
        named.filter(**{f"{crossing.named_column}__in": names}).order_by().values_list(crossing.named_column, flat=True)
    )
    return set(names) - set(there)
