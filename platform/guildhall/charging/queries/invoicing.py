"""How partners are taxed and what they want quoted, on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from guildhall.charging.invoicing import InvoiceTerms, Party, what_is_missing
from guildhall.charging.models import BuyerReference, VatPosition


def vat_positions_on(*, day: date) -> dict[str, VatPosition]:
    """The VAT position of each partner that has one on a day, by key. One question."""
    return {one.partner_key: one for one in VatPosition.objects.in_force(day)}


def buyer_references_on(*, day: date) -> dict[str, BuyerReference]:
    """The buyer reference of each partner that has one on a day, by key. One question."""
    return {one.partner_key: one for one in BuyerReference.objects.in_force(day)}


def seller() -> Party | None:
    """Who sells what is shared, as the settings say; None, if they do not."""
    name, gln = settings.SELLER_NAME, settings.SELLER_GLN
    return Party(name, gln, settings.SELLER_VAT_NUMBER) if name and gln else None


@dataclass(frozen=True, slots=True)
class TermsFound:
    """What a partner's e-invoices need; None, as long as something is missing, which is named."""

    terms: InvoiceTerms | None
    missing: list[str]


def invoice_terms_of(*, partner_key: str, name: str, day: date) -> TermsFound:
    """What a partner's e-invoices need on a day, or what is missing. Takes: its name, as they say it. Two questions."""
    return terms_among(
        name,
        position=vat_positions_on(day=day).get(partner_key),
        reference=buyer_references_on(day=day).get(partner_key),
    )


def terms_among(name: str, *, position: VatPosition | None, reference: BuyerReference | None) -> TermsFound:
    """The same, of what was found already."""
    sells = seller()
    needs_number = position is not None and position.category != VatPosition.Category.OUT_OF_SCOPE
    has_number = bool(sells and sells.vat_number) or not needs_number
    missing = what_is_missing(
        {"the seller": sells, "the seller’s VAT number": has_number, "a VAT position": position,
         "a buyer reference": reference}
    )  # fmt: skip
    if missing or sells is None or position is None or reference is None:
        return TermsFound(None, missing)
    buyer = Party(name, reference.gln)
    return TermsFound(InvoiceTerms(sells, buyer, position.taxation, position.reason, reference.reference), [])


def what_invoices_lack(*, names: Mapping[str, str], day: date) -> dict[str, list[str]]:
    """What e-invoices lack on a day, of each partner by key; nobody's lack anything while none are issued at all.

    Takes: the partners' names by key. Two questions.
    """
    if seller() is None:
        return {}
    positions, references = vat_positions_on(day=day), buyer_references_on(day=day)
    return {
        key: terms_among(name, position=positions.get(key), reference=references.get(key)).missing
        for key, name in names.items()
    }
