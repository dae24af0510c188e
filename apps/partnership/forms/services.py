"""A service whose cost is to be shared."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.partnership.forms.keys import KEY_FIELDS, KeyFields, key_in
from guildhall.charging.operations.pools import PoolTerms
from guildhall.kernel import Month
from guildhall.web.fields import DateField
from guildhall.web.forms import Form


class ServiceForm(Form, KeyFields):
    """A service with its first key."""

    field_order = ["name", "code", "position", *KEY_FIELDS, "from_on", "agreed_by"]

    name = forms.CharField(label="Name", max_length=80, help_text="As statements call it, such as Service desk.")
    code = forms.SlugField(
        label="Code", max_length=32, help_text="As cost files call it, such as desk. It never changes."
    )
    position = forms.IntegerField(
        label="Place in the order of services",
        min_value=0,
        max_value=1000,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-3", "inputmode": "numeric"}),
    )
    from_on = DateField(label="Shared from", help_text="The first day of a month that is open, such as 1 1 2027.")
    agreed_by = forms.CharField(label="Who agreed this key, and when", max_length=120)

    def clean_from_on(self) -> Any:
        day = self.cleaned_data["from_on"]
        if day.day != 1:
            raise forms.ValidationError("“Shared from” must be the first day of a month")
        return day

    def accepted(self) -> PoolTerms:
        answers = self.answers()
        day = answers["from_on"]
        return PoolTerms(
            code=answers["code"].lower(),
            name=answers["name"],
            key=key_in(answers),
            from_month=Month(day.year, day.month),
            agreed_by=answers["agreed_by"],
            position=answers["position"],
        )
