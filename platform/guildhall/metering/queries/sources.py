"""Feeds, how far each says it is complete, and which of them a month waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from guildhall.kernel import Month
from guildhall.kernel.time import start_of_day
from guildhall.metering.models import Source
from guildhall.metering.rules import health_of
from guildhall.metering.states import Health


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A feed with how it is. `complete_until` and `heard_at` are None, while it has said nothing."""

    source: Source
    complete_until: datetime | None
    heard_at: datetime | None
    health: Health

    @property
    def is_behind(self) -> bool:
        return self.health in (Health.LATE, Health.SILENT)


def list_of_sources(*, at: datetime) -> list[SourceRow]:
    """Every feed that we may see, active ones first, by name."""
    sources = Source.objects.select_related("heartbeat").order_by("state", "name", "id")
    return [_row(source, at=at) for source in sources]


def source_row(source: Source, *, at: datetime) -> SourceRow:
    """One feed with how it is."""
    return _row(Source.objects.select_related("heartbeat").get(id=source.id), at=at)


def sources_a_month_waits_for(month: Month, *, at: datetime) -> list[SourceRow]:
    """The active feeds that keep a month from its close, by name. Once it is over, those that have not said that they
    are complete up to its end; before, those that are behind already.
    """
    sources = Source.objects.active().filter(from_on__lte=month.last_day).select_related("heartbeat")
    rows = [_row(source, at=at) for source in sources.order_by("name", "id")]
    if at < month.period.until:
        return [row for row in rows if row.is_behind]
    return [row for row in rows if row.complete_until is None or row.complete_until < month.period.until]


def _row(source: Source, *, at: datetime) -> SourceRow:
    beat = getattr(source, "heartbeat", None)
    said = beat.complete_until if beat else None
    health = health_of(complete_until=said or start_of_day(source.from_on), rhythm_hours=source.rhythm_hours, at=at)
    return SourceRow(source, said, beat and beat.heard_at, health if source.is_active else Health.RETIRED)
