"""What administrators tell us about people, and finance officers about their organisation’s money."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

from guildhall.access.roles import IN_WORDS, WITH_A_PARTNER, Role
from guildhall.charging.models import ReportOrder, Vote
from guildhall.charging.operations.credits import CreditTerms
from guildhall.charging.operations.disputes import EVIDENCE_BYTES_MAX, EVIDENCE_KINDS, DisputeTerms
from guildhall.charging.operations.reports import ReportTerms
from guildhall.charging.technology_credit import MovementKind
from guildhall.kernel import Money, Month
from guildhall.web.fields import MoneyField
from guildhall.web.forms import Form

ROLE_CHOICES = [
    (role.value, f"{role.label}: {IN_WORDS[role][:1].lower()}{IN_WORDS[role][1:]}") for role in WITH_A_PARTNER
]


class RolesForm(Form):
    """Which roles a person holds."""

    roles = forms.MultipleChoiceField(
        label="What may they do?",
        choices=ROLE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role"},
    )

    def accepted(self) -> list[str]:
        return [Role(value) for value in self.answers()["roles"]]


class InvitationForm(RolesForm):
    """Whom to invite, and to what."""

    field_order = ["email", "roles"]

    email = forms.EmailField(
        label="E-mail address",
        help_text="They get a letter with a link that is good for 14 days.",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Enter an e-mail address",
            "invalid": "Enter an e-mail address such as name@example.org",
        },
    )

    def address(self) -> str:
        return str(self.answers()["email"])


class ElectionForm(Form):
    """How much of what is due becomes technology credit."""

    technology_percent = forms.IntegerField(
        label="How many percent do you want as technology credit?",
        help_text="From 0 to 100. The rest is paid to you in cash.",
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-3", "inputmode": "numeric"}),
    )

    def accepted(self) -> int:
        return int(self.answers()["technology_percent"])


class VoteForm(Form):
    """What the organisation says to a proposal."""

    proposal = forms.IntegerField(widget=forms.HiddenInput)
    choice = forms.ChoiceField(label="Your vote", choices=Vote.Choice.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why?", max_length=500, required=False, help_text="The other members’ finance teams do not see it."
    )


class DisputeForm(Form):
    """What is wrong with a line."""

    amount = MoneyField(label="How much of it do you dispute?", at_least=Money(1))
    reason = forms.CharField(label="What is wrong?", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    evidence = forms.FileField(
        label="A file that shows it",
        required=False,
        help_text="PDF, spreadsheet, CSV, text or picture, 2 MB at most.",
        widget=forms.FileInput(attrs={"accept": ",".join(EVIDENCE_KINDS)}),
    )

    def accepted(self, *, statement_id: int, pool_code: str, used_in: Month) -> DisputeTerms:
        answers = self.answers()
        file = answers["evidence"]
        return DisputeTerms(
            statement_id=statement_id,
            pool_code=pool_code,
            used_in=used_in,
            amount=answers["amount"],
            reason=answers["reason"],
            evidence_name=file.name[:120] if file else "",
            evidence=file.read(EVIDENCE_BYTES_MAX + 1) if file else b"",
        )


class ReportForm(Form):
    """A report that one does not have yet, and how often."""

    report = forms.ChoiceField(label="Report", widget=forms.RadioSelect, error_messages={"required": "Choose a report"})
    rhythm = forms.ChoiceField(
        label="When?",
        choices=ReportOrder.Rhythm.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often"},
    )

    def __init__(self, *given: Any, had: Collection[str], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["report"].choices = [one for one in ReportOrder.Report.choices if one[0] not in had]

    def accepted(self) -> ReportTerms:
        answers = self.answers()
        return ReportTerms(ReportOrder.Report(answers["report"]), ReportOrder.Rhythm(answers["rhythm"]))


class CreditRequestForm(Form):
    """What technology credit is to be spent on, or that it is wanted in cash."""

    kind = forms.ChoiceField(
        label="What do you want to do with it?",
        choices=[
            (MovementKind.DRAWDOWN.value, "Spend it on technology"),
            (MovementKind.CONVERTED_TO_CASH.value, "Have it in cash"),
        ],
        widget=forms.RadioSelect,
    )
    amount = MoneyField(label="Amount", at_least=Money(1))
    purpose = forms.CharField(label="What is it for?", max_length=200, help_text="For example, forty laptops.")

    def accepted(self) -> CreditTerms:
        answers = self.answers()
        return CreditTerms(MovementKind(answers["kind"]), answers["amount"], answers["purpose"])
