"""What a key would have changed, and what the members say to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from guildhall.charging.keys import Key
from guildhall.charging.models import CloseManifest, Pool, PoolTotal, Proposal, ProposalEffect, Vote
from guildhall.charging.queries.pools import over_months_of, support_in
from guildhall.charging.trying import KeyTried, MonthToTry, try_key
from guildhall.kernel import Month
from guildhall.metering.queries import usage_by_month_unit_and_partner
from guildhall.metering.units import Unit
from tenants.queries import names_of_partners


def closed_months() -> list[Month]:
    """Every closed month, oldest first."""
    return [manifest.period.month for manifest in _manifests()]


def key_tried(*, pool: Pool, key: Key, months: Sequence[Month]) -> KeyTried:
    """Try another key on closed months, as their use is known now. A constant number of questions; nothing is posted.

    Takes: `months`, those to try it on; one that is not closed is left out.
    """
    return try_key(months_to_try(set(months)), pool=pool.code, key=key)


def _manifests() -> list[CloseManifest]:
    return list(CloseManifest.objects.select_related("period").order_by("period__month_on"))


def months_to_try(months: set[Month]) -> list[MonthToTry]:
    """Closed months as they were, with their use as it is known now, oldest first. Four questions."""
    manifests = [one for one in _manifests() if one.period.month in months]
    used = usage_by_month_unit_and_partner(months=[one.period.month for one in manifests]) if manifests else {}
    totals: dict[int, list[PoolTotal]] = {}
    asked = PoolTotal.objects.original().filter(period__in=[one.period_id for one in manifests])
    for total in asked.select_related("pool", "key_version").order_by("pool__position", "pool__code"):
        totals.setdefault(total.period_id, []).append(total)
    support = support_in([one.period.month for one in manifests])
    return [
        replace(_month_to_try(one, totals.get(one.period_id, []), used), support=support[one.period.month])
        for one in manifests
    ]


def _month_to_try(
    manifest: CloseManifest, totals: Sequence[PoolTotal], used: Mapping[tuple[Month, Unit, str], int]
) -> MonthToTry:
    codes = {key: code for code, key in manifest.body["members"]}
    month = manifest.period.month
    return MonthToTry(
        month=month,
        members=sorted(codes.values()),
        pools={total.pool.code: (total.own, total.key_version.key) for total in totals},
        so_far={total.pool.code: over.so_far for total in totals if (over := over_months_of(total))},
        used={
            (codes[key], unit): quantity for (of, unit, key), quantity in used.items() if of == month and key in codes
        },
    )


def list_of_pools() -> list[Pool]:
    """Every pool, in the order of the agreement."""
    return list(Pool.objects.order_by("position", "code"))


def list_of_proposals() -> list[Proposal]:
    """Every proposal, newest first."""
    return list(Proposal.objects.select_related("pool").order_by("-id"))


@dataclass(frozen=True, slots=True)
class VoteRow:
    """One member of a proposal's electorate: what it would change for it, and what it says."""

    partner_key: str
    partner: str
    effect: ProposalEffect
    vote: Vote | None


def votes_on(*, proposal: Proposal) -> list[VoteRow]:
    """Everybody who may vote, by name, with the vote that stands."""
    names = names_of_partners()
    standing = {
        vote.partner_key: vote
        for vote in Vote.objects.filter(proposal=proposal).order_by("partner_key", "-id").distinct("partner_key")
    }
    rows = [
        VoteRow(one.partner_key, names.get(one.partner_key, one.partner_key), one, standing.get(one.partner_key))
        for one in ProposalEffect.objects.filter(proposal=proposal)
    ]
    return sorted(rows, key=lambda row: row.partner)


@dataclass(frozen=True, slots=True)
class OwnVote:
    """A proposal as one member sees it: what it would change for it alone, and what it says."""

    proposal: Proposal
    effect: ProposalEffect
    vote: Vote | None


def own_votes(*, partner_key: str) -> list[OwnVote]:
    """Every proposal that a member may or might vote on, newest first. Two questions, however many."""
    effects = ProposalEffect.objects.filter(partner_key=partner_key).select_related("proposal__pool")
    standing = {
        vote.proposal_id: vote
        for vote in Vote.objects.filter(partner_key=partner_key).order_by("proposal_id", "-id").distinct("proposal_id")
    }
    return [OwnVote(one.proposal, one, standing.get(one.proposal_id)) for one in effects.order_by("-proposal_id")]
