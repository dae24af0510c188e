"""Agreement of balances: what each partner owes and is owed at a day, and what of it has to be stated or agreed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.balances import BalancesToAgree, Thresholds, balances_to_agree
from guildhall.charging.models import Dispute
from guildhall.charging.queries.ledger import balances_by_partner
from guildhall.charging.queries.years import agreement_on
from guildhall.charging.states import DisputeState
from guildhall.kernel import LONDON, Money
from tenants.models import Partner
from tenants.queries import partners_with_keys

NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class DisputedLine:
    """A line that was disputed and not decided at the end of a day."""

    words: str
    amount: Money


@dataclass(frozen=True, slots=True)
class PartnerBalance:
    """One counterparty at the end of a day: what it owes, what it is owed, and what of it is disputed.

    One side is not set off against the other, so a balance is over a threshold when either side is.
    """

    code: str
    letters: str
    name: str
    owes: Money
    refund: Money
    credit: Money
    disputes: tuple[DisputedLine, ...] = ()
    is_statement_required: bool = False
    is_agreement_required: bool = False

    @property
    def owed(self) -> Money:
        return self.refund + self.credit

    @property
    def disputed(self) -> Money:
        return Money.total(one.amount for one in self.disputes)


@dataclass(frozen=True, slots=True)
class Balances:
    """Every partner with a balance or a dispute at the end of a day, by name. `thresholds` is None, unless the members
    had agreed on some by then: then nothing is required.
    """

    on: date
    thresholds: Thresholds | None
    rows: tuple[PartnerBalance, ...]


def balances_on(*, day: date) -> Balances:
    """What each partner owes and is owed at the end of a day. Six questions, however many partners.

    Rule: cost_sharing.md, public-sector rules, agreement of balances: thresholds of the agreement in force that day,
    strictly over.
    """
    owes = balances_by_partner(account=LedgerAccount.CONTRIBUTION_DUE, on=day)
    refunds = balances_by_partner(account=LedgerAccount.REFUND_PAYABLE, on=day)
    credits = balances_by_partner(account=LedgerAccount.TECHNOLOGY_CREDIT, on=day)
    disputes = _disputed_at_the_end_of(day)
    partners, agreement = partners_with_keys({*owes, *refunds, *credits, *disputes}), agreement_on(day=day)
    thresholds = Thresholds(agreement.statement_threshold, agreement.agreement_threshold) if agreement else None
    larger = {
        partner.code: max(
            owes.get(key, NOTHING), -(refunds.get(key, NOTHING) + credits.get(key, NOTHING)), key=lambda side: abs(side)
        )
        for key, partner in partners.items()
    }
    required = balances_to_agree(larger, thresholds=thresholds) if thresholds else BalancesToAgree([], [])
    rows = [
        _balance(partner, (owes, refunds, credits), disputes.get(key, []), required)
        for key, partner in sorted(partners.items(), key=lambda one: (one[1].name, one[1].code))
    ]
    return Balances(day, thresholds, tuple(rows))


def _balance(
    partner: Partner, held: tuple[dict[str, Money], ...], disputes: list[DisputedLine], required: BalancesToAgree
) -> PartnerBalance:
    owes, refund, credit = (account.get(partner.schema_name, NOTHING) for account in held)
    return PartnerBalance(
        partner.code,
        partner.letters,
        partner.name,
        owes,
        -refund,
        -credit,
        tuple(disputes),
        partner.code in required.statement_required,
        partner.code in required.agreement_required,
    )


def _disputed_at_the_end_of(day: date) -> dict[str, list[DisputedLine]]:
    """Disputes raised by then that were not decided by then, by partner's key. One withdrawn is none, at any day."""
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=LONDON)
    open_then = Q(state__in=[DisputeState.RAISED, DisputeState.ANSWERED]) | Q(decided_at__gte=end)
    found = Dispute.objects.filter(open_then, raised_at__lt=end).select_related("statement", "pool").defer("evidence")
    by_partner: dict[str, list[DisputedLine]] = defaultdict(list)
    for one in found.order_by("id"):
        words = f"{one.pool.name}, used in {one.used_in.title}, on statement {one.statement.number}"
        by_partner[one.partner_key].append(DisputedLine(words, one.amount))
    return by_partner
