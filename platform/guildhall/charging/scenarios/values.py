"""The values of a scenario: each reader takes one JSON value and refuses it with a ValueError that says why."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from guildhall.kernel import FinancialYear, Money, Month

AMOUNT = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{2}")
DECIMAL = re.compile(r"(0|[1-9][0-9]{0,17})(\.[0-9]{1,6})?")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEAR = re.compile(r"([0-9]{4})-([0-9]{2})")
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})")
WHOLE_MAX = 10**18
FIRST_YEAR, LAST_YEAR = 1000, 9998
"""Dates stay inside what a calendar of four digits holds, with a day to spare for time zones."""


class Malformed(str):
    """A JSON number that this format does not have: with a fraction, an exponent, or NaN."""


def amount(value: Any) -> Money:
    """`m`, not below zero."""
    found = signed_amount(value)
    if found.pence < 0:
        raise ValueError(f'"{value}" is below zero')
    return found


def signed_amount(value: Any) -> Money:
    """`m`, where it may be below zero."""
    if type(value) is not str or not AMOUNT.fullmatch(value) or value == "-0.00":
        raise ValueError(f'{shown(value)} is not an amount such as "1234.50"')
    return Money.of(value)


def quantity(value: Any) -> Fraction:
    """`q`, `w`, `r`, `%`: a whole JSON number or a plain decimal string, at most six decimals, not below zero."""
    if type(value) is int and 0 <= value < WHOLE_MAX:
        return Fraction(value)
    if type(value) is str and DECIMAL.fullmatch(value):
        return Fraction(value)
    raise ValueError(f'{shown(value)} is not a quantity such as 12 or "12.5"')


def signed_quantity(value: Any) -> Fraction:
    """`q`, where it may be below zero."""
    if type(value) is int and abs(value) < WHOLE_MAX:
        return Fraction(value)
    if type(value) is str and DECIMAL.fullmatch(value.removeprefix("-")):
        return Fraction(value)
    raise ValueError(f'{shown(value)} is not a quantity such as 12 or "-12.5"')


def above_zero(value: Any) -> Fraction:
    """`q` that something is divided by."""
    found = quantity(value)
    if not found:
        raise ValueError("this is not above zero")
    return found


def number(*, least: int = 0, most: int | None = None) -> Callable[[Any], int]:
    """`n`: a whole JSON number, within bounds where there are some."""

    def read(value: Any) -> int:
        if type(value) is not int:
            raise ValueError(f"{shown(value)} is not a whole number")
        if value < least:
            raise ValueError(f"{value} is less than {least}")
        if value > (WHOLE_MAX if most is None else most):
            raise ValueError(f"{value} is more than {WHOLE_MAX if most is None else most}")
        return value

    return read


def text(value: Any) -> str:
    """`t`"""
    if type(value) is not str:
        raise ValueError(f"{shown(value)} is not text")
    return value


def one_word_of(*words: str) -> Callable[[Any], str]:
    """`t` out of a list."""

    def read(value: Any) -> str:
        if type(value) is not str or value not in words:
            raise ValueError(f"{shown(value)} is none of {', '.join(words)}")
        return value

    return read


def code(value: Any) -> str:
    """`c`"""
    if type(value) is not str or not CODE.fullmatch(value):
        raise ValueError(f"{shown(value)} is not a code")
    return value


def day(value: Any) -> date:
    """`d`"""
    if type(value) is str and DAY.fullmatch(value):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            pass
        else:
            if FIRST_YEAR <= found.year <= LAST_YEAR:
                return found
    raise ValueError(f'{shown(value)} is not a day such as "2026-09-30"')


def month(value: Any) -> Month:
    """`mo`"""
    if type(value) is str and MONTH.fullmatch(value) and FIRST_YEAR <= int(value[:4]) <= LAST_YEAR:
        return Month.written(value)
    raise ValueError(f'{shown(value)} is not a month such as "2026-09"')


def year(value: Any) -> FinancialYear:
    """`y`"""
    found = YEAR.fullmatch(value) if type(value) is str else None
    if found and FIRST_YEAR <= int(found[1]) < LAST_YEAR and (int(found[1]) + 1) % 100 == int(found[2]):
        return FinancialYear(int(found[1]))
    raise ValueError(f'{shown(value)} is not a financial year such as "2026-27"')


def instant(value: Any) -> datetime:
    """`ts`, in UTC. Beyond a millionth of a second nothing is kept, as in the books."""
    if type(value) is str and INSTANT.fullmatch(value):
        try:
            found = datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        else:
            if FIRST_YEAR <= found.year <= LAST_YEAR:
                return found
    raise ValueError(f'{shown(value)} is not a time with its zone such as "2026-09-30T12:00:00Z"')


def zone(value: Any) -> ZoneInfo:
    """`t` that names a time zone. "localtime" is none: it is another zone on another machine."""
    if type(value) is str and value and value != "localtime":
        try:
            return ZoneInfo(value)
        except (ValueError, KeyError, OSError):
            pass
    raise ValueError(f'{shown(value)} is not a time zone such as "Europe/London"')


def true(value: Any) -> bool:
    """`true`, and nothing else."""
    if value is not True:
        raise ValueError(f"{shown(value)} is not true")
    return True


def items(value: Any) -> list[Any]:
    """A list."""
    if not isinstance(value, list):
        raise ValueError("this is not a list")
    return value


def shown(value: Any) -> str:
    """A value as it was written, not too much of it."""
    return str(value)[:80] if isinstance(value, Malformed) else json.dumps(value, ensure_ascii=False)[:80]
