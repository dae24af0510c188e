"""What if a key were another, and what the members say to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from apps.partnership.presenters.keys import agreed_with_each, left_out, rows_of_key
from apps.partnership.presenters.years import events_of
from guildhall.audit.queries import TrailEntry
from guildhall.charging.models import Pool, Proposal
from guildhall.charging.queries.proposals import VoteRow
from guildhall.charging.states import ProposalState
from guildhall.charging.trying import KeyTried
from guildhall.kernel import Money
from guildhall.web import spelling
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Cell, Column, Empty, Event, Figure, Link, Row, Table, Tag

COLOURS = {
    ProposalState.OPEN: "blue", ProposalState.CARRIED: "green", ProposalState.REJECTED: "red",
    ProposalState.WITHDRAWN: "grey",
}  # fmt: skip


def tag_of(proposal: Proposal) -> Tag:
    return Tag(proposal.get_state_display(), COLOURS[ProposalState(proposal.state)])


def change_in_words(change: Money) -> str:
    """ "£10 more", "£10 less" or "the same"."""
    if not change:
        return "the same"
    return f"{spelling.money(abs(change))} {'more' if change.pence > 0 else 'less'}"


@dataclass(frozen=True, kw_only=True)
class WhatIfPage(Page):
    """A key tried on the months that were. Nothing is posted, whatever is asked."""

    template: ClassVar[str] = "pages/partnership/what_if.html"
    form: Any
    figures: Sequence[Figure]
    table: Table | None
    faults: Sequence[str]
    notes: Sequence[str]
    propose: Link | None

    @classmethod
    def of(
        cls,
        form: Any,
        *,
        pool: Pool | None = None,
        tried: KeyTried | None = None,
        names: Mapping[str, str],
        faults: Sequence[str] = (),
    ) -> Self:
        base = {"title": "What if", "back": Link("Proposals", "/proposals/"), "form": form, "faults": faults}
        if tried is None or pool is None or not tried.months:
            return cls(headline="What if a service were shared by another key?", figures=(), table=None, notes=(),
                       propose=None, **base)  # fmt: skip
        worse, moved = tried.worse_off, Money.total(change for change in tried.change.values() if change.pence > 0)
        span = f"{tried.months[0].title} to {tried.months[-1].title}"
        return cls(
            headline=f"{spelling.plural(len(worse), 'member', 'members')} would have paid more",
            caption=f"{pool.name} by {form.key.words}, {span}",
            figures=[
                Figure("Would change hands", moved, note="from those better off to those worse off"),
                Figure("Worse off", len(worse), note="members"),
                Figure("Months tried", len(tried.months), note=span),
            ],
            table=_effects(tried, names),
            notes=[
                *(
                    f"In {month.title} this key cannot place the whole cost, so that month stays as it was."
                    for month in tried.unplaced
                ),
                *left_out(form.key, {code: names.get(code, code) for code in tried.now}),
            ],
            propose=Link("Propose this key to the members", f"/proposals/new/?{form.data.urlencode()}"),
            **base,
        )


def _effects(tried: KeyTried, names: Mapping[str, str]) -> Table:
    rows = [
        [
            names.get(code, code),
            tried.now[code],
            tried.then[code],
            tried.change[code],
            Tag("Worse off", "red") if tried.change[code].pence > 0 else Tag("No worse off", "green"),
        ]
        for code in tried.now
    ]
    sums = [Money.total(amounts.values()) for amounts in (tried.now, tried.then, tried.change)]
    columns = [
        Column("Member"), Column("As it was", True), Column("By this key", True), Column("Change", True), Column("So"),
    ]  # fmt: skip
    return Table("Every member, all services together, excluding VAT", columns, rows, totals=["Total", *sums, ""])


@dataclass(frozen=True, kw_only=True)
class ProposalsPage(Page):
    """Every proposal, newest first."""

    template: ClassVar[str] = "pages/partnership/proposals.html"
    table: Table
    empty: Empty

    @classmethod
    def of(cls, proposals: Sequence[Proposal]) -> Self:
        still_open = sum(proposal.state == ProposalState.OPEN for proposal in proposals)
        rows = [
            [
                Cell(one.name, url=f"/proposals/{one.id}/"), tag_of(one), one.from_month.title, one.votes_until,
                f"{one.votes_for} of {one.electorate} for" if one.votes_for is not None else "Not counted",
            ]
            for one in proposals
        ]  # fmt: skip
        columns = [Column("Proposal"), Column("State"), Column("From"), Column("Votes until"), Column("Votes")]
        return cls(
            title="Proposals",
            headline=spelling.plural(still_open, "vote is open", "votes are open") if still_open else "No vote is open",
            table=Table("Changes of keys, newest first", columns, rows),
            empty=Empty("Nothing was proposed yet", "Try a key on the months that were, then propose it."),
        )


@dataclass(frozen=True, kw_only=True)
class ProposalPage(Page):
    """One proposal with its votes."""

    template: ClassVar[str] = "pages/partnership/proposal.html"
    tag: Tag
    rows: Sequence[Row]
    acts: Sequence[Act]
    links: Sequence[Link]
    agreed: Table | None
    table: Table
    events: Sequence[Event]

    @classmethod
    def of(
        cls,
        one: Proposal,
        *,
        votes: Sequence[VoteRow],
        trail: Sequence[TrailEntry],
        may_count: bool,
        names: Mapping[str, str],
        services: Mapping[str, str],
    ) -> Self:
        """Takes: `names`, of the members, and `services`, theirs, by code."""
        is_open, here = one.state == ProposalState.OPEN, f"/proposals/{one.id}"
        cast = sum(row.vote is not None for row in votes)
        rows = [
            Row("Why", one.reason),
            *rows_of_key(one.key, services=services),
            Row("In force from", one.from_month.title),
            Row("It carries if", one.get_voting_rule_display()),
            Row("Votes until", one.votes_until),
            Row("Voted", f"{cast} of {one.electorate}"),
            Row("Tried on", f"{one.tried_from:%B %Y} to {one.tried_until:%B %Y}"),
        ]
        if one.votes_for is not None:
            rows.append(Row("Result", f"{one.votes_for} for, {one.votes_against} against, of {one.electorate}"))
        if one.withdrawn_reason:
            rows.append(Row("Why it was withdrawn", one.withdrawn_reason))
        return cls(
            title=one.name,
            back=Link("Proposals", "/proposals/"),
            tag=tag_of(one),
            rows=rows,
            acts=[Act("Count the votes", f"{here}/count/", kind="")] if is_open and may_count else [],
            links=[Link("Withdraw the proposal", f"{here}/withdrawal/")] if is_open else [],
            agreed=agreed_with_each(one.key, names),
            table=_votes(votes),
            events=events_of(trail),
        )


def _votes(votes: Sequence[VoteRow]) -> Table:
    rows = [
        [
            row.partner,
            Money(row.effect.now_pence),
            Money(row.effect.then_pence),
            row.effect.change,
            Cell(row.vote.get_choice_display(), note=row.vote.reason) if row.vote else "Not yet",
        ]
        for row in votes
    ]
    columns = [
        Column("Member"), Column("As it was", True), Column("By this key", True), Column("Change", True),
        Column("Vote"),
    ]  # fmt: skip
    sums = [
        Money(sum(row.effect.now_pence for row in votes)),
        Money(sum(row.effect.then_pence for row in votes)),
        Money.total(row.effect.change for row in votes),
    ]
    return Table("What it would change, and the votes", columns, rows, totals=["Total", *sums, ""])
