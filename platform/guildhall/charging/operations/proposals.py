"""A key is changed by the members: proposed, tried, voted on, counted; and adopted if it carried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from guildhall.audit.operations import record
from guildhall.charging.errors import ProposalAlready, ProposalNotReady
from guildhall.charging.keys import Key
from guildhall.charging.models import Agreement, KeyVersion, Period, Pool, Proposal, ProposalEffect, Vote
from guildhall.charging.operations.ledger import ASK
from guildhall.charging.operations.pools import KeyTerms, add_version
from guildhall.charging.queries.keys import what_is_wrong_with
from guildhall.charging.queries.proposals import closed_months, key_tried, votes_on
from guildhall.charging.queries.years import agreement_on
from guildhall.charging.rules import may_elect, may_keep_costs
from guildhall.charging.states import ProposalState
from guildhall.charging.trying import KeyTried, is_carried
from guildhall.database.operation import operation
from guildhall.database.place import partner_here
from guildhall.kernel import LONDON, Actor, Month, NotAllowed, require
from guildhall.notices.operations import announce
from tenants.models import Partner

MONTHS_TRIED = 12


@dataclass(frozen=True, slots=True)
class ProposalTerms:
    """That a pool be shared by a key from a month on, and why."""

    pool_code: str
    key: Key
    from_month: Month
    reason: str


@operation
def propose_key(*, terms: ProposalTerms, by: Actor, at: datetime) -> Proposal:
    """Ask the members to share a pool by another key, and show what it would have changed in the months that were.

    Refuses: NotAllowed, ProposalAlready (one is open for this pool), ProposalNotReady (every reason at once).
    Announces: "charging.vote_opened", once for each member.
    Rule: cost_sharing.md, governance: proposal, simulation, vote, effective date; never backwards.
    """
    pool = Pool.objects.filter(code=terms.pool_code).select_for_update().first()
    agreement = agreement_on(day=at.astimezone(LONDON).date())

    require(may_keep_costs(by), NotAllowed("propose a key", ask=ASK))
    faults = _what_is_wrong_with(terms, pool, agreement)
    if pool is None or agreement is None or faults:
        raise ProposalNotReady(faults)
    if Proposal.objects.filter(pool=pool, state=ProposalState.OPEN).exists():
        raise ProposalAlready(f"A vote on {pool.name} is open. Let it end, or withdraw it.")
    tried = key_tried(pool=pool, key=terms.key, months=closed_months()[-MONTHS_TRIED:])
    require(bool(tried.months), ProposalNotReady("No closed month has a cost of this pool to try the key on."))

    proposal = Proposal.objects.create(
        pool=pool,
        rule=terms.key.rule,
        from_on=terms.from_month.first_day,
        reason=terms.reason.strip(),
        voting_rule=agreement.voting_rule,
        electorate=len(tried.now),
        tried_from=tried.months[0].first_day,
        tried_until=tried.months[-1].first_day,
        votes_until=at.astimezone(LONDON).date() + timedelta(days=agreement.vote_days),
        raised_at=at,
        raised_by_id=by.person_id,
    )
    effects = ProposalEffect.objects.bulk_create(_effects(proposal, tried))

    record("key proposed", proposal, by=by, at=at, details={"reason": proposal.reason})

    for effect in effects:
        announce("charging.vote_opened", effect_id=effect.id)
    return proposal


def _effects(proposal: Proposal, tried: KeyTried) -> list[ProposalEffect]:
    keys = dict(Partner.objects.values_list("code", "schema_name"))
    return [
        ProposalEffect(
            proposal=proposal,
            partner_key=keys[code],
            now_pence=tried.now[code].pence,
            then_pence=tried.then[code].pence,
        )
        for code in tried.now
    ]


def _what_is_wrong_with(terms: ProposalTerms, pool: Pool | None, agreement: Agreement | None) -> list[str]:
    faults = what_is_wrong_with(terms.key, pool_code=terms.pool_code)
    if pool is None:
        return [*faults, f"There is no pool “{terms.pool_code}”."]
    if agreement is None:
        faults.append("Nothing was agreed about how the members decide. Set the agreement down first.")
    if not terms.reason.strip():
        faults.append("Say why the key is to change.")
    if Period.objects.closed().filter(month_on__gte=terms.from_month.first_day).exists():
        faults.append(f"{terms.from_month.title} is closed. A key starts with a month that is open.")
    latest = KeyVersion.objects.filter(pool=pool).order_by("-number").first()
    if latest and latest.key == terms.key:
        faults.append(f"{pool.name} is shared by {terms.key.words} already.")
    if latest and terms.from_month.first_day <= latest.from_on:
        faults.append(f"Its last key starts on {latest.from_on:%-d %B %Y}. Start this one in a later month.")
    return faults


@operation
def cast_vote(*, proposal_id: int, choice: str, reason: str, by: Actor, at: datetime) -> Vote:
    """Say what the partner we are with thinks of a proposal; until the last day it may say otherwise.

    Takes: `choice`, for, against or abstain.
    Refuses: NotAllowed, ProposalNotReady (the vote is over, or this partner has none).
    """
    proposal = Proposal.objects.get(id=proposal_id)
    today = at.astimezone(LONDON).date()

    require(may_elect(by), NotAllowed("vote", ask="a finance officer of your organisation"))
    faults = []
    if proposal.state != ProposalState.OPEN or today > proposal.votes_until:
        faults.append(f"This vote ended on {proposal.votes_until:%-d %B %Y}.")
    if not ProposalEffect.objects.filter(proposal=proposal, partner_key=partner_here()).exists():
        faults.append("Your organisation shares none of this cost, so it has no vote.")
    if choice not in Vote.Choice.values:
        faults.append("Vote for, against, or abstain.")
    if faults:
        raise ProposalNotReady(faults)

    vote = Vote.objects.create(
        proposal=proposal, partner_key=partner_here(), choice=choice, reason=reason.strip()[:500], cast_at=at,
        cast_by_id=by.person_id,
    )  # fmt: skip

    record("vote cast", vote, by=by, at=at, details={"on": proposal.name, "vote": vote.get_choice_display()})
    return vote


@operation
def count_votes(*, proposal_id: int, by: Actor, at: datetime) -> Proposal:
    """Count a vote that is over, by the rule of the agreement; a key that carried is adopted from its month on.

    Refuses: NotAllowed, ProposalAlready (it was counted, or withdrawn), ProposalNotReady (it still runs and not
    everybody has voted; its month was closed meanwhile).
    Announces: "charging.vote_counted", once for each member.
    """
    proposal = Proposal.objects.locked(proposal_id)
    rows = votes_on(proposal=proposal)
    cast = [row.vote.choice for row in rows if row.vote]

    require(may_keep_costs(by), NotAllowed("count a vote", ask=ASK))
    require(proposal.state == ProposalState.OPEN, ProposalAlready(f"This vote is {proposal.state} already."))
    if at.astimezone(LONDON).date() <= proposal.votes_until and len(cast) < len(rows):
        raise ProposalNotReady(f"Members may vote until {proposal.votes_until:%-d %B %Y}. Count the votes after that.")
    votes_for = cast.count(Vote.Choice.FOR)
    carried = is_carried(rule=proposal.voting_rule, votes_for=votes_for, electorate=proposal.electorate)
    is_late = Period.objects.closed().filter(month_on__gte=proposal.from_on).exists()
    if carried and is_late:
        raise ProposalNotReady(f"{proposal.from_month.title} was closed meanwhile. Withdraw this and propose it anew.")

    proposal.state = ProposalState.CARRIED if carried else ProposalState.REJECTED
    proposal.votes_for, proposal.votes_against = votes_for, cast.count(Vote.Choice.AGAINST)
    proposal.counted_at, proposal.counted_by_id = at, by.person_id
    proposal.save(update_fields=["state", "votes_for", "votes_against", "counted_at", "counted_by_id"])
    if carried:
        agreed_by = f"vote of the members, {votes_for} of {proposal.electorate} for, {at.astimezone(LONDON):%-d %B %Y}"
        number = KeyVersion.objects.filter(pool_id=proposal.pool_id).count() + 1
        terms = KeyTerms(proposal.key, proposal.from_month, agreed_by)
        add_version(proposal.pool, terms, number=number, by=by, at=at)

    record("votes counted", proposal, by=by, at=at, details={"result": f"{votes_for} of {proposal.electorate} for"})

    for row in rows:
        announce("charging.vote_counted", effect_id=row.effect.id)
    return proposal


@operation
def withdraw_proposal(*, proposal_id: int, reason: str, by: Actor, at: datetime) -> Proposal:
    """Take a proposal back before it is counted; the votes stay readable, and nothing changes.

    Refuses: NotAllowed, ProposalAlready, ProposalNotReady (no reason).
    """
    proposal = Proposal.objects.locked(proposal_id)

    require(may_keep_costs(by), NotAllowed("withdraw a proposal", ask=ASK))
    require(proposal.state == ProposalState.OPEN, ProposalAlready(f"This vote is {proposal.state} already."))
    require(bool(reason.strip()), ProposalNotReady("Say why the proposal is withdrawn."))

    proposal.state, proposal.withdrawn_reason = ProposalState.WITHDRAWN, reason.strip()
    proposal.save(update_fields=["state", "withdrawn_reason"])

    record("proposal withdrawn", proposal, by=by, at=at, details={"reason": reason.strip()})
    return proposal
