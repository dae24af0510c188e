"""The operator's console: every partner with its health, one partner, and files of the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from apps.partnership.models import PartnerReading
from apps.partnership.presenters.partners import tag_of
from apps.partnership.queries.console import SORTS, Sought, Work
from guildhall.web.forms import FilterForm
from guildhall.web.pages import Page
from guildhall.web.paging import Paged
from guildhall.web.parts import Cell, Column, Empty, Link, Row, Table, Tag
from guildhall.web.spelling import plural, size, uk_datetime
from tenants.models import Partner
from tenants.states import AT_HOME, PartnerState

NOTHING = Work()
FILE_COLUMNS = (
    "code", "name", "ods_code", "kind", "state", "health", "joined_on", "people", "bytes", "relations", "home_version",
    "migrations_missing", "last_activity_at", "jobs_waiting", "jobs_parked", "read_at",
)  # fmt: skip


def health_of(partner: Partner, reading: PartnerReading | None, work: Work) -> Tag:
    """The first thing that is wrong with a partner, or that nothing is."""
    if partner.state == PartnerState.STUCK:
        return Tag("Stuck", "red")
    if partner.state not in AT_HOME:
        return Tag("No home", "grey")
    if work.parked:
        return Tag("Jobs parked", "red")
    if reading is None or reading.read_at is None:
        return Tag("Not read yet", "grey")
    if reading.migrations_missing:
        return Tag("Home is behind", "yellow")
    if reading.orphans:
        return Tag("Names are gone", "yellow")
    return Tag("Well", "green")


def version_of(reading: PartnerReading | None) -> str | None:
    """A home's version in short, or how far it is behind; nothing before it was first checked."""
    if reading is None or reading.checked_at is None:
        return None
    if reading.migrations_missing:
        return f"{plural(reading.migrations_missing, 'migration')} behind"
    return reading.home_version[:8]


@dataclass(frozen=True, kw_only=True)
class PartnersPage(Page):
    """Every partner with where it stands and how it is."""

    template: ClassVar[str] = "pages/partnership/partners.html"
    filter: FilterForm
    table: Table
    paged: Paged[Any]
    empty: Empty
    add: Link
    many: Link
    export: Link
    as_of: str

    @classmethod
    def of(
        cls,
        paged: Paged[Partner],
        *,
        filter: FilterForm,
        sought: Sought,
        work: Mapping[str, Work],
        states: Mapping[str, int],
        read_at: datetime | None,
        query: str,
    ) -> Self:
        add = Link("Bring a partner in", "/partners/new/")
        rows = [_row(partner, work.get(partner.schema_name, NOTHING)) for partner in paged.rows]
        return cls(
            title="Partners",
            headline=_headline(states),
            filter=filter,
            table=Table("Partners and how they are", _columns(sought.sort), rows, caption_hidden=True),
            paged=paged,
            empty=Empty(
                "No partner matches", "Take a filter off to see more.", Link("Clear filters", "?"), "nothing_matches"
            )
            if filter.tags()
            else Empty("No partner has joined yet", "Bring the first one in.", add),
            add=add,
            many=Link("Bring many in", "/intakes/"),
            export=Link("Download as CSV", f"/partners/export/?{query}"),
            as_of=f"Size, people and activity were read by {uk_datetime(read_at)}, and are read each hour."
            if read_at
            else "Size, people and activity have not been read yet. They are read each hour.",
        )


def _columns(sort: str) -> list[Column]:
    def column(head: str, key: str = "", *, numeric: bool = False) -> Column:
        order = {key: "ascending", f"-{key}": "descending"}.get(sort, "") if key in SORTS else ""
        return Column(head, numeric, key, order)

    return [
        column("Partner", "name"),
        column("State"),
        column("Health"),
        column("People", "people", numeric=True),
        column("Size", "size", numeric=True),
        column("Version"),
        column("Last activity", "activity"),
        column("Jobs waiting", numeric=True),
        column("Parked", numeric=True),
    ]


def _row(partner: Partner, work: Work) -> list[object]:
    reading = getattr(partner, "reading", None)
    read = reading if reading is not None and reading.read_at else None
    here = partner.state in AT_HOME
    unknown: object = None if here else "–"
    return [
        Cell(partner.name, url=f"/partners/{partner.code}/", note=partner.code),
        tag_of(partner),
        health_of(partner, reading, work),
        read.people if read else unknown,
        size(read.bytes) if read else unknown,
        version_of(reading) or unknown,
        (read.last_activity_at or "None yet") if read else unknown,
        _jobs(work.waiting, partner, "waiting"),
        _jobs(work.parked, partner, "parked"),
    ]


def _jobs(number: int, partner: Partner, stage: str) -> Cell:
    return Cell(number, url=f"/jobs/?stage={stage}&partner={partner.code}" if number else "")


def _headline(states: Mapping[str, int]) -> str:
    live, all_ = states.get(PartnerState.LIVE, 0), sum(states.values())
    if live == all_:
        return f"All {all_} partners are live" if all_ != 1 else "The one partner is live"
    return f"{live} of {all_} partners are live"


def home_rows(partner: Partner, reading: PartnerReading | None, work: Work) -> list[Row]:
    """What is known of one partner's home, for its page."""
    rows = [Row("Health", health_of(partner, reading, work))]
    if reading is not None and reading.read_at:
        rows += [
            Row("People", reading.people),
            Row("Size on disk", f"{size(reading.bytes)} in {plural(reading.relations, 'relation')}"),
            Row("Last activity", reading.last_activity_at or "None yet"),
            Row("Read at", reading.read_at),
        ]
    if reading is not None and reading.checked_at:
        rows += [
            Row("Version of the home", version_of(reading)),
            Row("Names that are gone", _orphans(reading.orphans)),
            Row("Checked at", reading.checked_at),
        ]
    for stage, words, number in (("waiting", "Jobs waiting", work.waiting), ("parked", "Jobs parked", work.parked)):
        shown = Link(str(number), f"/jobs/?stage={stage}&partner={partner.code}") if number else "None"
        rows.append(Row(words, shown))
    return rows


def _orphans(orphans: Sequence[Mapping[str, Any]]) -> list[str] | str:
    return [f"{one['names']} in {one['column']}" for one in orphans] or "None"


def file_rows(partners: Sequence[Partner], work: Mapping[str, Work]) -> list[list[object]]:
    """The list of partners as rows of a file, under FILE_COLUMNS."""
    return [_file_row(partner, work.get(partner.schema_name, NOTHING)) for partner in partners]


def _file_row(partner: Partner, work: Work) -> list[object]:
    reading = getattr(partner, "reading", None)
    read = reading or PartnerReading()
    return [
        partner.code, partner.name, partner.ods_code, partner.kind, partner.state,
        health_of(partner, reading, work).text, partner.joined_on,
        *((read.people, read.bytes, read.relations) if read.read_at else (None, None, None)),
        read.home_version, read.migrations_missing if read.checked_at else None, read.last_activity_at,
        work.waiting, work.parked, read.read_at,
    ]  # fmt: skip
