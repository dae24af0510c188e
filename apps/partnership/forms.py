"""What the operator and the finance officers tell us."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.partnership.operations.onboarding import Application
from apps.partnership.words import in_words
from guildhall.notices.announcements import KNOWN
from guildhall.notices.hearing import QUEUES
from guildhall.web.fields import DateField
from guildhall.web.forms import FilterForm, Form
from guildhall.web.parts import FilterTag
from tenants.models import Partner
from tenants.states import PartnerState


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


class PartnersFilter(FilterForm):
    """Narrows the list of partners. The order rides along unseen."""

    q = forms.CharField(label="Name, code or ODS code", required=False)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "Any state"), *PartnerState.choices])
    parked = forms.BooleanField(label="With parked jobs", required=False)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def tags(self) -> list[FilterTag]:
        """What is in force, without the order."""
        return [tag for tag in super().tags() if not tag.label.startswith("Sort")]


class JobsFilter(FilterForm):
    """Narrows the list of jobs. The stage is a tab, so it rides along unseen."""

    partner = forms.CharField(label="Partner's code", required=False, max_length=31)
    kind = forms.ChoiceField(label="Kind", required=False)
    queue = forms.ChoiceField(
        label="Queue", required=False, choices=[("", "Any queue"), *((name, name.capitalize()) for name in QUEUES)]
    )
    stage = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Any kind"), *((name, in_words(name)) for name in sorted(KNOWN))]

    def tags(self) -> list[FilterTag]:
        """What is in force, without the tab."""
        return [tag for tag in super().tags() if not tag.label.startswith("Stage")]


class SetAsideForm(Form):
    """Why a job is not to be done."""

    reason = forms.CharField(
        label="Why is this job set aside?",
        help_text="It is kept with this reason, and can be replayed later.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why this job is set aside"},
    )

    def accepted(self) -> str:
        return str(self.answers()["reason"])


class VisitForm(Form):
    """Why an operator looks at a partner's pages."""

    reason = forms.CharField(
        label="Why do you visit?",
        help_text="The partner's administrators read this, with your name. For example, a call they made.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why you visit"},
    )

    def accepted(self) -> str:
        return str(self.answers()["reason"])
