"""A result: our figures and a baseline's, from the same run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import Self


@dataclass(frozen=True, slots=True)
class Result:
    """Medians in `unit`; `ratio` is how many times dearer the baseline is: below 1, it is cheaper."""

    name: str
    unit: str
    ours: float
    baseline: float
    ratio: float
    ground: str
    baseline_name: str
    ours_minimum: float
    baseline_minimum: float
    ours_times: int
    baseline_times: int
    ours_p95: float = 0.0  # where enough were measured to tell

    @classmethod
    def of(
        cls,
        name: str,
        *,
        unit: str,
        ours: Sequence[float],
        baseline: Sequence[float],
        against: str,
        ground: str,
        with_p95: bool = False,
    ) -> Self:
        """From the figures of each turn, already in `unit`."""
        return cls(
            name=name,
            unit=unit,
            ours=round(median(ours), 4),
            baseline=round(median(baseline), 4),
            ratio=round(median(baseline) / median(ours), 2),
            ground=ground,
            baseline_name=against,
            ours_minimum=round(min(ours), 4),
            baseline_minimum=round(min(baseline), 4),
            ours_times=len(ours),
            baseline_times=len(baseline),
            ours_p95=round(quantiles(ours, n=20)[-1], 4) if with_p95 else 0.0,
        )

    @property
    def plain(self) -> dict[str, object]:
        return asdict(self)
