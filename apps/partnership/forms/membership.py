"""What host finance tells us about partners that leave, join and merge."""

from __future__ import annotations

from django import forms

from guildhall.charging.operations.disputes import EVIDENCE_BYTES_MAX, EVIDENCE_KINDS
from guildhall.charging.operations.leaving import REASON_MAX, ExitTerms
from guildhall.kernel import Money
from guildhall.web.fields import MoneyField
from guildhall.web.forms import Form


class ExitForm(Form):
    """What all members are still bound to pay whoever leaves."""

    commitment = MoneyField(
        label="What are all members still bound to pay?",
        at_least=Money(0),
        initial=Money(0),
        help_text="In all, for example for a licence that runs on. 0.00, if nothing is left behind.",
    )
    reason = forms.CharField(
        label="For what, and why?",
        required=False,
        max_length=REASON_MAX,
        help_text="The exit statement says it.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence = forms.FileField(
        label="A file that shows it",
        required=False,
        help_text="PDF, spreadsheet, CSV, text or picture, 2 MB at most.",
        widget=forms.FileInput(attrs={"accept": ",".join(EVIDENCE_KINDS)}),
    )

    def accepted(self, partner_key: str) -> ExitTerms:
        answers = self.answers()
        file = answers["evidence"]
        return ExitTerms(
            partner_key=partner_key,
            commitment=answers["commitment"],
            reason=answers["reason"],
            evidence_name=file.name[:120] if file else "",
            evidence=file.read(EVIDENCE_BYTES_MAX + 1) if file else b"",
        )


class JoinerForm(Form):
    """What a partner that joined weighs in the key of its contributions."""

    weight = forms.IntegerField(
        label="What does it weigh in the key of the contributions?",
        min_value=1,
        max_value=10**9,
        help_text="A whole number, counted as it was for the others.",
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-5", "inputmode": "numeric"}),
    )
