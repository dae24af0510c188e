"""What a file of costs would do, before it does it."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.charging.costs import CostFile, read_costs, what_does_not_tie
from guildhall.charging.models import CostLoad, Period, Pool
from guildhall.kernel import LONDON, Money


@dataclass(frozen=True, slots=True)
class PoolCostPreview:
    """What a file has for one pool; None, when it has nothing for it."""

    code: str
    name: str
    cost: Money | None
    rows: int


@dataclass(frozen=True, slots=True)
class CostPreview:
    """What would be loaded, the ledger's control total beside it, and everything that stops it."""

    file: CostFile
    control_total: Money
    pools: tuple[PoolCostPreview, ...]
    errors: tuple[str, ...]

    @property
    def total(self) -> Money:
        return self.file.total

    @property
    def difference(self) -> Money:
        """What the file has more than the ledger; below zero, less."""
        return self.total - self.control_total

    @property
    def may_be_loaded(self) -> bool:
        return not self.errors

    @property
    def pools_without_cost(self) -> list[str]:
        return [pool.name for pool in self.pools if pool.cost is None]


def preview_of_costs(*, period: Period, content: bytes, name: str, control_total: Money) -> CostPreview:
    """Read a file for a month without loading it.

    Takes: `control_total`, what the ledger says it adds up to.
    Gives: its rows, the cost of each pool, and every fault; with any of them nothing can be loaded. Whether a file
    with bad rows adds up is not asked.
    """
    pools = list(Pool.objects.in_month(period.month))
    file = read_costs(content, name=name, pools=[pool.code for pool in pools])
    before = what_was_loaded_before(period=period, digest=file.digest)
    untied = what_does_not_tie(file.total, control_total=control_total) if file.is_good else []
    return CostPreview(
        file=file,
        control_total=control_total,
        pools=tuple(_preview_of(pool, file) for pool in pools),
        errors=((before,) if before else ()) + file.errors + tuple(untied),
    )


def _preview_of(pool: Pool, file: CostFile) -> PoolCostPreview:
    rows = [row for row in file.rows if row.pool == pool.code]
    return PoolCostPreview(pool.code, pool.name, Money.total(row.amount for row in rows) if rows else None, len(rows))


def what_was_loaded_before(*, period: Period, digest: str) -> str:
    """Why a file cannot be loaded on top of what is: a sentence, or nothing."""
    same = CostLoad.objects.in_force().filter(digest=digest).select_related("period").first()
    if same:
        day = same.loaded_at.astimezone(LONDON)
        return f"This file was loaded for {same.period.month.title} on {day.day} {day:%B %Y}. Choose another file."
    there = CostLoad.objects.in_force().filter(period=period).first()
    if there:
        return f"The costs of {period.month.title} are loaded from {there.file_name}. Withdraw them first."
    return ""


def load_in_force(period: Period) -> int:
    """The id of the file of costs that a month rests on now; 0, while there is none."""
    return CostLoad.objects.in_force().filter(period=period).values_list("id", flat=True).first() or 0
