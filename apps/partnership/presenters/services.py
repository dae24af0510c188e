"""Services, and by what each is shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from apps.partnership.presenters.keys import agreed_with_each, rows_of_key
from guildhall.charging.models import KeyVersion
from guildhall.charging.queries.services import ServiceRow
from guildhall.kernel import Month
from guildhall.web import spelling
from guildhall.web.pages import Page
from guildhall.web.parts import Cell, Column, Empty, Link, Row, Table


@dataclass(frozen=True, kw_only=True)
class ServicesPage(Page):
    """Every service, in the order of the agreement."""

    template: ClassVar[str] = "pages/partnership/services.html"
    table: Table
    empty: Empty

    @classmethod
    def of(cls, services: Sequence[ServiceRow], *, month: Month) -> Self:
        rows = [
            [
                Cell(one.pool.name, url=f"/services/{one.pool.code}/", note=one.pool.code),
                one.in_force(month).key.words,
                _from(one.in_force(month)),
                one.in_force(month).agreed_by,
            ]
            for one in services
        ]
        columns = [Column("Service"), Column("Shared by"), Column("Since"), Column("Agreed by")]
        return cls(
            title="Services",
            headline=f"{spelling.plural(len(services), 'service is', 'services are')} shared",
            table=Table(f"Services and their keys in {month.title}", columns, rows),
            empty=Empty("No service is shared yet", "Set the first one up with the key that was agreed."),
        )


@dataclass(frozen=True, kw_only=True)
class ServicePage(Page):
    """One service: its key, what it agrees with each member, and the keys before and to come."""

    template: ClassVar[str] = "pages/partnership/service.html"
    rows: Sequence[Row]
    agreed: Table | None
    versions: Table
    propose: Link

    @classmethod
    def of(cls, one: ServiceRow, *, month: Month, members: Mapping[str, str], services: Mapping[str, str]) -> Self:
        """Takes: `members` and `services`, their names by code."""
        version = one.in_force(month)
        rows = [[f"Version {each.number}", each.key.words, _from(each), each.agreed_by] for each in one.versions]
        columns = [Column("Key"), Column("Shared by"), Column("From"), Column("Agreed by")]
        return cls(
            title=one.pool.name,
            caption=f"Code {one.pool.code}, shared since {Month(one.pool.from_on.year, one.pool.from_on.month).title}",
            back=Link("Services", "/services/"),
            rows=[*rows_of_key(version.key, services=services), Row("Since", _from(version)),
                  Row("Agreed by", version.agreed_by)],
            agreed=agreed_with_each(version.key, members),
            versions=Table("Every version of its key, newest first", columns, rows),
            propose=Link("Try another key", "/what-if/"),
        )  # fmt: skip


def _from(version: KeyVersion) -> str:
    return Month(version.from_on.year, version.from_on.month).title
