"""A statement's figures and words, set down once at the close. Plain Python; every figure carries its working."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from guildhall.charging.corrected import BilledMonth, CorrectedMonth
from guildhall.charging.wording import WorkedLine, pounds_exactly
from guildhall.charging.working import Member, PoolInMonth, WorkedMonth
from guildhall.kernel import LONDON, Month

ODD_PENCE_RULE = (
    "Each share is worked out exactly and rounded down to a whole penny. The pence left over go one each to the "
    "largest remainders, then to the larger use, then by the member’s code. So the shares of all members add up to "
    "the cost, to the penny."
)


PENCE_OVER_MONTHS = (
    " Of agreed shares, all months of a key are rounded together so, and the months before taken off: one month can be "
    "a penny off its own share, all of them together are not."
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
        "rule": ODD_PENCE_RULE + (PENCE_OVER_MONTHS if any(pool.over for pool in worked.pools) else ""),
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
    behind = WorkedLine.of(pool, member, worked)
    share = behind.share
    return {
        "pool": pool.code,
        "name": pool.name,
        "shared_by": pool.key.words,
        "key_version": pool.key_number,
        "key_from": pool.key_from.isoformat(),
        "agreed_by": pool.agreed_by,
        "cost_pence": behind.shared.net.pence,
        **({"income_pence": pool.income.pence} if pool.income else {}),
        "weight": str(share.weight),
        "total_weight": str(behind.shared.total_weight),
        "your_use": behind.use,
        "all_use": behind.all_use,
        "rate": behind.rate,
        "working": behind.working,
        "exact": str(share.exact),
        "exact_words": pounds_exactly(share.exact),
        "pence": share.pence,
        "odd_penny": share.has_odd_penny,
        "rounding": behind.rounding,
        "drivers": [driver.plain for driver in behind.drivers],
    }
