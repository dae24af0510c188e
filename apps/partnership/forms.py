"""What the operator and the finance officers tell us."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from apps.partnership.operations.erasing import ErasureTerms
from apps.partnership.operations.leaving import Notice
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


class ReasonForm(Form):
    """Why a partner is suspended, resumed, called back or brought back."""

    reason = forms.CharField(
        label="Reason",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Their administrators read it, and it stays in the history.",
    )

    def accepted(self) -> str:
        return str(self.answers()["reason"])


class NoticeForm(Form):
    """That a partner leaves."""

    last_day = DateField(label="Last day", help_text="They work here until its end, for example 31 3 2027.")
    reason = forms.CharField(
        label="Reason",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Their administrators read it, and it stays in the history.",
    )

    def accepted(self) -> Notice:
        answers = self.answers()
        return Notice(last_day=answers["last_day"], reason=answers["reason"])


class SuccessorForm(Form):
    """Who takes over from a partner."""

    successor = forms.ChoiceField(label="Who takes over?", widget=forms.RadioSelect)
    from_day = DateField(
        label="From which day?", help_text="From this day on the successor bears the cost, for example 1 4 2027."
    )

    def __init__(self, *args: Any, partners: Sequence[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].choices = [(str(partner.id), partner.name) for partner in partners]

    def accepted(self) -> tuple[UUID, date]:
        answers = self.answers()
        return UUID(answers["successor"]), answers["from_day"]


class ClosingForm(Form):
    """Until when a partner's data are kept once its doors are closed for good."""

    kept_until = DateField(
        label="Keep their data until",
        help_text="They can be brought back until they are erased, and can be erased from this day on.",
    )

    def accepted(self) -> date:
        day: date = self.answers()["kept_until"]
        return day


class ErasureForm(Form):
    """That all of a partner is to be erased."""

    code = forms.CharField(label="Their code", max_length=31, help_text="Type it, to confirm whom you mean.")
    purpose = forms.CharField(label="Why are they erased?", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def accepted(self) -> ErasureTerms:
        return ErasureTerms(**self.answers())


class ConfirmationForm(Form):
    """A code typed by the second operator."""

    code = forms.CharField(label="Their code", max_length=31, help_text="Type it, to confirm whom you mean.")

    def accepted(self) -> str:
        return str(self.answers()["code"])
