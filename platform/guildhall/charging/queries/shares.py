"""A share that is still growing: the month so far, at the costs that are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from guildhall.charging.figures import line_figures
from guildhall.charging.models import CostLoad, Period
from guildhall.charging.queries.pools import pools_in
from guildhall.charging.queries.working import members_in, support_of
from guildhall.charging.working import Member, PoolInMonth, WorkedMonth, worked_out
from guildhall.kernel import Money, Month
from guildhall.metering.queries import events_by_partner_in


@dataclass(frozen=True, slots=True)
class LineSoFar:
    """One service in the month so far. `share` is None, while nobody used it."""

    code: str
    name: str
    shared_by: str
    your_use: str
    all_use: str
    cost: Money | None
    share: Money | None
    part: Fraction | None
    working: str


@dataclass(frozen=True, slots=True)
class ShareSoFar:
    """A partner's share of the month so far. It is no forecast, and nothing is posted from it.

    `costs_from` names the month whose costs it rests on: this one, once they are loaded; otherwise the last that
    closed; None, when there is neither, and then there are no amounts.
    """

    month: Month
    as_at: datetime
    costs_from: Month | None
    lines: tuple[LineSoFar, ...]

    @property
    def total(self) -> Money | None:
        """The sum of the shares that are known; None, when there are no costs to share."""
        if self.costs_from is None:
            return None
        return Money.total(line.share for line in self.lines if line.share is not None)

    @property
    def is_at_own_costs(self) -> bool:
        return self.costs_from == self.month


def share_so_far(*, partner_key: str, at: datetime) -> ShareSoFar:
    """What a partner's share of this month comes to by now. A constant number of questions."""
    month = Month.of(at)
    basis = _period_with_costs(month)
    pools = pools_in(month, costs_of=basis)
    worked = worked_out(
        month,
        members=members_in(month),
        pools=pools,
        evidence=events_by_partner_in(month),
        support=support_of(month, pools),
    )
    me = next((member for member in worked.members if member.key == partner_key), None)
    lines = tuple(_line(pool, me, worked, has_costs=basis is not None) for pool in worked.pools) if me else ()
    return ShareSoFar(month, at, basis.month if basis else None, lines)


def _period_with_costs(month: Month) -> Period | None:
    loaded = CostLoad.objects.in_force().filter(period__month_on=month.first_day).select_related("period").first()
    if loaded:
        return loaded.period
    return Period.objects.closed().filter(month_on__lt=month.first_day).order_by("-month_on").first()


def _line(pool: PoolInMonth, member: Member, worked: WorkedMonth, *, has_costs: bool) -> LineSoFar:
    shared = worked.shared(pool)
    if member.code not in shared.shares:
        return LineSoFar(pool.code, pool.name, pool.key.words, "", "", pool.cost, None, None, "")
    figures = line_figures(pool, member, worked)
    total, known = shared.total_weight, has_costs and pool.cost is not None
    return LineSoFar(
        code=pool.code,
        name=pool.name,
        shared_by=pool.key.words,
        your_use=figures["your_use"],
        all_use=figures["all_use"],
        cost=pool.cost,
        share=Money(figures["pence"]) if known else None,
        part=Fraction(shared.weights[member.code]) / total if total else None,
        working=figures["working"] if known else "",
    )
