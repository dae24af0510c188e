"""Reading a scenario without trust: every fault is listed with its place, and then nothing is computed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, TypeVar, cast

from guildhall.charging.scenarios.values import CODE, Malformed, code, items, number, quantity

BYTES_MAX, STEPS_MAX, PARTIES_MAX = 10_000_000, 1_000, 10_000
SERVED_BYTES_MAX = 500_000
"""What a page or a machine may send: somebody else waits for the same process meanwhile."""
NOT_WHOLE = "the percents do not add to exactly 100"
T = TypeVar("T")


class ScenarioRefused(ValueError):
    """A scenario with faults: `faults` lists them all, one a line, each beginning with its place."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = [_on_one_line(fault) for fault in faults]
        super().__init__("\n".join(self.faults))


class Given(dict[str, Any]):
    """A JSON object that remembers which of its keys came twice."""

    twice: tuple[str, ...] = ()


def _given(pairs: list[tuple[str, Any]]) -> Given:
    given = Given(pairs)
    if len(given) < len(pairs):
        given.twice = tuple(sorted(key for key, times in Counter(key for key, _ in pairs).items() if times > 1))
    return given


def parsed(content: bytes) -> Any:
    """The JSON of a scenario. Raises: ScenarioRefused, when it is none."""
    if len(content) > BYTES_MAX:
        raise ScenarioRefused(["the file is larger than 10 MB"])
    try:
        found = json.loads(content.decode(), object_pairs_hook=_given, parse_float=Malformed, parse_constant=Malformed)
        json.dumps(found, ensure_ascii=False).encode()  # half a character, which JSON can escape, is no text
    except (UnicodeError, ValueError, RecursionError) as malformed:
        raise ScenarioRefused([f"the file is not JSON in UTF-8: {malformed}"]) from None
    return found


