"""Keys: the rules that turn use into weights. Plain Python; a key is kept as JSON in its version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guildhall.metering.units import Unit


@dataclass(frozen=True, slots=True)
class KeyPart:
    """One driver of a key, and for how many percent it counts."""

    unit: Unit
    percent: int = 100


@dataclass(frozen=True, slots=True)
class Key:
    """How a pool is shared: by one unit, by several with percents that add to 100, or, with no parts, in a second
    stage by what the other pools came to.
    """

    parts: tuple[KeyPart, ...] = ()

    @classmethod
    def by(cls, unit: Unit) -> Key:
        return cls((KeyPart(unit),))

    @classmethod
    def mixed(cls, percents: Mapping[Unit, int]) -> Key:
        return cls(tuple(KeyPart(unit, percent) for unit, percent in percents.items()))

    @classmethod
    def read(cls, rule: Mapping[str, Any]) -> Key:
        """From the JSON of a key version."""
        return cls(tuple(KeyPart(Unit(part["unit"]), part["percent"]) for part in rule["drivers"]))

    @property
    def rule(self) -> dict[str, list[dict[str, Any]]]:
        """As JSON."""
        return {"drivers": [{"unit": part.unit.value, "percent": part.percent} for part in self.parts]}

    @property
    def is_second_stage(self) -> bool:
        return not self.parts

    @property
    def is_composite(self) -> bool:
        return len(self.parts) > 1

    @property
    def words(self) -> str:
        """What the cost is shared by: "applications received"."""
        if self.is_second_stage:
            return "each member’s share of the services above"
        if not self.is_composite:
            return self.parts[0].unit.plural
        return joined([f"{part.percent}% {part.unit.plural}" for part in self.parts])


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
    return faults
