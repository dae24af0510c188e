"""Months: what was booked, what stops the close, what each partner bears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from apps.partnership.presenters.third_parties import third_parties_table
from apps.partnership.queries import MonthRow
from guildhall.audit.queries import TrailEntry
from guildhall.charging.corrected import BilledMonth, CorrectedMonth
from guildhall.charging.keys import joined
from guildhall.charging.models import Period
from guildhall.charging.presenters.lines import less_income
from guildhall.charging.queries.statements import StatementRow
from guildhall.charging.states import PeriodState, StatementState
from guildhall.charging.working import Member, PoolInMonth, WorkedMonth
from guildhall.kernel import Money
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Cell, Column, Empty, Event, Figure, Link, Table, Tag

COLOURS = {
    PeriodState.OPEN: "blue",
    PeriodState.COLLECTING: "yellow",
    PeriodState.REVIEW: "purple",
    PeriodState.APPROVED: "aqua-green",
}
FILE_COLOURS = {StatementState.DUE: "yellow", StatementState.STUCK: "red"}


def tag_of(period: Period) -> Tag:
    return Tag(period.get_state_display(), COLOURS.get(PeriodState(period.state), ""))


@dataclass(frozen=True, kw_only=True)
class MonthsPage(Page):
    """Every month of the books."""

    template: ClassVar[str] = "pages/partnership/months.html"
    table: Table
    empty: Empty
    open_next: Act | None

    @classmethod
    def of(cls, months: Sequence[MonthRow], *, next_title: str) -> Self:
        pays = any(row.paid for row in months)
        rows = [
            [
                Cell(row.period.month.title, url=f"/months/{row.period.month}/"),
                tag_of(row.period),
                row.booked,
                *([row.paid] if pays else []),
                row.shared,
                f"{row.drawn} of {row.statements} drawn" if row.statements else "None yet",
            ]
            for row in months
        ]
        still_open = sum(not row.period.is_closed for row in months)
        columns = [
            Column("Month"),
            Column("State"),
            Column("Booked", True),
            *([Column("Third parties", True)] if pays else []),
            Column("Shared", True),
            Column("Statements"),
        ]
        return cls(
            title="Months",
            headline="Every month is closed" if not still_open else _waits(still_open),
            table=Table("Months, newest first, excluding VAT", columns, rows),
            empty=Empty("No month is open yet", "Open the first one, then load its costs."),
            open_next=Act(f"Open {next_title}", "/months/", kind="secondary") if next_title else None,
        )


def _waits(count: int) -> str:
    return "1 month is waiting to be closed" if count == 1 else f"{count} months are waiting to be closed"


@dataclass(frozen=True, slots=True)
class WhatCameLate:
    """What corrects one closed month: a row a member, a column a pool, and why."""

    table: Table
    reasons: Sequence[str]


NOTHING_LACKS: Mapping[str, Sequence[str]] = {}


@dataclass(frozen=True, kw_only=True)
class MonthPage(Page):
    """One month on its way to the close."""

    template: ClassVar[str] = "pages/partnership/month.html"
    tag: Tag
    figures: Sequence[Figure]
    stops: Sequence[str]
    acts: Sequence[Act]
    links: Sequence[Link]
    shares: Table | None
    passing: Table | None
    third_parties: Table | None
    less_income: Sequence[str]
    late_note: str
    late: Sequence[WhatCameLate]
    statements: Table | None
    is_drawing: bool
    events: Sequence[Event]
    closed: bool

    @classmethod
    def of(
        cls,
        period: Period,
        *,
        billed: BilledMonth,
        load_id: int,
        stops: Sequence[str],
        statements: Sequence[StatementRow],
        trail: Sequence[TrailEntry],
        lacking: Mapping[str, Sequence[str]] = NOTHING_LACKS,
        page: object = 1,
    ) -> Self:
        worked, month, here = billed.worked, period.month, f"/months/{period.month}"
        booked, paid = Money.total(pool.gross for pool in worked.pools), billed.third_parties.total
        has_costs = any(pool.cost is not None for pool in worked.pools)
        return cls(
            title=month.title,
            headline=_headline(period, stops),
            caption=f"{month.title}, excluding VAT",
            back=Link("Months", "/months/"),
            tag=tag_of(period),
            figures=[
                Figure("Cost booked", booked, note="from the host's ledger"),
                *([Figure("Paid by third parties", paid, url="#third-parties")] if paid else []),
                *_idle(worked),
                *(_shared(worked, booked - paid) if has_costs else []),
                *_drawn(statements),
            ],
            stops=stops,
            acts=_acts(period, here, load_id=load_id),
            links=_links(period, here, has_costs=has_costs),
            shares=_shares(billed).on_page(page, noun="partners") if has_costs else None,
            passing=_passing(worked) if has_costs else None,
            third_parties=third_parties_table(billed.third_parties, period.month),
            less_income=[
                f"{pool.name}: {less_income(pool.net, pool.income)}. Members share {pool.net}."
                for pool in worked.pools
                if pool.income and pool.cost is not None
            ],
            late_note=_late_note(period, billed.corrections),
            late=[_what_came_late(corrected, page) for corrected in billed.corrections if corrected.pools],
            statements=_statements(statements, lacking).on_page(page, noun="statements") if statements else None,
            is_drawing=any(row.state in (StatementState.DUE, StatementState.FILED) for row in statements),
            events=[
                Event(
                    f"{entry.what[:1].upper()}{entry.what[1:]}",
                    entry.at,
                    entry.by,
                    changes=list(entry.details.values()),
                )
                for entry in trail
            ],
            closed=period.is_closed,
        )


def _shared(worked: WorkedMonth, to_share: Money) -> list[Figure]:
    """What the members share, and what of it no key could place: unknown, before costs are loaded."""
    shared = Money.total(worked.total_for(member) for member in worked.members)
    return [
        Figure("Shared", shared, note=f"between {len(worked.members)} partners"),
        Figure("Unshared", to_share - shared, note="must be £0.00 to close", alert=to_share != shared),
    ]


def _idle(worked: WorkedMonth) -> list[Figure]:
    """Capacity that was paid for and that nobody used, wherever there is any."""
    idle = {pool.name: pool.idle for pool in worked.pools if pool.idle}
    return [Figure("Idle capacity", Money.total(idle.values()), note=f"of {joined(list(idle))}")] if idle else []


def _drawn(statements: Sequence[StatementRow]) -> list[Figure]:
    """How far the drawing of statements is, while it goes on."""
    drawn = sum(row.is_ready for row in statements)
    if drawn == len(statements):
        return []
    stuck = sum(row.state == StatementState.STUCK for row in statements)
    note = f"of {len(statements):,}" + (f", {stuck:,} stuck" if stuck else "")
    return [Figure("Statements drawn", drawn, note=note, alert=bool(stuck))]


def _headline(period: Period, stops: Sequence[str]) -> str:
    title = period.month.title
    if period.is_closed:
        return f"{title} is closed"
    if not stops:
        return f"{title} can be closed"
    return f"{len(stops)} {'thing stops' if len(stops) == 1 else 'things stop'} {title} from closing"


def _acts(period: Period, here: str, *, load_id: int) -> list[Act]:
    if period.state == PeriodState.APPROVED:
        return [Act("Close the month", f"{here}/close/", kind="")]
    if period.state == PeriodState.REVIEW and load_id:
        return [Act("Approve the costs", f"{here}/approval/", kind="", fields={"load": str(load_id)})]
    return []


def _links(period: Period, here: str, *, has_costs: bool) -> list[Link]:
    if not has_costs:
        return [] if period.is_closed else [Link("Load the costs", f"{here}/costs/")]
    withdraw = [] if period.is_closed else [Link("Withdraw the costs", f"{here}/costs/withdrawal/")]
    return [*withdraw, Link("Download what each bears", f"{here}/shares/")]


def shares_file(billed: BilledMonth) -> tuple[list[str], list[list[object]]]:
    """What each bears of each pool, of corrections and in all, as columns and rows of a file. New columns come last."""
    columns = ["partner", "name", *(pool.code for pool in billed.worked.pools), "corrections", "total"]
    return columns, [[party.code, party.name, *_borne(billed, party)] for party in billed.parties]


def _borne(billed: BilledMonth, party: Member) -> list[Money]:
    """Its share of each pool, what corrects earlier months, and the total."""
    worked, total = billed.worked, billed.total_for(party)
    own = [_share(worked, pool, party.code) if billed.is_member(party) else Money(0) for pool in worked.pools]
    return [*own, total - Money.total(own), total]


def _shares(billed: BilledMonth) -> Table:
    """What each bears of each pool; where earlier months are corrected, that too, so that a row is a statement."""
    worked, corrects = billed.worked, any(corrected.pools for corrected in billed.corrections)
    columns = [Column("Partner"), *(Column(pool.name, True) for pool in worked.pools)]
    columns += [Column("Corrections", True), Column("Total", True)] if corrects else [Column("Total", True)]
    rows = []
    for party in billed.parties:
        *own, corrected, total = _borne(billed, party)
        rows.append([party.name, *own, *([corrected] if corrects else []), total])
    to_share = [worked.shared(pool).net for pool in worked.pools]
    totals = ["Total", *to_share, *([Money(0)] if corrects else []), Money.total(to_share)]
    return Table("What each partner bears", columns, rows, totals=totals, stacks=False)


def _passing(worked: WorkedMonth) -> Table | None:
    """What services pass on to each other before their members share the rest; nothing, where none serves another."""
    methods = [passing.method for pool in worked.pools if (passing := worked.shared(pool).passing)]
    if not methods:
        return None
    amounts = {pool.name: _passed(pool, worked) for pool in worked.pools}
    columns = ["Service", "Own cost", "From other services", "To other services", "Left to its members"]
    return Table(
        f"What services pass on to each other, {methods[0].adverb}",
        [Column(name, place > 0) for place, name in enumerate(columns)],
        [[name, *row] for name, row in amounts.items()],
        totals=["Total", *(Money.total(column) for column in zip(*amounts.values(), strict=True))],
    )


def _passed(pool: PoolInMonth, worked: WorkedMonth) -> list[Money]:
    """Own cost, what came, what went, and what is left; by the full method, where nothing is posted between services,
    the difference alone.
    """
    shared = worked.shared(pool)
    difference, passing = shared.net - pool.net, shared.passing
    if passing is None or passing.exact is not None:
        return [pool.net, max(difference, Money(0)), max(-difference, Money(0)), shared.net]
    return [pool.net, Money.total(passing.came.values()), Money.total(passing.went.values()), shared.net]


def _share(worked: WorkedMonth, pool: PoolInMonth, code: str) -> Money:
    share = worked.shared(pool).shares.get(code)
    return Money(share.pence) if share else Money(0)


def _late_note(period: Period, corrections: Sequence[CorrectedMonth]) -> str:
    """When what came late is posted; nothing, while nothing came."""
    if not corrections:
        return ""
    if period.is_closed:
        return f"Posted in {period.month.title}. The closed months stay as they are."
    unmoved = joined([corrected.month.title for corrected in corrections if not corrected.pools])
    more = f" What came late for {unmoved} changes nobody’s share." if unmoved else ""
    return (
        f"If {period.month.title} were closed now, this would be posted with it. "
        f"The closed months stay as they are.{more}"
    )


def _what_came_late(corrected: CorrectedMonth, page: object) -> WhatCameLate:
    columns = [Column("Partner"), *(Column(pool.name, True) for pool in corrected.pools), Column("Correction", True)]
    rows = [
        [member.name, *(_again(corrected, pool, member) for pool in corrected.pools), corrected.total_for(member)]
        for member in corrected.members
    ]
    totals = ["Total", *(Money(0) for _ in corrected.pools), Money(0)]
    title = f"Corrections of {corrected.month.title}"
    return WhatCameLate(
        table=Table(title, columns, rows, totals=totals).on_page(page, noun="partners"),
        reasons=[f"{pool.name}: {corrected.reason(pool)}." for pool in corrected.pools],
    )


def _again(corrected: CorrectedMonth, pool: PoolInMonth, member: Member) -> Cell:
    before, now = Money(corrected.charged(pool, member)), Money(corrected.recomputed(pool, member))
    return Cell(corrected.difference(pool, member), note=f"{before} before, {now} now")


def _lacks(row: StatementRow, lacking: Mapping[str, Sequence[str]]) -> str:
    """Why a statement that is drawn has no e-invoice, as far as something is missing now."""
    missing = lacking.get(row.partner_key, ())
    if not missing or not row.files or any(file.kind == "ubl" for file in row.files):
        return ""
    return f"No e-invoice. Missing: {', '.join(missing)}."


def _statements(rows: Sequence[StatementRow], lacking: Mapping[str, Sequence[str]]) -> Table:
    """Those that somebody has to look at come first."""
    return Table(
        "Statements",
        [Column("Number"), Column("Partner"), Column("Total", True), Column("Files")],
        [
            [
                row.number,
                Cell(row.partner, note=_lacks(row, lacking)),
                row.total,
                Act("Try again", f"/statements/{row.number}/retry/", hidden=row.number)
                if row.state == StatementState.STUCK
                else Tag(row.state.label, FILE_COLOURS.get(row.state, "")),
            ]
            for row in sorted(rows, key=lambda row: row.state != StatementState.STUCK)
        ],
    )