class Reader:
    """Takes values out of one JSON object and collects what is wrong with them.

    Note: what is read as nothing. A value that is missing or malformed is a fault, and its place is taken by None,
    whatever type is promised. Nothing is computed from a step with a fault, so nobody meets that None.
    """

    def __init__(self, value: Any, place: str, faults: list[str], parties: set[str] | None = None) -> None:
        self.place, self.faults = place, faults
        self.parties: set[str] = set() if parties is None else parties
        self.given: Mapping[str, Any] = value if isinstance(value, dict) else {}
        self.taken: set[str] = set()
        self._faults_before = len(faults)
        if not isinstance(value, dict):
            self.fault("", "this is not an object")
        for key in getattr(value, "twice", ()):
            self.fault(key, f'the key "{key}" is given twice')

    @property
    def is_sound(self) -> bool:
        """Has nothing been wrong since this object was begun?"""
        return len(self.faults) == self._faults_before

    def at(self, key: str) -> str:
        return ".".join(part for part in (self.place, key) if part)

    def fault(self, key: str, words: str) -> None:
        self.faults.append(f"{self.at(key) or 'the file'}: {words}")

    def has(self, key: str) -> bool:
        return key in self.given

    def take(self, key: str, read: Callable[[Any], T]) -> T:
        """The value of a key, read; a fault if it is missing or `read` refuses it with a ValueError."""
        self.taken.add(key)
        if key not in self.given:
            self.fault(key, f'missing key "{key}"')
            return cast(T, None)
        try:
            return read(self.given[key])
        except ValueError as malformed:
            self.fault(key, str(malformed))
            return cast(T, None)

    def take_if_given(self, key: str, read: Callable[[Any], T]) -> T | None:
        """As `take`; None for a key that is left out."""
        return self.take(key, read) if self.has(key) else None

    def one_of(self, *keys: str) -> str:
        """Which of several keys is given; a fault unless it is exactly one, and then none is unknown."""
        given = [key for key in keys if self.has(key)]
        if len(given) == 1:
            return given[0]
        self.fault("", f"give one of {_in_words(keys)}")
        self.taken.update(keys)
        return ""

    def inside(self, key: str, read: Callable[[Reader], T]) -> T:
        """An object, read by a reader of its own."""
        value = self.take(key, lambda value: value)
        return self._read(value, key, read) if self.has(key) else cast(T, None)

    def inside_if_given(self, key: str, read: Callable[[Reader], T]) -> T | None:
        """As `inside`; None for a key that is left out."""
        return self.inside(key, read) if self.has(key) else None

    def each(self, key: str, read: Callable[[Reader], T]) -> list[T]:
        """A list of objects, each read by a reader of its own; without those that are no objects."""
        given = self.take(key, items) or []
        found = [self._read(one, f"{key}[{place}]", read) for place, one in enumerate(given)]
        return [one for one in found if one is not None]

    def values(self, key: str, read: Callable[[Any], T]) -> list[T]:
        """A list of values."""
        found = []
        for place, value in enumerate(self.take(key, items) or []):
            try:
                found.append(read(value))
            except ValueError as malformed:
                self.fault(f"{key}[{place}]", str(malformed))
        return found

    def codes(self, key: str) -> list[str]:
        """A list of parties' codes, none of them twice."""
        found = self.values(key, code)
        for twice in sorted(one for one, times in Counter(found).items() if times > 1):
            self.fault(key, f'"{twice}" is given twice')
        self.parties.update(found)
        return found

    def map_of(self, key: str, read: Callable[[Any], T]) -> dict[str, T]:
        """A map from a party's code to a value."""
        return self.inside(key, lambda inner: inner.by_code(read)) or {}

    def map_of_objects(self, key: str, read: Callable[[Reader], T], *, parties: bool = True) -> dict[str, T]:
        """A map from code to object, each read by a reader of its own; without those that are no objects."""
        found = self.inside(key, lambda inner: inner._coded(lambda one: inner.inside(one, read), parties)) or {}
        return {one: value for one, value in found.items() if value is not None}

    def by_code(self, read: Callable[[Any], T]) -> dict[str, T]:
        """This whole object as a map from a party's code to a value."""
        return self._coded(lambda one: self.take(one, read), parties=True)

    def weights(self, key: str) -> dict[str, Fraction]:
        """A map from code to weight. They may add up to nothing."""
        return self.map_of(key, quantity)

    def key_weights(self, key: str) -> dict[str, Fraction]:
        """A map from code to weight by which something is shared. They may not add up to nothing."""
        return self.inside(key, weights_to_share_by) or {}

    def close(self) -> None:
        """Whatever was not taken is an unknown key; each is named once."""
        for key in self.given:
            if key not in self.taken:
                self.taken.add(key)
                self.fault(key, f'unknown key "{key}"')

    def _coded(self, read: Callable[[str], T], parties: bool) -> dict[str, T]:
        for key in self.given:
            if not CODE.fullmatch(key):
                self.fault(key, f'"{key}" is not a code')
        if parties:
            self.parties.update(self.given)
        return {key: read(key) for key in self.given}

    def _read(self, value: Any, key: str, read: Callable[[Reader], T]) -> T:
        inner = Reader(value, self.at(key), self.faults, self.parties)
        if not isinstance(value, dict):
            return cast(T, None)
        found = read(inner)
        inner.close()
        return found


def weights_of(inner: Reader) -> dict[str, Fraction]:
    """An object that maps codes to weights. They may add up to nothing."""
    return inner.by_code(quantity)


def weights_to_share_by(inner: Reader) -> dict[str, Fraction]:
    """An object that maps codes to weights. A fault, if they add up to zero."""
    found = inner.by_code(quantity)
    if inner.is_sound and not sum(found.values()):
        inner.fault("", "the weights add up to zero, so nothing can be shared by them")
    return found


def percents_of_whole(inner: Reader) -> dict[str, Fraction]:
    """An object that maps codes to percents. A fault, unless they add to exactly 100."""
    found = inner.by_code(quantity)
    if inner.is_sound and sum(found.values()) != 100:
        inner.fault("", NOT_WHOLE)
    return found


def days_of_month(inputs: Reader, key: str) -> tuple[int, int]:
    """So many days, and all days of the month that they are part of. A fault, if they are more than all."""
    days, in_month = inputs.take(key, number()), inputs.take("days_in_month", number(least=1))
    if None not in (days, in_month) and days > in_month:
        inputs.fault(key, f"{days} is more than the {in_month} days of the month")
    return days, in_month


def _in_words(keys: Iterable[str]) -> str:
    *most, last = [f'"{key}"' for key in keys]
    return f"{', '.join(most)} and {last}"


def _on_one_line(fault: str) -> str:
    """Whatever a key was, its fault is one line that a terminal can show."""
    return "".join(one if one.isprintable() else json.dumps(one)[1:-1] for one in fault)
