"""What somebody looks for: a form that is the address."""

from __future__ import annotations

from django import forms

from apps.jobs_board.queries import Offered, Wanted
from guildhall.web.forms import FilterForm
from guildhall.web.parts import FilterTag


class SearchForm(FilterForm):
    q = forms.CharField(label="What", required=False, help_text="Job title, skill or reference")
    place = forms.CharField(label="Where", required=False, help_text="Town, site or start of a postcode")
    employer = forms.MultipleChoiceField(label="Employer", required=False, widget=forms.CheckboxSelectMultiple)
    band = forms.MultipleChoiceField(label="Pay band", required=False, widget=forms.CheckboxSelectMultiple)
    contract = forms.MultipleChoiceField(label="Contract", required=False, widget=forms.CheckboxSelectMultiple)
    sort = forms.ChoiceField(
        label="Order", required=False, choices=[("", "Best match or newest"), ("closing", "Closing first")]
    )

    def __init__(self, *args: object, offered: Offered, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employer"].choices = offered.employers
        self.fields["band"].choices = [(band, f"Band {band}") for band in offered.bands]
        self.fields["contract"].choices = [(contract, contract) for contract in offered.contracts]

    def wanted(self) -> Wanted:
        chosen = self.chosen
        return Wanted(
            words=str(chosen.get("q", "")),
            place=str(chosen.get("place", "")),
            employers=tuple(chosen.get("employer", ())),
            bands=tuple(chosen.get("band", ())),
            contracts=tuple(chosen.get("contract", ())),
            closing_first=chosen.get("sort") == "closing",
        )

    def tags(self) -> list[FilterTag]:
        return [tag for tag in super().tags() if not tag.label.startswith("Order")]
