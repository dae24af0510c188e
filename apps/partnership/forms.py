"""What the operator and the finance officers tell us."""

from __future__ import annotations

from django import forms

from apps.partnership.operations.onboarding import Application
from guildhall.web.fields import DateField
from guildhall.web.forms import Form
from tenants.models import Partner


class ApplicationForm(Form):
    """A new partner."""

    name = forms.CharField(
        label="Organisation's name", max_length=200, error_messages={"required": "Enter the organisation's name"}
    )
    short_name = forms.CharField(
        label="Short name", max_length=40, help_text="For tables and charts, such as Northfield."
    )
    code = forms.CharField(
        label="Code",
        max_length=31,
        help_text="The first part of their address, such as northfield. It does not change afterwards.",
    )
    letters = forms.RegexField(
        r"^[A-Z]{2,4}$",
        label="Letters for references",
        help_text="2 to 4 capitals, such as NF in NF-26-0042.",
        error_messages={"invalid": "Enter 2 to 4 capital letters"},
    )
    kind = forms.ChoiceField(label="Kind of organisation", choices=Partner.Kind.choices, widget=forms.RadioSelect)
    ods_code = forms.CharField(label="ODS code", max_length=10, required=False)
    theme = forms.ChoiceField(label="Colour", choices=Partner.Theme.choices, initial=Partner.Theme.TEAL)
    joins_on = DateField(
        label="Shares costs from",
        help_text="The first day on which they share the cost, for example 1 10 2026.",
        error_messages={"required": "Enter the day from which they share costs"},
    )
    first_administrator = forms.EmailField(
        label="First administrator's e-mail address",
        help_text="They are invited as soon as the home is built.",
        error_messages={"required": "Enter the first administrator's e-mail address"},
    )

    def accepted(self) -> Application:
        return Application(**self.answers())


class CostFileForm(Form):
    """A file of a month's costs, to be looked at before it is loaded."""

    file = forms.FileField(
        label="File of costs",
        help_text=(
            "CSV or XLSX with the columns pool, amount, ledger_reference, narrative and, "
            "for amounts below zero, reason."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def content(self) -> tuple[str, bytes]:
        """The file's name and bytes. Refuses: NotAccepted."""
        file = self.answers()["file"]
        return file.name, file.read()


class WithdrawalForm(Form):
    """Why a month's costs are taken back."""

    reason = forms.CharField(
        label="Why are the costs withdrawn?", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def accepted(self) -> str:
        return str(self.answers()["reason"])
