"""What people tell us on their way in."""

from __future__ import annotations

from django import forms


class AcceptInvitationForm(forms.Form):
    """One question: how are you called?"""

    name = forms.CharField(
        label="Your full name",
        max_length=200,
        error_messages={"required": "Enter your full name"},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def accepted(self) -> str:
        return str(self.cleaned_data["name"])
