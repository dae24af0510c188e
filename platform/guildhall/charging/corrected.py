"""A closed month worked out again with what came late: charged before, now, and the difference. Plain values.

Each close brings every earlier month to what all events up to then make of it. So what is charged so far is always the
shares as they were at the close before, and one difference after the other leads to the same end in whatever order the
events came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from guildhall.charging.keys import joined
from guildhall.charging.support import BY_STEPS, Support
from guildhall.charging.third_parties import NOBODY, ThirdParties
from guildhall.charging.working import DriverBehind, Member, PoolInMonth, WorkedMonth, worked_out
from guildhall.kernel import Money, Month
from guildhall.metering.queries import NO_EVENTS, EventsBehind
from guildhall.metering.units import Unit

Used: TypeAlias = Mapping[tuple[str, Unit], int]
"""How much each partner, by its key, used of each unit."""


@dataclass(frozen=True, slots=True)
class LateUse:
    """What came late of one unit from one partner: whole quantities, none below zero, and the events they rest on."""

    added: int
    cancelled: int
    events: int
    digest: str

    @property
    def quantity(self) -> int:
        return self.added - self.cancelled


NOTHING_LATE = LateUse(0, 0, NO_EVENTS.count, NO_EVENTS.digest)
LateEvidence: TypeAlias = Mapping[tuple[str, Unit], LateUse]


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """What a closed month was shared by: its members, and its pools with the costs and keys of then.

    `charged` is the sum in pence of all lines that were used in it so far, by the pool's code and the member's key;
    None, to trust no line and go by the events alone. `upheld` is what disputes changed, in pence that add up to
    nothing for each pool; `upheld_before`, what of it the closes so far have posted. `support` is how services passed
    their costs on to each other then.
    """

    month: Month
    members: tuple[Member, ...]
    pools: tuple[PoolInMonth, ...]
    charged: Mapping[tuple[str, str], int] | None
    upheld_before: Mapping[tuple[str, str], int] = field(default_factory=dict)
    upheld: Mapping[tuple[str, str], int] = field(default_factory=dict)
    support: Support = BY_STEPS


@dataclass(frozen=True, slots=True)
class LateDriver:
    """One unit of a key as it came late from one member: the events, and what they made of its use and everybody's."""

    unit: Unit
    percent: int
    late: LateUse
    of: int
    before: DriverBehind
    now: DriverBehind

    @property
    def digest(self) -> str:
        return self.late.digest

    @property
    def plain(self) -> dict[str, Any]:
        return {
            "unit": self.unit.value,
            "percent": self.percent,
            "quantity": self.late.quantity,
            "of": self.of,
            "events": self.late.events,
            "digest": self.late.digest,
            "before": self.before.quantity,
            "of_before": self.before.of,
            "now": self.now.quantity,
            "of_now": self.now.of,
        }


