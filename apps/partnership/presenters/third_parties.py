"""What third parties pay in a month, on the month's own page."""

from __future__ import annotations

from guildhall.charging.third_parties import Charge, ThirdParties
from guildhall.kernel import Money, Month
from guildhall.web.parts import Cell, Column, Table


def third_parties_table(paid: ThirdParties, month: Month) -> Table | None:
    """Each charge with its working, as it is, or as it would be if the month were closed now; None, without any."""
    if not paid.charges:
        return None
    return Table(
        "What third parties pay, excluding VAT",
        [Column("Customer"), Column("What"), Column("Working"), Column("Charged", True)],
        [_row(charge, month) for charge in paid.charges],
        totals=["Total", "", "", paid.total],
    )


def _row(charge: Charge, month: Month) -> list[object]:
    buyer = charge.supply.buyer
    corrects = f"corrects {charge.month.title}" if charge.month != month else ""
    working = [f"{line.words} = {line.amount}" for line in charge.now.lines] or ["Nothing is due"]
    if charge.before is not None:
        working.append(f"{charge.now.amount} now, {charge.before.amount} charged before")
    amount: Money = charge.amount
    return [
        Cell(buyer.name, url=f"/customers/{buyer.code}/", note=f"card {charge.tariff.number}"),
        Cell(charge.words, note=corrects),
        working,
        amount,
    ]
