"""The statement of one counterparty's balance, ready to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.queries.balances import Balances, PartnerBalance
from guildhall.kernel import Money


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One account: what the partner owes on it, or is owed."""

    account: LedgerAccount
    owes: Money
    owed: Money


@dataclass(frozen=True, slots=True)
class BalanceDocument:
    """What a partner owes and is owed at a day, account by account, with what it disputes."""

    template: ClassVar[str] = "documents/balance.html"

    number: str
    on: date
    balance: PartnerBalance
    lines: tuple[BalanceLine, ...]
    requires: str

    @classmethod
    def of(cls, balances: Balances, balance: PartnerBalance) -> Self:
        nothing = Money(0)
        return cls(
            number=f"of balance {balance.letters}-{balances.on.isoformat()}",
            on=balances.on,
            balance=balance,
            lines=(
                BalanceLine(LedgerAccount.CONTRIBUTION_DUE, balance.owes, nothing),
                BalanceLine(LedgerAccount.REFUND_PAYABLE, nothing, balance.refund),
                BalanceLine(LedgerAccount.TECHNOLOGY_CREDIT, nothing, balance.credit),
            ),
            requires=_requires(balances, balance),
        )

    @property
    def title(self) -> str:
        return f"Statement {self.number}: {self.balance.name}"

    @property
    def file_name(self) -> str:
        return f"balance-{self.balance.letters.lower()}-{self.on.isoformat()}.pdf"


def _requires(balances: Balances, balance: PartnerBalance) -> str:
    if balances.thresholds is None:
        return "No agreement of the members was in force on this day, so no threshold says what has to be agreed."
    if balance.is_agreement_required:
        return f"It is over {balances.thresholds.agreement}, so both sides agree it in writing."
    if balance.is_statement_required:
        return f"It is over {balances.thresholds.statement}, so it is stated. It does not have to be agreed."
    return "It is not over any threshold. It is stated for information."
