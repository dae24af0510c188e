"""A year's settlement, worked out from its books: a surplus in three ways, or a deficit in its order. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
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
    gone: frozenset[PartnerCode] = frozenset()

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


@dataclass(frozen=True, slots=True)
class Stage:
    """Months of a year from one joining to the next: how many, what each partner contributed and bore in them, and what
    those weigh who had joined by then.
    """

    months: int
    contributed: ByPartner
    borne: ByPartner
    weights: Mapping[PartnerCode, int]


@dataclass(frozen=True, slots=True)
class Membership:
    """Who came and went within a year. `gone` have left and were settled with: nothing is due to or from them, and
    what they contributed is what they bore. With `stages`, a surplus stays with those who were there when it was made.
    """

    gone: frozenset[PartnerCode] = frozenset()
    stages: tuple[Stage, ...] = ()


EVERYBODY_STAYED = Membership()


def worked_settlement(
    *,
    contributed: ByPartner,
    borne: ByPartner,
    net_cost: Money,
    weights: Mapping[PartnerCode, int],
    reserve: Money,
    collar_percent: int | None,
    membership: Membership = EVERYBODY_STAYED,
) -> WorkedSettlement:
    """Set a year's contributions against its cost.

    Takes: what each partner contributed, and what its lines of the twelve months add up to; these weigh where a
    surplus goes by use, so that each month counts by what it cost. `weights` is the key of the contributions.
    Gives: nothing due to or from who is gone. Of a surplus with stages, each stage's is shared among its own members;
    of a deficit, each weighs as many months as it was there.
    Refuses: NothingToShareBy, BoundsNotReady.
    Rule: cost_sharing.md, worked case HND-03; invariant 8; public-sector rules, the order of calls: reserve, partners,
    collar, uncovered rest; `mid_year_joiner`: ring-fenced; decision 0024.
    """
    difference = Money.total(contributed.values()) - net_cost
    settled = WorkedSettlement(contributed, borne, net_cost, gone=membership.gone)
    staying = _without(weights, membership.gone)
    if difference.pence > 0:
        used = _used(_without(borne, membership.gone))
        shown = show_surplus(paid=contributed, net_cost=net_cost, contribution_key=staying, utilisation=used)
        policies = dict(shown.due) | _ring_fenced(difference, membership)
        policies |= {SurplusPolicy.TRUE_UP: _paid_less_borne(settled)}
        return replace(settled, policies=policies)
    if difference.pence < 0:
        staying = _by_months(membership) or staying
        called = make_good(
            contributions=Money.total(contributed.values()), net_cost=net_cost, reserve=reserve, by_key=staying
        )
        asked, uncovered = _within_collar(called.made_good, contributed, staying, collar_percent)
        return replace(settled, from_reserve=called.drawn_from_reserve, made_good=asked, uncovered=uncovered)
    return settled


def _without(amounts: Mapping[PartnerCode, Any], gone: frozenset[PartnerCode]) -> dict[PartnerCode, Any]:
    return {partner: amount for partner, amount in amounts.items() if partner not in gone}


def _used(borne: ByPartner) -> dict[PartnerCode, int]:
    return {partner: max(amount.pence, 0) for partner, amount in borne.items()}


def _ring_fenced(surplus: Money, membership: Membership) -> dict[SurplusPolicy, ByPartner]:
    """A surplus shared stage by stage, by contribution and by use; nothing, where nobody joined within the year.

    A stage that ran at a loss is borne by its own members likewise. The last stage takes what the others leave.
    """
    if not membership.stages:
        return {}
    made = [
        Money.total(_without(stage.contributed, membership.gone).values())
        - Money.total(_without(stage.borne, membership.gone).values())
        for stage in membership.stages[:-1]
    ]
    made.append(surplus - Money.total(made))
    return {
        policy: _added(
            share(amount, by_usage=_weights_in(stage, policy, membership.gone))
            for amount, stage in zip(made, membership.stages, strict=True)
        )
        for policy in (SurplusPolicy.BY_CONTRIBUTION, SurplusPolicy.BY_UTILISATION)
    }


def _weights_in(stage: Stage, policy: SurplusPolicy, gone: frozenset[PartnerCode]) -> dict[PartnerCode, int]:
    """By what a stage's surplus is shared; months that nobody was charged in, by the key of the contributions."""
    used = _used(_without(stage.borne, gone))
    if policy is SurplusPolicy.BY_UTILISATION and any(used.values()):
        return used
    return _without(stage.weights, gone)


def _added(shares: Iterable[ByPartner]) -> dict[PartnerCode, Money]:
    added: dict[PartnerCode, Money] = {}
    for one in shares:
        for partner, amount in one.items():
            added[partner] = added.get(partner, NOTHING) + amount
    return dict(sorted(added.items()))


def _by_months(membership: Membership) -> dict[PartnerCode, int]:
    """The key of a deficit of a year in which somebody joined: each weight as often as its partner was there."""
    weights: dict[PartnerCode, int] = {}
    for stage in membership.stages:
        for partner, weight in _without(stage.weights, membership.gone).items():
            weights[partner] = weights.get(partner, 0) + weight * stage.months
    return weights


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
        used = _used(_without(settled.borne, settled.gone))
        basis = used if policy is SurplusPolicy.TRUE_UP else _used(due)
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
