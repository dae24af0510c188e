"""What host finance tells us about a partner's e-invoices."""

from __future__ import annotations

from decimal import Decimal

from django import forms

from guildhall.charging.models import VatPosition
from guildhall.charging.operations.invoicing import REASON_MAX, REFERENCE_MAX, BuyerTerms, VatTerms
from guildhall.web.fields import DateField
from guildhall.web.forms import Form


class VatForm(Form):
    """How a partner is taxed."""

    category = forms.ChoiceField(
        label="How are they taxed?", choices=VatPosition.Category.choices, widget=forms.RadioSelect
    )
    rate = forms.DecimalField(
        label="Rate in percent", required=False, max_digits=5, decimal_places=2, help_text="Where tax is charged."
    )
    reason = forms.CharField(
        label="Why is no tax charged?", required=False, max_length=REASON_MAX, help_text="The e-invoice says it."
    )
    from_on = DateField(label="From", help_text="Months that are closed on this day or later, for example 1 4 2026.")

    def accepted(self, partner_key: str) -> VatTerms:
        said = self.answers()
        return VatTerms(partner_key, said["from_on"], said["category"], said["rate"] or Decimal(0), said["reason"])


class BuyerForm(Form):
    """What a partner wants quoted, and where its e-invoices are sent."""

    reference = forms.CharField(
        label="Purchase order number or reference", max_length=REFERENCE_MAX, help_text="Every e-invoice quotes it."
    )
    gln = forms.CharField(label="Location number (GLN)", max_length=13, help_text="13 digits.")
    from_on = DateField(label="From", help_text="Months that are closed on this day or later, for example 1 4 2026.")

    def accepted(self, partner_key: str) -> BuyerTerms:
        return BuyerTerms(partner_key, **self.answers())
