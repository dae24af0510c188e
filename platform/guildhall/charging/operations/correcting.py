"""Posting in an open month what came late for closed ones. The closed months stay as they are."""

from __future__ import annotations

from collections.abc import Sequence

from guildhall.charging.corrected import CorrectedMonth
from guildhall.charging.models import Line, Period, PoolTotal
from guildhall.charging.working import Member, PoolInMonth, combined_digest
from guildhall.database.operation import step


@step
def fix_corrections(*, period: Period, corrections: Sequence[CorrectedMonth]) -> None:
    """Write a total of nothing and a line for each member of then, for every pool whose shares differ for anybody.

    The database holds that they add up to nothing and name the month that they correct.
    """
    days = [corrected.month.first_day for corrected in corrections]
    totals = PoolTotal.objects.original().filter(used_on__in=days)
    originals = {(total.used_in, total.pool_id): total for total in totals}
    for corrected in corrections:
        for pool in corrected.pools:
            total = _total(period, pool, corrected, corrects=originals[corrected.month, pool.id])
            total.save(force_insert=True)
            Line.objects.bulk_create(_line(total, pool, member, corrected) for member in corrected.members)


def _total(period: Period, pool: PoolInMonth, corrected: CorrectedMonth, *, corrects: PoolTotal) -> PoolTotal:
    return PoolTotal(
        period=period,
        used_on=corrected.month.first_day,
        pool_id=pool.id,
        key_version_id=pool.key_version_id,
        cost_pence=0,
        total_weight=str(corrected.now.shared(pool).total_weight),
        total_weight_before=str(corrected.before.shared(pool).total_weight),
        corrects=corrects,
        reason=corrected.reason(pool),
    )


def _line(total: PoolTotal, pool: PoolInMonth, member: Member, corrected: CorrectedMonth) -> Line:
    before, now = (worked.shared(pool).shares[member.code] for worked in (corrected.before, corrected.now))
    drivers = corrected.drivers(pool, member)
    return Line(
        period=total.period,
        used_on=total.used_on,
        partner_key=member.key,
        total=total,
        pool_id=pool.id,
        weight=str(now.weight),
        weight_before=str(before.weight),
        exact_share=str(now.exact),
        pence=corrected.difference(pool, member).pence,
        charged_pence=corrected.charged(pool, member),
        recomputed_pence=corrected.recomputed(pool, member),
        has_odd_penny=now.has_odd_penny,
        events_count=sum(driver.late.events for driver in drivers),
        events_quantity=sum(driver.late.quantity for driver in drivers),
        events_digest=combined_digest(drivers),
        drivers=[driver.plain for driver in drivers],
    )
