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
    """

    CONTRIBUTION_DUE = "1210 Contribution due from partner"
    REFUND_PAYABLE = "2210 Refund payable to partner"
    TECHNOLOGY_CREDIT = "2220 Technology credit held for partner"
    RESERVE = "2300 Reserve"
    SURPLUS = "2900 Operating surplus for the year"
    DEFICIT = "2910 Operating deficit for the year"

    @property
    def number(self) -> str:
        return self.value.partition(" ")[0]

    @property
    def words(self) -> str:
        return self.value.partition(" ")[2]


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line of a journal: an account, whose it is (None, if no partner's), and what is debited or credited."""

    account: LedgerAccount
    partner: PartnerCode | None
    debit: Money = NOTHING
    credit: Money = NOTHING


def debit(account: LedgerAccount, amount: Money, partner: PartnerCode | None = None) -> JournalLine:
    return JournalLine(account, partner, debit=amount)


def credit(account: LedgerAccount, amount: Money, partner: PartnerCode | None = None) -> JournalLine:
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
