"""A month as it is worked out: members, pools, keys, use and shares, together with the evidence. Plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from guildhall.charging.allocation import Allocation, SharedPool, allocate
from guildhall.charging.keys import Key
from guildhall.charging.manifests import digest_of
from guildhall.charging.placing import pool_to_share
from guildhall.charging.support import BY_STEPS, Support
from guildhall.kernel import Money, Month
from guildhall.metering.queries import NO_EVENTS, EventsBehind
from guildhall.metering.units import Unit

NOTHING = Money(0)
Evidence = Mapping[tuple[str, Unit], EventsBehind]
"""What is behind each partner's use of each unit, by the partner's key."""


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """A partner that shared the cost of a month. Odd pence are placed by `code`; rows carry `key`."""

    code: str
    key: str
    name: str
    letters: str


@dataclass(frozen=True, slots=True)
class OverMonths:
    """That the pence of a fixed key are rounded over the months: since which one, and what those before this cost."""

    since: Month
    so_far: Money

    @property
    def plain(self) -> dict[str, Any]:
        return {"since": str(self.since), "so_far_pence": self.so_far.pence}


@dataclass(frozen=True, slots=True)
class PoolInMonth:
    """A pool with its cost in a month and the key in force. `cost` is None while nothing is loaded for it; `over` is
    there, if the pence of its key are rounded over the months; `idle` is what of its cost is capacity nobody used;
    `income` is what third parties pay towards it.
    """

    id: int
    code: str
    name: str
    key: Key
    key_version_id: int
    key_number: int
    key_from: date
    agreed_by: str
    cost: Money | None
    over: OverMonths | None = None
    idle: Money = NOTHING
    income: Money = NOTHING

    @property
    def gross(self) -> Money:
        return self.cost or NOTHING

    @property
    def net(self) -> Money:
        """What the members share. Below zero it is shared as the mirror of a cost."""
        return self.gross - self.income


@dataclass(frozen=True, slots=True)
class DriverBehind:
    """One unit of a key as one member used it: the quantity, the whole, and the events it rests on."""

    unit: Unit
    percent: int
    quantity: int
    of: int
    events: int
    digest: str

    @property
    def plain(self) -> dict[str, Any]:
        return {
            "unit": self.unit.value,
            "percent": self.percent,
            "quantity": self.quantity,
            "of": self.of,
            "events": self.events,
            "digest": self.digest,
        }


@dataclass(frozen=True, slots=True)
class WorkedMonth:
    """All shares of a month and all they rest on; `used_by_all` is what all members used of each unit of its keys."""

    month: Month
    members: tuple[Member, ...]
    pools: tuple[PoolInMonth, ...]
    allocation: Allocation
    evidence: Evidence
    used_by_all: Mapping[Unit, int]

    def shared(self, pool: PoolInMonth) -> SharedPool:
        return self.allocation.pools[pool.code]

    @property
    def unplaced(self) -> list[PoolInMonth]:
        """Pools with a cost that their key cannot place."""
        return [pool for pool in self.pools if pool.code in self.allocation.unallocated]

    @property
    def below_zero(self) -> list[tuple[Member, Unit]]:
        """Members from whom more of a unit was taken back than they used. They weigh nothing, never less."""
        return [
            (member, unit)
            for unit in self.used_by_all
            for member in self.members
            if self.evidence.get((member.key, unit), NO_EVENTS).quantity < 0
        ]

    def total_for(self, member: Member) -> Money:
        return self.allocation.totals.get(member.code, Money(0))

    def used(self, unit: Unit) -> dict[str, int]:
        """How much of a unit each member used, by code; nothing included, and never less."""
        return _weights(self.evidence, self.members, unit)

    def drivers(self, pool: PoolInMonth, member: Member) -> list[DriverBehind]:
        """What a member's weight in a pool rests on; nothing for a second stage, which rests on the other lines."""
        behind = []
        for part in pool.key.parts:
            events = self.evidence.get((member.key, part.unit), NO_EVENTS)
            of = self.used_by_all[part.unit]
            behind.append(DriverBehind(part.unit, part.percent, events.quantity, of, events.count, events.digest))
        return behind

    def manifest(self, *, last_event_id: int) -> dict[str, Any]:
        """Everything that decides the figures, as plain JSON: the same events, costs and keys give the same text."""
        return {
            "month": str(self.month),
            "members": [[member.code, member.key] for member in self.members],
            "last_event_id": last_event_id,
            "pools": [
                {
                    "code": pool.code,
                    "cost_pence": self.shared(pool).net.pence,
                    **({"income_pence": pool.income.pence} if pool.income else {}),
                    "key_version": pool.key_number,
                    "rule": pool.key.rule,
                    "total_weight": str(self.shared(pool).total_weight),
                    "lines": [self._line(pool, member) for member in self.members],
                    **self.basis(pool),
                }
                for pool in self.pools
            ],
        }

    def basis(self, pool: PoolInMonth) -> dict[str, Any]:
        """What else a pool's shares rest on, as JSON; nothing for most."""
        passing = self.shared(pool).passing
        return {
            **({"over_months": pool.over.plain} if pool.over else {}),
            **({"support": passing.plain} if passing else {}),
            **({"idle_pence": pool.idle.pence} if pool.idle else {}),
        }

    def line_basis(self, pool: PoolInMonth, member: Member) -> dict[str, Any]:
        """What else one share rests on, as JSON: what it would be without bounds, and which one it stands at."""
        bounded = self.shared(pool).bounded
        if bounded is None:
            return {}
        unbounded = {"unbounded_pence": bounded.unbounded[member.code].pence}
        if bounded.is_at_floor(member.code):
            return unbounded | {"bound": "floor"}
        return unbounded | ({"bound": "ceiling"} if bounded.is_at_ceiling(member.code) else {})

    def _line(self, pool: PoolInMonth, member: Member) -> list[Any]:
        part = self.shared(pool).shares.get(member.code)
        digests = [driver.digest for driver in self.drivers(pool, member)]
        basis = self.line_basis(pool, member) if part else {}
        listed = [member.code, part and str(part.weight), part and str(part.exact), part and part.pence, digests]
        return [*listed, basis] if basis else listed


