"""Partners, as the operator sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from guildhall.access.models import Visit
from guildhall.access.queries import PastVisit
from guildhall.audit.queries import TrailEntry
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Cell, Column, Event, Link, Row, Table, Tag
from guildhall.web.spelling import uk_date, uk_time
from tenants.hosts import address_of
from tenants.models import Erasure, Partner, PartnerArchive
from tenants.states import AT_HOME, ArchiveState, PartnerState

COLOURS = {
    PartnerState.APPLIED: "blue",
    PartnerState.AGREED: "aqua-green",
    PartnerState.BUILDING: "yellow",
    PartnerState.STUCK: "red",
    PartnerState.SUSPENDED: "orange",
    PartnerState.LEAVING: "purple",
    PartnerState.ARCHIVED: "grey",
    PartnerState.ERASED: "grey",
}
NEXT_ACT = {
    PartnerState.APPLIED: ("Agree terms", "agreement"),
    PartnerState.AGREED: ("Build their home", "building"),
    PartnerState.STUCK: ("Try building again", "building"),
}
NEXT_QUESTIONS = {
    PartnerState.LIVE: (("Suspend", "suspension"), ("They leave", "notice"), ("Who takes over?", "successor")),
    PartnerState.SUSPENDED: (("Resume", "resumption"), ("They leave", "notice"), ("Who takes over?", "successor")),
    PartnerState.LEAVING: (
        ("Call back", "call-back"),
        ("Close the doors for good", "closing"),
        ("Who takes over?", "successor"),
    ),
    PartnerState.ARCHIVED: (("Bring back", "return"), ("Erase", "erasure/new"), ("Who took over?", "successor")),
}
ARCHIVE_COLOURS = {ArchiveState.DUE: "yellow", ArchiveState.READY: "green", ArchiveState.STUCK: "red"}
REASON_TITLES = {
    PartnerState.STUCK: "Building is stuck",
    PartnerState.SUSPENDED: "Why they are suspended",
    PartnerState.LEAVING: "Why they leave",
    PartnerState.ARCHIVED: "Why they left",
}


def tag_of(partner: Partner) -> Tag:
    return Tag(partner.get_state_display(), COLOURS.get(PartnerState(partner.state), ""))


@dataclass(frozen=True, kw_only=True)
class PartnerPage(Page):
    """One partner: who they are, what is next, what was done."""

    template: ClassVar[str] = "pages/partnership/partner.html"
    tag: Tag
    rows: Sequence[Row]
    home: Sequence[Row]
    acts: Sequence[Act]
    links: Sequence[Link]
    reason: str
    reason_title: str
    moving: str
    archives: Table | None
    visits: Table | None
    events: Sequence[Event]

    @classmethod
    def of(
        cls,
        partner: Partner,
        trail: Sequence[TrailEntry],
        *,
        home: Sequence[Row],
        visits: Sequence[PastVisit],
        archives: Sequence[PartnerArchive] = (),
        erasure: Erasure | None = None,
    ) -> Self:
        state = PartnerState(partner.state)
        words, noun = NEXT_ACT.get(state, ("", ""))
        rows = [
            Row("Code", partner.code),
            Row("Kind", partner.get_kind_display()),
            Row("ODS code", partner.ods_code or "None given"),
            Row("Shares costs from", partner.joined_on),
            _administrator(partner),
            Row("Terms", f"Version {partner.terms_version}" if partner.terms_version else "Not agreed yet"),
            *_rows_of_leaving(partner),
        ]
        if state == PartnerState.LIVE:
            rows.insert(0, Row("Address", Link(address_of(partner), address_of(partner))))
        return cls(
            title=partner.name,
            back=Link("Partners", "/partners/"),
            tag=tag_of(partner),
            rows=rows,
            acts=_acts(partner, words, noun),
            links=_links(partner, erasure),
            archives=_archives(archives),
            home=home,
            visits=_visits(visits) if visits else None,
            reason=partner.state_reason,
            reason_title=REASON_TITLES.get(state, "Reason"),
            moving=_moving(partner, archives),
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


def _acts(partner: Partner, words: str, noun: str) -> list[Act]:
    at = f"/partners/{partner.code}"
    acts = [Act(words, f"{at}/{noun}/", kind="")] if noun else []
    may_archive = partner.state in AT_HOME and not partner.is_being_archived
    return [*acts, Act("Write an archive", f"{at}/archives/")] if may_archive else acts


def _links(partner: Partner, erasure: Erasure | None) -> list[Link]:
    at = f"/partners/{partner.code}"
    if erasure is not None:
        return [Link("Erasure", f"{at}/erasure/")]
    if partner.is_being_archived:
        return [Link("Call back", f"{at}/call-back/")]
    questions = [Link(text, f"{at}/{noun}/") for text, noun in NEXT_QUESTIONS.get(PartnerState(partner.state), ())]
    may_visit = partner.state == PartnerState.LIVE
    return [Link("Visit their pages", f"{at}/visit/"), *questions] if may_visit else questions


def _moving(partner: Partner, archives: Sequence[PartnerArchive]) -> str:
    if partner.state == PartnerState.BUILDING:
        return "Their home is being built."
    if partner.is_being_archived and not any(archive.reason for archive in archives):
        return "Their archive is being written, and their home is put out of reach after that."
    if any(archive.state == ArchiveState.DUE for archive in archives):
        return "An archive is being written."
    return ""


def _archives(archives: Sequence[PartnerArchive]) -> Table | None:
    columns = [Column("Archive"), Column("State"), Column("Rows", numeric=True), Column("Receipt (SHA-256)")]
    return Table("Archives", columns, [_line_of(archive) for archive in archives]) if archives else None


def _line_of(archive: PartnerArchive) -> list[object]:
    at = f"/partners/{archive.partner.code}/archives/{archive.id}/"
    state = ArchiveState(archive.state)
    ready = state == ArchiveState.READY
    name = Cell(
        f"{'Final archive' if archive.is_final else 'Archive'} of {uk_date(archive.asked_at)}",
        url=at if ready else "",
        note=archive.reason or (f"{size(archive.size_bytes)}, ZIP" if ready else ""),
    )
    standing: object = Tag(archive.get_state_display(), ARCHIVE_COLOURS.get(state, ""))
    if archive.reason:
        standing = Cell(Act("Try again", f"{at}retry/", hidden=f"with archive {archive.id}"))
    receipt = f"{archive.digest[:16]}…" if archive.digest else "Not yet"
    return [name, standing, archive.rows if archive.digest else "Not yet", receipt]


def size(number: int) -> str:
    """So many bytes, as people say it."""
    return f"{number / 1_000_000:.1f} MB" if number >= 1_000_000 else f"{max(1, number // 1000)} kB"


def _rows_of_leaving(partner: Partner) -> list[Row]:
    rows = [
        Row("Doors closed", partner.doors_closed_at),
        Row("Last day", partner.leaves_on),
        Row("Data kept until", partner.kept_until),
        Row("Archived", partner.archived_at),
        Row("Erased", partner.erased_at),
    ]
    if partner.successor:
        link = Link(partner.successor.name, f"/partners/{partner.successor.code}/")
        rows += [Row("Successor", link), Row("Takes over on", partner.succeeded_from)]
    return [row for row in rows if row.value]


def _administrator(partner: Partner) -> Row:
    if partner.first_administrator:
        return Row("First administrator", partner.first_administrator)
    name_one = f"/partners/{partner.code}/administrator/"
    return Row("First administrator", "None given", change_url=name_one, change_text="Name one")


@dataclass(frozen=True, kw_only=True)
class FormPage(Page):
    """One question page."""

    template: ClassVar[str] = "pages/partnership/form.html"
    form: Any
    button: str
    intro: str = ""
    acts: Sequence[Act] = ()

    @classmethod
    def to_apply(cls, form: Any) -> Self:
        return cls(
            title="Bring a partner in",
            form=form,
            button="Save application",
            intro="Terms are agreed next; the home is built after that, and its first administrator is invited.",
            back=Link("Partners", "/partners/"),
        )

    @classmethod
    def to_visit(cls, partner: Partner, form: Any) -> Self:
        return cls(
            title=f"Visit {partner.name}",
            form=form,
            button="Begin the visit",
            intro=(
                "You look at their pages as yourself, for half an hour at most. You see no applications and no "
                "candidates, and can change nothing. Their administrators see that you came, and why."
            ),
            back=Link(partner.name, f"/partners/{partner.code}/"),
        )

    @classmethod
    def to_name_administrator(cls, partner: Partner, form: Any) -> Self:
        return cls(
            title="Name the first administrator",
            caption=partner.name,
            form=form,
            button="Save address",
            intro="They are invited by e-mail, and invite everybody else.",
            back=Link(partner.name, f"/partners/{partner.code}/"),
        )


def _visits(visits: Sequence[PastVisit]) -> Table:
    rows = [[visit.by, visit.reason, visit.begun_at, visit.over_at] for visit in visits]
    return Table("Operators' visits", [Column("Who"), Column("Why"), Column("Began"), Column("Over")], rows)


@dataclass(frozen=True, kw_only=True)
class VisitPage(Page):
    """A visit under way, with the way there."""

    template: ClassVar[str] = "pages/partnership/visit.html"
    rows: Sequence[Row]
    go: Link

    @classmethod
    def of(cls, visit: Visit) -> Self:
        return cls(
            title=f"Your visit to {visit.partner.name}",
            headline=f"You may look at {visit.partner.name} until {uk_time(visit.ends_at)}",
            back=Link(visit.partner.name, f"/partners/{visit.partner.code}/"),
            rows=[Row("Why", visit.reason), Row("Began", visit.begun_at), Row("Ends", visit.ends_at)],
            go=Link("Go to their pages", address_of(visit.partner, "/sign-in/?next=/")),
        )
