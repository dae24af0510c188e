"""From a key and what was used to what is shared: one place for the close, the what-if and the bridge. Plain Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from guildhall.charging.allocation import Driver, PoolToShare
from guildhall.charging.keys import Key
from guildhall.charging.sharing import PartnerCode
from guildhall.kernel import Money
from guildhall.metering.units import Unit

AGREED_SHARES = "agreed shares"
NOBODY = "nobody: all of it goes to other services"
UsedBy = Callable[[Unit], Mapping[PartnerCode, int]]
"""How much of a unit each member used: nothing included, and never less."""


def pool_to_share(
    code: str, net: Money, key: Key, *, members: Sequence[PartnerCode], used: UsedBy, so_far: Money | None = None
) -> PoolToShare:
    """A pool with its key, ready to be shared among the members of a month.

    Takes: `so_far`, what the months before cost, where the pence of a fixed key are rounded over them.
    """
    return PoolToShare(
        code=code,
        cost=net,
        drivers=_drivers(key, members, used),
        floors=key.floor.of(members),
        ceilings=key.ceiling.of(members),
        so_far=so_far if key.may_round_over_months else None,
        serves=dict(key.serves),
    )


def agreed_weights(key: Key, members: Sequence[PartnerCode]) -> dict[PartnerCode, int | Fraction]:
    """What each member weighs in a fixed key; whoever it does not name weighs nothing."""
    named = dict(key.fixed)
    return {code: _plainly(named.get(code, Fraction(0))) for code in members}


def _plainly(weight: Fraction) -> int | Fraction:
    return weight.numerator if weight.denominator == 1 else weight


def _drivers(key: Key, members: Sequence[PartnerCode], used: UsedBy) -> tuple[Driver, ...]:
    if key.is_fixed:
        return (Driver(AGREED_SHARES, agreed_weights(key, members)),)
    if key.passes_all_on:
        return (Driver(NOBODY, dict.fromkeys(members, 0)),)
    return tuple(Driver(part.unit.plural, used(part.unit), part.percent) for part in key.parts)
