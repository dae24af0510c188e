"""One thing that was used, before it is written down: its identity, its day and the digest of its content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from guildhall.kernel import LONDON, Month
from guildhall.metering.units import Unit


@dataclass(frozen=True, slots=True)
class UsageFact:
    """So much of one unit, used by one act at one instant.

    Takes: `subject`, the public identity of the act; `quantity`, whole and above zero; `at`, an aware instant.
    """

    unit: Unit
    subject: str
    at: datetime
    quantity: int = 1

    def __post_init__(self) -> None:
        if type(self.quantity) is not int or self.quantity < 1:
            raise ValueError(f"Usage is a whole quantity above zero, not {self.quantity!r}.")
        if self.at.tzinfo is None:
            raise ValueError("Usage happens at an instant with a time zone.")

    @classmethod
    def of(cls, unit: Unit, *, subject: str | int | UUID, at: datetime, quantity: int = 1) -> UsageFact:
        return cls(unit, str(subject), at.astimezone(UTC), quantity)

    @property
    def identity(self) -> str:
        """The same act always has the same identity, so that a retry counts once, for ever."""
        return f"{self.unit}:{self.subject}"

    @property
    def day(self) -> date:
        """The day in the United Kingdom."""
        return self.at.astimezone(LONDON).date()

    @property
    def month(self) -> Month:
        return Month.of(self.at)

    def source_with(self, partner_key: str) -> str:
        """The feed it comes from: the room that did the work, with the partner."""
        return f"{self.unit.room}/{partner_key}"

    @property
    def digest(self) -> str:
        """SHA-256 of the content. The same identity with another digest is a conflict."""
        content = f"{self.unit}|{self.subject}|{self.quantity}|{self.at.astimezone(UTC).isoformat()}"
        return hashlib.sha256(content.encode()).hexdigest()
