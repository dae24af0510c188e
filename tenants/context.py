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
