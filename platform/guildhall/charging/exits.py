"""A partner that leaves is settled with from the books: what it gets or owes, and the entry that says so.

`leaving` answers the same from a month times a number of months; this is the case of real accounts and closed
months. Plain Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from guildhall.charging.accounts import JournalLine, LedgerAccount, credit, debit, journal
from guildhall.charging.errors import LeaverNotReady
from guildhall.charging.sharing import PartnerCode, Share, Weight, worked_shares
from guildhall.kernel import Money

NOTHING = Money(0)
NO_SHARE = Share(0, Fraction(0), 0)


@dataclass(frozen=True, slots=True)
class Exiting:
    """What the books say of a partner that leaves. None of it is below zero, but what is `outstanding` of a partner
    that paid too much.

    `contributed` was called up to its last day, `borne` in its closed months. `refund` is owed to it from before. All
    members are bound to pay the `commitment` whoever leaves, by the `key` of the contributions with the leaver in it.
    """

    leaver: PartnerCode
    contributed: Money
    outstanding: Money
    borne: Money
    technology_credit: Money
    refund: Money
    commitment: Money
    key: Mapping[PartnerCode, Weight]

    @property
    def paid(self) -> Money:
        """What came in of what was called."""
        return self.contributed - self.outstanding

    @property
    def stranded(self) -> Share:
        """The leaver's part of the commitment. Refuses: LeaverNotReady, if it has no weight in the key."""
        if not self.commitment:
            return NO_SHARE
        if self.leaver not in self.key:
            raise LeaverNotReady(f"{self.leaver} has no weight in the key of the contributions, so it has no part.")
        return worked_shares(self.commitment, by_weight=self.key)[self.leaver]

    @property
    def net(self) -> Money:
        """What the leaver gets; below zero, what it still owes.

        Rule: cost_sharing.md, `leaver`: paid less borne, and credit less what it leaves behind.
        """
        return self.paid - self.borne + self.technology_credit + self.refund - self.stranded.money


def lines_of_exit(exiting: Exiting) -> tuple[JournalLine, ...]:
    """The journal of an exit: what it contributed is set to what it bore, its technology credit turns into cash, its
    part of what it leaves behind goes into the reserve; the rest is owed to it, or by it, on one account.

    Rule: decision 0024.
    """
    owed, owes = max(exiting.net, NOTHING), max(-exiting.net, NOTHING)
    leaver = exiting.leaver
    return journal(
        [
            _signed(LedgerAccount.CONTRIBUTIONS, exiting.contributed - exiting.borne),
            _signed(LedgerAccount.TECHNOLOGY_CREDIT, exiting.technology_credit, leaver),
            _signed(LedgerAccount.CONTRIBUTION_DUE, owes - exiting.outstanding, leaver),
            _signed(LedgerAccount.REFUND_PAYABLE, exiting.refund - owed, leaver),
            _signed(LedgerAccount.RESERVE, -exiting.stranded.money),
        ]
    )


def lines_not_asked(leaver: PartnerCode, amount: Money) -> tuple[JournalLine, ...]:
    """The journal by which an instalment due after the last day is not asked of a leaver."""
    return journal([debit(LedgerAccount.CONTRIBUTIONS, amount), credit(LedgerAccount.CONTRIBUTION_DUE, amount, leaver)])


def lines_of_late_correction(leaver: PartnerCode, amount: Money) -> tuple[JournalLine, ...]:
    """The journal of what a later close changes of months that a leaver shared: it owes it, or gets it.

    Rule: decision 0024: each still bears what it used.
    """
    if amount.pence >= 0:
        return journal(
            [debit(LedgerAccount.CONTRIBUTION_DUE, amount, leaver), credit(LedgerAccount.CONTRIBUTIONS, amount)]
        )
    return journal([debit(LedgerAccount.CONTRIBUTIONS, -amount), credit(LedgerAccount.REFUND_PAYABLE, -amount, leaver)])


def _signed(account: LedgerAccount, amount: Money, partner: PartnerCode | None = None) -> JournalLine:
    """A debit of an amount above zero, a credit of one below."""
    return debit(account, amount, partner) if amount.pence >= 0 else credit(account, -amount, partner)
