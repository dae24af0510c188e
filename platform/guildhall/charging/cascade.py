"""Departments that serve each other as well as the partners: three exact ways to pass their cost on. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from guildhall.charging.sharing import Weight, worked_shares
from guildhall.kernel import Money

Services = Mapping[str, Mapping[str, Weight]]
"""How much of its service each department gives to each other and to those who bear the cost in the end."""


@dataclass(frozen=True, slots=True)
class Passed:
    """One department's cost, passed on in pence."""

    department: str
    amount: Money
    to: Mapping[str, Money]


def direct(own_cost: Mapping[str, Money], services: Services, *, order: Sequence[str]) -> list[Passed]:
    """Pass each department's own cost straight to those who bear it; what departments do for each other is ignored.

    Rule: cost_sharing.md, worked case PUB-07, direct.
    """
    return [_pass_on(name, own_cost[name], _without(services[name], order)) for name in order]


def step_down(own_cost: Mapping[str, Money], services: Services, *, order: Sequence[str]) -> list[Passed]:
    """Pass costs on department by department, in the agreed order; one that has been emptied takes nothing back.

    Gives: whole pence at each step, so that every step conserves by itself.
    Rule: cost_sharing.md, worked case PUB-07, step-down.
    """
    steps: list[Passed] = []
    for place, name in enumerate(order):
        received = Money.total(step.to.get(name, Money(0)) for step in steps)
        steps.append(_pass_on(name, own_cost[name] + received, _without(services[name], order[: place + 1])))
    return steps


@dataclass(frozen=True, slots=True)
class Reciprocal:
    """The exact gross-ups in pence, for display and never posted, and what each bears in the end."""

    gross_up: Mapping[str, Fraction]
    totals: Mapping[str, Money]


def reciprocal(own_cost: Mapping[str, Money], services: Services, *, order: Sequence[str]) -> Reciprocal:
    """Let departments charge each other fully, solved exactly; rounded once, where the cost comes to rest.

    Refuses: ValueError, when departments serve only each other, so that no cost ever comes to rest.
    Rule: cost_sharing.md, worked case PUB-07, reciprocal.
    """
    part = {name: _fractions(services[name]) for name in order}
    gross = _solved(
        [[Fraction(int(a == b)) - part[b].get(a, Fraction(0)) for b in order] for a in order],
        [Fraction(own_cost[name].pence) for name in order],
    )
    gross_up = dict(zip(order, gross, strict=True))
    final = sorted({name for served in services.values() for name in served} - set(order))
    exact = {name: sum((gross_up[by] * part[by].get(name, Fraction(0)) for by in order), Fraction(0)) for name in final}
    cost = Money.total(own_cost[name] for name in order)
    return Reciprocal(gross_up, {name: share.money for name, share in worked_shares(cost, by_weight=exact).items()})


def totals_of(passed: Sequence[Passed], own_cost: Mapping[str, Money], *, order: Sequence[str]) -> dict[str, Money]:
    """What those who bear the cost in the end bear: their own cost and all that was passed to them."""
    final = sorted(({name for step in passed for name in step.to} | set(own_cost)) - set(order))
    return {
        name: own_cost.get(name, Money(0)) + Money.total(step.to.get(name, Money(0)) for step in passed)
        for name in final
    }


def _pass_on(name: str, amount: Money, to: Mapping[str, Weight]) -> Passed:
    return Passed(name, amount, {other: part.money for other, part in worked_shares(amount, by_weight=to).items()})


def _without(served: Mapping[str, Weight], names: Sequence[str]) -> dict[str, Weight]:
    return {other: weight for other, weight in served.items() if other not in names}


def _fractions(served: Mapping[str, Weight]) -> dict[str, Fraction]:
    whole = Fraction(sum(served.values()))
    return {name: Fraction(weight) / whole for name, weight in served.items()}


def _solved(rows: list[list[Fraction]], right: list[Fraction]) -> list[Fraction]:
    """Gaussian elimination in exact fractions."""
    table = [[*row, value] for row, value in zip(rows, right, strict=True)]
    for column in range(len(table)):
        pivot = next((row for row in range(column, len(table)) if table[row][column]), None)
        if pivot is None:
            raise ValueError("These departments serve only each other, so their cost never comes to rest.")
        table[column], table[pivot] = table[pivot], table[column]
        table[column] = [value / table[column][column] for value in table[column]]
        for row in range(len(table)):
            if row != column and (factor := table[row][column]):
                table[row] = [value - factor * top for value, top in zip(table[row], table[column], strict=True)]
    return [row[-1] for row in table]
