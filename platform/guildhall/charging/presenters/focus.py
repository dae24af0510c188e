"""A statement as rows of FOCUS, the open specification of cost and usage, so that they lie beside a cloud's bills."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, Protocol

from guildhall.charging.correcting import CHARGE_CLASS
from guildhall.charging.presenters.lines import CorrectionOfStatement, LineOfStatement
from guildhall.kernel import Month

FOCUS_COLUMNS = (
    "BillingAccountId",
    "BillingAccountName",
    "SubAccountId",
    "SubAccountName",
    "BillingCurrency",
    "BillingPeriodStart",
    "BillingPeriodEnd",
    "ChargePeriodStart",
    "ChargePeriodEnd",
    "ChargeCategory",
    "ChargeClass",
    "ChargeFrequency",
    "ChargeDescription",
    "BilledCost",
    "EffectiveCost",
    "ListCost",
    "ContractedCost",
    "ConsumedQuantity",
    "ConsumedUnit",
    "PricingQuantity",
    "PricingUnit",
    "ServiceName",
    "ServiceCategory",
    "ProviderName",
    "PublisherName",
    "InvoiceIssuerName",
    "InvoiceId",
    "AllocatedMethodId",
    "x_AllocatedRatio",
)
"""New columns come last. `x_` marks what is ours alone: the exact part of the pool's cost, as a fraction."""

PROVIDER = "Guildhall"


class WithCosts(Protocol):
    """A statement, as far as its FOCUS rows show it."""

    @property
    def number(self) -> str: ...
    @property
    def partner(self) -> str: ...
    @property
    def partner_code(self) -> str: ...
    @property
    def month(self) -> Month: ...
    @property
    def lines(self) -> tuple[LineOfStatement, ...]: ...
    @property
    def corrections(self) -> tuple[CorrectionOfStatement, ...]: ...


def focus_rows(document: WithCosts) -> list[list[Any]]:
    """One row a service and one a correction, under FOCUS_COLUMNS; their costs add up to the statement.

    A correction keeps the month it was used in as its charge period, and is billed in the statement's. A cost shared at
    cost has no list price, so all four costs are one. Nothing is said of quantities that a mixed key weighs together.
    Rule: FOCUS 1.x; cost_sharing.md, goals, a correction keeps its period.
    """
    return [
        *(_row(document, line, used_in=document.month) for line in document.lines),
        *(_row(document, line, used_in=line.month, reason=line.reason) for line in document.corrections),
    ]


def _row(document: WithCosts, line: LineOfStatement, *, used_in: Month, reason: str = "") -> list[Any]:
    quantity, unit = _measured(line)
    return [
        document.partner_code,
        document.partner,
        "",
        "",
        "GBP",
        *_bounds(document.month),
        *_bounds(used_in),
        "Usage",
        CHARGE_CLASS if reason else "",
        "Usage-Based",
        f"{line.name}, shared by {line.shared_by}" + (f". {reason}" if reason else ""),
        *[line.share] * 4,
        *(quantity, unit) * 2,
        line.name,
        "Other",
        *[PROVIDER] * 3,
        document.number,
        f"{line.code}/{line.key_version}",
        _ratio(line),
    ]


def _bounds(month: Month) -> tuple[str, str]:
    """A month's first instant and the one after its last, in UTC: a summer month of ours begins an hour before."""
    return _instant(month.period.from_), _instant(month.period.until)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _ratio(line: LineOfStatement) -> str:
    """The part of the pool's cost that was allocated, exactly: "2/3". Of a correction, the part as it is now. Floors,
    ceilings and the pence of earlier months are in it; of a cost of nothing it is the part by weight.
    """
    if line.cost:
        return str(Fraction(line.exact) / line.cost.pence)
    whole = Fraction(line.total_weight)
    return str(Fraction(line.weight) / whole) if whole else ""


def _measured(line: LineOfStatement) -> tuple[Any, str]:
    if len(line.drivers) != 1:
        return "", ""
    (driver,) = line.drivers
    return driver.quantity, driver.label