def worked_out(
    month: Month,
    *,
    members: Sequence[Member],
    pools: Sequence[PoolInMonth],
    evidence: Evidence,
    support: Support = BY_STEPS,
) -> WorkedMonth:
    """Share a month's costs among its members by what the evidence says they used.

    Takes: `support`, how services that serve each other pass their costs on.
    Whoever had more taken back than they used weighs nothing, and `below_zero` names them.
    Rule: cost_sharing.md, invariant 5: the same evidence gives the same figures, in whatever order it came.
    """
    units = sorted({part.unit for pool in pools for part in pool.key.parts})
    weights = {unit: _weights(evidence, members, unit) for unit in units}
    codes = [member.code for member in members]
    to_share = [
        pool_to_share(
            pool.code,
            pool.net,
            pool.key,
            members=codes,
            used=weights.__getitem__,
            so_far=pool.over.so_far if pool.over else None,
        )
        for pool in pools
    ]
    used_by_all = {unit: sum(of_unit.values()) for unit, of_unit in weights.items()}
    return WorkedMonth(
        month, tuple(sorted(members)), tuple(pools), allocate(to_share, support=support), evidence, used_by_all
    )


def _weights(evidence: Evidence, members: Sequence[Member], unit: Unit) -> dict[str, int]:
    return {member.code: max(evidence.get((member.key, unit), NO_EVENTS).quantity, 0) for member in members}


class RestsOnEvents(Protocol):
    """One unit's part in a line, whichever events it counts."""

    @property
    def unit(self) -> Unit: ...
    @property
    def digest(self) -> str: ...


def combined_digest(drivers: Sequence[RestsOnEvents]) -> str:
    """One digest for all the events behind a line."""
    return (
        drivers[0].digest if len(drivers) == 1 else digest_of({driver.unit.value: driver.digest for driver in drivers})
    )
