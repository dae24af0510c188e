"""How far a run is, and how long it will take."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tenants.states import Wave


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """The moment a door gave us, moved on by the time that has passed since."""

    at: datetime
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def now(self) -> datetime:
        return self.at + timedelta(seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class Progress:
    """A run after one more home."""

    wave: Wave
    done: int
    failed: int
    total: int
    seconds: float

    @property
    def seconds_left(self) -> int | None:
        return seconds_left(settled=self.done + self.failed, total=self.total, seconds=self.seconds)

    def __str__(self) -> str:
        """One line for a terminal.

        >>> print(Progress(Wave.REST, done=250, failed=1, total=1_000, seconds=2.5))
        all others: 250 of 1,000 homes, 1 failed, about 7 s to go
        """
        failed = f", {self.failed:,} failed" if self.failed else ""
        left = f", about {self.seconds_left:,} s to go" if self.seconds_left else ""
        return f"{self.wave.label.lower()}: {self.done:,} of {self.total:,} homes{failed}{left}"


def seconds_left(*, settled: int, total: int, seconds: float) -> int | None:
    """How long the rest will take at the pace so far; None before there is a pace.

    >>> seconds_left(settled=250, total=1_000, seconds=10), seconds_left(settled=0, total=9, seconds=3)
    (30, None)
    """
    return round(seconds / settled * (total - settled)) if settled else None
