"""May I have it? Absent, another partner's and not to be seen are one answer: not found."""

from __future__ import annotations

from guildhall.charging.models import (
    CarryOver,
    CreditRequest,
    Customer,
    CustomerInvoice,
    CustomerUse,
    Dispute,
    Exit,
    Period,
    Pool,
    Proposal,
    RateCard,
    Settlement,
    Statement,
    Year,
)
from guildhall.charging.queries.exits import exit_of
from guildhall.charging.queries.mergers import carry_over_of
from guildhall.charging.rules import may_see_all_shares, may_see_own_share
from guildhall.kernel import Actor, FinancialYear, Month
from guildhall.web.errors import NotFound
from tenants.models import Partner


def period_for(actor: Actor, month: Month) -> Period:
    """A month that was opened, for host finance and the board. Raises: NotFound."""
    period = Period.objects.of_month(month).first() if may_see_all_shares(actor) else None
    if period is None:
        raise NotFound
    return period


def year_for(actor: Actor, year: FinancialYear) -> Year:
    """The books of a year, for host finance and the board. Raises: NotFound."""
    books = Year.objects.filter(starting=year.starting).first() if may_see_all_shares(actor) else None
    if books is None:
        raise NotFound
    return books


def settlement_for(actor: Actor, year: FinancialYear) -> Settlement:
    """The settlement of a year that stands, for host finance and the board. Raises: NotFound."""
    standing = Settlement.objects.standing().select_related("year").filter(year=year_for(actor, year)).first()
    if standing is None:
        raise NotFound
    return standing


def credit_request_for(actor: Actor, request_id: int) -> CreditRequest:
    """A request for technology credit, for host finance and the board. Raises: NotFound."""
    request = CreditRequest.objects.filter(id=request_id).first() if may_see_all_shares(actor) else None
    if request is None:
        raise NotFound
    return request


def dispute_for(actor: Actor, dispute_id: int) -> Dispute:
    """A dispute: for the finance officers of its partner, for host finance and the board. Raises: NotFound."""
    disputes = Dispute.objects.select_related("statement", "pool", "counted_in")
    if actor.partner is not None and may_see_own_share(actor):
        disputes = disputes.filter(partner_key=actor.partner)
    elif not may_see_all_shares(actor):
        raise NotFound
    dispute = disputes.filter(id=dispute_id).first()
    if dispute is None:
        raise NotFound
    return dispute


def pool_for(actor: Actor, code: str) -> Pool:
    """A service that is shared, for host finance and the board. Raises: NotFound."""
    pool = Pool.objects.filter(code=code).first() if may_see_all_shares(actor) else None
    if pool is None:
        raise NotFound
    return pool


def exit_for(actor: Actor, partner: Partner) -> Exit:
    """The exit that stands for a partner's last day, for host finance and the board. Raises: NotFound."""
    standing = exit_of(partner=partner) if may_see_all_shares(actor) else None
    if standing is None:
        raise NotFound
    return standing


def carry_over_for(actor: Actor, successor: Partner) -> CarryOver:
    """What was last prepared to go on to a successor and stands, for host finance and the board. Raises: NotFound."""
    standing = carry_over_of(successor=successor) if may_see_all_shares(actor) else None
    if standing is None:
        raise NotFound
    return standing


def proposal_for(actor: Actor, proposal_id: int) -> Proposal:
    """A proposal of a key, for host finance and the board. Raises: NotFound."""
    proposal = None
    if may_see_all_shares(actor):
        proposal = Proposal.objects.select_related("pool").filter(id=proposal_id).first()
    if proposal is None:
        raise NotFound
    return proposal


def statement_for(actor: Actor, number: str) -> Statement:
    """A statement by its number: for the finance officers of its partner, for host finance and the board.

    Raises: NotFound.
    """
    statements = Statement.objects.select_related("period")
    if actor.partner is not None and may_see_own_share(actor):
        statements = statements.of_partner(actor.partner)
    elif not may_see_all_shares(actor):
        raise NotFound
    statement = statements.filter(number=number.upper()).first()
    if statement is None:
        raise NotFound
    return statement


def statement_to_read(actor: Actor, number: str) -> Statement:
    """A statement by its number, to be read and kept: a partner's own, or one of those whose books went on to it.

    Raises: NotFound.
    """
    statement = None
    if actor.partner is not None and may_see_own_share(actor):
        readable = Statement.objects.select_related("period").readable_by(actor.partner)
        statement = readable.filter(number=number.upper()).first()
    if statement is None:
        raise NotFound
    return statement


def customer_for(actor: Actor, code: str) -> Customer:
    """A customer who is no partner, for host finance and the board. Raises: NotFound."""
    customer = Customer.objects.filter(code=code).first() if may_see_all_shares(actor) else None
    if customer is None:
        raise NotFound
    return customer


def rate_card_for(actor: Actor, customer: Customer, card_id: int) -> RateCard:
    """A rate card of a customer, for host finance and the board. Raises: NotFound."""
    cards = RateCard.objects.filter(customer=customer).select_related("customer", "pool")
    card = cards.filter(id=card_id).first() if may_see_all_shares(actor) else None
    if card is None:
        raise NotFound
    return card


def use_for(actor: Actor, customer: Customer, use_id: int) -> CustomerUse:
    """A row of a customer's use, for host finance and the board. Raises: NotFound."""
    uses = CustomerUse.objects.filter(customer=customer).select_related("pool", "customer")
    use = uses.filter(id=use_id).first() if may_see_all_shares(actor) else None
    if use is None:
        raise NotFound
    return use


def customer_invoice_for(actor: Actor, number: str) -> CustomerInvoice:
    """An invoice to a customer, or a credit note, for host finance and the board. Raises: NotFound."""
    invoice = None
    if may_see_all_shares(actor):
        found = CustomerInvoice.objects.select_related("customer", "period", "corrects")
        invoice = found.filter(number=number.upper()).first()
    if invoice is None:
        raise NotFound
    return invoice
