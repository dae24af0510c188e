"""Writing results: amounts, exact values and maps in the one way that gives the same bytes for the same file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from guildhall.charging.accounts import JournalLine
from guildhall.kernel import Money

Outputs = dict[str, Any]


def plain(amounts: Mapping[str, Money]) -> dict[str, str]:
    """`{m}`, by code."""
    return {name: amounts[name].plain for name in sorted(amounts)}


def listed(amounts: Iterable[Money]) -> list[str]:
    """`[m]`"""
    return [amount.plain for amount in amounts]


def exact(value: int | Fraction) -> str:
    """`x`: the shortest decimal, or a fraction in lowest terms.

    >>> exact(Fraction(5, 2)), exact(Fraction(-1, 3)), exact(7)
    ('2.5', '-1/3', '7')
    """
    found = Fraction(value)
    twos, rest = _times(found.denominator, 2)
    fives, rest = _times(rest, 5)
    if rest != 1:
        return str(found)
    places = max(twos, fives)
    digits = str(abs(found.numerator) * 10**places // found.denominator).rjust(places + 1, "0")
    sign = "-" if found < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def exactly(values: Mapping[str, int | Fraction]) -> dict[str, str]:
    """`{x}`, by code."""
    return {name: exact(values[name]) for name in sorted(values)}


def journal_lines(lines: Iterable[JournalLine]) -> list[Outputs]:
    """A journal as accounts with number and name."""
    return [
        {
            "account": str(line.account),
            "partner": line.partner,
            "debit": line.debit.plain,
            "credit": line.credit.plain,
        }
        for line in lines
    ]


def _times(number: int, factor: int) -> tuple[int, int]:
    """How often a factor is in a number, and what is left of it."""
    times = 0
    while number % factor == 0:
        number, times = number // factor, times + 1
    return times, number
