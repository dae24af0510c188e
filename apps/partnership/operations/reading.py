"""Readings: what the operator's console shows of homes, refreshed as work goes round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from apps.partnership.models import PartnerReading
from apps.partnership.queries.readings import HomeVersion, people_and_last_acts, sizes_of_homes
from guildhall.database.operation import operation, step
from guildhall.kernel import Actor, NotAllowed, require
from tenants.models import Partner


@step
def read_partners(*, partners: Sequence[Partner], at: datetime) -> None:
    """Write down size, people and last activity of some partners: three statements, however many they are."""
    sizes = sizes_of_homes([partner.schema_name for partner in partners])
    known = people_and_last_acts(partners)
    readings = [
        PartnerReading(
            partner=partner,
            bytes=sizes[partner.schema_name].bytes,
            relations=sizes[partner.schema_name].relations,
            people=known[partner.id][0],
            last_activity_at=known[partner.id][1],
            read_at=at,
        )
        for partner in partners
        if partner.schema_name in sizes
    ]
    PartnerReading.objects.bulk_create(
        readings,
        update_conflicts=True,
        unique_fields=["partner"],
        update_fields=["bytes", "relations", "people", "last_activity_at", "read_at"],
    )


@operation
def note_home_check(
    *, partner_id: UUID, version: HomeVersion, orphans: Mapping[str, int], by: Actor, at: datetime
) -> PartnerReading:
    """Write down a home's version and what it names that is gone.

    Takes: `orphans`, how many names are gone, by column.
    Refuses: NotAllowed (only Guildhall itself may).
    """
    require(by.is_system, NotAllowed("note the check of a home", ask="nobody: it is done each night"))

    reading, _ = PartnerReading.objects.update_or_create(
        partner_id=partner_id,
        defaults={
            "home_version": version.version,
            "migrations_missing": version.missing,
            "orphans": [{"column": column, "names": names} for column, names in sorted(orphans.items()) if names],
            "checked_at": at,
        },
    )
    return reading
