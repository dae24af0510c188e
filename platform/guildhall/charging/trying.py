"""A key tried on months that were: what each member bore, and what it would have borne. Plain Python; posts nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from guildhall.charging.allocation import PoolToShare, allocate
from guildhall.charging.keys import Key
from guildhall.charging.placing import pool_to_share
from guildhall.charging.sharing import PartnerCode
from guildhall.charging.support import BY_STEPS, Support
from guildhall.kernel import Money, Month
from guildhall.metering.units import Unit

NOTHING = Money(0)
Used = Mapping[tuple[PartnerCode, Unit], int]
"""What each member used of each unit in one month."""


@dataclass(frozen=True, slots=True)
class MonthToTry:
    """A closed month as it was: its members by code, each pool's net cost and key, and what was used; and what the
    months before cost of the pools whose pence are rounded over the months, and how services pass their costs on.
    """

    month: Month
    members: Sequence[PartnerCode]
    pools: Mapping[str, tuple[Money, Key]]
    used: Used
    so_far: Mapping[str, Money] = field(default_factory=dict)
    support: Support = BY_STEPS


@dataclass(frozen=True, slots=True)
class KeyTried:
    """A key beside the one that was, over some months. `unplaced` are the months whose cost it cannot place, since
    nobody used what it asks for, or its bounds do not fit: they stay as they were. The changes add up to nothing.
    """

    months: tuple[Month, ...]
    now: Mapping[PartnerCode, Money]
    then: Mapping[PartnerCode, Money]
    unplaced: tuple[Month, ...]

    @property
    def change(self) -> dict[PartnerCode, Money]:
        """What each would have paid more; below zero, less."""
        return {code: self.then[code] - self.now[code] for code in self.now}

    @property
    def worse_off(self) -> list[PartnerCode]:
        return sorted(code for code, change in self.change.items() if change.pence > 0)


def try_key(months: Sequence[MonthToTry], *, pool: str, key: Key) -> KeyTried:
    """Share months again with one pool by another key; every other pool keeps its own, overheads follow.

    Takes: closed months in which the pool had a cost; others are left out.
    Rule: cost_sharing.md, what-if: the books stay as they are, and what would change adds up to nothing.
    """
    tried = [month for month in months if pool in month.pools]
    now: dict[PartnerCode, Money] = {}
    then: dict[PartnerCode, Money] = {}
    unplaced = []
    for month in tried:
        was = allocate(pools_to_share(month), support=month.support)
        would_be = allocate(pools_to_share(month, other={pool: key}), support=month.support)
        if not would_be.can_close:
            unplaced.append(month.month)
            would_be = was
        for code in month.members:
            now[code] = now.get(code, NOTHING) + was.totals.get(code, NOTHING)
            then[code] = then.get(code, NOTHING) + would_be.totals.get(code, NOTHING)
    return KeyTried(
        tuple(month.month for month in tried), dict(sorted(now.items())), dict(sorted(then.items())), tuple(unplaced)
    )


def pools_to_share(month: MonthToTry, *, other: Mapping[str, Key] | None = None) -> list[PoolToShare]:
    """A month's pools with what was used, each by its own key, or by another that is given for it.

    Another key is rounded by the month: over how many it would be rounded is decided by the months to come.
    """
    keys = other or {}

    def used(unit: Unit) -> dict[PartnerCode, int]:
        return {code: max(month.used.get((code, unit), 0), 0) for code in month.members}

    return [
        pool_to_share(
            code,
            cost,
            keys.get(code, key),
            members=month.members,
            used=used,
            so_far=None if code in keys else month.so_far.get(code),
        )
        for code, (cost, key) in month.pools.items()
    ]


def is_carried(*, rule: str, votes_for: int, electorate: int) -> bool:
    """Do so many votes carry a proposal? Who abstains or says nothing does not agree.

    Takes: `rule`, the agreement's: unanimous, two_thirds or majority.

        >>> [is_carried(rule=rule, votes_for=4, electorate=6) for rule in ("unanimous", "two_thirds", "majority")]
        [False, True, True]
        >>> is_carried(rule="majority", votes_for=3, electorate=6)
        False
    """
    if rule == "unanimous":
        return votes_for == electorate
    if rule == "two_thirds":
        return votes_for * 3 >= electorate * 2
    return votes_for * 2 > electorate
