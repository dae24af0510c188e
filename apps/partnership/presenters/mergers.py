"""Partners that merge, as host finance and the board see what goes on to their successor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Self
from uuid import UUID

from apps.partnership.presenters.years import events_of
from guildhall.audit.queries import TrailEntry
from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.models import CarryOver
from guildhall.charging.queries.mergers import MergerRow, Moved, WorkedMerger
from guildhall.charging.states import CarryOverState
from guildhall.kernel import LONDON, Money
from guildhall.web import spelling
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Column, Event, Link, Row, Table, Tag
from tenants.models import Partner

NOTHING = Money(0)
NOT_YET, WAITS, DONE = (
    Tag("Not prepared yet", "blue"), Tag("Waiting for approval", "purple"), Tag("Carried over", "green"),
)  # fmt: skip
LATER = (
    "Months before stay as they were. The settlement of the year takes the successor as the heir of them, and it can "
    "read the statements of those that merged."
)


def tag_of_merger(row: MergerRow) -> Tag:
    if row.is_done:
        return DONE
    return WAITS if row.is_prepared else NOT_YET


@dataclass(frozen=True, kw_only=True)
class MergerPage(Page):
    """What goes on to a successor, and what is next."""

    template: ClassVar[str] = "pages/partnership/merger.html"
    tag: Tag
    stops: Sequence[str] = ()
    acts: Sequence[Act] = ()
    links: Sequence[Link] = ()
    facts: Sequence[Row]
    held: Table | None = None
    due: Table | None = None
    note: str
    events: Sequence[Event] = ()

    @classmethod
    def so_far(cls, worked: WorkedMerger) -> Self:
        """Before it is prepared: what the books say of it by now."""
        row, names = worked.row, {partner.schema_name: partner.name for partner in worked.row.ending}
        return cls(
            title=f"Merger into {row.successor.name}",
            headline=_headline([partner.short_name for partner in row.ending], row.successor),
            caption=_caption(row.from_on),
            back=_hub(),
            tag=tag_of_merger(row),
            stops=worked.stops,
            acts=[] if worked.stops else [Act("Prepare the merger", f"{_here(row.successor)}/preparation/", kind="")],
            facts=_facts(row.successor.name, row.from_on, row.names),
            held=_held(worked.moved, names, f"What they hold and owe at the end of {_uk(worked.moved)}"),
            due=_due(worked.moved, names, "Contributions that are still to come"),
            note=f"Nothing is posted before somebody else approves it. {LATER}",
        )

    @classmethod
    def of(
        cls,
        carry_over: CarryOver,
        *,
        successor: Partner,
        stops: Sequence[str],
        people: Mapping[UUID, str],
        trail: Sequence[TrailEntry],
    ) -> Self:
        """As it was prepared, until somebody else approves it and for ever after."""
        said, is_prepared = carry_over.figures, carry_over.state == CarryOverState.PREPARED
        names, here = {one["key"]: one["name"] for one in said["ending"]}, _here(successor)
        held, due = _tables(carry_over, names)
        return cls(
            title=f"Merger into {successor.name}",
            headline=_headline(list(names.values()), successor) if is_prepared else "",
            caption=_caption(carry_over.from_on),
            back=_hub(),
            tag=WAITS if is_prepared else DONE,
            stops=stops if is_prepared else [],
            acts=[Act("Approve the merger", f"{here}/approval/", kind="")] if is_prepared and not stops else [],
            links=[Link("Withdraw the merger", f"{here}/withdrawal/")] if is_prepared else [],
            facts=[
                *_facts(successor.name, carry_over.from_on, list(names.values())),
                *_who_and_when(carry_over, people),
            ],
            held=held,
            due=due,
            note=f"Somebody who did not prepare it approves it, and then the books go on. {LATER}"
            if is_prepared
            else _after(successor),
            events=events_of(trail),
        )

    @classmethod
    def done(cls, row: MergerRow) -> Self:
        """One from before two people did it: nothing was prepared."""
        return cls(
            title=f"Merger into {row.successor.name}",
            caption=_caption(row.from_on),
            back=_hub(),
            tag=DONE,
            facts=[*_facts(row.successor.name, row.from_on, row.names), _entries()],
            note=_after(row.successor),
        )


def _here(successor: Partner) -> str:
    return f"/mergers/{successor.code}"


def _hub() -> Link:
    return Link("Partners that come, go and merge", "/membership/")


def _caption(from_on: date) -> str:
    return f"From {from_on:%B %Y}"


def _headline(names: Sequence[str], successor: Partner) -> str:
    who = names[0] if len(names) == 1 else f"{len(names)} partners"
    return f"The books of {who} go on to {successor.short_name}"


def _after(successor: Partner) -> str:
    return f"{successor.name} holds and owes what they did, and reads their statements beside its own."


def _facts(successor: str, from_on: date, names: Sequence[str]) -> list[Row]:
    return [Row("Successor", successor), Row("From", from_on), Row("Those that end", names)]


def _entries() -> Row:
    return Row("Entries", Link("In the ledger", "/ledger/"))


def _who_and_when(carry_over: CarryOver, people: Mapping[UUID, str]) -> list[Row]:
    rows = [Row("Prepared", _by(people, carry_over.prepared_by_id, carry_over.prepared_at))]
    if carry_over.approved_at and carry_over.approved_by_id:
        rows += [Row("Approved", _by(people, carry_over.approved_by_id, carry_over.approved_at)), _entries()]
    return [*rows, Row("Digest", carry_over.digest)]


def _by(people: Mapping[UUID, str], person: UUID, when: datetime) -> str:
    return f"{people.get(person, '')}, {spelling.uk_datetime(when)}"


def _tables(carry_over: CarryOver, names: Mapping[str, str]) -> tuple[Table, Table | None]:
    """What was frozen, as it stood on the day of the preparation, or, once the books went on, of the approval."""
    on = (carry_over.approved_at or carry_over.prepared_at).astimezone(LONDON).date()
    moved = Moved.frozen(carry_over.figures, on=on)
    if carry_over.approved_at:
        held = _held(moved, names, f"What they held and owed at the end of {_uk(moved)}, when it went on")
        return held, _due(moved, names, "Contributions that went on, due later")
    held = _held(moved, names, f"What they hold and owe at the end of {_uk(moved)}, as it was prepared")
    return held, _due(moved, names, "Contributions that are still to come")


def _uk(moved: Moved) -> str:
    return spelling.uk_date(moved.on)


def _held(moved: Moved, names: Mapping[str, str], caption: str) -> Table:
    accounts = list(moved.held)
    rows = [
        [name, *(_shown(account, moved.held[account].get(key)) for account in accounts)] for key, name in names.items()
    ]
    heads = {"1210": "Owes", "2210": "Refund payable", "2220": "Technology credit"}
    totals = [_shown(account, Money.total(moved.held[account].values())) for account in accounts]
    return Table(
        caption,
        [Column("Partner"), *(Column(heads[account.number], True) for account in accounts)],
        rows,
        totals=["Goes on", *totals],
    )


def _shown(account: LedgerAccount, held: Money | None) -> Money:
    """What is owed by a partner as it is, and what is held for one without its sign."""
    amount = held or NOTHING
    return amount if account is LedgerAccount.CONTRIBUTION_DUE else -amount


def _due(moved: Moved, names: Mapping[str, str], caption: str) -> Table | None:
    later = moved.due_later
    if not later:
        return None
    return Table(
        caption,
        [Column("Due"), Column("Called from"), Column("Amount", True)],
        [[one.due_on, names[one.key], one.amount] for one in later],
        totals=["Goes on", "", Money.total(one.amount for one in later)],
    )
