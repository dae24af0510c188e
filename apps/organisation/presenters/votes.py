"""Proposals as one member sees them: what each would change for it, and its vote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from guildhall.charging.queries.proposals import OwnVote
from guildhall.charging.states import ProposalState
from guildhall.charging.terms import terms_for, terms_for_all
from guildhall.kernel import Money
from guildhall.web import spelling
from guildhall.web.pages import Page
from guildhall.web.parts import Cell, Column, Empty, Row, Table, Tag

COLOURS = {ProposalState.CARRIED: "green", ProposalState.REJECTED: "red", ProposalState.WITHDRAWN: "grey"}


@dataclass(frozen=True, slots=True)
class Ballot:
    """An open vote with its form; without one, for whoever may only look."""

    title: str
    rows: Sequence[Row]
    form: Any


@dataclass(frozen=True, kw_only=True)
class VotesPage(Page):
    """What is asked of the organisation, and what was decided."""

    template: ClassVar[str] = "pages/organisation/votes.html"
    ballots: Sequence[Ballot]
    table: Table
    empty: Empty

    @classmethod
    def of(
        cls, votes: Sequence[OwnVote], *, forms: Mapping[int, Any], on: date, code: str, services: Mapping[str, str]
    ) -> Self:
        """Takes: `code`, the member's own; `services`, their names by code."""
        still_open = [one for one in votes if is_open(one, on=on)]
        over = [one for one in votes if one not in still_open]
        waiting = sum(one.vote is None for one in still_open)
        return cls(
            title="Votes",
            headline=spelling.plural(waiting, "vote is asked of you", "votes are asked of you")
            if waiting
            else "No vote is asked of you",
            ballots=[
                Ballot(one.proposal.name, _rows(one, code, services), forms.get(one.proposal.id)) for one in still_open
            ],
            table=Table(
                "Decided, newest first",
                [Column("Proposal"), Column("For you", True), Column("Your vote"), Column("Result")],
                [
                    [
                        Cell(one.proposal.name, note=f"from {one.proposal.from_month.title}"),
                        one.effect.change,
                        one.vote.get_choice_display() if one.vote else "None",
                        _result(one),
                    ]
                    for one in over
                ],
            ),
            empty=Empty("Nothing was asked yet", "When a key is to change, every member is asked here."),
        )


def is_open(one: OwnVote, *, on: date) -> bool:
    return one.proposal.state == ProposalState.OPEN and on <= one.proposal.votes_until


def _rows(one: OwnVote, code: str, services: Mapping[str, str]) -> list[Row]:
    proposal = one.proposal
    for_all, for_you = terms_for_all(proposal.key, services=services), terms_for(proposal.key, code)
    voted = f"{one.vote.get_choice_display()}, on {spelling.uk_date(one.vote.cast_at)}" if one.vote else "Not yet"
    span = f"{proposal.tried_from:%B %Y} to {proposal.tried_until:%B %Y}"
    return [
        Row("Why", proposal.reason),
        Row("In force from", proposal.from_month.title),
        *([Row("It also says", for_all)] if for_all else []),
        *([Row("With you is agreed", for_you)] if for_you else []),
        Row(f"You paid, {span}", Money(one.effect.now_pence)),
        Row("By this key you would have paid", Money(one.effect.then_pence)),
        Row("For you that is", _in_words(one.effect.change)),
        Row("It carries if", proposal.get_voting_rule_display()),
        Row("Vote by", proposal.votes_until),
        Row("You voted", voted),
    ]


def _in_words(change: Money) -> str:
    if not change:
        return "The same"
    return f"{spelling.money(abs(change))} {'more' if change.pence > 0 else 'less'}"


def _result(one: OwnVote) -> Tag:
    state = ProposalState(one.proposal.state)
    return Tag("Being counted" if state == ProposalState.OPEN else state.label, COLOURS.get(state, ""))
