"""What a partner is told about its money, in a letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Sum

from guildhall.charging.models import (
    CreditRequest,
    Dispute,
    ProposalEffect,
    Settlement,
    SettlementShare,
    Statement,
    Year,
)
from guildhall.charging.queries.forecasts import YearForecast, forecast_for_partner
from guildhall.charging.states import StatementState
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
class StatementNews:
    """A statement whose files are there, and how its partner's year goes."""

    number: str
    month: str
    total: Money
    year: str
    forecast: YearForecast | None

    @property
    def above(self) -> Money:
        """What the year comes to above what is contributed, at this rate."""
        return -self.forecast.variance if self.forecast else Money(0)


def statement_news(*, statement_id: int) -> StatementNews | None:
    """A statement to write about; None, once it was sent."""
    statement = Statement.objects.select_related("period").filter(id=statement_id, state=StatementState.FILED).first()
    if statement is None:
        return None
    month = statement.period.month
    forecast = forecast_for_partner(partner_key=statement.partner_key, year=month.financial_year)
    return StatementNews(statement.number, month.title, statement.total, str(month.financial_year), forecast)


@dataclass(frozen=True, slots=True)
class VoteNews:
    """A proposal of a key, and what it would have changed for one partner: above zero it would have paid more."""

    name: str
    reason: str
    until: date
    change: Money
    state: str
    votes_for: int | None
    electorate: int
    from_month: str

    @property
    def pays_more(self) -> bool:
        return self.change.pence > 0

    @property
    def size(self) -> Money:
        return abs(self.change)


def vote_news(*, proposal_id: int, partner_key: str) -> VoteNews:
    """A proposal as one of its electorate is told about it."""
    effect = ProposalEffect.objects.select_related("proposal__pool").get(
        proposal_id=proposal_id, partner_key=partner_key
    )
    proposal = effect.proposal
    return VoteNews(
        proposal.name, proposal.reason, proposal.votes_until, effect.change, proposal.get_state_display().lower(),
        proposal.votes_for, proposal.electorate, proposal.from_month.title,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DisputeNews:
    """A dispute that was decided."""

    name: str
    decision: str
    given_back: Money
    answer: str

    @property
    def is_upheld(self) -> bool:
        return bool(self.given_back)


def dispute_news(*, dispute_id: int) -> DisputeNews:
    """A dispute that was decided."""
    dispute = Dispute.objects.select_related("statement", "pool").defer("evidence").get(id=dispute_id)
    decision = dispute.get_state_display().lower()
    return DisputeNews(dispute.name, decision, dispute.given_back or Money(0), dispute.answer)


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
