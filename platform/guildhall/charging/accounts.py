"""The accounts of the sub-ledger, and the lines of a journal before it is posted. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from guildhall.charging.sharing import PartnerCode
from guildhall.kernel import Money

NOTHING = Money(0)


class LedgerAccount(StrEnum):
    """An account by its number and its name, as journals show it.

    Rule: cost_sharing.md, shape, the sub-ledger.

        >>> LedgerAccount.RESERVE.number, LedgerAccount.RESERVE.words
        ('2300', 'Reserve')
    """

    BANK = "1110 Bank, through the host’s ledger"
    CONTRIBUTION_DUE = "1210 Contribution due from partner"
    THIRD_PARTIES_DUE = "1230 Due from third parties"
    DUE_TO_HOST = "2110 Due to the host for services"
    VAT_DUE = "2120 VAT charged to third parties, due through the host"
    REFUND_PAYABLE = "2210 Refund payable to partner"
    TECHNOLOGY_CREDIT = "2220 Technology credit held for partner"
    RESERVE = "2300 Reserve"
    SURPLUS = "2900 Operating surplus for the year"
    DEFICIT = "2910 Operating deficit for the year"
    CONTRIBUTIONS = "4100 Contributions for the year"
    THIRD_PARTY_INCOME = "4200 Income from third parties, by pool"
    POOL_COST = "5100 Cost of services, by pool"

    @property
    def number(self) -> str:
        return self.value.partition(" ")[0]

    @property
    def words(self) -> str:
        return self.value.partition(" ")[2]

    @property
    def is_partners(self) -> bool:
        """Does each posting belong to one partner?"""
        return self in (self.CONTRIBUTION_DUE, self.REFUND_PAYABLE, self.TECHNOLOGY_CREDIT)

    @property
    def is_pools(self) -> bool:
        """Does each posting belong to one pool?"""
        return self in (self.THIRD_PARTY_INCOME, self.POOL_COST)

    @property
    def is_customers(self) -> bool:
        """Does each posting belong to one customer?"""
        return self is LedgerAccount.THIRD_PARTIES_DUE

    @classmethod
    def numbered(cls, number: int) -> LedgerAccount:
        """The account of a number. Raises: ValueError, for one that there is none of."""
        for account in cls:
            if account.number == str(number):
                return account
        raise ValueError(f"There is no ledger account {number}.")


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line of a journal: an account, whose it is (None, if no partner's), and what is debited or credited; `pool`
    is the code of the pool, where the account is kept by pool, and `customer` that of the customer.
    """

    account: LedgerAccount
    partner: PartnerCode | None
    debit: Money = NOTHING
    credit: Money = NOTHING
    pool: str | None = None
    customer: str | None = None

    @property
    def pence(self) -> int:
        """As it is posted: a debit above zero, a credit below."""
        return (self.debit - self.credit).pence


def debit(account: LedgerAccount, amount: Money, partner: PartnerCode | None = None) -> JournalLine:
    """A line that debits an account."""
    return JournalLine(account, partner, debit=amount)


def credit(account: LedgerAccount, amount: Money, partner: PartnerCode | None = None) -> JournalLine:
    """A line that credits an account."""
    return JournalLine(account, partner, credit=amount)


def journal(lines: Iterable[JournalLine]) -> tuple[JournalLine, ...]:
    """A journal without its empty lines. Raises: ArithmeticError, if debits and credits differ: that would be a bug.

    Rule: cost_sharing.md, invariant 6.
    """
    kept = tuple(line for line in lines if line.debit or line.credit)
    debits, credits = Money.total(line.debit for line in kept), Money.total(line.credit for line in kept)
    if debits != credits:
        raise ArithmeticError(f"A journal debits {debits} and credits {credits}.")
    return kept
