"""The books: entries are posted once, and money that came in or went out is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from guildhall.audit.operations import record
from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.entries import Entry, brought_in, paid_out, received
from guildhall.charging.errors import EntryAlreadyPosted, EntryNotReady
from guildhall.charging.models import BalanceAssertion, Journal, Period, Pool, Posting
from guildhall.charging.queries.heirs import heirs
from guildhall.charging.queries.ledger import balance_of
from guildhall.charging.rules import may_keep_costs, what_is_wrong_with_payment
from guildhall.database.operation import operation, step
from guildhall.kernel import Actor, Money, Month, NotAllowed, require

ASK = "the shared service’s finance team"


@step
def post(entry: Entry, *, by: Actor, at: datetime) -> Journal:
    """Post an entry, once for ever: the same entry again is the journal that is there.

    Refuses: EntryNotReady (another entry has its identity; its month is closed).
    Rule: cost_sharing.md, invariants 3, 4 and 6.
    """
    in_turn(entry.identity)
    there = Journal.objects.filter(identity=entry.identity).first()
    if there and there.digest == entry.digest:
        return there
    if there:
        raise EntryNotReady(f"“{entry.identity}” is in the books with other content. Choose another reference.")
    _refuse_closed_month(entry.dated_on)
    journal = Journal.objects.create(
        identity=entry.identity, dated_on=entry.dated_on, words=entry.words, digest=entry.digest,
        made_at=at, made_by_id=by.id,
    )  # fmt: skip
    pools = dict(Pool.objects.values_list("code", "id")) if any(line.pool for line in entry.lines) else {}
    Posting.objects.bulk_create(
        Posting(
            journal=journal, account=int(line.account.number), partner_key=line.partner or "",
            pool_id=pools[line.pool] if line.pool else None, pence=line.pence,
        )
        for line in entry.lines
    )  # fmt: skip
    return journal


@step
def in_turn(identity: str) -> None:
    """Have those who act under one identity come one after the other, so that the second finds what the first did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"charging {identity}"])


def _refuse_closed_month(day: date) -> None:
    month = Month(day.year, day.month)
    if Period.objects.closed().of_month(month).exists():
        raise EntryNotReady(f"{month.title} is closed. Date the entry in a month that is open.")


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in from a partner or went out to it: whose, how much, when, and the bank's own reference.

    Without a key it is nobody's alone.
    """

    partner_key: str
    amount: Money
    on: date
    reference: str


@operation
def record_receipt(*, terms: Payment, by: Actor, at: datetime) -> Journal:
    """Write down that a partner's money came in; the same reference counts once.

    Refuses: NotAllowed, EntryNotReady (every reason at once), EntryAlreadyPosted.
    """
    require(may_keep_costs(by), NotAllowed("record a receipt", ask=ASK))
    entry = received(key=terms.partner_key, amount=terms.amount, on=terms.on, reference=terms.reference.strip())
    return _record_payment(entry, terms, what="money received", by=by, at=at)


@operation
def record_refund_paid(*, terms: Payment, by: Actor, at: datetime) -> Journal:
    """Write down that a refund was paid out to a partner; never more than is owed to it.

    Refuses: NotAllowed, EntryNotReady (every reason at once), EntryAlreadyPosted.
    """
    require(may_keep_costs(by), NotAllowed("record a refund", ask=ASK))
    entry = paid_out(key=terms.partner_key, amount=terms.amount, on=terms.on, reference=terms.reference.strip())
    in_turn(f"refunds of {terms.partner_key}")
    owed = -balance_of(account=LedgerAccount.REFUND_PAYABLE, partner_key=terms.partner_key)
    is_there = Journal.objects.filter(identity=entry.identity).exists()
    if not is_there and terms.amount > owed:
        raise EntryNotReady(f"{owed} is owed to this partner, so {terms.amount} cannot be paid out.")
    return _record_payment(entry, terms, what="refund paid", by=by, at=at)


@step
def _record_payment(entry: Entry, terms: Payment, *, what: str, by: Actor, at: datetime) -> Journal:
    faults = what_is_wrong_with_payment(terms.amount, on=terms.on, reference=terms.reference, at=at)
    if terms.partner_key in heirs():
        faults.append("The books of this partner went on to its successor. Write the money down for that one.")
    if faults:
        raise EntryNotReady(faults)
    in_turn(entry.identity)
    there = Journal.objects.filter(identity=entry.identity, digest=entry.digest).first()
    if there:
        raise EntryAlreadyPosted(there.words)
    journal = post(entry, by=by, at=at)
    details = {"amount": str(terms.amount), "reference": terms.reference.strip()}
    record(what, journal, by=by, at=at, details=details, partner=terms.partner_key)
    return journal


@operation
def bring_in(*, terms: Payment, by: Actor, at: datetime) -> Journal:
    """Open the books with what was held before: a partner's technology credit, or, with no partner, the reserve.

    Refuses: NotAllowed, EntryNotReady (every reason at once), EntryAlreadyPosted.
    """
    require(may_keep_costs(by), NotAllowed("bring a balance in", ask=ASK))
    entry = brought_in(key=terms.partner_key, amount=terms.amount, on=terms.on, reference=terms.reference.strip())
    return _record_payment(entry, terms, what="balance brought in", by=by, at=at)


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account was seen to hold at the end of a day, and where: a debit above zero."""

    account: LedgerAccount
    partner_key: str
    as_on: date
    amount: Money
    words: str


@operation
def assert_balance(*, terms: Balance, by: Actor, at: datetime) -> BalanceAssertion:
    """Write down what an account was seen to hold, so that every close of that month checks it again.

    Refuses: NotAllowed, EntryNotReady (the books say another balance; nothing says where it was seen),
    EntryAlreadyPosted (this account was asserted for that day).
    Rule: cost_sharing.md, goals, balance assertions.
    """
    asserted = BalanceAssertion.objects.filter(
        account=int(terms.account.number), partner_key=terms.partner_key, as_on=terms.as_on
    )

    require(may_keep_costs(by), NotAllowed("assert a balance", ask=ASK))
    require(not asserted.exists(), EntryAlreadyPosted(f"{terms.account.words} on {terms.as_on}"))
    require(bool(terms.words.strip()), EntryNotReady("Say where the balance was seen, such as a bank statement."))
    found = balance_of(account=terms.account, partner_key=terms.partner_key, on=terms.as_on)
    if found != terms.amount:
        raise EntryNotReady(f"The books say {found} and not {terms.amount}. Find the difference before you assert it.")

    assertion = BalanceAssertion.objects.create(
        account=int(terms.account.number), partner_key=terms.partner_key, as_on=terms.as_on,
        pence=terms.amount.pence, words=terms.words.strip(), made_at=at, made_by_id=by.person_id,
    )  # fmt: skip

    record("balance asserted", assertion, by=by, at=at, details={"account": terms.account, "balance": str(found)})
    return assertion
