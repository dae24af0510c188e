"""Where we are: with one partner, on the platform, or nowhere. One context variable, and nothing else decides.

Only `tenants` may change it (a house test sees to that); the backend and every shared table read it here.

    nowhere (the default) --tenants.inside(partner)--> with a partner ---+
            |                                                           +-- end of the block --> where we were
            +------------tenants.on_the_platform()--> on the platform --+

Nowhere means a search path that never exists: before and after each request, in new threads and in forgotten streams
every query fails, rather than answering from somebody's tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

PUBLIC = "public"
NOWHERE_SCHEMA = "no_partner"


@dataclass(frozen=True, slots=True)
class Place:
    """A search path, and the partner whose it is: `partner` is the key in shared tables, None on the platform."""

    schema: str
    partner: str | None = None

    @property
    def search_path(self) -> str:
        return self.schema if self.schema in (PUBLIC, NOWHERE_SCHEMA) else f"{self.schema}, {PUBLIC}"


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
