"""How partners are taxed and what they want quoted, for host finance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from guildhall.charging.models import BuyerReference, VatPosition
from guildhall.web import spelling
from guildhall.web.pages import Page
from guildhall.web.parts import Cell, Column, Empty, Link, Table
from tenants.models import Partner


@dataclass(frozen=True, kw_only=True)
class InvoicingPage(Page):
    """Every partner's VAT position and buyer reference, as they stand today."""

    template: ClassVar[str] = "pages/partnership/invoicing.html"
    table: Table
    empty: Empty
    says: str

    @classmethod
    def of(
        cls,
        partners: Sequence[Partner],
        *,
        positions: Mapping[str, VatPosition],
        references: Mapping[str, BuyerReference],
        has_seller: bool,
        page: object = 1,
    ) -> Self:
        rows = [[one.name, _position(one, positions), _reference(one, references)] for one in partners]
        return cls(
            title="E-invoices",
            back=Link("Ledger", "/ledger/"),
            table=Table("What e-invoices say of each partner today", COLUMNS, rows).on_page(page, noun="partners"),
            empty=Empty("No partner is here yet", "The operator brings partners in."),
            says="A statement comes with e-invoices once its partner has both, at the close."
            if has_seller
            else "No e-invoice can be written yet: the settings do not say who issues them. Tell whoever runs this.",
        )


COLUMNS = [Column("Partner"), Column("VAT position"), Column("Buyer reference")]


def _position(partner: Partner, positions: Mapping[str, VatPosition]) -> Cell:
    found, url = positions.get(partner.schema_name), f"/invoicing/{partner.code}/vat/"
    if found is None:
        return Cell("Set it", url=url, hidden=f"for {partner.name}")
    note = f"from {spelling.uk_date(found.from_on)}" + (f": {found.reason}" if found.reason else "")
    return Cell(found.words, url=url, note=note, hidden=f"of {partner.name}")


def _reference(partner: Partner, references: Mapping[str, BuyerReference]) -> Cell:
    found, url = references.get(partner.schema_name), f"/invoicing/{partner.code}/reference/"
    if found is None:
        return Cell("Set it", url=url, hidden=f"for {partner.name}, reference")
    note = f"from {spelling.uk_date(found.from_on)}, to {found.gln}"
    return Cell(found.reference, url=url, note=note, hidden=f"of {partner.name}")
