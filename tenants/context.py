"""The only way into a partner's context, or onto the platform. Blocks nest; leaving one brings back where we were."""

from __future__ import annotations

from contextlib import AbstractContextManager

from guildhall.database import place
from tenants.models import Partner


def inside(partner: Partner) -> AbstractContextManager[None]:
    """Be with a partner for the length of the block. One transaction belongs to one partner: open it inside."""
    return place.at(place.Place(schema=partner.schema_name, partner=partner.schema_name))


def on_the_platform() -> AbstractContextManager[None]:
    """Be with no partner: only `public` is seen."""
    return place.at(place.PLATFORM)


def nowhere() -> AbstractContextManager[None]:
    """Be where every query fails: between requests, and around anything that must not touch the database."""
    return place.at(place.NOWHERE)


def as_owner(schema: str = place.PUBLIC) -> AbstractContextManager[None]:
    """Own the tables of one schema, `public` or a partner's: to build, to migrate and to erase, and for nothing else.

    Only a process that signed in as the owner has any rights here; a web process or an ordinary worker has none.
    """
    return place.at(place.Place(schema, partner=None if schema == place.PUBLIC else schema, owned=True))
