"""References: the names people read out over the telephone, such as NF-26-0042."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"[A-Z]{2,4}-\d{2}-\d{4,6}")


class Reference(str):
    """A record's public name within its partner: letters of the partner, year, number.

    >>> Reference.of("nf-26-0042")
    'NF-26-0042'
    """

    __slots__ = ()

    @classmethod
    def of(cls, written: str) -> Reference:
        """Read a reference in any case. Refuses: ValueError for what is no reference."""
        upper = written.strip().upper()
        if not _SHAPE.fullmatch(upper):
            raise ValueError(f"“{written}” is not a reference such as NF-26-0042.")
        return cls(upper)

    @classmethod
    def numbered(cls, letters: str, *, year: int, number: int) -> Reference:
        """The reference of the nth record of a year.

        >>> Reference.numbered("NF", year=2026, number=42)
        'NF-26-0042'
        """
        return cls.of(f"{letters}-{year % 100:02}-{number:04}")
