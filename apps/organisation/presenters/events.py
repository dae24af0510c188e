"""The events behind a line of a statement, and whether they still verify."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from guildhall.kernel import Month
from guildhall.metering.queries import EventRow, EventsBehind
from guildhall.metering.units import Aggregation, Unit
from guildhall.web import spelling
from guildhall.web.pages import Page
from guildhall.web.paging import Paged
from guildhall.web.parts import Cell, Column, Empty, Link, Row, Table, Tag

COUNTED = {
    Aggregation.UNIQUE: "How many different ones were seen each day, however often; the days added up",
    Aggregation.LATEST: "The last known level of each thing on each day, added up",
}


@dataclass(frozen=True, kw_only=True)
class EventsPage(Page):
    """The events behind one line, and whether they still verify."""

    template: ClassVar[str] = "pages/organisation/events.html"
    units: Sequence[Link]
    proof: Sequence[Row]
    table: Table
    paged: Paged[Any]
    empty: Empty

    @classmethod
    def of(
        cls,
        *,
        number: str,
        pool: str,
        pool_code: str,
        month: Month,
        unit: Unit,
        units: Sequence[Unit],
        charged: Mapping[str, Any],
        now: EventsBehind,
        events: Sequence[EventRow],
        paged: Paged[Any],
        came_late: bool = False,
    ) -> Self:
        here = f"/statements/{number}/{pool_code}/"
        late = f"&month={month}" if came_late else ""
        agrees = now.digest == charged["digest"] and now.quantity == charged["quantity"]
        return cls(
            title=f"{unit.label} {'that came late for' if came_late else 'in'} {month.title}",
            headline=_what_was_used(unit, charged["quantity"], month, came_late=came_late),
            caption=f"Behind “{pool}” on statement {number}",
            back=Link(f"Statement {number}", f"/statements/{number}/"),
            units=[Link(one.label, f"{here}?unit={one.value}{late}", current=one == unit) for one in units],
            proof=[
                Row("Charged", f"{charged['quantity']:,} from {charged['events']:,} events"),
                Row("Counted again now", f"{now.quantity:,} from {now.count:,} events"),
                *([Row("How it is counted", COUNTED[unit.aggregation])] if unit.aggregation in COUNTED else []),
                Row(
                    "Do they agree?",
                    Tag("The events are those that were charged") if agrees else Tag("They differ", "red"),
                ),
                Row("Digest of the events", charged["digest"]),
            ],
            table=Table(
                f"{unit.label}, oldest first",
                [Column("When"), Column("What"), Column("Quantity", True)],
                [[spelling.uk_datetime(event.at), _what(event), event.quantity] for event in events],
            ),
            paged=paged,
            empty=Empty("Nothing was used", f"No {unit.plural} in {month.title}, so this part of the share is £0.00."),
        )


def _what_was_used(unit: Unit, quantity: int, month: Month, *, came_late: bool) -> str:
    if not came_late:
        return f"{unit.of(quantity)} in {month.title}"
    if quantity < 0:
        return f"{unit.of(-quantity)} cancelled for {month.title}"
    return f"{unit.of(quantity)} came late for {month.title}"


def _what(event: EventRow) -> Cell | str:
    """What was used; beside a correction, what it corrects."""
    if event.corrects is None:
        return event.subject
    was = event.corrects
    return Cell(
        event.subject, note=f"Corrects {was.subject} of {spelling.uk_date(was.at)}, which said {was.quantity:,}"
    )
