"""What e-invoices need to know of a partner, set down by host finance: it is dated, and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from guildhall.audit.operations import record
from guildhall.charging.errors import InvoicingNotReady
from guildhall.charging.models import BuyerReference, VatPosition
from guildhall.charging.operations.ledger import ASK
from guildhall.charging.rules import may_keep_costs
from guildhall.database.operation import operation
from guildhall.kernel import Actor, NotAllowed, require

REFERENCE_MAX, REASON_MAX = 60, 200


@dataclass(frozen=True, slots=True)
class VatTerms:
    """How a partner is taxed from a day on: category O, E or S, a rate in percent for S, a reason for O and E."""

    partner_key: str
    from_on: date
    category: str
    rate: Decimal = Decimal(0)
    reason: str = ""


@operation
def set_vat_position(*, terms: VatTerms, by: Actor, at: datetime) -> VatPosition:
    """Set down how what a partner is charged is taxed, from a day on; what was set before stays readable.

    Refuses: NotAllowed, InvoicingNotReady (every reason at once).
    Rule: cost_sharing.md, public-sector rules: a VAT position is decided, never inferred.
    """
    require(may_keep_costs(by), NotAllowed("set a VAT position", ask=ASK))
    if faults := _what_is_wrong_with(terms):
        raise InvoicingNotReady(faults)

    position = VatPosition.objects.create(
        partner_key=terms.partner_key, from_on=terms.from_on, category=terms.category, rate=terms.rate,
        reason=terms.reason.strip(), set_at=at, set_by_id=by.person_id,
    )  # fmt: skip

    record("VAT position set", position, by=by, at=at, details={"position": position.words})
    return position


def _what_is_wrong_with(terms: VatTerms) -> list[str]:
    if terms.category not in VatPosition.Category:
        return ["Choose how they are taxed."]
    faults = []
    if terms.category == VatPosition.Category.STANDARD:
        if not 0 < terms.rate <= 100:
            faults.append("Give a rate above 0, up to 100 percent.")
        if terms.reason.strip():
            faults.append("Leave the reason empty: it says why no tax is charged.")
        return faults
    if terms.rate:
        faults.append("Leave the rate empty: no tax is charged.")
    if not terms.reason.strip():
        faults.append("Say why no tax is charged; the e-invoice must say it.")
    if len(terms.reason.strip()) > REASON_MAX:
        faults.append(f"Say why in {REASON_MAX} characters.")
    return faults


@dataclass(frozen=True, slots=True)
class BuyerTerms:
    """What a partner wants quoted from a day on, and its location number of 13 digits."""

    partner_key: str
    from_on: date
    reference: str
    gln: str


@operation
def set_buyer_reference(*, terms: BuyerTerms, by: Actor, at: datetime) -> BuyerReference:
    """Set down the purchase order number or reference that a partner's e-invoices quote, and where they are sent.

    Refuses: NotAllowed, InvoicingNotReady (every reason at once).
    Rule: cost_sharing.md, public-sector rules, Peppol traps: a buyer reference or order number is mandatory.
    """
    require(may_keep_costs(by), NotAllowed("set a buyer reference", ask=ASK))
    if faults := _what_is_wrong_with_buyer(terms):
        raise InvoicingNotReady(faults)

    reference = BuyerReference.objects.create(
        partner_key=terms.partner_key, from_on=terms.from_on, reference=terms.reference.strip(), gln=terms.gln,
        set_at=at, set_by_id=by.person_id,
    )  # fmt: skip

    record("buyer reference set", reference, by=by, at=at, details={"reference": reference.reference})
    return reference


def _what_is_wrong_with_buyer(terms: BuyerTerms) -> list[str]:
    faults = []
    if not 0 < len(terms.reference.strip()) <= REFERENCE_MAX:
        faults.append(f"Give a reference of up to {REFERENCE_MAX} characters.")
    if not is_gln(terms.gln):
        faults.append("A location number (GLN) has 13 digits, of which the last checks the others.")
    return faults


def is_gln(written: str) -> bool:
    """Is this a global location number: 13 digits, weighed 1 and 3 in turn, that come to whole tens?

    >>> is_gln("5060000000016"), is_gln("5060000000017"), is_gln("")
    (True, False, False)
    """
    if len(written) != 13 or not (written.isascii() and written.isdecimal()):
        return False
    return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(written)) % 10 == 0
