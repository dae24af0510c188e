"""What a partner's own database role may do with a shared table: said beside the table's model, as `wall`.

    class UsageEvent(Fact):
        wall = own_rows(may="select, insert")

A shared model that says nothing is for the platform alone. `tenants.wall` turns what is said here into grants and
row-level security; PostgreSQL then refuses what our own filters forgot.
"""

from __future__ import annotations

from dataclasses import dataclass

PLATFORM_ROLE = "guildhall_platform"
MEMBER_ROLE = "guildhall_member"
APP_LOGIN = "guildhall_app"
BROKER_LOGIN = "guildhall_broker"

PARTNER_COLUMNS = ("partner_key", "partner_id", "tenant_id", "schema_name")
"""A shared table with one of these columns belongs to partners row by row."""

BY_KEY = "partner_key = current_user::text"
BY_PARTNER = "partner_id = (SELECT id FROM public.tenants_partner WHERE schema_name = current_user::text)"


@dataclass(frozen=True, slots=True)
class Share:
    """A partner's part in a shared table. `own` is SQL that is true of its own rows, on which it `may` do these
    commands; on every row it may do those of `everybody`. Empty texts mean none.
    """

    own: str = ""
    may: str = ""
    everybody: str = ""

    @property
    def commands(self) -> list[str]:
        """All that must be granted, before the policies take away."""
        words = {word.strip() for word in f"{self.may},{self.everybody}".split(",")}
        return [word for word in ("select", "insert", "update", "delete") if word in words]


PLATFORM_ALONE = Share()


def own_rows(*, may: str = "select", where: str = BY_KEY, everybody: str = "") -> Share:
    """A partner meets its own rows, and no others: they are told by `where`."""
    return Share(own=where, may=may, everybody=everybody)


def every_row() -> Share:
    """What names no partner and is the same for all: read, never written."""
    return Share(everybody="select")
