"""Agreement of balances: with which partners a balance has to be stated, and with which agreed. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guildhall.charging.sharing import PartnerCode
from guildhall.kernel import Money

STATEMENTS_PER_PARTNER = 1
"""The supplying side sends one statement to each counterparty, whatever lines it has."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Thresholds of a year: dated data, because they change. Strictly over counts, on either side of zero."""

    statement: Money
    agreement: Money


@dataclass(frozen=True, slots=True)
class BalancesToAgree:
    statement_required: list[PartnerCode]
    agreement_required: list[PartnerCode]


def balances_to_agree(receivable: Mapping[PartnerCode, Money], *, thresholds: Thresholds) -> BalancesToAgree:
    """Name the partners whose balance is over a threshold, by code.

    Takes: what each partner owes the service; below zero is owed to it. The sign does not count.
    Rule: cost_sharing.md, public-sector rules, agreement of balances.
    """

    def over(threshold: Money) -> list[PartnerCode]:
        return sorted(partner for partner, balance in receivable.items() if abs(balance) > threshold)

    return BalancesToAgree(over(thresholds.statement), over(thresholds.agreement))
