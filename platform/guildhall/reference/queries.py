"""What pay was, or is, on a day."""

from __future__ import annotations

from datetime import date

from guildhall.reference.errors import PayScaleUnknown
from guildhall.reference.pay_scales import SCALES, PayBand


def pay_bands(on: date) -> list[PayBand]:
    """The pay bands in force on a day, lowest first.

    Gives: the newest scale that had begun by then; a day after the newest year keeps it until the next award is known.
    Raises: PayScaleUnknown, for a day before the first scale that we hold.
    """
    begun = [first_day for first_day in SCALES if first_day <= on]
    if not begun:
        raise PayScaleUnknown(f"We hold no pay scale for {on:%-d %B %Y}: the first began on {min(SCALES):%-d %B %Y}.")
    return list(SCALES[max(begun)])


def pay_band(code: str, *, on: date) -> PayBand:
    """One band on a day, such as "8a". Raises: PayScaleUnknown."""
    for band in pay_bands(on):
        if band.code == code.lower():
            return band
    raise PayScaleUnknown(f"There is no band “{code}”: bands are 2 to 7, 8a to 8d and 9.")
