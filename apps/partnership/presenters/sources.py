"""Feeds: how far each says it is complete, and whether that is far enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

from guildhall.access.models import ApiToken
from guildhall.access.presenters import table_of_tokens
from guildhall.audit.queries import TrailEntry
from guildhall.metering.models import Source
from guildhall.metering.queries import SourceRow
from guildhall.metering.states import Health
from guildhall.web.pages import Page
from guildhall.web.paging import Paged
from guildhall.web.parts import Cell, Column, Empty, Event, Figure, Link, Row, Table, Tag
from guildhall.web.spelling import plural, uk_datetime

COLOURS = {Health.ON_TIME: "green", Health.LATE: "orange", Health.SILENT: "red", Health.RETIRED: "grey"}
HOST = "The host"


def tag_of(row: SourceRow) -> Tag:
    return Tag(row.health.label, COLOURS[row.health])


def rhythm(source: Source) -> str:
    """How often it says how far it is, in words."""
    hours = source.rhythm_hours
    if hours % 24 == 0:
        return "Every day" if hours == 24 else f"Every {hours // 24} days"
    return "Every hour" if hours == 1 else f"Every {hours} hours"


@dataclass(frozen=True, kw_only=True)
class SourcesPage(Page):
    """Every feed with its health."""

    template: ClassVar[str] = "pages/partnership/sources.html"
    figures: Sequence[Figure]
    add: Link | None
    table: Table
    paged: Paged[Any]
    empty: Empty

    @classmethod
    def of(
        cls, paged: Paged[SourceRow], *, every: Sequence[SourceRow], partners: Mapping[str, str], may_add: bool
    ) -> Self:
        counts = {health: sum(row.health == health for row in every) for health in Health}
        add = Link("Add a source", "/sources/new/") if may_add else None
        return cls(
            title="Sources",
            headline=_headline(counts),
            figures=[
                Figure("On time", counts[Health.ON_TIME]),
                Figure("Late", counts[Health.LATE], note="more than one rhythm behind", alert=counts[Health.LATE] > 0),
                Figure("Silent", counts[Health.SILENT], note="more than three", alert=counts[Health.SILENT] > 0),
            ],
            add=add,
            table=_table(paged.rows, partners),
            paged=paged,
            empty=Empty(
                "No source is registered",
                "What our own services use is counted with the work. Feeds from outside are registered here.",
                add,
            ),
        )


def _headline(counts: Mapping[Health, int]) -> str:
    behind = counts[Health.LATE] + counts[Health.SILENT]
    if behind:
        return f"{plural(behind, 'source is', 'sources are')} behind"
    return "Every source is on time" if counts[Health.ON_TIME] else "Sources"


def _table(rows: Sequence[SourceRow], partners: Mapping[str, str]) -> Table:
    return Table(
        "Feeds of usage, by name",
        [Column("Source"), Column("Whose"), Column("Reports"), Column("Complete up to"), Column("Health")],
        [
            [
                Cell(row.source.name, url=f"/sources/{row.source.code}/", note=row.source.code),
                partners.get(row.source.partner_key, HOST),
                Cell(", ".join(unit.label for unit in row.source.reports), note=rhythm(row.source)),
                uk_datetime(row.complete_until) if row.complete_until else "It has not said",
                tag_of(row),
            ]
            for row in rows
        ],
        caption_hidden=True,
    )


@dataclass(frozen=True, kw_only=True)
class SourcePage(Page):
    """One feed."""

    template: ClassVar[str] = "pages/partnership/source.html"
    tag: Tag
    retire: Link | None
    rows: Sequence[Row]
    make_token: Link | None
    tokens: Table | None
    events: Sequence[Event]

    @classmethod
    def of(
        cls,
        row: SourceRow,
        *,
        partners: Mapping[str, str],
        may_keep: bool,
        tokens: Sequence[ApiToken],
        people: Mapping[UUID, str],
        trail: Sequence[TrailEntry],
    ) -> Self:
        source, here = row.source, f"/sources/{row.source.code}/tokens/"
        keeps = may_keep and source.is_active
        return cls(
            title=source.name,
            back=Link("Sources", "/sources/"),
            tag=tag_of(row),
            retire=Link("Retire it", f"/sources/{source.code}/retirement/") if keeps else None,
            make_token=Link("Make a token", f"{here}new/") if keeps and source.is_hosts else None,
            tokens=table_of_tokens(tokens, names=people, here=here, may_keep=may_keep) if tokens else None,
            rows=[
                Row("Code", source.code),
                Row("Whose", partners.get(source.partner_key, f"{HOST}; each event names its partner")),
                Row("Reports", [unit.label for unit in source.reports]),
                Row("Says how far it is", rhythm(source)),
                Row("First day", source.from_on),
                Row("Complete up to", row.complete_until or "It has not said"),
                Row("Last heard", row.heard_at or "Never"),
                Row("Tokens", "Made here, below" if source.is_hosts else "Made by the partner’s administrators"),
                *_end(source),
            ],
            events=[
                Event(f"{e.what[:1].upper()}{e.what[1:]}", e.at, e.by, changes=list(e.details.values())) for e in trail
            ],
        )


def _end(source: Source) -> list[Row]:
    return [] if source.is_active else [Row("Last day", source.retired_on), Row("Why it ended", source.retired_reason)]
