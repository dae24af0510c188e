"""A statement's figures and words, set down once at the close. Plain Python; every figure carries its working."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from guildhall.charging.corrected import BilledMonth, CorrectedMonth
from guildhall.charging.sharing import Share
from guildhall.charging.working import DriverBehind, Member, PoolInMonth, WorkedMonth
from guildhall.kernel import LONDON, Money, Month

ODD_PENCE_RULE = (
    "Each share is worked out exactly and rounded down to a whole penny. The pence left over go one each to the "
    "largest remainders, then to the larger use, then by the member’s code. So the shares of all members add up to "
    "the cost, to the penny."
)


def statement_number(member: Member, month: Month) -> str:
    """The name people quote: "NF-2026-09"."""
    return f"{member.letters}-{month}"


def figures_of(
    member: Member, billed: BilledMonth, *, manifest_digest: str, last_event_id: int, at: datetime
) -> dict[str, Any]:
    """All that one partner's statement says, as plain JSON in pence and words.

    Rule: cost_sharing.md, statements: each figure with its cost, key version, weight, exact fraction, pence and the
    digest of the events behind it.
    """
    worked, month = billed.worked, billed.month
    is_member = billed.is_member(member)
    lines = [line_figures(pool, member, worked) for pool in worked.pools] if is_member else []
    corrections = [
        correction_figures(pool, member, corrected)
        for corrected in billed.corrections
        if member in corrected
        for pool in corrected.pools
    ]
    return {
        "number": statement_number(member, month),
        "month": str(month),
        "month_title": month.title,
        "partner": {"key": member.key, "code": member.code, "name": member.name},
        "closed_on": at.astimezone(LONDON).date().isoformat(),
        "is_member": is_member,
        "lines": lines,
        "corrections": corrections,
        "total_pence": sum(line["pence"] for line in (*lines, *corrections)),
        "shared_pence": worked.allocation.net_cost.pence,
        "members": len(worked.members),
        "rule": ODD_PENCE_RULE,
        "last_event_id": last_event_id,
        "manifest_digest": manifest_digest,
    }


def correction_figures(pool: PoolInMonth, member: Member, corrected: CorrectedMonth) -> dict[str, Any]:
    """One correction: why, the use and the share before and now, and the difference, so that it is checked by hand."""
    before, now = (line_figures(pool, member, worked) for worked in (corrected.before, corrected.now))
    return now | {
        "month": str(corrected.month),
        "reason": corrected.reason(pool),
        "weight_before": before["weight"],
        "total_weight_before": before["total_weight"],
        "your_use_before": before["your_use"],
        "all_use_before": before["all_use"],
        "charged_pence": corrected.charged(pool, member),
        "recomputed_pence": corrected.recomputed(pool, member),
        "upheld_pence": corrected.closed.upheld.get((pool.code, member.key), 0),
        "pence": corrected.difference(pool, member).pence,
        "after_event_id": corrected.after,
        "drivers": [driver.plain for driver in corrected.drivers(pool, member)],
    }


def line_figures(pool: PoolInMonth, member: Member, worked: WorkedMonth) -> dict[str, Any]:
    """One line: a pool's cost, what this member weighs in it, and the share worked out."""
    shared = worked.shared(pool)
    share, drivers = shared.shares[member.code], worked.drivers(pool, member)
    subtotal = worked.allocation.direct_subtotal.get(member.code, Money(0))
    subtotals = Money.total(worked.allocation.direct_subtotal.values())
    return {
        "pool": pool.code,
        "name": pool.name,
        "shared_by": pool.key.words,
        "key_version": pool.key_number,
        "key_from": pool.key_from.isoformat(),
        "agreed_by": pool.agreed_by,
        "cost_pence": pool.net.pence,
        **({"income_pence": pool.income.pence} if pool.income else {}),
        "weight": str(share.weight),
        "total_weight": str(shared.total_weight),
        "your_use": _use(drivers, subtotal, whole=False),
        "all_use": _use(drivers, subtotals, whole=True),
        "rate": _rate(pool, drivers),
        "working": _working(pool, drivers, share, subtotal, subtotals),
        "exact": str(share.exact),
        "exact_words": pounds_exactly(share.exact),
        "pence": share.pence,
        "odd_penny": share.has_odd_penny,
        "rounding": _rounding(share),
        "drivers": [driver.plain for driver in drivers],
    }


def pounds_exactly(pence: Fraction) -> str:
    """Pence as pounds, to four places of a pound and never rounded up: "£666.6666…" goes on.

    >>> pounds_exactly(Fraction(200000, 3)), pounds_exactly(Fraction(-1250)), pounds_exactly(Fraction(5, 2))
    ('£666.6666…', '−£12.50', '£0.025')
    """
    ten_thousandths, rest = divmod(abs(pence) * 100, 1)
    pounds, places = divmod(int(ten_thousandths), 10_000)
    written = f"{places:04}"
    written = f"{written}…" if rest else written[:2] + written[2:].rstrip("0")
    return f"{'−' if pence < 0 else ''}£{pounds:,}.{written}"


def _use(drivers: Sequence[DriverBehind], subtotal: Money, *, whole: bool) -> str:
    if not drivers:
        return f"{subtotal} of the services above"
    return " and ".join(driver.unit.of(driver.of if whole else driver.quantity) for driver in drivers)


def _rate(pool: PoolInMonth, drivers: Sequence[DriverBehind]) -> str:
    """What one unit comes to, where one unit decides; otherwise nothing."""
    if len(drivers) != 1 or not drivers[0].of:
        return ""
    return f"{pounds_exactly(Fraction(pool.net.pence, drivers[0].of))} for each {drivers[0].unit.singular}"


def _working(
    pool: PoolInMonth, drivers: Sequence[DriverBehind], share: Share, subtotal: Money, subtotals: Money
) -> str:
    if not drivers:
        left = f"{pool.net} × {subtotal} ÷ {subtotals}"
    elif len(drivers) == 1:
        left = f"{pool.net} × {drivers[0].quantity:,} ÷ {drivers[0].of:,}"
    else:
        parts = " + ".join(f"{driver.percent}% × {driver.quantity:,} ÷ {driver.of:,}" for driver in drivers)
        left = f"{pool.net} × ({parts})"
    return f"{left} = {pounds_exactly(share.exact)}"


def _rounding(share: Share) -> str:
    if share.has_odd_penny:
        return "Rounded down, and one odd penny added."
    if share.exact.denominator != 1:
        return "Rounded down."
    return "Exact."
