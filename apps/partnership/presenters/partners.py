"""Partners, as the operator sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from guildhall.audit.queries import TrailEntry
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Event, Link, Row, Tag
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
    events: Sequence[Event]

    @classmethod
    def of(cls, partner: Partner, trail: Sequence[TrailEntry], *, home: Sequence[Row]) -> Self:
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
