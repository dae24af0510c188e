"""Pages of the way in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from urllib.parse import quote
from uuid import UUID

from guildhall.access.models import ApiToken, Invitation, Scope, Visit
from guildhall.access.roles import IN_WORDS, Role
from guildhall.kernel import Actor
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Card, Cell, Column, Empty, Link, Row, Table, Tag
from guildhall.web.spelling import uk_date
from tenants.hosts import address_of, jobs_address
from tenants.models import Partner


@dataclass(frozen=True, kw_only=True)
class OrganisationsPage(Page):
    """The organisations that a person belongs to, each a link to its own host."""

    template: ClassVar[str] = "pages/access/organisations.html"
    cards: Sequence[Card]
    empty: Empty

    @classmethod
    def of(cls, partners: Sequence[Partner | None]) -> Self:
        cards = [
            Card(title=partner.name, url=address_of(partner, "/sign-in/"))
            if partner
            else Card(title="The Guildhall partnership", url="/home/", text="The shared service's own desk")
            for partner in partners
        ]
        empty = Empty(
            heading="You do not belong to an organisation yet",
            text="Open the link in your invitation, or ask your administrator for one. Candidates use the jobs board.",
            link=Link("Go to the jobs board", jobs_address("/sign-in/")),
            kind="nothing_allowed",
        )
        return cls(title="Choose an organisation", cards=cards, empty=empty)


@dataclass(frozen=True, kw_only=True)
class SignInRefusedPage(Page):
    """Why the pass was not taken, and the way to try again."""

    template: ClassVar[str] = "pages/access/sign_in_refused.html"
    reasons: Sequence[str]

    @classmethod
    def of(cls, reasons: Sequence[str]) -> Self:
        return cls(title="You are not signed in", reasons=reasons)


@dataclass(frozen=True, kw_only=True)
class InvitationPage(Page):
    """An invitation: who asks, what it lets one do, and the next step."""

    template: ClassVar[str] = "pages/access/invitation.html"
    partner: str
    email: str
    roles: Sequence[dict[str, str]]
    expires_at: Any
    signed_in: bool
    sign_up_url: str
    sign_in_url: str
    form: Any

    @classmethod
    def of(cls, invitation: Invitation, *, secret: str, actor: Actor, form: Any) -> Self:
        here = quote(f"/invitation/{secret}/", safe="")
        joined = invitation.partner.name if invitation.partner else "the partnership"
        return cls(
            title=f"Join {joined}",
            partner=joined,
            email=invitation.email,
            roles=[{"name": Role(role).label, "means": IN_WORDS[role]} for role in invitation.roles],
            expires_at=invitation.expires_at,
            signed_in=actor.is_somebody,
            sign_up_url=f"/sign-in/?new=1&next={here}",
            sign_in_url=f"/sign-in/?next={here}",
            form=form,
        )


@dataclass(frozen=True, kw_only=True)
class VisitPage(Page):
    """A visitor's own visit: why, until when, and the way out."""

    template: ClassVar[str] = "pages/access/visit.html"
    rows: Sequence[Row]
    leave: Act

    @classmethod
    def of(cls, visit: Visit) -> Self:
        return cls(
            title=f"Your visit to {visit.partner.name}",
            rows=[
                Row("Why you are here", visit.reason),
                Row("Began", visit.begun_at),
                Row("Ends", visit.ends_at),
                Row("Who reads of it", f"The administrators of {visit.partner.name}"),
                Row("What they read", "Your name, your reason, and each page that you open, by its name and reference"),
                Row("What is closed", "Applications, candidates, scores, and everything that changes something"),
            ],
            leave=Act("Leave", "/visit/", kind="warning"),
        )


ADDRESSES = {Scope.USAGE: "/api/v1/usage-events/", Scope.SIMULATION: "/api/v1/costshare/simulations/"}


def table_of_tokens(tokens: Sequence[ApiToken], *, names: Mapping[UUID, str], here: str, may_keep: bool) -> Table:
    """Tokens, alive ones first. `here` is the address that the acts on them stand under."""
    return Table(
        "Tokens, newest first",
        [Column("Token"), Column("May"), Column("Made"), Column("Last used"), Column("State")],
        [
            [
                token.name,
                Scope(token.scope).label,
                Cell(uk_date(token.made_at), note=names.get(token.made_by_id, "")),
                uk_date(token.last_used_on) if token.last_used_on else "Never",
                _end_of(token, here=here, may_keep=may_keep),
            ]
            for token in tokens
        ],
        caption_hidden=True,
    )


def _end_of(token: ApiToken, *, here: str, may_keep: bool) -> Act | Cell | Tag:
    if token.ended_at is not None:
        return Cell(Tag("Ended", "grey"), note=uk_date(token.ended_at))
    return Act("End", f"{here}{token.id}/end/", hidden=token.name) if may_keep else Tag("Good", "green")


@dataclass(frozen=True, kw_only=True)
class TokenMadePage(Page):
    """A new token's secret, this once."""

    template: ClassVar[str] = "pages/access/token_made.html"
    secret: str
    address: str

    @classmethod
    def of(cls, token: ApiToken, secret: str, *, back: Link) -> Self:
        return cls(
            title=f"Copy the token of {token.name} now",
            back=back,
            secret=secret,
            address=address_of(token.partner, ADDRESSES[Scope(token.scope)]),
        )
