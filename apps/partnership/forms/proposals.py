"""A key as host finance writes it down: up to three units with their percents, or the shares above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from guildhall.charging.keys import Key, KeyPart
from guildhall.charging.models import Pool
from guildhall.charging.operations.proposals import ProposalTerms
from guildhall.kernel import Month
from guildhall.metering.units import Unit
from guildhall.web.fields import DateField
from guildhall.web.forms import FilterForm, Form

PARTS = (1, 2, 3)
BY_SHARES = "shares_above"
UNITS = [(unit.value, unit.label) for unit in Unit]


def key_in(answers: dict[str, Any]) -> Key:
    """The key that the answers spell; with no unit at all, one by nothing, which is none."""
    if answers.get("unit_1") == BY_SHARES:
        return Key()
    parts = [
        KeyPart(Unit(answers[f"unit_{number}"]), answers.get(f"percent_{number}") or 0)
        for number in PARTS
        if answers.get(f"unit_{number}")
    ]
    return Key(tuple(parts))


def _percent(number: int) -> forms.IntegerField:
    box = forms.NumberInput(attrs={"class": "nhsuk-input--width-3", "inputmode": "numeric"})
    label = "Percent" if number == 1 else f"Percent of unit {number}"
    return forms.IntegerField(label=label, min_value=1, max_value=100, required=number == 1, widget=box,
        initial=100 if number == 1 else None,
    )  # fmt: skip


class KeyFields(forms.Form):
    """The fields of a key, shared by the question and the proposal."""

    pool = forms.ChoiceField(label="Service")
    unit_1 = forms.ChoiceField(
        label="Share it by", choices=[*UNITS, (BY_SHARES, "Each member’s share of the services above")]
    )
    percent_1 = _percent(1)
    unit_2 = forms.ChoiceField(label="and by", choices=[("", "Nothing else"), *UNITS], required=False)
    percent_2 = _percent(2)
    unit_3 = forms.ChoiceField(label="and also by", choices=[("", "Nothing else"), *UNITS], required=False)
    percent_3 = _percent(3)


def _offer(form: forms.Form, pools: Sequence[Pool]) -> None:
    form.fields["pool"].choices = [(pool.code, pool.name) for pool in pools]


class WhatIfForm(FilterForm, KeyFields):
    """What if a service were shared by another key?"""

    def __init__(self, *args: Any, pools: Sequence[Pool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, pools)

    @property
    def key(self) -> Key:
        return key_in(self.chosen)


class ProposalForm(Form, KeyFields):
    """A key for the members to vote on."""

    field_order = ["pool", "unit_1", "percent_1", "unit_2", "percent_2", "unit_3", "percent_3", "from_on", "reason"]

    from_on = DateField(label="In force from", help_text="The first day of a month that is open, such as 1 1 2027.")
    reason = forms.CharField(
        label="Why is the key to change?",
        max_length=500,
        help_text="Every member reads it before voting.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, pools: Sequence[Pool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, pools)

    def clean_from_on(self) -> Any:
        day = self.cleaned_data["from_on"]
        if day.day != 1:
            raise forms.ValidationError("“In force from” must be the first day of a month")
        return day

    def accepted(self) -> ProposalTerms:
        answers = self.answers()
        day = answers["from_on"]
        return ProposalTerms(answers["pool"], key_in(answers), Month(day.year, day.month), answers["reason"])
