"""Corrections: a closed month stays as it is, and what came to light later is posted in an open one. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from guildhall.charging.errors import CorrectionNotReady
from guildhall.charging.sharing import PartnerCode, Rate, Weight, rated, share
from guildhall.kernel import Money, Month

CHARGE_CLASS = "Correction"
NO_REFERENCE = "buyer reference or order number"


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A pool's shares as they were charged, and as they would have been with the usage that came late."""

    original: Mapping[PartnerCode, Money]
    recomputed: Mapping[PartnerCode, Money]

    @property
    def lines(self) -> dict[PartnerCode, Money]:
        """What is posted for each partner. The lines add up to nothing."""
        return {partner: amount - self.original[partner] for partner, amount in self.recomputed.items()}


def recompute(cost: Money, *, weights: Mapping[PartnerCode, Weight], late: Mapping[PartnerCode, Weight]) -> Recomputed:
    """Share a closed pool again with the usage that came to light after the close.

    Takes: the weights at the close, and what came late (below zero for what was cancelled).
    Gives: both shares for everybody who has a weight in either.
    Refuses: CorrectionNotReady (more is cancelled than was used), NothingToShareBy.
    Rule: cost_sharing.md, worked case HND-08; invariant 4.
    """
    was = {partner: weights.get(partner, 0) for partner in sorted({*weights, *late})}
    now = {partner: weight + late.get(partner, 0) for partner, weight in was.items()}
    if below := [partner for partner, weight in now.items() if weight < 0]:
        raise CorrectionNotReady([f"More is taken back from {partner} than it used." for partner in below])
    return Recomputed(share(cost, by_usage=was), share(cost, by_usage=now))


def correction_lines(
    cost: Money, *, weights: Mapping[PartnerCode, Weight], late: Mapping[PartnerCode, Weight]
) -> dict[PartnerCode, Money]:
    """What usage that came to light after a close changes, for everybody: lines that add up to nothing.

    Takes, refuses: as `recompute`.
    Gives: the share recomputed less the share charged, for each partner.
    """
    return recompute(cost, weights=weights, late=late).lines


@dataclass(frozen=True, slots=True)
class HoursCharged:
    """A row of a closed month that charges a consumer for hours; below zero it takes them back."""

    consumer: PartnerCode
    cost: Money
    hours: Weight

    def taken_back(self) -> HoursCharged:
        return HoursCharged(self.consumer, -self.cost, -self.hours)


@dataclass(frozen=True, slots=True)
class HoursMoved:
    """One correction in two styles: only the difference; or the reversal, the rest, and the other's hours."""

    delta: tuple[HoursCharged, HoursCharged]
    ledger: tuple[HoursCharged, HoursCharged, HoursCharged]

    @property
    def net(self) -> Money:
        return Money.total(row.cost for row in self.delta)


def move_hours(row: HoursCharged, *, unit_price: Rate, hours: Weight, to: PartnerCode) -> HoursMoved:
    """Correct a closed row that charged one consumer for another's hours; the row itself is not touched.

    Takes: the unit price in pounds for an hour, and how many of the row's hours were the other's.
    Gives: rows that cost nothing in all. The other's hours are rated, and who was charged keeps the exact rest.
    Refuses: CorrectionNotReady (more hours than the row has, or the same consumer).
    Rule: cost_sharing.md, `closed_period_correction`; a correction keeps its period.
    """
    if faults := _faults(row, hours, to):
        raise CorrectionNotReady(faults)
    others = HoursCharged(to, rated(hours, at=unit_price), hours)
    rest = HoursCharged(row.consumer, row.cost - others.cost, row.hours - hours)
    less = HoursCharged(row.consumer, -others.cost, -hours)
    return HoursMoved(delta=(less, others), ledger=(row.taken_back(), rest, others))


def _faults(row: HoursCharged, hours: Weight, to: PartnerCode) -> list[str]:
    faults = []
    if hours > row.hours:
        faults.append("The other consumer had more hours than the row has.")
    if to == row.consumer:
        faults.append(f"{to} was charged for these hours already.")
    return faults


class DocumentType(StrEnum):
    """An e-invoice document by its name and its code in UNTDID 1001."""

    INVOICE = "invoice 380"
    CREDIT_NOTE = "credit note 381"


@dataclass(frozen=True, slots=True)
class CorrectionDocument:
    """An e-invoice or a credit note that corrects a closed month; its type says which way the amount goes.

    Its own period is the corrected month: a line outside its document's period is refused by Peppol. `missing` names
    what has to be found before it can be sent.
    """

    partner: PartnerCode
    type: DocumentType
    amount: Money
    vat_category: str
    document_period: Month
    refers_to: Month
    issued_in: Month
    missing: tuple[str, ...]


def correction_documents(
    lines: Mapping[PartnerCode, Money],
    *,
    corrected: Month,
    open_: Month,
    vat_category: str,
    buyer_references: Mapping[PartnerCode, str],
) -> list[CorrectionDocument]:
    """One document for each partner with a correction, by code; none for a correction of nothing.

    Takes: correction lines, the month they correct and the open month they are issued in; the buyer reference or order
    number of each partner that gave one.
    Refuses: CorrectionNotReady (the open month is not after the corrected one).
    Rule: cost_sharing.md, public-sector rules, Peppol traps.
    """
    refuse_unless_later(corrected, open_)
    return [
        CorrectionDocument(
            partner=partner,
            type=DocumentType.INVOICE if amount.pence > 0 else DocumentType.CREDIT_NOTE,
            amount=abs(amount),
            vat_category=vat_category,
            document_period=corrected,
            refers_to=corrected,
            issued_in=open_,
            missing=() if buyer_references.get(partner, "").strip() else (NO_REFERENCE,),
        )
        for partner, amount in sorted(lines.items())
        if amount
    ]


def refuse_unless_later(closed: Month, open_: Month) -> None:
    """A correction is posted in a month after the one it corrects. Refuses: CorrectionNotReady."""
    if open_ <= closed:
        raise CorrectionNotReady(f"A correction of {closed} is posted in a later month, not in {open_}.")
