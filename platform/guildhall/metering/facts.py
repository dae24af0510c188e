"""One thing that was used, before it is written down: its identity, its day and the digest of its content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from guildhall.kernel import LONDON, Month
from guildhall.metering.units import ONE_BY_ONE, Unit

QUANTITY_MAX = 10**12
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
OURS = "guildhall:"
"""How the identities of our own corrections begin; a feed may not send one that does."""


@dataclass(frozen=True, slots=True)
class UsageFact:
    """So much of one unit, used by one act at one instant.

    Takes: `subject`, the public identity of the act; `quantity`, whole, and above zero unless the fact `corrects`
    another: then it names that one's subject, and may be below zero; `at`, an aware instant.
    """

    unit: Unit
    subject: str
    at: datetime
    quantity: int = 1
    corrects: str = ""

    def __post_init__(self) -> None:
        if fault := fault_of_quantity(self.quantity, unit=self.unit, is_correction=bool(self.corrects)):
            raise ValueError(fault)
        if fault := fault_of_instant(self.at):
            raise ValueError(fault)

    @classmethod
    def of(
        cls, unit: Unit, *, subject: str | int | UUID, at: datetime, quantity: int = 1, corrects: str | int | UUID = ""
    ) -> UsageFact:
        return cls(unit, str(subject), at.astimezone(UTC), quantity, str(corrects))

    @property
    def identity(self) -> str:
        """The same act always has the same identity, so that a retry counts once, for ever."""
        return f"{self.unit}:{self.subject}"

    @property
    def original(self) -> str:
        """The identity of what it corrects, or nothing."""
        return f"{self.unit}:{self.corrects}" if self.corrects else ""

    @property
    def day(self) -> date:
        return uk_day(self.at)

    @property
    def month(self) -> Month:
        return Month.of(self.at)

    def source_with(self, partner_key: str) -> str:
        """The feed it comes from: the room that did the work, with the partner."""
        return f"{self.unit.room}/{partner_key}"

    @property
    def digest(self) -> str:
        return digest_of_content(self.unit, self.subject, self.quantity, self.at, corrects=self.corrects)


def uk_day(at: datetime) -> date:
    """The day in the United Kingdom that an instant falls on."""
    return at.astimezone(LONDON).date()


def digest_of_content(unit: str, subject: str, quantity: int, at: datetime, *, corrects: str = "") -> str:
    """SHA-256 of what an event says. The same identity with another digest is a conflict."""
    content = f"{unit}|{subject}|{quantity}|{at.astimezone(UTC).isoformat()}"
    digest = hashlib.sha256(content.encode()).hexdigest()
    return hashlib.sha256(f"{digest}|{corrects}".encode()).hexdigest() if corrects else digest


def identity_of_decision(conflict_id: int, number: int | str = "") -> str:
    """What a correcting event is known by that a decision made, so that it is made once: number 0 stands where the
    resend puts it, the others take away. Without a number, how all of one decision begin.
    """
    return f"{OURS}decision-{conflict_id}-{number}"


def fault_of_quantity(quantity: object, *, unit: Unit, is_correction: bool) -> str:
    """What is wrong with a quantity, in words; nothing, if it can be counted.

    >>> fault_of_quantity(-3, unit=Unit.ROBOT_MINUTES, is_correction=False)
    'Usage is a whole quantity above zero, not -3; only what corrects an event goes below.'
    >>> fault_of_quantity(10**13, unit=Unit.ROBOT_MINUTES, is_correction=False)
    'Usage is 1,000,000,000,000 at most, not 10,000,000,000,000.'
    >>> fault_of_quantity(2, unit=Unit.OFFER_MADE, is_correction=False)
    'Offers made are counted one by one: an event says 1, not 2.'
    """
    if type(quantity) is not int or quantity == 0:
        return f"Usage is a whole quantity above zero, not {quantity!r}."
    if quantity < 0 and not is_correction:
        return f"Usage is a whole quantity above zero, not {quantity:,}; only what corrects an event goes below."
    if abs(quantity) > QUANTITY_MAX:
        return f"Usage is {QUANTITY_MAX:,} at most, not {quantity:,}."
    if unit.aggregation in ONE_BY_ONE and abs(quantity) != 1:
        return f"{unit.label} are counted one by one: an event says 1, not {quantity:,}."
    return ""


def fault_of_instant(at: datetime) -> str:
    """What is wrong with the moment of an event, in words; nothing, if it may be one. However late, it counts."""
    if at.tzinfo is None:
        return "Usage happens at an instant with a time zone."
    return f"Usage happened in {EARLIEST.year} or later, not in {at.year}." if at < EARLIEST else ""
