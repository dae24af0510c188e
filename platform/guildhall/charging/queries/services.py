"""Services and the keys they are shared by, as host finance and the board look them up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guildhall.charging.models import KeyVersion, Pool
from guildhall.kernel import Month


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service with every version of its key, newest first."""

    pool: Pool
    versions: Sequence[KeyVersion]

    def in_force(self, month: Month) -> KeyVersion:
        """The version that shares a month's cost; the first one, before there was any."""
        return next((one for one in self.versions if one.from_on <= month.first_day), self.versions[-1])


def list_of_services() -> list[ServiceRow]:
    """Every service in the order of the agreement. One question, however many keys they had."""
    versions: dict[Pool, list[KeyVersion]] = {}
    for version in KeyVersion.objects.select_related("pool").order_by("pool__position", "pool__code", "-number"):
        versions.setdefault(version.pool, []).append(version)
    return [ServiceRow(pool, found) for pool, found in versions.items()]
