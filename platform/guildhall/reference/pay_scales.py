"""Agenda for Change pay in England, as published: annual pounds for whole-time work, by band and years of experience.

Source: NHS Employers, the published pay scales for 2025/26 and 2026/27. The figures are public facts; each scale holds
from 1 April. A new award is a new block here, never an edit of an old one, so an old advert keeps its figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PayPoint:
    """One step of a band: from which year of experience, and what it pays in a year, in pence."""

    label: str
    pence: int


@dataclass(frozen=True, slots=True)
class PayBand:
    """A band on a day: `code` such as "8a", what it starts and ends at in pence a year, and its steps."""

    code: str
    points: tuple[PayPoint, ...]

    @property
    def name(self) -> str:
        return f"Band {self.code}"

    @property
    def from_pence(self) -> int:
        return self.points[0].pence

    @property
    def to_pence(self) -> int:
        return self.points[-1].pence


_STEPS: dict[int, tuple[str, ...]] = {
    1: ("Entry",),
    2: ("Year 1", "Year 2+"),
    3: ("Year 1", "Year 2", "Year 5+"),
}
_STEPS_OF: dict[str, tuple[str, ...]] = {"4": ("Year 1", "Year 3+"), "5": ("Year 1", "Year 2", "Year 4+")}


def _scale(pounds: dict[str, tuple[int, ...]]) -> tuple[PayBand, ...]:
    """Bands from whole pounds; most share the names of their steps, bands 4 and 5 have their own."""
    return tuple(
        PayBand(
            code,
            tuple(
                PayPoint(label, amount * 100)
                for label, amount in zip(_STEPS_OF.get(code, _STEPS[len(amounts)]), amounts, strict=True)
            ),
        )
        for code, amounts in pounds.items()
    )


SCALES: dict[date, tuple[PayBand, ...]] = {
    date(2025, 4, 1): _scale(
        {
            "2": (24_465,),
            "3": (24_937, 26_598),
            "4": (27_485, 30_162),
            "5": (31_049, 33_487, 37_796),
            "6": (38_682, 40_823, 46_580),
            "7": (47_810, 50_273, 54_710),
            "8a": (55_690, 58_487, 62_682),
            "8b": (64_455, 68_631, 74_896),
            "8c": (76_965, 81_652, 88_682),
            "8d": (91_342, 96_941, 105_337),
            "9": (109_179, 115_763, 125_637),
        }
    ),
    date(2026, 4, 1): _scale(
        {
            "2": (25_272,),
            "3": (25_760, 27_476),
            "4": (28_392, 31_157),
            "5": (32_073, 34_592, 39_043),
            "6": (39_959, 42_170, 48_117),
            "7": (49_387, 51_932, 56_515),
            "8a": (57_528, 60_417, 64_750),
            "8b": (66_582, 70_896, 77_368),
            "8c": (79_504, 84_346, 91_609),
            "8d": (94_356, 100_140, 108_814),
            "9": (112_782, 119_583, 129_783),
        }
    ),
}
"""Each scale by the day it came into force."""
