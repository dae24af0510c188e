"""What host finance tells us about feeds and conflicts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from guildhall.metering.operations import SourceTerms
from guildhall.metering.rules import RHYTHM_HOURS_MAX
from guildhall.metering.states import Decision
from guildhall.metering.units import Unit
from guildhall.web.fields import DateField
from guildhall.web.forms import Form
from tenants.models import Partner

THE_HOST = "host"


class SourceForm(Form):
    """A feed that is to send usage."""

    name = forms.CharField(label="Name", max_length=120, help_text="As people know it, such as Telephone exchange.")
    code = forms.CharField(
        label="Code",
        max_length=40,
        help_text="What its events carry as their source, such as telephones. It does not change afterwards.",
    )
    whose = forms.ChoiceField(
        label="Whose is it?",
        help_text="A feed of the host names the partner of each event.",
        widget=forms.Select,
        error_messages={"required": "Choose whose it is"},
    )
    units = forms.MultipleChoiceField(
        label="What does it report?",
        choices=[(unit.value, unit.label) for unit in Unit],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what it reports"},
    )
    rhythm_hours = forms.IntegerField(
        label="How often does it say how far it is?",
        min_value=1,
        max_value=RHYTHM_HOURS_MAX,
        initial=24,
        help_text="In hours: 24 for once a day. After one rhythm without a word it is late, after three it is silent.",
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-4"}),
    )
    from_on = DateField(label="First day", help_text="The first day that it reports on, for example 1 10 2026.")

    def __init__(self, *args: Any, partners: Sequence[Partner] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = [
            ("", "Choose"),
            (THE_HOST, "The host’s"),
            *((partner.schema_name, partner.name) for partner in partners),
        ]

    def accepted(self) -> SourceTerms:
        told = self.answers()
        return SourceTerms(
            code=told["code"].strip().lower(),
            name=told["name"],
            partner_key="" if told["whose"] == THE_HOST else told["whose"],
            units=[Unit(unit) for unit in told["units"]],
            rhythm_hours=told["rhythm_hours"],
            from_on=told["from_on"],
        )


class RetirementForm(Form):
    """From when on nothing more is expected of a feed."""

    on = DateField(label="Last day", help_text="The last day that it reported on, for example 30 9 2026.")
    reason = forms.CharField(
        label="Why is it retired?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays in the history: months are closed without this source from now on.",
    )

    def accepted(self) -> tuple[date, str]:
        told = self.answers()
        return told["on"], str(told["reason"])


class DecisionForm(Form):
    """Which of two contents counts."""

    counts = forms.ChoiceField(
        label="Which counts?",
        choices=[
            (Decision.FIRST, "The first: the resend is set aside"),
            (Decision.RESEND, "The resend: a correcting event makes up the difference, and names the first"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which counts"},
    )
    reason = forms.CharField(
        label="Why?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The partner reads it.",
        error_messages={"required": "Say why"},
    )

    def accepted(self) -> tuple[Decision, str]:
        told = self.answers()
        return Decision(told["counts"]), str(told["reason"])
