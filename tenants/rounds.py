"""Work that goes round all partners, again and again: what there is, when a period begins, when a partner's turn is.

@each_page("partnership.readings", every=timedelta(hours=1))
def read_partners(*, partners, at): ...          # a step on the platform: fifty partners, in the page's transaction

@each_partner("partnership.home_check", every=timedelta(days=1), begins=timedelta(hours=1), over=timedelta(hours=3))
def check_home(*, partner, at): ...              # in that partner's context, a delivery of its own
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

PARTNERS_ON_A_PAGE = 50
_THE_START = datetime(2026, 1, 1, tzinfo=UTC)
Visit = Callable[..., None]


@dataclass(frozen=True, slots=True)
class RegularWork:
    """Work for every partner, once in each period. `begins` is how long after midnight UTC, or the hour, it begins;
    `over` is how long the starts are spread over.
    """

    name: str
    every: timedelta
    begins: timedelta
    over: timedelta
    visit_page: Visit | None = None
    visit: Visit | None = None

    def period_at(self, at: datetime) -> datetime:
        """When the period that a moment is in began.

        >>> daily = RegularWork("tests.daily", timedelta(days=1), timedelta(hours=1), timedelta(hours=3))
        >>> daily.period_at(datetime(2026, 6, 1, 0, 30, tzinfo=UTC)).isoformat()
        '2026-05-31T01:00:00+00:00'
        """
        first = _THE_START + self.begins
        return first + (at - first) // self.every * self.every

    def turn_of(self, partner_key: str, *, period: datetime) -> datetime:
        """When a partner's turn is: somewhere in the window, the same place each time."""
        drawn = hashlib.sha256(f"{self.name}.{partner_key}".encode()).digest()[:8]
        return period + self.over * (int.from_bytes(drawn) / 2**64)


WORK: dict[str, RegularWork] = {}


def each_page(name: str, *, every: timedelta, begins: timedelta = timedelta()) -> Callable[[Visit], Visit]:
    """Have a step called for fifty partners at a time, on the platform and in the page's own transaction."""

    def enrol(visit_page: Visit) -> Visit:
        WORK[name] = RegularWork(name, every, begins, timedelta(), visit_page=visit_page)
        return visit_page

    return enrol


def each_partner(
    name: str, *, every: timedelta, begins: timedelta = timedelta(), over: timedelta = timedelta()
) -> Callable[[Visit], Visit]:
    """Have a function called for each partner, in its context and outside any transaction, spread over a window."""

    def enrol(visit: Visit) -> Visit:
        WORK[name] = RegularWork(name, every, begins, over, visit=visit)
        return visit

    return enrol


def work_named(name: str) -> RegularWork | None:
    """The work of this name, or None, if the code has since dropped it."""
    return WORK.get(name)
