"""What a partner is told about its money, in a letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Sum

from guildhall.charging.models import CreditRequest, Settlement, SettlementShare, Year
from guildhall.kernel import Money


@dataclass(frozen=True, slots=True)
class YearNews:
    """What a partner contributes in a year, in how many instalments, and when the first is due."""

    name: str
    amount: Money
    instalments: int
    first_due_on: date


def year_news(*, year_id: int, partner_key: str) -> YearNews:
    """A partner's contributions for a year."""
    year = Year.objects.get(id=year_id)
    whole = year.contributions.filter(partner_key=partner_key).aggregate(
        pence=Sum("pence"), times=Count("id"), first=Min("due_on")
    )
    return YearNews(year.name, Money(int(whole["pence"] or 0)), whole["times"], whole["first"])


@dataclass(frozen=True, slots=True)
class SettlementNews:
    """A settlement, and what it comes to for one partner: above zero it gets back, below it makes good."""

    year: str
    is_surplus: bool
    difference: Money
    share: Money
    elections_until: date | None

    @property
    def owed(self) -> Money:
        """What the partner makes good."""
        return -self.share

    @property
    def gets_back(self) -> bool:
        return self.share.pence > 0

    @property
    def makes_good(self) -> bool:
        return self.share.pence < 0


def settlement_news(*, settlement_id: int, partner_key: str) -> SettlementNews:
    """A partner's part in a settlement that was agreed."""
    settlement = Settlement.objects.select_related("year").get(id=settlement_id)
    share = SettlementShare.objects.get(settlement=settlement, partner_key=partner_key)
    amount = share.under(settlement.policy) if settlement.policy else -Money(share.made_good_pence)
    return SettlementNews(
        settlement.year.name, settlement.is_surplus, abs(settlement.difference), amount, settlement.elections_until
    )


@dataclass(frozen=True, slots=True)
class CreditNews:
    """A request for technology credit, as it was decided."""

    amount: Money
    purpose: str
    decision: str
    reason: str


def credit_news(*, request_id: int) -> CreditNews:
    """A request that was decided."""
    request = CreditRequest.objects.get(id=request_id)
    decision = request.get_state_display().lower()
    return CreditNews(request.amount, request.purpose, decision, request.declined_reason)
