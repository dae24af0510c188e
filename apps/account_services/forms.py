"""What people tell us about accounts."""

from __future__ import annotations

from django import forms

from apps.account_services.operations.targets import TargetTerms
from apps.account_services.operations.working import TypedBack
from apps.account_services.states import NamingPolicy, RequestKind, TargetKind
from guildhall.web.forms import FilterForm, Form
from guildhall.web.parts import FilterTag


class RequestsFilter(FilterForm):
    """Narrows the list of requests. The stage is a tab, so it rides along unseen."""

    name = forms.CharField(label="Name or reference", required=False)
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Any kind"), *RequestKind.choices])
    stage = forms.CharField(required=False, widget=forms.HiddenInput)

    def tags(self) -> list[FilterTag]:
        """What is in force, without the tab."""
        return [tag for tag in super().tags() if not tag.label.startswith("Stage")]


class AccountsFilter(FilterForm):
    """Narrows the list of accounts."""

    name = forms.CharField(label="Name or login", required=False)
    state = forms.ChoiceField(
        label="Switched on or off",
        required=False,
        choices=[("", "Either"), ("on", "Switched on"), ("off", "Switched off")],
    )


class ReasonForm(Form):
    """Why a request is rejected or cancelled."""

    reason = forms.CharField(
        label="Reason",
        help_text="Whoever asked will read it.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Enter a reason"},
    )

    def accepted(self) -> str:
        return str(self.answers()["reason"])


class TypedBackForm(Form):
    """Two facts read off the target system."""

    login = forms.CharField(
        label="Login, as the target system shows it",
        max_length=100,
        error_messages={"required": "Enter the login"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    remote_id = forms.CharField(
        label="Identifier that the target system gives the account",
        help_text="For a directory this is its entryUUID. Copy it from there.",
        max_length=100,
        error_messages={"required": "Enter the identifier"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def accepted(self) -> TypedBack:
        answers = self.answers()
        return TypedBack(login=str(answers["login"]), remote_id=str(answers["remote_id"]))


class TargetForm(Form):
    """A system that accounts are made on."""

    name = forms.CharField(
        label="Name",
        help_text="As your colleagues call it.",
        max_length=100,
        error_messages={"required": "Enter a name"},
    )
    kind = forms.ChoiceField(
        label="What kind of system is it?",
        choices=TargetKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what kind of system it is"},
    )
    naming = forms.ChoiceField(
        label="How are logins made?",
        choices=NamingPolicy.choices,
        initial=NamingPolicy.FIRST_DOT_LAST,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how logins are made"},
    )
    address = forms.CharField(
        label="Address",
        help_text="For LDAP only, such as ldaps://directory.example.org",
        max_length=200,
        required=False,
    )
    base = forms.CharField(
        label="Entry below which accounts are made",
        help_text="For LDAP only, such as ou=people,dc=example,dc=org",
        max_length=200,
        required=False,
    )
    bind_name = forms.CharField(
        label="Name that the robot signs in with", help_text="For LDAP only", max_length=200, required=False
    )
    credential = forms.CharField(
        label="Credential of that name",
        help_text="For LDAP only. It is sealed at once and never shown again.",
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def accepted(self) -> TargetTerms:
        answers = self.answers()
        words = {key: str(answers[key]) for key in ("name", "address", "base", "bind_name", "credential")}
        return TargetTerms(kind=TargetKind(str(answers["kind"])), naming=NamingPolicy(str(answers["naming"])), **words)
