"""What every engine can be asked for: the names of applicants, and a thousand reads of one row."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime

from bench.harness import READS
from guildhall.notices.enclosures.models import Letter

AT = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
JOINS_ON = date(2026, 4, 1)


def letters_of(number: int) -> str:
    """Four letters for the nth partner, no two alike.

    >>> letters_of(0), letters_of(27)
    ('AAAA', 'AABB')
    """
    return "".join(chr(ord("A") + number // 26**place % 26) for place in (3, 2, 1, 0))


def timed(act: Callable[[], object]) -> float:
    """The seconds that an act takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def a_row() -> int:
    """One row of a partner's, to be read."""
    return Letter.objects.create(to="a@b.example", subject="One", body="One", template="invitation", written_at=AT).pk


def read(pk: int) -> None:
    """Read one row a thousand times, a statement each."""
    for _ in range(READS):
        Letter.objects.get(pk=pk)
