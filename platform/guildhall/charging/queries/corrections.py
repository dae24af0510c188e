"""What a month corrects of those before it: all that came late since the close before, month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Sum

from guildhall.charging.corrected import ClosedMonth, CorrectedMonth, LateEvidence, worked_again
from guildhall.charging.models import CloseManifest, Line, Period
from guildhall.charging.queries.disputes import UpheldSoFar, upheld_for
from guildhall.charging.queries.late import late_use_before, use_counted_in
from guildhall.charging.queries.pools import pools_at_close, support_in
from guildhall.charging.support import BY_STEPS
from guildhall.charging.working import Member
from guildhall.kernel import Month
from tenants.queries import partners_with_keys


def corrections_in(period: Period, *, up_to: int | None = None) -> list[CorrectedMonth]:
    """The closed months that a period corrects, oldest first; those that came late and changed nothing among them.

    Takes: `up_to`, the last event that counts; None for all there are now, as a preview. While the month before is
    open there is nothing to correct here: what comes late goes into the first month that closes.
    Gives: each worked out again from the costs and keys that closed it. A constant number of questions.
    Rule: cost_sharing.md, worked case HND-08; decision 0018.
    """
    after = last_event_counted_before(period)
    late = {} if after is None else late_use_before(period.month, after=after, up_to=up_to)
    upheld = upheld_for(period)
    months = {*late, *upheld.changed}
    if after is None or not months:
        return []
    return all_worked_again(closed_months(months, billed_before=period, upheld=upheld), late=late, after=after)


def all_worked_again(
    closed: Mapping[Month, ClosedMonth], *, late: Mapping[Month, LateEvidence], after: int
) -> list[CorrectedMonth]:
    """Closed months with what came late for them, oldest first. One question."""
    counted = use_counted_in(closed, after=after) if closed else {}
    return [
        worked_again(closed[month], counted=counted[month], late=late.get(month, {}), after=after)
        for month in sorted(closed)
    ]


def last_event_counted_before(period: Period) -> int | None:
    """The last event that the close of the month before counted; None, if that is not closed, or there is none."""
    before = Period.objects.filter(month_on__lt=period.month_on).order_by("-month_on")
    return before.values_list("manifest__last_event_id", flat=True).first()


def closed_months(months: Collection[Month], *, billed_before: Period, upheld: UpheldSoFar) -> dict[Month, ClosedMonth]:
    """How months were closed, and what was charged of them in the months before a period. Four questions,
    and one more if services served each other.
    """
    days = [month.first_day for month in months]
    members = members_at_close(months)
    pools = pools_at_close(months)
    charged: dict[Month, dict[tuple[str, str], int]] = defaultdict(dict)
    lines = Line.objects.filter(used_on__in=days, period__month_on__lt=billed_before.month_on)
    for line in lines.values("used_on", "pool__code", "partner_key").annotate(all_pence=Sum("pence")).order_by():
        month = Month(line["used_on"].year, line["used_on"].month)
        charged[month][line["pool__code"], line["partner_key"]] = int(line["all_pence"])
    support = support_in(months) if any(pool.key.serves for of_month in pools.values() for pool in of_month) else {}
    return {
        month: ClosedMonth(
            month, members[month], tuple(pools.get(month, ())), charged[month], upheld.before.get(month, {}),
            upheld.now.get(month, {}), support.get(month, BY_STEPS),
        )
        for month in members
    }  # fmt: skip


def members_at_close(months: Collection[Month]) -> dict[Month, tuple[Member, ...]]:
    """Who shared the cost of each month, as its manifest has it, with their names of today. Two questions."""
    frozen = {
        Month(on.year, on.month): members
        for on, members in CloseManifest.objects.filter(
            period__month_on__in=[month.first_day for month in months]
        ).values_list("period__month_on", "body__members")
    }
    partners = partners_with_keys({key for members in frozen.values() for _, key in members})
    return {
        month: tuple(
            Member(code, key, partners[key].name, partners[key].letters)
            if key in partners
            else Member(code, key, code, code)
            for code, key in members
        )
        for month, members in frozen.items()
    }
