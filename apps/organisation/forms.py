"""What administrators tell us about people."""

from __future__ import annotations

from django import forms

from guildhall.access.roles import IN_WORDS, WITH_A_PARTNER, Role
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
