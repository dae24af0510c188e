"""Services that serve each other: what of each one's own cost is shared among the members, and where. Plain Python.

A service passes some percents of its cost on to other services, and its members share the rest. The three methods are
those of `cascade`; here "members of a service" are among those who bear the cost in the end, and so is every service
that passes nothing on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeAlias

from guildhall.charging.cascade import Departments, Passed, direct, reciprocal, step_down
from guildhall.charging.errors import CascadeNotReady
from guildhall.charging.sharing import Weight
from guildhall.kernel import Money

NOTHING = Money(0)
WHOLE = Fraction(100)
ByService: TypeAlias = Mapping[str, Money]
Serves: TypeAlias = Mapping[str, Mapping[str, Weight]]
"""How many percent of its cost each serving service passes on to each other one."""


class SupportMethod(StrEnum):
    """How services pass their cost on to each other."""

    DIRECT = "direct"
    STEP_DOWN = "step_down"
    RECIPROCAL = "reciprocal"

    @property
    def adverb(self) -> str:
        return {self.DIRECT: "directly", self.STEP_DOWN: "step by step", self.RECIPROCAL: "in full"}[self]

    @property
    def words(self) -> str:
        return {
            self.DIRECT: "Directly: what serving services do for each other is left out",
            self.STEP_DOWN: "Step by step, in an agreed order: one that has passed its cost on takes none back",
            self.RECIPROCAL: "Fully: each charges the other, solved exactly and rounded once",
        }[self]


@dataclass(frozen=True, slots=True)
class Support:
    """The method in force, and the order of the steps; a service that it does not name follows in the services' own."""

    method: SupportMethod = SupportMethod.STEP_DOWN
    order: tuple[str, ...] = ()

    def ordered(self, serving: Sequence[str]) -> list[str]:
        named = [code for code in self.order if code in serving]
        return [*named, *(code for code in serving if code not in named)]


BY_STEPS = Support()


@dataclass(frozen=True, slots=True)
class Passing:
    """What became of one service's own cost: what came from each other one, what went to each, and what is left for its
    members, which is `shared`.

    By the reciprocal method nothing is posted between services; `came` and `went` are empty, `exact` is what the
    members are left with in pence before it is rounded, and `came_exactly` what of it each service brought.
    """

    method: SupportMethod
    own: Money
    shared: Money
    came: ByService = field(default_factory=dict)
    went: ByService = field(default_factory=dict)
    exact: Fraction | None = None
    came_exactly: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def sources(self) -> dict[str, Fraction]:
        """What each other service brought, in pence."""
        return dict(self.came_exactly) or {code: Fraction(amount.pence) for code, amount in self.came.items()}

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON in pence."""
        body: dict[str, Any] = {"method": self.method.value, "own_pence": self.own.pence}
        if self.exact is None:
            came, went = ({code: one.pence for code, one in by.items()} for by in (self.came, self.went))
            return {**body, "came": came, "went": went}
        return {**body, "exact": str(self.exact), "came": {code: str(one) for code, one in self.came_exactly.items()}}


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What services passed on, by their codes; nothing, where none serves another. `stuck` are those whose cost would
    not come to rest, and `why`.
    """

    by_service: Mapping[str, Passing] = field(default_factory=dict)
    stuck: tuple[str, ...] = ()
    why: str = ""


def pass_on(own: ByService, *, serves: Serves, support: Support) -> PassedOn:
    """Let services pass their cost on to each other, by the method that was agreed.

    Takes: every service's own cost, in the order of the services; what each of them serves. A service that has no cost
    this month is served all the same; one that is not there is left out, and the others take its part.
    Gives: for every service what its members share; these add up to all own costs, to the penny.
    Rule: cost_sharing.md, worked case PUB-07; step-down posts pennies at each step, reciprocal rounds once.
    """
    serving = [code for code in own if serves.get(code)]
    if not serving:
        return PassedOn()
    order = support.ordered(serving)
    departments = Departments(
        own_cost={code: own[code] for code in order},
        services={code: _served(code, serves[code], own) for code in order},
        order=order,
    )
    try:
        if support.method is SupportMethod.RECIPROCAL:
            passed = _all_at_once(departments, own)
        else:
            steps = direct(departments) if support.method is SupportMethod.DIRECT else step_down(departments)
            passed = _step_by_step(steps, own, support.method)
    except CascadeNotReady as refused:
        return PassedOn(stuck=tuple(order), why=" ".join(refused.reasons))
    return PassedOn({code: one for code, one in passed.items() if code in order or one.sources})


def members_of(code: str) -> str:
    """Who bears what a serving service does not pass on; no service has such a code."""
    return f"{code}/members"


def _served(code: str, percents: Mapping[str, Weight], own: ByService) -> dict[str, Weight]:
    rest = WHOLE - sum(Fraction(percent) for percent in percents.values())
    there = {other: percent for other, percent in percents.items() if other in own}
    return there | ({members_of(code): rest} if rest else {})


def _step_by_step(steps: Sequence[Passed], own: ByService, method: SupportMethod) -> dict[str, Passing]:
    went = {step.department: {to: one for to, one in step.to.items() if to in own} for step in steps}
    found = {}
    for code, cost in own.items():
        came = {step.department: step.to[code] for step in steps if code in step.to}
        gone = went.get(code, {})
        shared = cost + Money.total(came.values()) - Money.total(gone.values())
        found[code] = Passing(method, cost, shared, came, gone)
    return found


def _all_at_once(departments: Departments, own: ByService) -> dict[str, Passing]:
    """Costs and refunds apart, each rounded once, so that a refund mirrors a charge."""
    costs = _solved(departments, own, sign=1)
    refunds = _solved(departments, own, sign=-1)
    found = {}
    for code, cost in own.items():
        at = members_of(code) if code in departments.order else code
        kept = NOTHING if code in departments.order else cost
        came = {by: costs.came[by, at] - refunds.came[by, at] for by in departments.order if (by, at) in costs.came}
        found[code] = Passing(
            SupportMethod.RECIPROCAL,
            cost,
            kept + costs.totals.get(at, NOTHING) - refunds.totals.get(at, NOTHING),
            exact=kept.pence + sum(came.values(), Fraction(0)),
            came_exactly={by: one for by, one in came.items() if by != code},
        )
    return found


@dataclass(frozen=True, slots=True)
class _Half:
    """Where the costs above nothing, or those below it turned round, come to rest: in pence, and from whom exactly."""

    totals: ByService
    came: Mapping[tuple[str, str], Fraction]


def _solved(departments: Departments, own: ByService, *, sign: int) -> _Half:
    costs = {code: Money(max(sign * own[code].pence, 0)) for code in departments.order}
    solved = reciprocal(Departments(costs, departments.services, departments.order))
    came: dict[tuple[str, str], Fraction] = {}
    for by in departments.order:
        given = departments.services[by]
        whole = sum(Fraction(one) for one in given.values())
        came |= {(by, to): solved.gross_up[by] * Fraction(one) / whole for to, one in given.items()}
    return _Half(solved.totals, came)
