"""Where we are: with one partner, on the platform, or nowhere. One context variable, and nothing else decides.

Only `tenants` may change it (a house test sees to that); the backend and every shared table read it here.

    nowhere (the default) --tenants.inside(partner)--> with a partner ---+
            |                                                           +-- end of the block --> where we were
            +------------tenants.on_the_platform()--> on the platform --+

Nowhere means a search path that never exists, and no role: before and after each request, in new threads and in
forgotten streams every query fails, rather than answering from somebody's tables.

A place is also a role in PostgreSQL, taken together with its search path. With a partner it is the partner's own, which
reaches its schema and its rows of the shared tables; on the platform it reaches the shared tables alone. The owner's
place takes no role: what may be done there is what the process signed in as, and for the application's login that is
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from guildhall.database.wall import PLATFORM_ROLE

PUBLIC = "public"
NOWHERE_SCHEMA = "no_partner"
NO_ROLE = "none"


@dataclass(frozen=True, slots=True)
class Place:
    """A search path and a role, and the partner whose they are: `partner` is the key in shared tables, None on the
    platform. `owned` is the owner's place, in which tables are made.
    """

    schema: str
    partner: str | None = None
    owned: bool = False

    @property
    def search_path(self) -> str:
        return self.schema if self.schema in (PUBLIC, NOWHERE_SCHEMA) else f"{self.schema}, {PUBLIC}"

    @property
    def role(self) -> str:
        if self.owned or self.schema == NOWHERE_SCHEMA:
            return NO_ROLE
        return PLATFORM_ROLE if self.partner is None else self.partner


NOWHERE = Place(NOWHERE_SCHEMA)
PLATFORM = Place(PUBLIC)

_here: ContextVar[Place] = ContextVar("guildhall_place", default=NOWHERE)


class NoPartnerHere(RuntimeError):
    """A partner's context was needed and there is none. Open one through `tenants`."""


def here() -> Place:
    """The place that this thread or task is in."""
    return _here.get()


def partner_here() -> str:
    """The key of the partner we are with. Raises: NoPartnerHere."""
    if (partner := here().partner) is None:
        raise NoPartnerHere("This needs a partner's context: open one through `tenants`.")
    return partner


@contextmanager
def at(place: Place) -> Iterator[None]:
    """Be in a place for the length of the block. For `tenants` alone."""
    token = _here.set(place)
    try:
        yield
    finally:
        _here.reset(token)
