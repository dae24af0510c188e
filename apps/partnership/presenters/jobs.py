"""Jobs: what waits, what is in hand, what was given up, and what may be done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from apps.partnership.words import in_words
from guildhall.audit.queries import TrailEntry
from guildhall.notices.announcements import KNOWN
from guildhall.notices.models import Delivery
from guildhall.notices.queries import ParkedKind, QueueDepth
from guildhall.notices.states import DeliveryState
from guildhall.web.forms import FilterForm
from guildhall.web.pages import Page
from guildhall.web.paging import Paged
from guildhall.web.parts import Act, Cell, Column, Empty, Event, Figure, Link, Row, Table, Tag
from guildhall.web.spelling import duration, plural

STAGE_WORDS = {"parked": "Parked", "waiting": "Waiting", "in-hand": "In hand", "aside": "Set aside"}
LATE = timedelta(minutes=1)
COLOURS = {DeliveryState.PARKED: "red", DeliveryState.ASIDE: "grey", DeliveryState.DONE: "green"}
NOTHING_THERE = {
    "parked": Empty(
        "Nothing is parked", "A job that fails three times comes here, with its reason.", kind="nothing_left"
    ),
    "waiting": Empty("Nothing waits", "Jobs wait here for a moment before a worker takes them.", kind="nothing_left"),
    "in-hand": Empty("No worker has anything in hand", "Jobs are here while they are done.", kind="nothing_left"),
    "aside": Empty("Nothing is set aside", "A parked job that is not to be done is set aside with a reason."),
}


@dataclass(frozen=True, kw_only=True)
class JobsPage(Page):
    """Everything that is not done, stage by stage."""

    template: ClassVar[str] = "pages/partnership/jobs.html"
    figures: Sequence[Figure]
    stages: Sequence[Link]
    filter: FilterForm
    queues: Table
    kinds: Table | None
    table: Table | None
    paged: Paged[Any]
    empty: Empty

    @classmethod
    def of(
        cls,
        paged: Paged[Delivery],
        *,
        stage: str,
        counts: Mapping[str, int],
        queues: Sequence[QueueDepth],
        kinds: Sequence[ParkedKind],
        lag: timedelta,
        partners: Mapping[str, str],
        filter: FilterForm,
    ) -> Self:
        narrowed = bool(filter.tags())
        rows = [_row(delivery, partners, stage=stage) for delivery in paged.rows]
        return cls(
            title="Jobs",
            headline=_headline(counts["parked"], lag),
            figures=_figures(counts, lag),
            stages=[
                Link(words, f"?stage={name}", current=name == stage, count=counts[name])
                for name, words in STAGE_WORDS.items()
            ],
            filter=filter,
            queues=_queues(queues),
            kinds=_kinds(kinds) if stage == "parked" and kinds and not narrowed else None,
            table=Table(f"Jobs: {STAGE_WORDS[stage].lower()}", _columns(stage), rows, caption_hidden=True)
            if rows
            else None,
            paged=paged,
            empty=Empty(
                "No job matches",
                "Take a filter off to see more.",
                Link("Clear filters", f"?stage={stage}"),
                "nothing_matches",
            )
            if narrowed
            else NOTHING_THERE[stage],
        )


def _headline(parked: int, lag: timedelta) -> str:
    if parked:
        return f"{plural(parked, 'job is', 'jobs are')} parked"
    if lag > LATE:
        return f"A job has waited {duration(lag.total_seconds())} for its bell"
    return "All jobs are moving"


def _figures(counts: Mapping[str, int], lag: timedelta) -> list[Figure]:
    return [
        Figure(
            "Parked",
            counts["parked"],
            url="?stage=parked",
            note="given up after three attempts",
            alert=bool(counts["parked"]),
        ),
        Figure("Waiting", counts["waiting"], url="?stage=waiting", note="for a bell, now or later"),
        Figure("In hand", counts["in-hand"], url="?stage=in-hand", note="with a worker, or on the way to one"),
        Figure(
            "Relay lag",
            duration(lag.total_seconds()) if lag else "None",
            note="age of the oldest due bell not rung",
            alert=lag > LATE,
        ),
    ]


def _queues(queues: Sequence[QueueDepth]) -> Table:
    rows = [[one.queue.capitalize(), one.waiting, one.in_hand, one.parked] for one in queues]
    columns = [Column("Queue"), Column("Waiting", True), Column("In hand", True), Column("Parked", True)]
    return Table("What each queue holds", columns, rows)


def _kinds(kinds: Sequence[ParkedKind]) -> Table:
    rows = [
        [
            Cell(in_words(kind.name), note=_heard_by(kind.hearer)),
            kind.count,
            kind.since,
            kind.reason,
            Act(
                "Replay all" if kind.count > 1 else "Replay", "/jobs/replays/",
                hidden=f"of {in_words(kind.name)}", fields={"kind": kind.name, "hearer": kind.hearer},
            ),
        ]
        for kind in kinds
    ]  # fmt: skip
    columns = [Column("Kind"), Column("Parked", True), Column("Since"), Column("A reason"), Column("Act")]
    return Table("Parked, by kind", columns, rows)


def _columns(stage: str) -> list[Column]:
    when = {"waiting": "Rung at the earliest", "in-hand": "Rung again unless done by"}.get(stage, "Said at")
    return [Column("Job"), Column("Partner"), Column(when), Column("Attempts", True), Column("Reason")]


def _row(delivery: Delivery, partners: Mapping[str, str], *, stage: str) -> list[object]:
    moment = delivery.announcement.at if stage in ("parked", "aside") else delivery.ring_at
    if stage == "in-hand" and delivery.leased_until:
        moment = delivery.leased_until
    return [
        Cell(in_words(delivery.announcement.name), url=f"/jobs/{delivery.id}/", note=_heard_by(delivery.hearer)),
        whose(delivery, partners),
        moment,
        delivery.attempts,
        delivery.reason or "None",
    ]


def whose(delivery: Delivery, partners: Mapping[str, str]) -> str:
    """Whose job it is, by name."""
    if not delivery.partner_key:
        return "The partnership"
    return partners.get(delivery.partner_key, "A partner who is gone")


def _heard_by(hearer: str) -> str:
    room, _, function = hearer.rpartition(".tasks.")
    return f"{function.replace('_', ' ')}, in {room.rpartition('.')[2].replace('_', ' ')}" if function else hearer


@dataclass(frozen=True, kw_only=True)
class JobPage(Page):
    """One job: what it is, how it stands, and what was done about it."""

    template: ClassVar[str] = "pages/partnership/job.html"
    tag: Tag
    rows: Sequence[Row]
    acts: Sequence[Act]
    links: Sequence[Link]
    events: Sequence[Event]

    @classmethod
    def of(cls, delivery: Delivery, *, partners: Mapping[str, str], trail: Sequence[TrailEntry]) -> Self:
        said, state = delivery.announcement, DeliveryState(delivery.state)
        meaning = KNOWN[said.name].meaning if said.name in KNOWN else "No room says this any more."
        given_up = state in (DeliveryState.PARKED, DeliveryState.ASIDE)
        return cls(
            title=in_words(said.name),
            caption=f"Job {delivery.id}",
            back=Link("Jobs", "/jobs/"),
            tag=Tag(state.label, COLOURS.get(state, "blue")),
            rows=[
                Row("What it says", meaning),
                Row("Heard by", _heard_by(delivery.hearer)),
                Row("Partner", whose(delivery, partners)),
                Row("Said at", said.at),
                Row(
                    "Names", [f"{key.replace('_', ' ')}: {value}" for key, value in said.keywords.items()] or "Nothing"
                ),
                Row("Queue", delivery.queue.capitalize()),
                Row("Attempts", delivery.attempts),
                Row("Reason", delivery.reason or "None"),
                *_moments(delivery, state),
            ],
            acts=[Act("Replay", f"/jobs/{delivery.id}/replay/", kind="")] if given_up else [],
            links=[Link("Set aside", f"/jobs/{delivery.id}/aside/")] if state == DeliveryState.PARKED else [],
            events=[
                Event(
                    f"{entry.what[:1].upper()}{entry.what[1:]}",
                    entry.at,
                    entry.by,
                    changes=list(entry.details.values()),
                )
                for entry in trail
            ],
        )


def _moments(delivery: Delivery, state: DeliveryState) -> list[Row]:
    known: dict[str, datetime | None] = {
        "Bell rung at": delivery.rung_at,
        "Leased until": delivery.leased_until,
        "Rung at the earliest": delivery.ring_at if state == DeliveryState.DUE else None,
        "Done at": delivery.done_at,
    }
    return [Row(words, moment) for words, moment in known.items() if moment]
