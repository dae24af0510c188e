"""Reading a scenario without trust: every fault is listed with its place, and then nothing is computed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from guildhall.kernel import Money, Month

AMOUNT = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{2}")
DECIMAL = re.compile(r"(0|[1-9][0-9]{0,17})(\.[0-9]{1,6})?")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
BYTES_MAX, STEPS_MAX, PARTIES_MAX = 10_000_000, 1_000, 10_000


class ScenarioRefused(ValueError):
    """A scenario with faults: `faults` lists them all, one a line, each beginning with its place."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class Malformed(str):
    """A JSON number that this format does not have: with a fraction, an exponent, or NaN."""


class Given(dict[str, Any]):
    """A JSON object that remembers which of its keys came twice."""

    twice: tuple[str, ...] = ()


def _given(pairs: list[tuple[str, Any]]) -> Given:
    given = Given(pairs)
    keys = [key for key, _ in pairs]
    given.twice = tuple(sorted({key for key in keys if keys.count(key) > 1})) if len(given) < len(keys) else ()
    return given


def parsed(content: bytes) -> Any:
    """The JSON of a scenario. Raises: ScenarioRefused, when it is none."""
    if len(content) > BYTES_MAX:
        raise ScenarioRefused(["the file is larger than 10 MB"])
    try:
        return json.loads(content.decode(), object_pairs_hook=_given, parse_float=Malformed, parse_constant=Malformed)
    except (UnicodeDecodeError, ValueError, RecursionError) as malformed:
        raise ScenarioRefused([f"the file is not JSON in UTF-8: {malformed}"]) from None


class Reader:
    """Takes values out of one JSON object and collects what is wrong with them. A wrong value is read as None."""

    def __init__(self, value: Any, place: str, faults: list[str]) -> None:
        self.place, self.faults = place, faults
        self.given: Mapping[str, Any] = value if isinstance(value, dict) else {}
        self.taken: set[str] = set()
        if not isinstance(value, dict):
            self.fault("", "this is not an object")
        for key in getattr(value, "twice", ()):
            self.fault(key, f'the key "{key}" is given twice')

    def at(self, key: str) -> str:
        return ".".join(part for part in (self.place, key) if part)

    def fault(self, key: str, words: str) -> None:
        self.faults.append(f"{self.at(key) or 'the file'}: {words}")

    def has(self, key: str) -> bool:
        return key in self.given

    def take(self, key: str, read: Callable[[Any], Any], *, optional: bool = False) -> Any:
        """The value of a key, read; a fault if it is missing or `read` refuses it with a ValueError."""
        self.taken.add(key)
        if key not in self.given:
            if not optional:
                self.fault(key, f'missing key "{key}"')
            return None
        try:
            return read(self.given[key])
        except ValueError as malformed:
            self.fault(key, str(malformed))
            return None

    def weights(self, key: str, read: Callable[[Any], Any] | None = None) -> dict[str, Any] | None:
        """A map from code to quantity."""
        self.taken.add(key)
        if key not in self.given:
            self.fault(key, f'missing key "{key}"')
            return None
        inner = Reader(self.given[key], self.at(key), self.faults)
        if len(inner.given) > PARTIES_MAX:
            inner.fault("", f"more than {PARTIES_MAX:,} parties")
        for code in inner.given:
            if not CODE.fullmatch(code):
                inner.fault(code, f'"{code}" is not a code')
        return {code: inner.take(code, read or quantity) for code in inner.given}

    def objects(self, key: str) -> list[Reader]:
        """A list of objects, each with a reader of its own."""
        self.taken.add(key)
        value = self.given.get(key)
        if not isinstance(value, list):
            self.fault(key, f'missing key "{key}"' if key not in self.given else "this is not a list")
            return []
        return [Reader(item, f"{self.at(key)}[{number}]", self.faults) for number, item in enumerate(value)]

    def close(self) -> None:
        """Whatever was not taken is an unknown key."""
        for key in self.given:
            if key not in self.taken:
                self.fault(key, f'unknown key "{key}"')


def amount(value: Any) -> Money:
    """`m`, not below zero."""
    found = signed_amount(value)
    if found.pence < 0:
        raise ValueError(f'"{value}" is below zero')
    return found


def signed_amount(value: Any) -> Money:
    """`m`, where it may be below zero."""
    if type(value) is not str or not AMOUNT.fullmatch(value) or value == "-0.00":
        raise ValueError(f'{_shown(value)} is not an amount such as "1234.50"')
    return Money.of(value)


def quantity(value: Any) -> Fraction:
    """`q`, `w`, `%`: a whole JSON number or a plain decimal string, at most six decimals, not below zero."""
    if type(value) is int and value >= 0:
        return Fraction(value)
    if type(value) is str and DECIMAL.fullmatch(value):
        return Fraction(value)
    raise ValueError(f'{_shown(value)} is not a quantity such as 12 or "12.5"')


def text(value: Any) -> str:
    """`t`"""
    if type(value) is not str:
        raise ValueError(f"{_shown(value)} is not text")
    return value


def code(value: Any) -> str:
    """`c`"""
    if type(value) is not str or not CODE.fullmatch(value):
        raise ValueError(f"{_shown(value)} is not a code")
    return value


def month(value: Any) -> Month:
    """`mo`"""
    if type(value) is not str or not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", value) or value < "0001":
        raise ValueError(f'{_shown(value)} is not a month such as "2026-09"')
    return Month.written(value)


def true(value: Any) -> bool:
    """`true`, and nothing else."""
    if value is not True:
        raise ValueError(f"{_shown(value)} is not true")
    return True


def _shown(value: Any) -> str:
    return str(value) if isinstance(value, Malformed) else json.dumps(value, ensure_ascii=False)[:80]
