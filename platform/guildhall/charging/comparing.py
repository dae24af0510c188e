"""What if the key were another: who would win, who would lose, and that nobody's loss is lost. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guildhall.charging.allocation import Driver, composite_weights
from guildhall.charging.errors import NothingToShareBy
from guildhall.charging.sharing import PartnerCode, Weight, share
from guildhall.kernel import Money


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A cost by the key in force and by another one. The changes add up to nothing."""

    current: Mapping[PartnerCode, Money]
    shares: Mapping[PartnerCode, Money]

    @property
    def change(self) -> dict[PartnerCode, Money]:
        """What each would pay more; below zero, less."""
        return {partner: amount - self.current[partner] for partner, amount in self.shares.items()}

    @property
    def worse_off(self) -> list[PartnerCode]:
        """Who would pay more, or get less of a refund; by code."""
        return sorted(partner for partner, change in self.change.items() if change.pence > 0)


def change_key(cost: Money, *, current: Sequence[Driver], proposed: Sequence[Driver]) -> KeyChange:
    """Share a cost by two keys. A partner that a driver leaves out weighs nothing in it.

    Takes: the drivers of each key, with percents that add to 100.
    Refuses: NothingToShareBy, naming a driver that nobody used.
    Rule: cost_sharing.md, what-if; `what_if`.
    """
    partners = {partner for driver in (*current, *proposed) for partner in driver.weights}
    return KeyChange(_shared(cost, current, partners), _shared(cost, proposed, partners))


def _shared(cost: Money, drivers: Sequence[Driver], partners: set[PartnerCode]) -> dict[PartnerCode, Money]:
    by_key: Mapping[PartnerCode, Weight] = drivers[0].weights if len(drivers) == 1 else composite_weights(drivers)
    if not any(by_key.values()):
        raise NothingToShareBy(drivers[0].name)
    return share(cost, by_usage={partner: by_key.get(partner, 0) for partner in partners})
