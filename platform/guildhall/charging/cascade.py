"""Departments that serve each other as well as the partners: three exact ways to pass their cost on. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from guildhall.charging.errors import CascadeNotReady, NothingToShareBy
from guildhall.charging.sharing import Weight, share
from guildhall.kernel import Money

NOTHING = Money(0)
RECIPROCAL_MAX = 100
"""So many departments that serve each other are solved exactly in half a second; the work grows with their cube."""


@dataclass(frozen=True, slots=True)
class Departments:
    """Who serves whom, and by how much.

    Takes: each department's own cost in pounds and pence, nothing for one that is left out; how much of its service
    each one of `order` gives to each other and to those who bear the cost in the end; the order of the steps.
    `bearing` names those who bear it, where not all others do.
    """

    own_cost: Mapping[str, Money]
    services: Mapping[str, Mapping[str, Weight]]
    order: Sequence[str]
    bearing: Sequence[str] | None = None

    @property
    def final(self) -> list[str]:
        """Those who bear the cost in the end, by name."""
        return sorted(self._others if self.bearing is None else self.bearing)

    @property
    def _others(self) -> set[str]:
        served = {name for served in self.services.values() for name in served}
        return {*self.own_cost, *served} - set(self.order)

    @property
    def faults(self) -> list[str]:
        """All that keeps the cost from coming to rest, as sentences."""
        bearing = self._others if self.bearing is None else set(self.bearing)
        return [
            *(f"{name} is in the step order and serves nobody." for name in self.order if not self._gives(name)),
            *(f"{name} serves and is not in the step order." for name in sorted(set(self.services) - set(self.order))),
            *(f"{name} is in the step order and final." for name in sorted(bearing & set(self.order))),
            *(f"{name} is neither in the step order nor final." for name in sorted(self._others - bearing)),
        ]

    def _gives(self, name: str) -> bool:
        return any(self.services.get(name, {}).values())

    def cost_of(self, name: str) -> Money:
        return self.own_cost.get(name, NOTHING)


@dataclass(frozen=True, slots=True)
class Passed:
    """One department's cost, passed on in pence."""

    department: str
    amount: Money
    to: Mapping[str, Money]


def direct(departments: Departments) -> list[Passed]:
    """Pass each department's own cost straight to those who bear it; what departments do for each other is ignored.

    Refuses: CascadeNotReady.
    Rule: cost_sharing.md, worked case PUB-07, direct.
    """
    _refuse_faults(departments)
    order = departments.order
    return [_pass_on(name, departments.cost_of(name), _without(departments, name, order)) for name in order]


def step_down(departments: Departments) -> list[Passed]:
    """Pass costs on department by department, in the agreed order; one that has been emptied takes nothing back.

    Gives: whole pence at each step, so that every step conserves by itself.
    Refuses: CascadeNotReady.
    Rule: cost_sharing.md, worked case PUB-07, step-down.
    """
    _refuse_faults(departments)
    steps: list[Passed] = []
    received: dict[str, Money] = {}
    for place, name in enumerate(departments.order):
        amount = departments.cost_of(name) + received.get(name, NOTHING)
        step = _pass_on(name, amount, _without(departments, name, departments.order[: place + 1]))
        for other, part in step.to.items():
            received[other] = received.get(other, NOTHING) + part
        steps.append(step)
    return steps


def totals_of(passed: Sequence[Passed], departments: Departments) -> dict[str, Money]:
    """What those who bear the cost in the end bear: their own cost and all that was passed to them."""
    totals = {name: departments.cost_of(name) for name in departments.final}
    for step in passed:
        for name, part in step.to.items():
            if name in totals:
                totals[name] += part
    return totals


@dataclass(frozen=True, slots=True)
class Reciprocal:
    """The exact gross-ups in pence, for display and never posted, and what each bears in the end, its own included."""

    gross_up: Mapping[str, Fraction]
    totals: Mapping[str, Money]


def reciprocal(departments: Departments) -> Reciprocal:
    """Let departments charge each other fully, solved exactly; rounded once, where the cost comes to rest.

    Refuses: CascadeNotReady (also when departments serve only each other, so that no cost ever comes to rest).
    Rule: cost_sharing.md, worked case PUB-07, reciprocal.
    """
    _refuse_faults(departments)
    order = departments.order
    if len(order) > RECIPROCAL_MAX:
        raise CascadeNotReady(f"More than {RECIPROCAL_MAX} departments that serve each other are not solved exactly.")
    given = {name: _in_whole_numbers(departments.services[name]) for name in order}
    whole = {name: sum(served.values()) for name, served in given.items()}
    for_one_unit = _solved(
        [
            [whole[to] * (to == by) - given[by].get(to, 0) for by in order] + [departments.cost_of(to).pence]
            for to in order
        ]
    )
    pence = dict(zip(order, for_one_unit, strict=True))
    exact = {name: sum((pence[by] * given[by].get(name, 0) for by in order), Fraction(0)) for name in departments.final}
    cost = Money.total(departments.cost_of(name) for name in order)
    shares = share(cost, by_usage=exact) if cost else dict.fromkeys(exact, NOTHING)
    return Reciprocal(
        gross_up={name: pence[name] * whole[name] for name in order},
        totals={name: departments.cost_of(name) + part for name, part in shares.items()},
    )


def _refuse_faults(departments: Departments) -> None:
    if faults := departments.faults:
        raise CascadeNotReady(faults)


def _pass_on(name: str, amount: Money, to: Mapping[str, Weight]) -> Passed:
    try:
        return Passed(name, amount, share(amount, by_usage=to))
    except NothingToShareBy:
        raise CascadeNotReady(f"{name} serves nobody who can take its cost by this method.") from None


def _without(departments: Departments, name: str, emptied: Sequence[str]) -> dict[str, Weight]:
    gone = set(emptied)
    return {other: weight for other, weight in departments.services[name].items() if other not in gone}


def _in_whole_numbers(served: Mapping[str, Weight]) -> dict[str, int]:
    scale = lcm(*(weight.denominator for weight in served.values()))
    return {name: int(weight * scale) for name, weight in served.items()}


def _solved(rows: list[list[int]]) -> list[Fraction]:
    """The unknowns of as many equations; a row holds the factors and the right side.

    Elimination in whole numbers: each division by the pivot before leaves no rest (Bareiss, 1968), so numbers stay
    small. Raises: CascadeNotReady, where there is no single answer.
    """
    before = 1
    for column in range(len(rows)):
        found = next((row for row in range(column, len(rows)) if rows[row][column]), None)
        if found is None:
            raise CascadeNotReady("These departments serve only each other, so their cost never comes to rest.")
        rows[column], rows[found] = rows[found], rows[column]
        top, pivot = rows[column], rows[column][column]
        for row in range(column + 1, len(rows)):
            factor = rows[row][column]
            rows[row] = [
                (pivot * below - factor * above) // before for below, above in zip(rows[row], top, strict=True)
            ]
        before = pivot
    unknowns: list[Fraction] = []
    for number, equation in reversed(list(enumerate(rows))):
        first, *factors = equation[number:-1]
        known = sum((factor * unknown for factor, unknown in zip(factors, unknowns, strict=True)), Fraction(0))
        unknowns.insert(0, (equation[-1] - known) / first)
    return unknowns
