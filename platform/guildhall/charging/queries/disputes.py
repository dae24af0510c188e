"""Disputes: what is objected to, and what those upheld change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from guildhall.charging.models import Dispute, DisputeAdjustment, Line, Period
from guildhall.charging.sharing import worked_shares
from guildhall.charging.states import DisputeState
from guildhall.kernel import Money, Month
from tenants.models import Partner

Upheld: TypeAlias = Mapping[tuple[str, str], int]
"""Pence by pool's code and member's key; those of a pool add up to nothing."""


@dataclass(frozen=True, slots=True)
class UpheldSoFar:
    """What upheld disputes changed of each closed month: as the closes before counted it, and as it is now."""

    before: Mapping[Month, Upheld]
    now: Mapping[Month, Upheld]

    @property
    def changed(self) -> set[Month]:
        """Months for which something was upheld since."""
        return {month for month in self.now if self.now[month] != self.before.get(month, {})}


def upheld_for(period: Period) -> UpheldSoFar:
    """What upheld disputes change, for the close of a period. One question.

    For a closed one, as it was then; for an open one, all that no close has counted yet comes with it.
    """
    adjustments = DisputeAdjustment.objects.select_related("dispute__pool", "dispute__counted_in")
    before: dict[Month, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    now: dict[Month, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    for one in adjustments.filter(dispute__used_on__lt=period.month_on):
        counted_in, which = one.dispute.counted_in, (one.dispute.pool.code, one.partner_key)
        if counted_in is not None and counted_in.month_on < period.month_on:
            before[one.dispute.used_in][which] += one.pence
            now[one.dispute.used_in][which] += one.pence
        elif counted_in == period or (counted_in is None and not period.is_closed):
            now[one.dispute.used_in][which] += one.pence
    return UpheldSoFar({m: dict(by) for m, by in before.items()}, {m: dict(by) for m, by in now.items()})


def shared_by_the_others(*, dispute: Dispute, given_back: Money) -> dict[str, Money]:
    """What a dispute that is upheld changes for every member of the month, by key; it adds up to nothing.

    What is given back is borne by the others, by their weights in the line as it was closed.
    Refuses: NothingToShareBy, when nobody else has any.
    """
    lines = Line.objects.filter(used_on=dispute.used_on, pool=dispute.pool, period__month_on=dispute.used_on)
    codes = dict(Partner.objects.values_list("schema_name", "code"))
    weights = {
        codes[line.partner_key]: Fraction(line.weight) for line in lines if line.partner_key != dispute.partner_key
    }
    keys = {code: key for key, code in codes.items()}
    shares = worked_shares(given_back, by_weight=weights)
    return {dispute.partner_key: -given_back} | {keys[code]: part.money for code, part in shares.items()}


def list_of_disputes(*, partner_key: str = "") -> list[Dispute]:
    """Disputes, those that wait first, then newest first: one partner's, or everybody's. Evidence is left out."""
    disputes = Dispute.objects.select_related("statement", "pool", "counted_in").defer("evidence").order_by("-id")
    found = list(disputes.filter(partner_key=partner_key) if partner_key else disputes)
    return sorted(found, key=lambda one: one.state not in (DisputeState.RAISED, DisputeState.ANSWERED))


def open_disputes() -> list[Dispute]:
    """Those that wait for an answer or a decision, by the day an answer is due."""
    waiting = Dispute.objects.filter(state__in=[DisputeState.RAISED, DisputeState.ANSWERED])
    return list(waiting.select_related("statement", "pool").defer("evidence").order_by("answer_by_on", "id"))