@dataclass(frozen=True)
class CorrectedMonth:
    """A closed month before and after what came late. `after` is the number of the last event counted before."""

    closed: ClosedMonth
    before: WorkedMonth
    now: WorkedMonth
    late: LateEvidence
    after: int

    @property
    def month(self) -> Month:
        return self.closed.month

    @property
    def members(self) -> tuple[Member, ...]:
        return self.now.members

    @cached_property
    def pools(self) -> tuple[PoolInMonth, ...]:
        """Those whose shares differ for anybody, in the order of the agreement."""
        return tuple(pool for pool in self.now.pools if any(self.difference(pool, m) for m in self.members))

    @cached_property
    def unplaced(self) -> list[PoolInMonth]:
        """Pools that what came late left with nobody to share them."""
        return self.now.unplaced

    @property
    def below_zero(self) -> list[tuple[Member, Unit]]:
        """From whom more was taken back than they used."""
        return self.now.below_zero

    @property
    def changed(self) -> list[PoolInMonth]:
        """Pools whose lines are not those that were closed: somebody has been at the books."""
        return [
            pool
            for pool in self.now.pools
            if any(self.charged(pool, member) != self._was(pool, member) for member in self.members)
        ]

    def charged(self, pool: PoolInMonth, member: Member) -> int:
        """All that a member was charged so far of a pool's cost in this month, in pence."""
        if self.closed.charged is None:
            return self._was(pool, member)
        return self.closed.charged.get((pool.code, member.key), 0)

    def recomputed(self, pool: PoolInMonth, member: Member) -> int:
        """What its share is now, in pence; what was charged, while the pool cannot be placed."""
        upheld, which = self.closed.upheld, (pool.code, member.key)
        if pool in self.unplaced:
            return self.charged(pool, member) + upheld.get(which, 0) - self.closed.upheld_before.get(which, 0)
        return _pence(self.now, pool, member) + upheld.get(which, 0)

    def _was(self, pool: PoolInMonth, member: Member) -> int:
        """What all closes so far made of a share, in pence."""
        return _pence(self.before, pool, member) + self.closed.upheld_before.get((pool.code, member.key), 0)

    def has_upheld(self, pool: PoolInMonth) -> bool:
        """Was a dispute about this pool upheld since?"""
        before, now = self.closed.upheld_before, self.closed.upheld
        keys = [(pool.code, member.key) for member in self.members]
        return any(before.get(which, 0) != now.get(which, 0) for which in keys)

    def difference(self, pool: PoolInMonth, member: Member) -> Money:
        """What corrects it. The differences of a pool add up to nothing."""
        return Money(self.recomputed(pool, member) - self.charged(pool, member))

    def total_for(self, member: Member) -> Money:
        return Money.total(self.difference(pool, member) for pool in self.pools) if member in self else Money(0)

    def __contains__(self, member: Member) -> bool:
        return any(member.key == one.key for one in self.members)

    def drivers(self, pool: PoolInMonth, member: Member) -> list[LateDriver]:
        """What came late behind a correction; nothing for a second stage, which rests on the other corrections."""
        both = zip(self.before.drivers(pool, member), self.now.drivers(pool, member), strict=True)
        return [
            LateDriver(
                unit=now.unit,
                percent=now.percent,
                late=self.late.get((member.key, now.unit), NOTHING_LATE),
                of=self._came[now.unit].quantity,
                before=before,
                now=now,
            )
            for before, now in both
        ]

    def reason(self, pool: PoolInMonth) -> str:
        """Why a pool is shared again, in words for everybody: "240 offers made came late and 12 were cancelled"."""
        said = ["A dispute was upheld"] if self.has_upheld(pool) else []
        if pool.key.is_second_stage and not said:
            return "Each member’s share of the services above was corrected"
        said += [words for part in pool.key.parts if (words := self._what_came(part.unit))]
        return joined(said) or "What was charged before was not what was used"

    def _what_came(self, unit: Unit) -> str:
        added, cancelled = self._came[unit].added, self._came[unit].cancelled
        were = "was" if cancelled == 1 else "were"
        if added and cancelled:
            return f"{unit.of(added)} came late and {cancelled:,} {were} cancelled"
        if cancelled:
            return f"{unit.of(cancelled)} {were} cancelled"
        return f"{unit.of(added)} came late" if added else ""

    @cached_property
    def _came(self) -> dict[Unit, LateUse]:
        """What came late of each unit from all members together."""
        by_unit = {
            unit: [self.late.get((member.key, unit), NOTHING_LATE) for member in self.members]
            for unit in self.now.used_by_all
        }
        return {
            unit: LateUse(sum(one.added for one in of_unit), sum(one.cancelled for one in of_unit), 0, "")
            for unit, of_unit in by_unit.items()
        }

    def manifest(self) -> dict[str, Any]:
        """Everything that decides the corrections, as plain JSON."""
        return {
            "month": str(self.month),
            "after_event_id": self.after,
            "members": [[member.code, member.key] for member in self.members],
            "pools": [
                {
                    "code": pool.code,
                    "cost_pence": self.now.shared(pool).net.pence,
                    "key_version": pool.key_number,
                    "rule": pool.key.rule,
                    "reason": self.reason(pool),
                    "total_weight_before": str(self.before.shared(pool).total_weight),
                    "total_weight": str(self.now.shared(pool).total_weight),
                    "lines": [self._line(pool, member) for member in self.members],
                }
                for pool in self.pools
            ],
        }

    def _line(self, pool: PoolInMonth, member: Member) -> list[Any]:
        before, now = self.before.shared(pool).shares[member.code], self.now.shared(pool).shares[member.code]
        return [
            member.code,
            str(before.weight),
            str(now.weight),
            str(now.exact),
            self.charged(pool, member),
            self.recomputed(pool, member),
            self.difference(pool, member).pence,
            [driver.digest for driver in self.drivers(pool, member)],
        ]


def _pence(worked: WorkedMonth, pool: PoolInMonth, member: Member) -> int:
    share = worked.shared(pool).shares.get(member.code)
    return share.pence if share else 0


def worked_again(closed: ClosedMonth, *, counted: Used, late: LateEvidence, after: int) -> CorrectedMonth:
    """Work a closed month out again with what came late.

    Takes: `counted`, what the closes so far had counted of it; `after`, the number of the last event of those.
    Rule: cost_sharing.md, worked case HND-08; invariants 4, 5 and 9.
    """
    now = {which: counted.get(which, 0) + late.get(which, NOTHING_LATE).quantity for which in {*counted, *late}}
    return CorrectedMonth(closed, _shared_by(closed, counted), _shared_by(closed, now), late, after)


def _shared_by(closed: ClosedMonth, used: Used) -> WorkedMonth:
    """By quantities alone: the events behind them are told by the lines that they were first charged on."""
    evidence = {which: EventsBehind(0, quantity, "") for which, quantity in used.items()}
    return worked_out(
        closed.month, members=closed.members, pools=closed.pools, evidence=evidence, support=closed.support
    )


@dataclass(frozen=True, slots=True)
class BilledMonth:
    """A month as it is billed: its own shares, what it corrects of the months before, oldest first, and what it charges
    those who are no partners.
    """

    worked: WorkedMonth
    corrections: Sequence[CorrectedMonth] = ()
    third_parties: ThirdParties = NOBODY

    @property
    def month(self) -> Month:
        return self.worked.month

    @property
    def parties(self) -> list[Member]:
        """Who gets a statement: the month's members, then whoever is none any more and is corrected all the same."""
        members = {member.key: member for member in self.worked.members}
        gone = {m.key: m for corrected in self.corrections if corrected.pools for m in corrected.members}
        return [*members.values(), *sorted(m for key, m in gone.items() if key not in members)]

    def total_for(self, member: Member) -> Money:
        own = self.worked.total_for(member) if self.is_member(member) else Money(0)
        return own + Money.total(corrected.total_for(member) for corrected in self.corrections)

    def is_member(self, member: Member) -> bool:
        """Did they share the cost of the month itself?"""
        return any(member.key == one.key for one in self.worked.members)

    def manifest(self, *, last_event_id: int) -> dict[str, Any]:
        """Everything that decides the figures, as plain JSON. A month that corrects nothing says nothing of it."""
        body = self.worked.manifest(last_event_id=last_event_id)
        corrections = [corrected.manifest() for corrected in self.corrections if corrected.pools]
        return body | ({"corrections": corrections} if corrections else {}) | self.third_parties.manifest()
