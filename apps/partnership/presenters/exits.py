"""The exit of a partner, as host finance and the board see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self
from uuid import UUID

from apps.partnership.presenters.years import events_of
from guildhall.audit.queries import TrailEntry
from guildhall.charging.models import Exit
from guildhall.charging.presenters.exits import ExitDocument, ExitLine, exit_table, lines_of, sums_table
from guildhall.charging.queries.exits import WorkedExit
from guildhall.charging.states import ExitState
from guildhall.kernel import Money
from guildhall.web import spelling
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Event, Link, Row, Table, Tag
from tenants.models import Partner

COLOURS = {ExitState.PREPARED: "purple", ExitState.APPROVED: "green"}
NOT_YET = Tag("Not prepared yet", "blue")


def tag_of_exit(exit_: Exit | None) -> Tag:
    return Tag(exit_.get_state_display(), COLOURS.get(ExitState(exit_.state), "grey")) if exit_ else NOT_YET


@dataclass(frozen=True, kw_only=True)
class ExitPage(Page):
    """What a partner that leaves gets or owes, how it is made up, and what is next."""

    template: ClassVar[str] = "pages/partnership/exit.html"
    tag: Tag
    stops: Sequence[str]
    acts: Sequence[Act]
    links: Sequence[Link]
    lines: Table | None
    behind: Sequence[Row]
    called: Table | None
    months: Table | None
    facts: Sequence[Row]
    events: Sequence[Event]

    @classmethod
    def of(
        cls,
        exit_: Exit,
        *,
        partner: Partner,
        stops: Sequence[str],
        people: Mapping[UUID, str],
        trail: Sequence[TrailEntry],
    ) -> Self:
        document, here = ExitDocument.of(exit_), f"/exits/{partner.code}"
        is_prepared = exit_.state == ExitState.PREPARED
        return cls(
            title=f"Exit of {partner.name}",
            headline=headline_of(partner.short_name, exit_.net),
            caption=f"Last day {spelling.uk_date(exit_.last_day_on)}, financial year {document.year}, excluding VAT",
            back=Link("Partners that come, go and merge", "/membership/"),
            tag=tag_of_exit(exit_),
            stops=stops if is_prepared else [],
            acts=[Act("Approve the exit", f"{here}/approval/", kind="")] if is_prepared and not stops else [],
            links=_links(exit_, here),
            lines=lines_table(document.lines, exit_.net),
            behind=_behind(exit_, document, here),
            called=_called(document.called),
            months=_months(document.months),
            facts=_facts(exit_, document, people),
            events=events_of(trail),
        )

    @classmethod
    def so_far(cls, worked: WorkedExit | None, *, partner: Partner, stops: Sequence[str]) -> Self:
        """Before an exit is prepared: what the books say of it by now."""
        here, said = f"/exits/{partner.code}", worked.plain if worked else None
        last_day = f"Last day {spelling.uk_date(partner.leaves_on)}" if partner.leaves_on else ""
        net = worked.exiting.net if worked else Money(0)
        return cls(
            title=f"Exit of {partner.name}",
            headline=f"So far, {headline_of(partner.short_name, net)}" if worked else "",
            caption=f"{last_day}, by the books as they are, excluding VAT",
            back=Link("Partners that come, go and merge", "/membership/"),
            tag=NOT_YET,
            stops=stops,
            acts=[],
            links=[Link("Prepare the exit", f"{here}/new/")] if not stops else [],
            lines=lines_table(lines_of(said), net) if said else None,
            behind=[],
            called=_called([ExitLine(spelling.uk_date(day), amount) for day, amount in sorted(worked.called.items())])
            if worked
            else None,
            months=_months([ExitLine(month.title, amount) for month, amount in sorted(worked.months.items())])
            if worked
            else None,
            facts=[],
            events=[],
        )


def headline_of(name: str, net: Money) -> str:
    """ "Northfield gets £120", "Northfield owes £12", or neither."""
    if not net:
        return f"{name} neither gets nor owes anything"
    return f"{name} {'gets' if net.pence > 0 else 'owes'} {spelling.money(abs(net))}"


def lines_table(lines: Sequence[ExitLine], net: Money) -> Table:
    """The figures of an exit, as host finance reads them."""
    return exit_table(lines, net, total="Payable to them" if net.pence >= 0 else "Still owed by them")


def _called(lines: Sequence[ExitLine]) -> Table | None:
    return sums_table("Called up to the last day", "Contribution", lines) if lines else None


def _months(lines: Sequence[ExitLine]) -> Table | None:
    return sums_table("Borne, as each month’s statement says", "Month", lines) if lines else None


def _behind(exit_: Exit, document: ExitDocument, here: str) -> list[Row]:
    if not exit_.commitment_pence:
        return []
    return [
        Row("All are still bound to pay", Money(exit_.commitment_pence)),
        Row("Why", exit_.commitment_reason),
        Row("Their part", document.stranded),
        Row("Shown by", Link(exit_.evidence_name, f"{here}/evidence/")),
    ]


def _links(exit_: Exit, here: str) -> list[Link]:
    if exit_.state == ExitState.PREPARED:
        return [Link("Withdraw the exit", f"{here}/withdrawal/")]
    if exit_.filed_at:
        return [Link("Download the exit statement (PDF)", f"{here}/document/")]
    return []


def _facts(exit_: Exit, document: ExitDocument, people: Mapping[UUID, str]) -> list[Row]:
    rows = [
        Row("Statement", exit_.number),
        Row("Prepared", f"{people.get(exit_.prepared_by_id, '')}, {spelling.uk_datetime(exit_.prepared_at)}"),
    ]
    if exit_.approved_at and exit_.approved_by_id:
        rows.append(
            Row("Approved", f"{people.get(exit_.approved_by_id, '')}, {spelling.uk_datetime(exit_.approved_at)}")
        )
    if exit_.journal_id:
        rows.append(Row("Entry in the ledger", Link(f"Exit of {document.partner}", f"/ledger/{exit_.journal_id}/")))
    if exit_.approved_at:
        rows.append(Row("Document", "Drawn" if exit_.filed_at else "Being drawn; this takes a few seconds"))
    return [*rows, Row("Digest", exit_.digest)]
