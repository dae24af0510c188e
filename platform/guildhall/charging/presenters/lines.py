"""The lines of a statement as they were frozen: shares of its month, and corrections of earlier ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from guildhall.kernel import Money, Month
from guildhall.metering.units import Unit


@dataclass(frozen=True, slots=True)
class DriverOfLine:
    """The events behind one unit of a line."""

    unit: str
    events: int
    quantity: int
    of: int
    percent: int
    digest: str

    @property
    def label(self) -> str:
        return Unit(self.unit).label


@dataclass(frozen=True, slots=True)
class LineOfStatement:
    """One service on a statement, with its working."""

    code: str
    name: str
    shared_by: str
    your_use: str
    all_use: str
    weight: str
    total_weight: str
    cost: Money
    income: Money
    rate: str
    working: str
    exact: str
    exact_words: str
    share: Money
    has_odd_penny: bool
    rounding: str
    key_version: int
    key_from: Month
    agreed_by: str
    drivers: tuple[DriverOfLine, ...]

    @classmethod
    def of(cls, line: Mapping[str, Any]) -> Self:
        return cls(**_columns(line))

    @property
    def cost_note(self) -> str:
        """What third parties took off the cost that is shared; nothing, where they paid nothing."""
        return less_income(self.cost, self.income)

    @property
    def key_words(self) -> str:
        return f"Key version {self.key_version}, from {self.key_from.title}. Agreed by {self.agreed_by}."


@dataclass(frozen=True, slots=True)
class CorrectionOfStatement(LineOfStatement):
    """What corrects one service in an earlier month. Use and working are those of the share as it is now, `share` is
    the difference, and the drivers are the events that came late.
    """

    month: Month
    reason: str
    your_use_before: str
    all_use_before: str
    weight_before: str
    total_weight_before: str
    charged: Money
    recomputed: Money
    upheld: Money

    @classmethod
    def of(cls, line: Mapping[str, Any]) -> Self:
        return cls(
            **_columns(line),
            month=Month.written(line["month"]),
            reason=line["reason"],
            your_use_before=line["your_use_before"],
            all_use_before=line["all_use_before"],
            weight_before=line["weight_before"],
            total_weight_before=line["total_weight_before"],
            charged=Money(line["charged_pence"]),
            recomputed=Money(line["recomputed_pence"]),
            upheld=Money(line.get("upheld_pence", 0)),
        )

    @property
    def difference(self) -> str:
        """The last step of the working, by hand."""
        now = f"{self.recomputed} now"
        if self.upheld:
            now += f", of which {self.upheld} by a dispute,"
        return f"{now} − {self.charged} charged before = {self.share}"


def less_income(cost: Money, income: Money) -> str:
    """How a cost came of what was spent and what third parties paid.

    >>> less_income(Money(900), Money(100)), less_income(Money(900), Money(0))
    ('£10.00, less £1.00 paid by third parties', '')
    """
    if not income:
        return ""
    if income.pence < 0:
        return f"{cost + income}, and {-income} credited to third parties"
    return f"{cost + income}, less {income} paid by third parties"


def _columns(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": line["pool"],
        "name": line["name"],
        "shared_by": line["shared_by"],
        "your_use": line["your_use"],
        "all_use": line["all_use"],
        "weight": line["weight"],
        "total_weight": line["total_weight"],
        "cost": Money(line["cost_pence"]),
        "income": Money(line.get("income_pence", 0)),
        "rate": line["rate"],
        "working": line["working"],
        "exact": line["exact"],
        "exact_words": line["exact_words"],
        "share": Money(line["pence"]),
        "has_odd_penny": line["odd_penny"],
        "rounding": line["rounding"],
        "key_version": line["key_version"],
        "key_from": Month.written(line["key_from"][:7]),
        "agreed_by": line["agreed_by"],
        "drivers": tuple(_driver(driver) for driver in line["drivers"]),
    }


def _driver(driver: Mapping[str, Any]) -> DriverOfLine:
    return DriverOfLine(
        unit=driver["unit"],
        events=driver["events"],
        quantity=driver["quantity"],
        of=driver["of"],
        percent=driver["percent"],
        digest=driver["digest"],
    )
