"""Feeds of usage, registered by host finance as its pages do; and those who may send for them."""

from __future__ import annotations

from datetime import date, datetime

from guildhall.access.roles import sender_for
from guildhall.kernel import Actor
from guildhall.metering.models import Source
from guildhall.metering.operations import SourceTerms, hear_heartbeat, register_source
from guildhall.metering.units import Unit
from tenants.models import Partner
from tests.cast import HUGO, MONDAY_9AM

APPLICATIONS, ROBOT = Unit.APPLICATION_RECEIVED, Unit.ROBOT_MINUTES


def a_source(
    code: str = "telephones",
    *,
    of: str = "",
    units: tuple[Unit, ...] = (APPLICATIONS, ROBOT),
    rhythm_hours: int = 24,
    from_on: date = date(2026, 5, 1),
    at: datetime = MONDAY_9AM,
) -> Source:
    """A feed of a partner, by its code, or of the host. It is registered on the platform."""
    key = Partner.objects.get(code=of).schema_name if of else ""
    terms = SourceTerms(code, code.title(), key, units, rhythm_hours, from_on)
    return register_source(terms=terms, by=HUGO.actor, at=at)


def sender_of(source: Source) -> Actor:
    """What a token of the source's partner, or for the host's own source, makes of whoever sends it."""
    role = sender_for(source.code if source.is_hosts else "")
    return Actor(HUGO.actor.id, "A token", frozenset({role}), source.partner_key or None)


def heard(source: Source, complete_until: datetime, *, at: datetime | None = None) -> None:
    """The source says that it is complete up to an instant."""
    hear_heartbeat(source_id=source.id, complete_until=complete_until, by=sender_of(source), at=at or complete_until)
