"""Partners, as the operator sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from guildhall.access.models import Visit
from guildhall.access.queries import PastVisit
from guildhall.audit.queries import TrailEntry
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Column, Event, Link, Row, Table, Tag
from guildhall.web.spelling import uk_time
from tenants.hosts import address_of
from tenants.models import Partner
from tenants.states import PartnerState

COLOURS = {
    PartnerState.APPLIED: "blue",
    PartnerState.AGREED: "aqua-green",
    PartnerState.BUILDING: "yellow",
    PartnerState.STUCK: "red",
    PartnerState.SUSPENDED: "orange",
}
NEXT_ACT = {
    PartnerState.APPLIED: ("Agree terms", "agreement"),
    PartnerState.AGREED: ("Build their home", "building"),
    PartnerState.STUCK: ("Try building again", "building"),
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
    reason: str
    building: bool
    links: Sequence[Link]
    visits: Table | None
    events: Sequence[Event]

    @classmethod
    def of(
        cls, partner: Partner, trail: Sequence[TrailEntry], *, home: Sequence[Row], visits: Sequence[PastVisit]
    ) -> Self:
        state = PartnerState(partner.state)
        words, noun = NEXT_ACT.get(state, ("", ""))
        rows = [
            Row("Code", partner.code),
            Row("Kind", partner.get_kind_display()),
            Row("ODS code", partner.ods_code or "None given"),
            Row("Shares costs from", partner.joined_on),
            Row("First administrator", partner.first_administrator),
            Row("Terms", f"Version {partner.terms_version}" if partner.terms_version else "Not agreed yet"),
        ]
        if state == PartnerState.LIVE:
            rows.insert(0, Row("Address", Link(address_of(partner), address_of(partner))))
        return cls(
            title=partner.name,
            back=Link("Partners", "/partners/"),
            tag=tag_of(partner),
            rows=rows,
            home=home,
            acts=[Act(words, f"/partners/{partner.code}/{noun}/", kind="")] if noun else [],
            reason=partner.state_reason,
            links=[Link("Visit their pages", f"/partners/{partner.code}/visit/")] if state == PartnerState.LIVE else [],
            visits=_visits(visits) if visits else None,
            building=state == PartnerState.BUILDING,
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


@dataclass(frozen=True, kw_only=True)
class FormPage(Page):
    """One question page."""

    template: ClassVar[str] = "pages/partnership/form.html"
    form: Any
    button: str
    intro: str = ""
    acts: Sequence[Act] = ()

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
    def to_apply(cls, form: Any) -> Self:
        return cls(
            title="Bring a partner in",
            form=form,
            button="Save application",
            intro="Terms are agreed next; the home is built after that, and its first administrator is invited.",
            back=Link("Partners", "/partners/"),
        )
