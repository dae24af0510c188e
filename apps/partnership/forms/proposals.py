"""A key that is tried, or put to the members' vote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from apps.partnership.forms.keys import BY_USE, KEY_FIELDS, KeyFields, key_in, offer
from guildhall.charging.keys import Key
from guildhall.charging.models import Pool
from guildhall.charging.operations.proposals import ProposalTerms
from guildhall.kernel import Month
from guildhall.web.fields import DateField
from guildhall.web.forms import FilterForm, Form


class WhatIfForm(FilterForm, KeyFields):
    """What if a service were shared by another key?"""

    field_order = ["pool", *KEY_FIELDS]

    pool = forms.ChoiceField(label="Service")

    def __init__(self, *args: Any, pools: Sequence[Pool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, pools)

    @property
    def by_use(self) -> list[forms.BoundField]:
        """What most keys need: which service, and by which units."""
        return [self[name] for name in ("pool", *BY_USE)]

    @property
    def beyond_use(self) -> list[forms.BoundField]:
        """Agreed shares, bounds, and services that it serves."""
        return [self[name] for name in KEY_FIELDS if name not in BY_USE]

    @property
    def goes_beyond_use(self) -> bool:
        return any(self.data.get(name) for name in KEY_FIELDS if name not in BY_USE)

    @property
    def key(self) -> Key:
        return key_in(self.chosen)

    @property
    def faults(self) -> list[str]:
        """What cannot be read, or is not said: a question is answered as it was asked, or not at all."""
        if not self.chosen.get("unit_1"):
            return ["Choose what to share it by."]
        return [f"{words}." for name in KEY_FIELDS for words in self.errors.get(name, ()) if name != "percent_1"]


class ProposalForm(Form, KeyFields):
    """A key for the members to vote on."""

    field_order = ["pool", *KEY_FIELDS, "from_on", "reason"]

    pool = forms.ChoiceField(label="Service")
    from_on = DateField(label="In force from", help_text="The first day of a month that is open, such as 1 1 2027.")
    reason = forms.CharField(
        label="Why is the key to change?",
        max_length=500,
        help_text="Every member reads it before voting.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, pools: Sequence[Pool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, pools)

    def clean_from_on(self) -> Any:
        day = self.cleaned_data["from_on"]
        if day.day != 1:
            raise forms.ValidationError("“In force from” must be the first day of a month")
        return day

    def accepted(self) -> ProposalTerms:
        answers = self.answers()
        day = answers["from_on"]
        return ProposalTerms(answers["pool"], key_in(answers), Month(day.year, day.month), answers["reason"])
