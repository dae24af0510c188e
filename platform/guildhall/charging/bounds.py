"""Floors, ceilings and caps on a share: what one partner is let off, the others bear, round by round. Plain Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from guildhall.charging.errors import BoundsNotReady, NothingToShareBy
from guildhall.charging.sharing import PartnerCode, Weight, share
from guildhall.kernel import Money

NOTHING = Money(0)
Bounds = Mapping[PartnerCode, Money]


@dataclass(frozen=True, slots=True)
class Round:
    """One trial: the rest, shared among those not yet fixed, and whom it fixes. The last one fixes nobody, unless all
    are fixed by then.
    """

    trial: Mapping[PartnerCode, Money]
    at_floor: tuple[PartnerCode, ...]
    at_ceiling: tuple[PartnerCode, ...]


@dataclass(frozen=True, slots=True)
class BoundedShares:
    """Shares within their bounds. What they do not cover, because everybody is at a ceiling, is `uncovered`."""

    cost: Money
    shares: Mapping[PartnerCode, Money]
    rounds: tuple[Round, ...]

    @property
    def at_floor(self) -> list[PartnerCode]:
        return sorted(partner for one in self.rounds for partner in one.at_floor)

    @property
    def at_ceiling(self) -> list[PartnerCode]:
        return sorted(partner for one in self.rounds for partner in one.at_ceiling)

    @property
    def total(self) -> Money:
        return Money.total(self.shares.values())

    @property
    def uncovered(self) -> Money:
        return self.cost - self.total


def share_within(
    cost: Money, *, by_weight: Mapping[PartnerCode, Weight], floors: Bounds, ceilings: Bounds
) -> BoundedShares:
    """Share a cost so that nobody bears less than a floor or more than a ceiling, and no penny is lost.

    Takes: a cost not below zero; bounds for some partners or all. A floor binds a partner of weight zero too.
    Gives: shares that, with what is uncovered, add up to the cost.
    Refuses: BoundsNotReady (a cost below zero, floors that add to more than the cost, a floor above its ceiling, a
    bound of a stranger; every reason at once), NothingToShareBy.
    Rule: cost_sharing.md, odd pence: each round adds up what ceilings cut and what floors add, and fixes only the side
    with the larger sum (both, if equal), then shares the rest. Fixing both sides at once can lose money.

        >>> share_within(Money(100), by_weight={"A": 1, "B": 1, "C": 2}, floors={}, ceilings={"C": Money(40)}).shares
        {'A': £0.30, 'B': £0.30, 'C': £0.40}
    """
    if faults := _faults(cost, by_weight, floors, ceilings):
        raise BoundsNotReady(faults)
    if not any(by_weight.values()):
        raise NothingToShareBy
    rounds = tuple(_rounds(cost, by_weight, floors, ceilings))
    shares: dict[PartnerCode, Money] = {}
    for one in rounds:
        shares |= one.trial
        shares |= {partner: floors[partner] for partner in one.at_floor}
        shares |= {partner: ceilings[partner] for partner in one.at_ceiling}
    return BoundedShares(cost, dict(sorted(shares.items())), rounds)


def share_capped(amount: Money, *, by_weight: Mapping[PartnerCode, Weight], caps: Bounds) -> BoundedShares:
    """Share an amount so that nobody bears more than a cap; if all are capped, the rest is uncovered.

    Refuses: as `share_within`.
    Rule: cost_sharing.md, odd pence, cap alone.
    """
    return share_within(amount, by_weight=by_weight, floors={}, ceilings=caps)


def _rounds(cost: Money, by_weight: Mapping[PartnerCode, Weight], floors: Bounds, ceilings: Bounds) -> Iterator[Round]:
    rest, free = cost, dict(by_weight)
    while free:
        trial = _trial(rest, free)
        below = {partner: floors[partner] for partner in trial if trial[partner] < floors.get(partner, NOTHING)}
        above = {partner: ceilings[partner] for partner in trial if trial[partner] > ceilings.get(partner, cost)}
        added = Money.total(floor - trial[partner] for partner, floor in below.items())
        cut = Money.total(trial[partner] - ceiling for partner, ceiling in above.items())
        fixed = (below if added >= cut else {}) | (above if cut >= added else {})
        yield Round(trial, tuple(p for p in below if p in fixed), tuple(p for p in above if p in fixed))
        if not fixed:
            return
        rest -= Money.total(fixed.values())
        free = {partner: weight for partner, weight in free.items() if partner not in fixed}


def _trial(rest: Money, free: Mapping[PartnerCode, Weight]) -> dict[PartnerCode, Money]:
    """Shares of the rest; nothing for partners that weigh nothing, so that the rest stays uncovered."""
    return share(rest, by_usage=free) if any(free.values()) else dict.fromkeys(sorted(free), NOTHING)


def _faults(cost: Money, by_weight: Mapping[PartnerCode, Weight], floors: Bounds, ceilings: Bounds) -> list[str]:
    strangers = sorted({*floors, *ceilings} - set(by_weight))
    crossed = sorted(partner for partner in set(floors) & set(ceilings) if floors[partner] > ceilings[partner])
    faults = [f"{partner} has a bound and no weight." for partner in strangers]
    faults += [f"The floor of {partner} is above its ceiling." for partner in crossed]
    if cost.pence < 0:
        faults.append(f"A cost below zero, {cost}, is not shared within bounds.")
    elif (asked := Money.total(floors.values())) > cost:
        faults.append(f"The floors add up to {asked}, which is more than the {cost} there is to share.")
    return faults
