"""Technology credit: what a partner left with the service to be spent on technology. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from guildhall.charging.errors import CreditOverdrawn, MoreThanWasDrawn
from guildhall.kernel import Money

NOTHING = Money(0)


class MovementKind(StrEnum):
    """What can happen to a credit. Cash is paid out for good; what was drawn may be restored."""

    GRANTED = "granted"
    DRAWDOWN = "drawdown"
    RESTORED = "restored"
    CONVERTED_TO_CASH = "converted_to_cash"


@dataclass(frozen=True, slots=True)
class TechnologyCredit:
    """What is held for a partner, and how much of what was drawn has not come back."""

    balance: Money = NOTHING
    drawn: Money = NOTHING

    def after(self, kind: MovementKind, amount: Money) -> TechnologyCredit:
        """The credit after a movement. It never falls below zero, and no more is restored than was drawn.

        Takes: an amount not below zero.
        Refuses: CreditOverdrawn, MoreThanWasDrawn.
        Rule: cost_sharing.md, invariant 6; `technology_credit`.
        """
        if amount.pence < 0:
            raise ValueError("A movement is not below zero: its kind says which way it goes.")
        if kind in (MovementKind.DRAWDOWN, MovementKind.CONVERTED_TO_CASH) and amount > self.balance:
            raise CreditOverdrawn(self.balance, amount)
        if kind is MovementKind.RESTORED and amount > self.drawn:
            raise MoreThanWasDrawn(self.drawn, amount)
        match kind:
            case MovementKind.GRANTED:
                return replace(self, balance=self.balance + amount)
            case MovementKind.DRAWDOWN:
                return TechnologyCredit(self.balance - amount, self.drawn + amount)
            case MovementKind.RESTORED:
                return TechnologyCredit(self.balance + amount, self.drawn - amount)
            case MovementKind.CONVERTED_TO_CASH:
                return replace(self, balance=self.balance - amount)
