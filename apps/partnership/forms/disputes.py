"""How host finance answers a dispute."""

from __future__ import annotations

from django import forms

from guildhall.kernel import Money
from guildhall.web.fields import MoneyField
from guildhall.web.forms import Form


class AnswerForm(Form):
    """What is to be given back, and why."""

    give_back = MoneyField(
        label="What is to be given back?", at_least=Money(0), help_text="0.00, if the line is right as it is."
    )
    answer = forms.CharField(
        label="Answer",
        max_length=1000,
        help_text="The partner reads it once somebody else has agreed to it.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
