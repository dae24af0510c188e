"""A partner that leaves: what it gets or owes on its last day, and what the others bear from then on. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guildhall.charging.errors import LeaverNotReady
from guildhall.charging.sharing import PartnerCode, Weight, share
from guildhall.kernel import Money


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who leaves, after how many months of the year, and what all partners pay and bear together in one month.

    `technology_credit` is the leaver's own. `stranded` is what all are still bound to pay for because of the leaving.
    """

    leaver: PartnerCode
    months: int
    monthly_contributions: Money
    monthly_cost: Money
    key: Mapping[PartnerCode, Weight]
    technology_credit: Money
    stranded: Money


@dataclass(frozen=True, slots=True)
class ExitStatement:
    """What a leaver paid, bore, holds and leaves behind. Below zero, `net_payable` is what it still owes."""

    paid: Money
    cost_share: Money
    technology_credit: Money
    stranded_share: Money
    month_after_exit: Mapping[PartnerCode, Money]

    @property
    def net_payable(self) -> Money:
        return self.paid - self.cost_share + self.technology_credit - self.stranded_share


def exit_statement(leaving: Leaving) -> ExitStatement:
    """Settle with a partner that leaves; its technology credit turns into cash.

    Gives: paid and borne as months times one rounded month; the stranded share by the key with the leaver still in it;
    the month after, shared by the key without the leaver.
    Refuses: LeaverNotReady (a leaver without a weight in the key), NothingToShareBy (nobody stays).
    Rule: cost_sharing.md, `leaver`.
    """
    leaver, key = leaving.leaver, leaving.key
    if leaver not in key:
        raise LeaverNotReady(f"{leaver} has no weight in the key, so it cannot leave.")
    staying = {partner: weight for partner, weight in key.items() if partner != leaver}
    return ExitStatement(
        paid=share(leaving.monthly_contributions, by_usage=key)[leaver] * leaving.months,
        cost_share=share(leaving.monthly_cost, by_usage=key)[leaver] * leaving.months,
        technology_credit=leaving.technology_credit,
        stranded_share=share(leaving.stranded, by_usage=key)[leaver],
        month_after_exit=share(leaving.monthly_cost, by_usage=staying),
    )
