"""What people tell us on their way in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    BaseConfirmCodeForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    ConfirmPasswordResetCodeForm,
    LoginForm,
    RequestLoginCodeForm,
    ResetPasswordKeyForm,
    SignupForm,
)
from django import forms
from django.http import HttpRequest

from guildhall.access.models import Scope, User
from guildhall.web.forms import Form

HOW_TO_CHOOSE_ONE = "At least 12 characters. A few words that you can remember make a good one."


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


class TokenForm(Form):
    """What a new token is called."""

    name = forms.CharField(
        label="Name",
        max_length=80,
        help_text="Who will use it, such as Restaurant tills. The trail names it.",
        error_messages={"required": "Give the token a name that says who uses it"},
    )

    def accepted(self) -> str:
        return str(self.answers()["name"])


class PartnerTokenForm(TokenForm):
    """What a partner's new token is called, and what it is good for."""

    scope = forms.ChoiceField(
        label="What it may do",
        choices=Scope.choices,
        initial=Scope.USAGE,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the token may do"},
    )

    def scope_accepted(self) -> Scope:
        return Scope(self.answers()["scope"])


class SignInForm(LoginForm):
    """allauth's form in our words."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["login"], "E-mail address", "Enter your e-mail address")
        _say(self.fields["password"], "Password", "Enter your password")
        self.fields["password"].help_text = ""


class NewAccountForm(SignupForm):
    """allauth's form, with the name first."""

    use_required_attribute = False
    field_order = ["name", "email", "password1"]

    name = forms.CharField(
        label="Your full name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["name"], "Your full name", "Enter your full name")
        _say(self.fields["email"], "E-mail address", "Enter your e-mail address")
        _say(self.fields["password1"], "Choose a password", "Choose a password")
        self.fields["password1"].help_text = HOW_TO_CHOOSE_ONE

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class CodeRequestForm(RequestLoginCodeForm):
    """Where to send a code."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["email"], "E-mail address", "Enter your e-mail address")


class _CodeBox(BaseConfirmCodeForm):
    """The label says what to enter; the box stays empty."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["code"], "Code", "Enter the code")


class SignInCodeForm(_CodeBox, ConfirmLoginCodeForm):
    """The code that signs somebody in."""


class AddressCodeForm(_CodeBox, ConfirmEmailVerificationCodeForm):
    """The code that proves an address."""


class PasswordCodeForm(_CodeBox, ConfirmPasswordResetCodeForm):
    """The code that lets somebody choose another password."""


class NewPasswordForm(ResetPasswordKeyForm):
    """Another password, after the code."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["password1"], "New password", "Enter a new password")
        _say(self.fields["password2"], "New password again", "Enter the new password again")
        self.fields["password1"].help_text = HOW_TO_CHOOSE_ONE


def _say(field: forms.Field, label: str, required: str) -> None:
    field.label = label
    field.error_messages["required"] = required
    field.widget.attrs.pop("placeholder", None)
