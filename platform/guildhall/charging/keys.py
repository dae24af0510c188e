"""Keys: the rules that turn use into weights. Plain Python; a key is kept as JSON in its version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from guildhall.kernel import Money
from guildhall.metering.units import Unit

PartnerCode: TypeAlias = str
AgreedShares: TypeAlias = tuple[tuple[str, Fraction], ...]
"""Numbers by code, in the order of the codes: exact, with six decimals at most."""

WHOLE = Fraction(100)
DECIMALS = 10**6


@dataclass(frozen=True, slots=True)
class KeyPart:
    """One driver of a key, and for how many percent it counts."""

    unit: Unit
    percent: int = 100


@dataclass(frozen=True, slots=True)
class Bound:
    """The least, or the most, that a share may be: for everybody, or for some by code; a partner's own goes first."""

    everybody: Money | None = None
    by_partner: tuple[tuple[PartnerCode, Money], ...] = ()

    @classmethod
    def read(cls, rule: Mapping[str, Any]) -> Bound:
        """From the JSON of a key version, in pence."""
        everybody = rule.get("everybody")
        own = tuple(sorted((code, Money(pence)) for code, pence in rule.get("partners", {}).items()))
        return cls(None if everybody is None else Money(everybody), own)

    @property
    def rule(self) -> dict[str, Any]:
        everybody = {} if self.everybody is None else {"everybody": self.everybody.pence}
        return everybody | ({"partners": {code: amount.pence for code, amount in self.by_partner}} if self.own else {})

    @property
    def own(self) -> dict[PartnerCode, Money]:
        return dict(self.by_partner)

    @property
    def amounts(self) -> list[Money]:
        return [*([] if self.everybody is None else [self.everybody]), *self.own.values()]

    def of(self, members: Iterable[PartnerCode]) -> dict[PartnerCode, Money]:
        """What binds each member; whoever nothing binds is left out."""
        bounds = {code: self.own.get(code, self.everybody) for code in members}
        return {code: amount for code, amount in bounds.items() if amount is not None}

    def __bool__(self) -> bool:
        return bool(self.amounts)


NO_BOUND = Bound()


@dataclass(frozen=True, slots=True)
class Key:
    """How a pool is shared among the members: by one unit, by several with percents that add to 100, by shares that
    were agreed in numbers, or, with none of these, in a second stage by what the other pools came to.

    `fixed` are the agreed shares by partner; whoever is not named weighs nothing. `floor` and `ceiling` bound what one
    partner bears. `serves` says how many percent of the cost go to other services first, by their codes; the rest is
    shared among the members.
    """

    parts: tuple[KeyPart, ...] = ()
    fixed: AgreedShares = ()
    floor: Bound = NO_BOUND
    ceiling: Bound = NO_BOUND
    serves: AgreedShares = ()

    @classmethod
    def by(cls, unit: Unit) -> Key:
        return cls((KeyPart(unit),))

    @classmethod
    def mixed(cls, percents: Mapping[Unit, int]) -> Key:
        return cls(tuple(KeyPart(unit, percent) for unit, percent in percents.items()))

    @classmethod
    def agreed(cls, shares: Mapping[PartnerCode, int | Fraction]) -> Key:
        """By shares that were agreed in numbers: percents, or any weights."""
        return cls(fixed=numbers(shares))

    @classmethod
    def read(cls, rule: Mapping[str, Any]) -> Key:
        """From the JSON of a key version. One of the time before there was more than drivers reads as it was."""
        return cls(
            parts=tuple(KeyPart(Unit(part["unit"]), part["percent"]) for part in rule["drivers"]),
            fixed=numbers(rule.get("fixed", {})),
            floor=Bound.read(rule.get("floor", {})),
            ceiling=Bound.read(rule.get("ceiling", {})),
            serves=numbers(rule.get("serves", {})),
        )

    @property
    def rule(self) -> dict[str, Any]:
        """As JSON. What a key does not have is not in it, so that one of drivers alone is what it always was."""
        rule: dict[str, Any] = {"drivers": [{"unit": part.unit.value, "percent": part.percent} for part in self.parts]}
        for name, shares in (("fixed", self.fixed), ("serves", self.serves)):
            if shares:
                rule[name] = {code: written(number) for code, number in shares}
        for name, bound in (("floor", self.floor), ("ceiling", self.ceiling)):
            if bound:
                rule[name] = bound.rule
        return rule

    @property
    def is_fixed(self) -> bool:
        return bool(self.fixed)

    @property
    def is_composite(self) -> bool:
        return len(self.parts) > 1

    @property
    def is_bounded(self) -> bool:
        return bool(self.floor or self.ceiling)

    @property
    def is_second_stage(self) -> bool:
        return not self.parts and not self.fixed and not self.passes_all_on

    @property
    def may_round_over_months(self) -> bool:
        """May its odd pence be rounded over the months? Those of agreed shares that nothing bounds."""
        return self.is_fixed and not self.is_bounded

    @property
    def percent_passed(self) -> Fraction:
        """How much of the cost goes to other services first."""
        return sum((percent for _, percent in self.serves), Fraction(0))

    @property
    def passes_all_on(self) -> bool:
        return self.percent_passed == WHOLE

    @property
    def words(self) -> str:
        """What the cost is shared by: "applications received"."""
        bounds = [name for name, bound in (("floor", self.floor), ("ceiling", self.ceiling)) if bound]
        within = f", within a {' and a '.join(bounds)}" if bounds else ""
        passed = f", after {written(self.percent_passed)}% to other services" if self.serves else ""
        return self.driver_words if self.passes_all_on else f"{self.driver_words}{within}{passed}"

    @property
    def driver_words(self) -> str:
        """What the members are weighed by, without bounds and services."""
        if self.is_fixed:
            return "agreed shares"
        if self.passes_all_on:
            return "the services that it serves"
        if self.is_second_stage:
            return "each member’s share of the services above"
        if not self.is_composite:
            return self.parts[0].unit.plural
        return joined([f"{part.percent}% {part.unit.plural}" for part in self.parts])


