"""What administrators tell us about people, and finance officers about their organisation’s money."""

from __future__ import annotations

from django import forms

from guildhall.access.roles import IN_WORDS, WITH_A_PARTNER, Role
from guildhall.charging.models import Vote
from guildhall.charging.operations.credits import CreditTerms
from guildhall.charging.technology_credit import MovementKind
from guildhall.kernel import Money
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
