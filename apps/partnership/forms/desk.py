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
from apps.partnership.planning import INTAKE_MAX, IntakePlan, Known, plan_of, read_addresses
from apps.partnership.words import in_words
from guildhall.kernel import Money
from guildhall.notices.announcements import KNOWN
from guildhall.notices.hearing import QUEUES
from guildhall.reference.ods import OdsLayout, read_ods
from guildhall.web.fields import DateField, MoneyField
from guildhall.web.forms import FilterForm, Form
from guildhall.web.parts import FilterTag
from tenants.models import Partner
from tenants.states import PartnerState

INTAKE_FILE_BYTES_MAX = 8_000_000


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


class AdministratorForm(Form):
    """Whom to invite first."""

    email = forms.EmailField(
        label="First administrator's e-mail address", help_text="They are invited at once if the home is built."
    )

    def accepted(self) -> str:
        return str(self.answers()["email"]).lower()


class IntakeForm(Form):
    """A file of organisations that are to join."""

    file = forms.FileField(
        label="File of organisations",
        help_text="A CSV file of the NHS Organisation Data Service, as it was published: 27 columns, no header.",
        widget=forms.FileInput(attrs={"accept": ".csv"}),
    )
    layout = forms.ChoiceField(
        label="Which file is it?",
        choices=[
            (OdsLayout.TRUSTS, "Trusts (etr)"),
            (OdsLayout.COMMISSIONERS, "Commissioners (eccg)"),
            (OdsLayout.PRACTICES, "Practices (epraccur)"),
        ],
        widget=forms.RadioSelect,
    )
    limit = forms.IntegerField(
        label="How many at most?",
        min_value=1,
        max_value=INTAKE_MAX,
        initial=INTAKE_MAX,
        help_text=f"The first so many of the file that can join, {INTAKE_MAX} at most.",
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-4"}),
    )
    joins_on = DateField(
        label="Share costs from", help_text="The first day on which they share the cost, for example 1 10 2026."
    )
    administrators = forms.FileField(
        label="First administrators",
        required=False,
        help_text="A CSV file of two columns, ODS code and e-mail address, no header. Who is not in it is not invited.",
        widget=forms.FileInput(attrs={"accept": ".csv"}),
    )

    def clean_file(self) -> Any:
        return _small_enough(self.cleaned_data["file"])

    def clean_administrators(self) -> Any:
        return _small_enough(self.cleaned_data["administrators"])

    def accepted(self, known: Known) -> IntakePlan:
        """What the file would do. Refuses: OdsFileUnreadable, AddressesUnreadable."""
        answers = self.answers()
        file, list_ = answers["file"], answers["administrators"]
        return plan_of(
            read_ods(file.read(), layout=OdsLayout(answers["layout"])),
            file_name=file.name[:200],
            joins_on=answers["joins_on"],
            known=known,
            limit=answers["limit"],
            addresses=read_addresses(list_.read()) if list_ else {},
        )


def _small_enough(file: Any) -> Any:
    if file and file.size > INTAKE_FILE_BYTES_MAX:
        raise forms.ValidationError("The file is larger than 8 MB. Take the file as it was published.")
    return file


class IntakeConfirmationForm(Form):
    """Whether everybody has agreed the terms, and where that is kept."""

    TERMS = "Have all of them agreed the terms?"

    agreed = forms.ChoiceField(
        label=TERMS,
        choices=[
            ("yes", "Yes, and I can show it: build their homes now"),
            ("no", "No, not all: they wait until I agree each one's terms"),
        ],
        widget=forms.RadioSelect,
    )
    evidence = forms.CharField(
        label="Where are their signed agreements kept?",
        max_length=200,
        required=False,
        help_text="If yes. It is written on each partner's record, for example “Framework GH-26, contracts folder”.",
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("agreed") == "yes" and not answers.get("evidence"):
            self.add_error("evidence", "Say where the signed agreements are kept")
        return answers

    def accepted(self) -> str:
        """Where the agreements are kept, or nothing if they are still to be made."""
        answers = self.answers()
        return str(answers["evidence"]) if answers["agreed"] == "yes" else ""


class CostFileForm(Form):
    """A file of a month's costs, to be looked at before it is loaded."""

    file = forms.FileField(
        label="File of costs",
        help_text=(
            "CSV or XLSX with the columns pool, amount, ledger_reference, narrative and, "
            "for amounts below zero, reason. A column idle says yes where nobody used what was paid for."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    control_total = MoneyField(
        label="Control total",
        help_text="What the month cost in all, excluding VAT. Read it from the ledger, not from the file.",
    )

    def content(self) -> tuple[str, bytes, Money]:
        """The file's name and bytes, and what it is to add up to. Refuses: NotAccepted."""
        answers = self.answers()
        return answers["file"].name, answers["file"].read(), answers["control_total"]


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