def numbers(shares: Mapping[str, Any]) -> AgreedShares:
    """Numbers by code, in the order of the codes."""
    return tuple(sorted((code, Fraction(number)) for code, number in shares.items()))


def written(number: Fraction) -> str:
    """A number of six decimals at most, as people write it.

    >>> written(Fraction(60)), written(Fraction("33.50"))
    ('60', '33.5')
    """
    whole, rest = divmod(int(number * DECIMALS), DECIMALS)
    return f"{whole}.{rest:06}".rstrip("0").rstrip(".")


def joined(words: Sequence[str]) -> str:
    """Words in a row, with "and" before the last.

    >>> joined(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def faults_of(key: Key) -> list[str]:
    """What is wrong with a key, every reason at once."""
    faults = []
    if any(not 0 < part.percent <= 100 for part in key.parts):
        faults.append("Give each driver a whole percentage above 0.")
    if key.parts and sum(part.percent for part in key.parts) != 100:
        faults.append("Make the percentages add up to 100.")
    if len({part.unit for part in key.parts}) < len(key.parts):
        faults.append("Name each driver once.")
    return [*faults, *_faults_of_shares(key), *_faults_of_bounds(key), *_faults_of_services(key)]


def _faults_of_shares(key: Key) -> list[str]:
    faults = []
    if key.fixed and key.parts:
        faults.append("Share it by agreed shares or by what is used, not by both.")
    if any(number < 0 for _, number in key.fixed):
        faults.append("An agreed share is not below zero.")
    elif key.fixed and not any(number for _, number in key.fixed):
        faults.append("Give at least one member an agreed share above zero.")
    if any(number * DECIMALS % 1 for _, number in (*key.fixed, *key.serves)):
        faults.append("Give numbers with six decimals at most.")
    return faults


def _faults_of_bounds(key: Key) -> list[str]:
    faults = []
    if any(amount.pence < 0 for amount in (*key.floor.amounts, *key.ceiling.amounts)):
        faults.append("A floor or a ceiling is not below zero.")
    named = {*key.floor.own, *key.ceiling.own, "everybody else"}
    floors, ceilings = key.floor.of(named), key.ceiling.of(named)
    crossed = sorted(code for code in named if code in floors and code in ceilings and floors[code] > ceilings[code])
    faults += [f"The floor of {code} is above its ceiling." for code in crossed]
    if key.is_bounded and key.passes_all_on:
        faults.append("All of it goes to other services, so there is no share that a floor or a ceiling could bound.")
    return faults


def _faults_of_services(key: Key) -> list[str]:
    faults = []
    if any(percent <= 0 for _, percent in key.serves):
        faults.append("Give each service that it serves a percentage above 0.")
    if key.percent_passed > WHOLE:
        faults.append("No more than 100% can go to other services.")
    if key.passes_all_on and (key.parts or key.fixed):
        faults.append("All of it goes to other services, so nothing is left to share among the members.")
    if key.serves and key.is_second_stage:
        faults.append("Say by what the members share the rest: an overhead is shared last and serves nobody.")
    return faults
