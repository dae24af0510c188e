"""Technology credit, from its birth in a surplus to its last pound."""

import pytest

from guildhall.charging.accounts import LedgerAccount, credit, debit
from guildhall.charging.entries import Entry
from guildhall.charging.errors import (
    CreditOverdrawn,
    CreditRequestAlreadyDecided,
    CreditRequestNotReady,
    EntryAlreadyPosted,
    MoreThanWasDrawn,
)
from guildhall.charging.models import CreditRequest
from guildhall.charging.operations.credits import (
    CreditTerms,
    ask_for_credit,
    decline_credit_request,
    grant_credit_request,
    held_for,
    restore_credit,
)
from guildhall.charging.operations.ledger import post
from guildhall.charging.technology_credit import MovementKind
from guildhall.kernel import Money, NotAllowed
from tenants.context import inside, on_the_platform
from tenants.models import Partner
from tests.cast import EDEN, FIONA, HUGO, RITA
from tests.charging.months import FIRST_OF_JULY
from tests.charging.years import held, the_database_agrees
from tests.evidence import announced

DRAWDOWN, CASH = MovementKind.DRAWDOWN, MovementKind.CONVERTED_TO_CASH


@pytest.fixture
def credit_of_100(on_platform) -> Partner:
    """Northfield holds £100.00 of technology credit; the test is on the platform."""
    partner = Partner.objects.get(code="northfield")
    lines = (
        debit(LedgerAccount.SURPLUS, Money(10_000)),
        credit(LedgerAccount.TECHNOLOGY_CREDIT, Money(10_000), partner.schema_name),
    )
    post(Entry("test/grant", FIRST_OF_JULY.date(), "A surplus", lines), by=HUGO.actor, at=FIRST_OF_JULY)
    return partner


def asked(amount: str, kind: MovementKind = DRAWDOWN, *, purpose: str = "forty laptops") -> CreditRequest:
    with inside(Partner.objects.get(code="northfield")):
        return ask_for_credit(terms=CreditTerms(kind, Money.of(amount), purpose), by=FIONA.actor, at=FIRST_OF_JULY)


def granted(request: CreditRequest) -> CreditRequest:
    return grant_credit_request(request_id=request.id, by=HUGO.actor, at=FIRST_OF_JULY)


def restored(request: CreditRequest, amount: str, *, reference: str = "CN 1") -> None:
    restore_credit(request_id=request.id, amount=Money.of(amount), reference=reference, by=HUGO.actor, at=FIRST_OF_JULY)


def test_credit_is_spent_restored_turned_into_cash_and_used_to_the_last_penny(credit_of_100):
    drawdown = granted(asked("60.00"))
    restored(drawdown, "10.00")
    granted(asked("50.00", CASH, purpose="the year is over"))

    the_database_agrees()
    assert held(LedgerAccount.TECHNOLOGY_CREDIT) == {}
    assert held(LedgerAccount.REFUND_PAYABLE) == {"northfield": "−£50.00"}
    assert announced() == ["charging.credit_request_decided"] * 2


def test_no_more_is_asked_for_than_is_held_and_not_asked_for_yet(credit_of_100):
    asked("60.00")

    with pytest.raises(CreditRequestNotReady, match="is free to be asked for"):
        asked("40.01")


def test_a_request_says_everything_that_is_wrong_with_it_at_once(credit_of_100):
    with pytest.raises(CreditRequestNotReady) as refused:
        asked("0.00", MovementKind.GRANTED, purpose=" ")

    assert refused.value.reasons == [
        "Give an amount above £0.00.",
        "Say what it is for.",
        "Say whether to spend it on technology or to have it in cash.",
    ]


def test_a_credit_that_shrank_meanwhile_is_not_overdrawn(credit_of_100):
    request = asked("60.00")
    key = credit_of_100.schema_name
    lines = debit(LedgerAccount.TECHNOLOGY_CREDIT, Money(5_000), key), credit(LedgerAccount.BANK, Money(5_000))
    post(Entry("test/other", FIRST_OF_JULY.date(), "Another use", lines), by=HUGO.actor, at=FIRST_OF_JULY)

    with pytest.raises(CreditOverdrawn):
        granted(request)

    assert held_for(key) == Money(5_000)


def test_no_more_is_restored_than_was_drawn_and_a_credit_note_counts_once(credit_of_100):
    request = granted(asked("60.00"))
    restored(request, "50.00")

    with pytest.raises(EntryAlreadyPosted):
        restored(request, "10.00")
    with pytest.raises(MoreThanWasDrawn, match="was drawn and not restored"):
        restored(request, "10.01", reference="CN 2")


def test_a_declined_request_leaves_the_credit_as_it_is_and_says_why(credit_of_100):
    request = asked("60.00")

    with pytest.raises(CreditRequestNotReady, match="Say why"):
        decline_credit_request(request_id=request.id, reason=" ", by=HUGO.actor, at=FIRST_OF_JULY)
    decline_credit_request(request_id=request.id, reason="Not technology", by=HUGO.actor, at=FIRST_OF_JULY)
    with pytest.raises(CreditRequestAlreadyDecided):
        granted(request)

    assert held_for(credit_of_100.schema_name) == Money(10_000)


def test_a_recruiter_does_not_spend_the_credit_and_a_finance_officer_does_not_grant_it(credit_of_100):
    terms = CreditTerms(DRAWDOWN, Money(100), "a laptop")
    with inside(credit_of_100), pytest.raises(NotAllowed):
        ask_for_credit(terms=terms, by=RITA.actor, at=FIRST_OF_JULY)
    with pytest.raises(NotAllowed):
        grant_credit_request(request_id=asked("1.00").id, by=FIONA.actor, at=FIRST_OF_JULY)


def test_a_partner_sees_its_own_requests_and_no_others(credit_of_100, eastmoor):
    asked("60.00")

    with inside(eastmoor):
        assert CreditRequest.objects.count() == 0
        with pytest.raises(CreditRequestNotReady, match="is free to be asked for"):
            ask_for_credit(terms=CreditTerms(CASH, Money(1), "cash"), by=EDEN.actor, at=FIRST_OF_JULY)
    with on_the_platform():
        assert CreditRequest.objects.count() == 1
