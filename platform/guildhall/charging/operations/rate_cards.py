"""Prices for a customer: set by one person, approved by another, and never backwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from guildhall.audit.operations import record
from guildhall.charging.errors import RateCardAlready, RateCardNotReady
from guildhall.charging.models import Customer, Pool, RateCard
from guildhall.charging.operations.customers import beside_closes, what_is_backwards
from guildhall.charging.operations.ledger import ASK
from guildhall.charging.rate_cards import Card, faults_of_card
from guildhall.charging.rules import may_approve, may_keep_costs
from guildhall.database.operation import operation
from guildhall.kernel import Actor, Month, NotAllowed, require
from guildhall.metering.units import Unit

BOARD = f"{ASK} or a board member"


@dataclass(frozen=True, slots=True)
class CardTerms:
    """What a customer is to pay for a unit of a pool's service, from a month on."""

    pool_code: str
    unit: Unit
    from_month: Month
    card: Card


@operation
def set_rate_card(*, customer_id: int, terms: CardTerms, by: Actor, at: datetime) -> RateCard:
    """Write prices down for somebody else to approve; until then they count for nothing.

    Refuses: NotAllowed, RateCardNotReady (every reason at once: the card does not hold together, or starts in a closed
    month).
    Rule: cost_sharing.md, governance: nobody approves what they prepared; never backwards.
    """
    customer = Customer.objects.locked(customer_id)
    pool = Pool.objects.filter(code=terms.pool_code).first()

    require(may_keep_costs(by), NotAllowed("set a rate card", ask=ASK))
    faults = [*faults_of_card(terms.card), *what_is_backwards(terms.from_month)]
    if pool is None:
        faults.append("Choose a service.")
    elif pool.from_on > terms.from_month.first_day:
        faults.append(f"The cost of {pool.name} is shared from {_month(pool.from_on)}. Start the card then or later.")
    if customer.from_on > terms.from_month.last_day:
        faults.append(f"They are a customer from {_month(customer.from_on)}. Start the card then or later.")
    if faults or pool is None:
        raise RateCardNotReady(faults)

    number = RateCard.objects.filter(customer=customer).count() + 1
    card = RateCard.objects.create(
        customer=customer, pool=pool, unit=terms.unit.value, number=number, from_on=terms.from_month.first_day,
        rule=terms.card.rule, set_at=at, set_by_id=by.person_id,
    )  # fmt: skip

    record("rate card set", card, by=by, at=at, details={"prices": " ".join(terms.card.words(terms.unit))})
    return card


@operation
def approve_rate_card(*, card_id: int, by: Actor, at: datetime) -> RateCard:
    """Agree to a customer's prices: from their month on its use is charged by them.

    Refuses: NotAllowed (who set a card does not approve it), RateCardAlready (it was approved or withdrawn; a card of
    this service and unit starts in that month already), RateCardNotReady (its month was closed meanwhile).
    """
    beside_closes()
    card = RateCard.objects.select_related("customer", "pool").locked(card_id)

    require(may_approve(by), NotAllowed("approve a rate card", ask=BOARD))
    require(card.is_waiting, RateCardAlready(f"This card was {_moved(card)} already."))
    require(
        by.id != card.set_by_id, NotAllowed("approve a rate card that you set", ask="a colleague or a board member")
    )
    alike = RateCard.objects.approved().filter(
        customer=card.customer, pool=card.pool, unit=card.unit, from_on=card.from_on
    )
    require(
        not alike.exists(),
        RateCardAlready(f"An approved card for this starts in {card.from_month.title} already. Start this one later."),
    )
    if faults := what_is_backwards(card.from_month):
        raise RateCardNotReady(faults)

    card.approved_at, card.approved_by_id = at, by.person_id
    card.save(update_fields=["approved_at", "approved_by_id"])

    record("rate card approved", card, by=by, at=at)
    return card


@operation
def withdraw_rate_card(*, card_id: int, reason: str, by: Actor, at: datetime) -> RateCard:
    """Take a card back that nobody has approved; one that was approved ends with the next card.

    Refuses: NotAllowed, RateCardAlready, RateCardNotReady (no reason).
    """
    card = RateCard.objects.select_related("customer").locked(card_id)

    require(may_keep_costs(by), NotAllowed("withdraw a rate card", ask=ASK))
    require(card.is_waiting, RateCardAlready(f"This card was {_moved(card)} already."))
    require(bool(reason.strip()), RateCardNotReady("Say why the card is withdrawn."))

    card.withdrawn_at, card.withdrawn_by_id, card.withdrawn_reason = at, by.person_id, reason.strip()
    card.save(update_fields=["withdrawn_at", "withdrawn_by_id", "withdrawn_reason"])

    record("rate card withdrawn", card, by=by, at=at, details={"reason": reason.strip()})
    return card


def _moved(card: RateCard) -> str:
    return "approved" if card.approved_at else "withdrawn"


def _month(day: object) -> str:
    return f"{day:%B %Y}"
