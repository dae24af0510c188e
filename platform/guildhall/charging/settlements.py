"""A year's settlement, worked out from its books: a surplus in three ways, or a deficit in its order. Plain Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from guildhall.charging.accounts import JournalLine, LedgerAccount, credit, debit, journal
from guildhall.charging.bounds import share_capped
from guildhall.charging.settling import (
    Elected,
    Election,
    SurplusPolicy,
    caps_of,
    elected,
    make_good,
    show_surplus,
    surplus_journal,
)
from guildhall.charging.sharing import PartnerCode, share
from guildhall.kernel import Money

NOTHING = Money(0)
ByPartner = Mapping[PartnerCode, Money]


@dataclass(frozen=True, slots=True)
class WorkedSettlement:
    """What was contributed and borne, and who gets or makes good the difference.

    Of a surplus, `policies` holds what each way would give back; of a deficit, `made_good` what each partner is asked
    for, after the reserve and within the collar, and `uncovered` the rest.
    """

    contributed: ByPartner
    borne: ByPartner
    net_cost: Money
    policies: Mapping[SurplusPolicy, ByPartner] = field(default_factory=dict)
    from_reserve: Money = NOTHING
    made_good: ByPartner = field(default_factory=dict)
    uncovered: Money = NOTHING

    @property
    def contributions(self) -> Money:
        return Money.total(self.contributed.values())

    @property
    def difference(self) -> Money:
        """Above zero a surplus, below zero a deficit."""
        return self.contributions - self.net_cost

    @property
    def partners(self) -> list[PartnerCode]:
        return sorted({*self.contributed, *self.borne})

    @property
    def plain(self) -> dict[str, Any]:
        """All that decides it, as JSON in pence: the same books give the same text."""
        return {
            "contributed": _pence(self.contributed),
            "borne": _pence(self.borne),
            "net_cost": self.net_cost.pence,
            "policies": {policy.value: _pence(amounts) for policy, amounts in sorted(self.policies.items())},
            "from_reserve": self.from_reserve.pence,
            "made_good": _pence(self.made_good),
            "uncovered": self.uncovered.pence,
        }


def worked_settlement(
    *,
    contributed: ByPartner,
    borne: ByPartner,
    net_cost: Money,
    weights: Mapping[PartnerCode, int],
    reserve: Money,
    collar_percent: int | None,
) -> WorkedSettlement:
    """Set a year's contributions against its cost.

    Takes: what each partner contributed, and what its lines of the twelve months add up to; these weigh where a
    surplus goes by use, so that each month counts by what it cost. `weights` is the key of the contributions.
    Refuses: NothingToShareBy, BoundsNotReady.
    Rule: cost_sharing.md, worked case HND-03; invariant 8; public-sector rules, the order of calls: reserve, partners,
    collar, uncovered rest.
    """
    difference = Money.total(contributed.values()) - net_cost
    settled = WorkedSettlement(contributed, borne, net_cost)
    if difference.pence > 0:
        used = {partner: max(amount.pence, 0) for partner, amount in borne.items()}
        shown = show_surplus(paid=contributed, net_cost=net_cost, contribution_key=weights, utilisation=used)
        policies = dict(shown.due) | {SurplusPolicy.TRUE_UP: _paid_less_borne(settled)}
        return WorkedSettlement(contributed, borne, net_cost, policies=policies)
    if difference.pence < 0:
        called = make_good(
            contributions=Money.total(contributed.values()), net_cost=net_cost, reserve=reserve, by_key=weights
        )
        asked, uncovered = _within_collar(called.made_good, contributed, weights, collar_percent)
        return WorkedSettlement(
            contributed, borne, net_cost, from_reserve=called.drawn_from_reserve, made_good=asked, uncovered=uncovered
        )
    return settled


def _paid_less_borne(settled: WorkedSettlement) -> dict[PartnerCode, Money]:
    return {
        partner: settled.contributed.get(partner, NOTHING) - settled.borne.get(partner, NOTHING)
        for partner in settled.partners
    }


def _within_collar(
    asked: ByPartner, contributed: ByPartner, weights: Mapping[PartnerCode, int], percent: int | None
) -> tuple[ByPartner, Money]:
    if percent is None:
        return asked, NOTHING
    caps = caps_of({partner: contributed.get(partner, NOTHING) for partner in weights}, percent=percent)
    capped = share_capped(Money.total(asked.values()), by_weight=weights, caps=caps)
    return capped.shares, capped.uncovered


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A surplus as it is given back: what is kept in common, and each partner's part in cash and technology."""

    to_reserve: Money
    due: ByPartner
    parts: Mapping[PartnerCode, Elected]


def given_back(
    settled: WorkedSettlement, *, policy: SurplusPolicy, to_reserve: Money, technology_percents: Mapping[str, int]
) -> GivenBack:
    """A surplus by the policy that was agreed, with what goes to the reserve taken off first, and parted as elected.

    Takes: `technology_percents`, by code; a partner that elected nothing has cash.
    Gives: parts that, with the reserve, add up to the surplus. What the reserve takes is borne by what each policy
    gives each partner: by a true-up, by the key of what they bore.
    """
    due = dict(settled.policies[policy])
    if to_reserve:
        used = {partner: max(amount.pence, 0) for partner, amount in settled.borne.items()}
        basis = used if policy is SurplusPolicy.TRUE_UP else {partner: due[partner].pence for partner in due}
        kept = share(to_reserve, by_usage=basis)
        due = {partner: amount - kept.get(partner, NOTHING) for partner, amount in due.items()}
    elections = {partner: _election(technology_percents.get(partner, 0)) for partner in due}
    return GivenBack(to_reserve, due, elected(due, elections=elections))


def _election(technology: int) -> Election:
    return Election(cash=100 - technology, technology=technology)


def lines_of_surplus(settled: WorkedSettlement, given: GivenBack) -> tuple[JournalLine, ...]:
    """The journal that gives a surplus back: the year's line, the reserve, then partner by partner."""
    if not given.to_reserve:
        return surplus_journal(surplus=settled.difference, due=given.due, parts=given.parts)
    rest = surplus_journal(surplus=settled.difference - given.to_reserve, due=given.due, parts=given.parts)
    kept = [
        debit(LedgerAccount.SURPLUS, given.to_reserve),
        credit(LedgerAccount.RESERVE, given.to_reserve),
    ]
    return journal([*kept, *rest])


def lines_of_deficit(settled: WorkedSettlement) -> tuple[JournalLine, ...]:
    """The journal that makes a deficit good as far as it is: the year's line, the reserve, then partner by partner.

    What no collar let anybody be asked for stays a deficit.
    """

    def lines() -> Iterator[JournalLine]:
        yield credit(LedgerAccount.DEFICIT, -settled.difference - settled.uncovered)
        yield debit(LedgerAccount.RESERVE, settled.from_reserve)
        for partner, amount in sorted(settled.made_good.items()):
            yield debit(LedgerAccount.CONTRIBUTION_DUE, amount, partner)

    return journal(lines())


def _pence(amounts: ByPartner) -> dict[str, int]:
    return {partner: amounts[partner].pence for partner in sorted(amounts)}
