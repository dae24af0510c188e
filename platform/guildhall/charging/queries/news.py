"""What a partner is told about its money, in a letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Sum

from guildhall.charging.models import (
    ContributionWeight,
    CreditRequest,
    Dispute,
    Exit,
    ProposalEffect,
    SettlementShare,
    Statement,
    Succession,
)
from guildhall.charging.queries.forecasts import YearForecast, forecast_for_partner
from guildhall.charging.states import StatementState
from guildhall.kernel import Money
from tenants.queries import names_of_partners


@dataclass(frozen=True, slots=True)
class YearNews:
    """What a partner contributes in a year, in how many instalments, and when the first is due."""

    partner_key: str
    name: str
    amount: Money
    instalments: int
    first_due_on: date


def year_news(*, weight_id: int) -> YearNews:
    """A partner's contributions for a year, by its weight in their key."""
    weight = ContributionWeight.objects.select_related("year").get(id=weight_id)
    year, key = weight.year, weight.partner_key
    whole = year.contributions.filter(partner_key=key).aggregate(
        pence=Sum("pence"), times=Count("id"), first=Min("due_on")
    )
    return YearNews(key, year.name, Money(int(whole["pence"] or 0)), whole["times"], whole["first"])


@dataclass(frozen=True, slots=True)
class SettlementNews:
    """A settlement, and what it comes to for one partner: above zero it gets back, below it makes good."""

    partner_key: str
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


def settlement_news(*, share_id: int) -> SettlementNews:
    """A partner's part in a settlement that was agreed."""
    share = SettlementShare.objects.select_related("settlement__year").get(id=share_id)
    settlement = share.settlement
    amount = share.under(settlement.policy) if settlement.policy else -Money(share.made_good_pence)
    return SettlementNews(
        share.partner_key,
        settlement.year.name,
        settlement.is_surplus,
        abs(settlement.difference),
        amount,
        settlement.elections_until,
    )


@dataclass(frozen=True, slots=True)
class StatementNews:
    """A statement whose files are there, and how its partner's year goes."""

    partner_key: str
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
    key = statement.partner_key
    forecast = forecast_for_partner(partner_key=key, year=month.financial_year)
    return StatementNews(key, statement.number, month.title, statement.total, str(month.financial_year), forecast)


@dataclass(frozen=True, slots=True)
class VoteNews:
    """A proposal of a key, and what it would have changed for one partner: above zero it would have paid more."""

    partner_key: str
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


def vote_news(*, effect_id: int) -> VoteNews:
    """A proposal as one of its electorate is told about it."""
    effect = ProposalEffect.objects.select_related("proposal__pool").get(id=effect_id)
    proposal = effect.proposal
    return VoteNews(
        effect.partner_key,
        proposal.name,
        proposal.reason,
        proposal.votes_until,
        effect.change,
        proposal.get_state_display().lower(),
        proposal.votes_for,
        proposal.electorate,
        proposal.from_month.title,
    )


@dataclass(frozen=True, slots=True)
class DisputeNews:
    """A dispute that was decided."""

    partner_key: str
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
    return DisputeNews(dispute.partner_key, dispute.name, decision, dispute.given_back or Money(0), dispute.answer)


@dataclass(frozen=True, slots=True)
class CreditNews:
    """A request for technology credit, as it was decided."""

    partner_key: str
    amount: Money
    purpose: str
    decision: str
    reason: str


def credit_news(*, request_id: int) -> CreditNews:
    """A request that was decided."""
    request = CreditRequest.objects.get(id=request_id)
    decision = request.get_state_display().lower()
    return CreditNews(request.partner_key, request.amount, request.purpose, decision, request.declined_reason)


@dataclass(frozen=True, slots=True)
class ExitNews:
    """An exit that was approved: what it comes to, and of what. `size` is paid to the leaver, or owed by it."""

    partner_key: str
    number: str
    last_day: date
    size: Money
    is_owed: bool
    paid: Money
    borne: Money
    credit: Money
    refund: Money
    stranded: Money


def exit_news(*, exit_id: int) -> ExitNews:
    """An exit that was approved."""
    one = Exit.objects.defer("evidence", "pdf").get(id=exit_id)
    return ExitNews(
        one.partner_key,
        one.number,
        one.last_day_on,
        abs(one.net),
        one.net_pence >= 0,
        Money(one.contributed_pence - one.outstanding_pence),
        Money(one.borne_pence),
        Money(one.credit_pence),
        Money(one.refund_pence),
        Money(one.stranded_pence),
    )


@dataclass(frozen=True, slots=True)
class SuccessionNews:
    """That the books of a partner that merged went on to its successor, who is told."""

    partner_key: str
    ended: str
    from_month: str


def succession_news(*, succession_id: int) -> SuccessionNews:
    """A succession, as the successor is told of it."""
    one = Succession.objects.get(id=succession_id)
    return SuccessionNews(one.successor_key, names_of_partners()[one.partner_key], one.from_month.title)
