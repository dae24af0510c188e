"""Money: whole pence, never a float. Rounded once, in `guildhall.charging.sharing`; odd pence are placed by rule."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_WRITTEN = re.compile(r"(?P<sign>-|\N{MINUS SIGN})?£?(?P<pounds>\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(?P<pence>\d{2}))?")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of pounds sterling, exact to the penny; below zero is a credit.

    >>> Money.of("1,234.50") + Money(50)
    £1,235.00
    >>> -Money(5)
    −£0.05
    """

    pence: int

    def __post_init__(self) -> None:
        if type(self.pence) is not int:
            raise TypeError(f"Money is made of whole pence, not of {type(self.pence).__name__}.")

    @classmethod
    def of(cls, written: str) -> Money:
        """Read an amount as people write it: "1234.50", "£1,234.50", "-12", never "1e3" or "12.5".

        Refuses: ValueError, in words fit to show, for anything else.
        """
        found = _WRITTEN.fullmatch(written.strip())
        if not found:
            raise ValueError(f"“{written}” is not an amount in pounds and pence, such as 1234.50.")
        pence = int(found["pounds"].replace(",", "")) * 100 + int(found["pence"] or 0)
        return cls(-pence if found["sign"] else pence)

    @classmethod
    def total(cls, amounts: Iterable[Money]) -> Money:
        """The sum of the amounts; nothing adds up to £0.00."""
        return cls(sum(amount.pence for amount in amounts))

    @property
    def plain(self) -> str:
        """Pounds and pence for files that machines read: "-1234.50"."""
        pounds, pence = divmod(abs(self.pence), 100)
        return f"{'-' if self.pence < 0 else ''}{pounds}.{pence:02}"

    def __add__(self, other: Money) -> Money:
        return Money(self.pence + other.pence)

    def __sub__(self, other: Money) -> Money:
        return Money(self.pence - other.pence)

    def __neg__(self) -> Money:
        return Money(-self.pence)

    def __abs__(self) -> Money:
        return Money(abs(self.pence))

    def __mul__(self, times: int) -> Money:
        return Money(self.pence * times)

    def __bool__(self) -> bool:
        return self.pence != 0

    def __str__(self) -> str:
        pounds, pence = divmod(abs(self.pence), 100)
        sign = "\N{MINUS SIGN}" if self.pence < 0 else ""
        return f"{sign}£{pounds:,}.{pence:02}"

    __repr__ = __str__
