"""Technology credit, from the request of a partner to the last pound. What is held is in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from guildhall.audit.operations import record
from guildhall.charging.accounts import LedgerAccount, credit, debit, journal
from guildhall.charging.entries import Entry
from guildhall.charging.errors import (
    CreditOverdrawn,
    CreditRequestAlreadyDecided,
    CreditRequestNotReady,
    EntryAlreadyPosted,
    MoreThanWasDrawn,
)
from guildhall.charging.models import CreditRequest, Journal
from guildhall.charging.operations.ledger import ASK, in_turn, post
from guildhall.charging.queries.ledger import balance_of
from guildhall.charging.rules import may_elect, may_keep_costs
from guildhall.charging.states import CreditRequestState
from guildhall.charging.technology_credit import MovementKind
from guildhall.database.operation import operation
from guildhall.database.place import partner_here
from guildhall.kernel import LONDON, Actor, Money, NotAllowed, require
from guildhall.notices.operations import announce

PURPOSE_MAX = 200


@dataclass(frozen=True, slots=True)
class CreditTerms:
    """What a partner asks of its technology credit: to spend some of it on something, or to have it in cash."""

    kind: MovementKind
    amount: Money
    purpose: str


@operation
def ask_for_credit(*, terms: CreditTerms, by: Actor, at: datetime) -> CreditRequest:
    """Ask to spend technology credit of the partner we are with, or to have it in cash.

    Refuses: NotAllowed, CreditRequestNotReady (every reason at once: more than is held and not asked for yet).
    """
    key = partner_here()
    in_turn(f"credit of {key}")
    asked = CreditRequest.objects.filter(partner_key=key, state=CreditRequestState.ASKED)
    free = held_for(key) - Money.total(request.amount for request in asked)

    require(may_elect(by), NotAllowed("ask for technology credit", ask="a finance officer of your organisation"))
    if faults := _what_is_wrong_with(terms, free):
        raise CreditRequestNotReady(faults)

    request = CreditRequest.objects.create(
        partner_key=key, kind=terms.kind, pence=terms.amount.pence, purpose=terms.purpose.strip(),
        asked_at=at, asked_by_id=by.person_id,
    )  # fmt: skip

    record("technology credit asked for", request, by=by, at=at, details=_told(request))
    return request


def held_for(key: str) -> Money:
    """What the ledger holds for a partner as technology credit."""
    return -balance_of(account=LedgerAccount.TECHNOLOGY_CREDIT, partner_key=key)


def _what_is_wrong_with(terms: CreditTerms, free: Money) -> list[str]:
    faults = []
    if terms.amount.pence <= 0:
        faults.append("Give an amount above £0.00.")
    elif terms.amount > free:
        faults.append(f"{free} is free to be asked for. Ask for that at most.")
    if not terms.purpose.strip():
        faults.append("Say what it is for.")
    if len(terms.purpose.strip()) > PURPOSE_MAX:
        faults.append(f"Say what it is for in {PURPOSE_MAX} characters.")
    if terms.kind not in (MovementKind.DRAWDOWN, MovementKind.CONVERTED_TO_CASH):
        faults.append("Say whether to spend it on technology or to have it in cash.")
    return faults


def _told(request: CreditRequest) -> dict[str, str]:
    return {"amount": str(request.amount), "for": request.purpose}


@operation
def grant_credit_request(*, request_id: int, by: Actor, at: datetime) -> CreditRequest:
    """Give a partner what it asked for: a drawdown is paid for out of the credit, cash becomes a refund.

    Refuses: NotAllowed, CreditRequestAlreadyDecided, CreditOverdrawn (less is held by now).
    Announces: "charging.credit_request_decided".
    Rule: cost_sharing.md, invariant 6: no credit balance falls below zero.
    """
    request = CreditRequest.objects.locked(request_id)
    in_turn(f"credit of {request.partner_key}")

    require(may_keep_costs(by), NotAllowed("grant technology credit", ask=ASK))
    require(request.state == CreditRequestState.ASKED, CreditRequestAlreadyDecided())
    held = held_for(request.partner_key)
    require(request.amount <= held, CreditOverdrawn(held, request.amount))

    request.state, request.decided_at, request.decided_by_id = CreditRequestState.GRANTED, at, by.person_id
    request.save(update_fields=["state", "decided_at", "decided_by_id"])
    post(_granted(request, on=at.astimezone(LONDON).date()), by=by, at=at)

    record("technology credit granted", request, by=by, at=at, details=_told(request), partner=request.partner_key)

    announce("charging.credit_request_decided", request_id=request.id)
    return request


def _granted(request: CreditRequest, *, on: date) -> Entry:
    into = (
        credit(LedgerAccount.REFUND_PAYABLE, request.amount, request.partner_key)
        if request.kind == MovementKind.CONVERTED_TO_CASH
        else credit(LedgerAccount.BANK, request.amount)
    )
    lines = journal([debit(LedgerAccount.TECHNOLOGY_CREDIT, request.amount, request.partner_key), into])
    return Entry(f"credit/{request.id}", on, f"Technology credit: {request.purpose}"[:200], lines)


@operation
def decline_credit_request(*, request_id: int, reason: str, by: Actor, at: datetime) -> CreditRequest:
    """Turn a request down, and say why; the credit stays as it is.

    Refuses: NotAllowed, CreditRequestAlreadyDecided, CreditRequestNotReady (no reason).
    Announces: "charging.credit_request_decided".
    """
    request = CreditRequest.objects.locked(request_id)

    require(may_keep_costs(by), NotAllowed("decline technology credit", ask=ASK))
    require(request.state == CreditRequestState.ASKED, CreditRequestAlreadyDecided())
    require(bool(reason.strip()), CreditRequestNotReady("Say why the request is declined."))

    request.state, request.declined_reason = CreditRequestState.DECLINED, reason.strip()
    request.decided_at, request.decided_by_id = at, by.person_id
    request.save(update_fields=["state", "declined_reason", "decided_at", "decided_by_id"])

    details = {**_told(request), "reason": reason.strip()}
    record("technology credit declined", request, by=by, at=at, details=details, partner=request.partner_key)

    announce("charging.credit_request_decided", request_id=request.id)
    return request


@operation
def restore_credit(*, request_id: int, amount: Money, reference: str, by: Actor, at: datetime) -> CreditRequest:
    """Give back to a partner's credit what a drawdown did not need; in all, never more than was drawn.

    Takes: `reference`, of the credit note or of the money that came back.
    Refuses: NotAllowed, CreditRequestNotReady (not a drawdown that was granted, no reference), EntryAlreadyPosted,
    MoreThanWasDrawn.
    """
    request = CreditRequest.objects.locked(request_id)
    is_drawn = request.kind == MovementKind.DRAWDOWN and request.state == CreditRequestState.GRANTED

    require(may_keep_costs(by), NotAllowed("restore technology credit", ask=ASK))
    require(is_drawn, CreditRequestNotReady("Only what was drawn can be restored."))
    require(bool(reference.strip()), CreditRequestNotReady("Give the reference of what came back."))
    require(amount.pence > 0, CreditRequestNotReady("Give an amount above £0.00."))
    entry = _restored(request, amount, reference=reference.strip(), on=at.astimezone(LONDON).date())
    require(not Journal.objects.filter(identity=entry.identity).exists(), EntryAlreadyPosted(entry.words))
    drawn = request.amount - Money(request.restored_pence)
    require(amount <= drawn, MoreThanWasDrawn(drawn, amount))

    request.restored_pence += amount.pence
    request.save(update_fields=["restored_pence"])
    post(entry, by=by, at=at)

    details = {"amount": str(amount), "reference": reference.strip()}
    record("technology credit restored", request, by=by, at=at, details=details, partner=request.partner_key)
    return request


def _restored(request: CreditRequest, amount: Money, *, reference: str, on: date) -> Entry:
    lines = journal(
        [debit(LedgerAccount.BANK, amount), credit(LedgerAccount.TECHNOLOGY_CREDIT, amount, request.partner_key)]
    )
    words = f"Technology credit restored, {reference}"[:200]
    return Entry(f"credit/{request.id}/restored/{reference}"[:100], on, words, lines)
