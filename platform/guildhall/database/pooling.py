"""Connections lent and given back. One that comes back is nowhere again before anybody else can have it."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from guildhall.database.place import NO_ROLE, NOWHERE_SCHEMA

PARTNERS_MAX = 60
"""A backend of PostgreSQL remembers the catalogue of every partner it served and never forgets: some 1.8 MB each, once
every table of 28 was asked for. A connection that has met so many is closed, and another begun, so that none holds
200 MB. Measured in docs/performance.md, memory of a backend; rule: tenancy.md."""

_met: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


def meet(connection: Any, partner: str) -> None:
    """Note that a connection of psycopg has served a partner."""
    _met.setdefault(connection, set()).add(partner)


def has_met_too_many_to_meet(connection: Any, partner: str) -> bool:
    """Would this partner be one too many for this connection?"""
    met = _met.get(connection, set())
    return partner not in met and len(met) >= PARTNERS_MAX


def pool_options(largest: int) -> dict[str, Any]:
    """psycopg's pool for one process, in the words of Django's OPTIONS. Takes: the most connections at once."""
    return {
        "min_size": 1,
        "max_size": largest,
        "max_lifetime": 600,
        "max_idle": 120,
        "timeout": 5,
        "reset": _forget_where_we_were,
    }


def _forget_where_we_were(connection: Any) -> None:
    """No role and no path, whatever the last borrower left; and an end to those that know too many partners."""
    if len(_met.get(connection, ())) >= PARTNERS_MAX:
        connection.close()
        return
    connection.execute(
        "SELECT set_config('role', %s, false), set_config('search_path', %s, false)", [NO_ROLE, NOWHERE_SCHEMA]
    )
    connection.commit()
