"""What a statement's files show: the frozen figures, made ready to print. Fetches nothing and works nothing out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from guildhall.charging.models import Statement
from guildhall.documents.spreadsheets import Sheet
from guildhall.kernel import Money, Month
from guildhall.metering.units import Unit

CSV_COLUMNS = (
    "statement",
    "month",
    "service",
    "shared_by",
    "your_use",
    "all_use",
    "weight",
    "total_weight",
    "cost",
    "exact_share_pence",
    "share",
    "key_version",
    "agreed_by",
    "events",
    "events_digest",
)


@dataclass(frozen=True, slots=True)
class DriverOfLine:
    """The events behind one unit of a line."""

    unit: str
    events: int
    quantity: int
    of: int
    percent: int
    digest: str

    @property
    def label(self) -> str:
        return Unit(self.unit).label


@dataclass(frozen=True, slots=True)
class LineOfStatement:
    """One service on a statement, with its working."""

    code: str
    name: str
    shared_by: str
    your_use: str
    all_use: str
    weight: str
    total_weight: str
    cost: Money
    rate: str
    working: str
    exact: str
    exact_words: str
    share: Money
    has_odd_penny: bool
    rounding: str
    key_version: int
    key_from: Month
    agreed_by: str
    drivers: tuple[DriverOfLine, ...]

    @classmethod
    def of(cls, line: Mapping[str, Any]) -> LineOfStatement:
        return cls(
            code=line["pool"],
            name=line["name"],
            shared_by=line["shared_by"],
            your_use=line["your_use"],
            all_use=line["all_use"],
            weight=line["weight"],
            total_weight=line["total_weight"],
            cost=Money(line["cost_pence"]),
            rate=line["rate"],
            working=line["working"],
            exact=line["exact"],
            exact_words=line["exact_words"],
            share=Money(line["pence"]),
            has_odd_penny=line["odd_penny"],
            rounding=line["rounding"],
            key_version=line["key_version"],
            key_from=Month.written(line["key_from"][:7]),
            agreed_by=line["agreed_by"],
            drivers=tuple(_driver(driver) for driver in line["drivers"]),
        )

    @property
    def key_words(self) -> str:
        return f"Key version {self.key_version}, from {self.key_from.title}. Agreed by {self.agreed_by}."


def _driver(driver: Mapping[str, Any]) -> DriverOfLine:
    return DriverOfLine(
        unit=driver["unit"],
        events=driver["events"],
        quantity=driver["quantity"],
        of=driver["of"],
        percent=driver["percent"],
        digest=driver["digest"],
    )


@dataclass(frozen=True, slots=True)
class StatementDocument:
    """A statement, as page and files show it."""

    template: ClassVar[str] = "documents/statement.html"

    number: str
    partner: str
    month: Month
    closed_on: date
    total: Money
    shared: Money
    members: int
    lines: tuple[LineOfStatement, ...]
    rule: str
    digest: str
    manifest_digest: str

    @classmethod
    def of(cls, figures: Mapping[str, Any], *, digest: str) -> StatementDocument:
        """Takes: a statement's frozen figures, and their digest."""
        return cls(
            number=figures["number"],
            partner=figures["partner"]["name"],
            month=Month.written(figures["month"]),
            closed_on=date.fromisoformat(figures["closed_on"]),
            total=Money(figures["total_pence"]),
            shared=Money(figures["shared_pence"]),
            members=figures["members"],
            lines=tuple(LineOfStatement.of(line) for line in figures["lines"]),
            rule=figures["rule"],
            digest=digest,
            manifest_digest=figures["manifest_digest"],
        )

    @property
    def title(self) -> str:
        return f"Statement {self.number}: {self.partner}, {self.month.title}"

    @property
    def cost_of_services(self) -> Money:
        return Money.total(line.cost for line in self.lines)

    @property
    def files_name(self) -> str:
        """What its files are called, before the dot."""
        return f"statement-{self.number.lower()}"

    def sheets(self) -> list[Sheet]:
        """The statement as a spreadsheet: the shares, and the events they rest on."""
        shares = Sheet(
            "Statement",
            ["Service", "Shared by", "Your use", "All members", "Cost of service", "Working", "Your share", "Rounding"],
            [
                [
                    line.name,
                    line.shared_by,
                    line.your_use,
                    line.all_use,
                    line.cost,
                    line.working,
                    line.share,
                    line.rounding,
                ]
                for line in self.lines
            ],
            summed=["Cost of service", "Your share"],
            notes=[self.title, "Excluding VAT", f"Digest of the figures: {self.digest}"],
            widths=[20, 28, 28, 28, 16, 44, 14, 44],
        )
        events = Sheet(
            "Events",
            ["Service", "Unit", "Percent of the key", "Your use", "All members", "Events", "Digest of the events"],
            [
                [line.name, driver.unit, driver.percent, driver.quantity, driver.of, driver.events, driver.digest]
                for line in self.lines
                for driver in line.drivers
            ],
            widths=[20, 24, 12, 12, 12, 12, 70],
        )
        return [shares, events]

    def csv_rows(self) -> list[list[Any]]:
        """One row a service, under CSV_COLUMNS."""
        return [
            [
                self.number,
                str(self.month),
                line.code,
                line.shared_by,
                line.your_use,
                line.all_use,
                line.weight,
                line.total_weight,
                line.cost,
                line.exact,
                line.share,
                line.key_version,
                line.agreed_by,
                sum(driver.events for driver in line.drivers),
                " ".join(driver.digest for driver in line.drivers),
            ]
            for line in self.lines
        ]


def statement_working(statement: Statement) -> StatementDocument:
    """A statement's frozen figures, each with its working, for a page. Fetches nothing: they are on the row."""
    return StatementDocument.of(statement.figures, digest=statement.digest)
