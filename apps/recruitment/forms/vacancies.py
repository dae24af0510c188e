"""The forms of a vacancy, one for each section."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator

from apps.recruitment.errors import ClosingTimeRefused
from apps.recruitment.models import Assessment, ContractType, Criterion, StaffGroup, Vacancy, WorkingPattern
from apps.recruitment.operations.drafting import (
    AdvertTerms,
    CriterionTerms,
    DateTerms,
    JobTerms,
    PeopleTerms,
    WorkTerms,
)
from apps.recruitment.operations.publishing import PublicationTerms
from apps.recruitment.rules.closing import LAST_MINUTE, as_said, closing_instant
from guildhall.access.queries import Person
from guildhall.kernel import LONDON, Money
from guildhall.reference.queries import PayBand
from guildhall.web.fields import ClockField, DateField
from guildhall.web.forms import FilterForm, Form
from guildhall.web.spelling import money, uk_time

POSTCODE = RegexValidator(r"(?i)^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$", "Enter a full postcode, such as NF1 2AB")
SPARE_ROWS = 3


class JobForm(Form):
    title = forms.CharField(label="Job title", max_length=120)
    staff_group = forms.ChoiceField(label="Staff group", choices=[("", "Choose"), *StaffGroup.choices])
    posts = forms.IntegerField(label="Number of posts", min_value=1, max_value=99, initial=1)
    site = forms.CharField(
        label="Place of work", help_text="As candidates know it, such as a hospital or clinic", max_length=120
    )
    postcode = forms.CharField(label="Postcode", max_length=8, validators=[POSTCODE])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posts"].widget.attrs["class"] = "nhsuk-input--width-2"
        self.fields["postcode"].widget.attrs["class"] = "nhsuk-input--width-10"

    @classmethod
    def of(cls, vacancy: Vacancy) -> JobForm:
        return cls(initial={name: getattr(vacancy, name) for name in cls.base_fields})

    def accepted(self) -> JobTerms:
        answers = self.answers()
        return JobTerms(**answers | {"postcode": answers["postcode"].upper()})


class WorkForm(Form):
    contract_type = forms.ChoiceField(label="Contract", choices=ContractType.choices, widget=forms.RadioSelect)
    fixed_term_months = forms.IntegerField(
        label="Months", help_text="For a fixed term only", min_value=1, max_value=60, required=False
    )
    working_patterns = forms.MultipleChoiceField(
        label="Working patterns", choices=WorkingPattern.choices, widget=forms.CheckboxSelectMultiple
    )
    hours = forms.DecimalField(
        label="Hours a week", help_text="37.5 is full time", min_value=1, max_value=48, max_digits=4, decimal_places=2
    )
    band = forms.ChoiceField(label="Agenda for Change band", help_text="The pay is read from today’s table")

    def __init__(self, *args: object, bands: Sequence[PayBand], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["band"].choices = [("", "Choose"), *((band.code, _band_in_words(band)) for band in bands)]
        for name in ("fixed_term_months", "hours"):
            self.fields[name].widget.attrs["class"] = "nhsuk-input--width-4"

    @classmethod
    def of(cls, vacancy: Vacancy, *, bands: Sequence[PayBand]) -> WorkForm:
        return cls(initial={name: getattr(vacancy, name) for name in cls.base_fields}, bands=bands)

    def clean(self) -> dict[str, object]:
        fixed = self.cleaned_data.get("contract_type") == ContractType.FIXED_TERM
        if fixed and not self.cleaned_data.get("fixed_term_months"):
            self.add_error("fixed_term_months", "Enter how many months the fixed term lasts")
        if not fixed:
            self.cleaned_data["fixed_term_months"] = None
        return self.cleaned_data

    def accepted(self) -> WorkTerms:
        return WorkTerms(**self.answers())


class AdvertForm(Form):
    description = forms.CharField(
        label="About the job",
        help_text="What the team does, and what the person will do in it. Plain words; leave a line between paragraphs",
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    duties = forms.CharField(
        label="Main duties", help_text="One to a line", max_length=6000, widget=forms.Textarea(attrs={"rows": 8})
    )

    @classmethod
    def of(cls, vacancy: Vacancy) -> AdvertForm:
        return cls(initial={"description": vacancy.description, "duties": vacancy.duties})

    def accepted(self) -> AdvertTerms:
        return AdvertTerms(**self.answers())


class _ClosingFields(Form):
    """A day and a time, read as one instant."""

    closing_on = DateField(label="Closing date", help_text="For example, 27 3 2026")
    closing_time = ClockField(
        label="Closing time", help_text="For example, 5pm. 11:59pm is the end of the day", initial="11:59pm"
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closing_time"].widget.attrs["class"] = "nhsuk-input--width-5"

    def clean(self) -> dict[str, object]:
        day, clock = self.cleaned_data.get("closing_on"), self.cleaned_data.get("closing_time")
        if isinstance(day, date) and isinstance(clock, time):
            try:
                self.cleaned_data["closing_at"] = closing_instant(day, clock)
            except ClosingTimeRefused as refused:
                self.add_error("closing_time", str(refused))
        return self.cleaned_data


class DatesForm(_ClosingFields):
    interview_on = DateField(label="Interviews expected on", help_text="Candidates see it as expected, not fixed")

    @classmethod
    def of(cls, vacancy: Vacancy) -> DatesForm:
        initial: dict[str, object] = {"interview_on": vacancy.interview_on, "closing_time": "11:59pm"}
        if vacancy.closing_at:
            day, clock = as_said(vacancy.closing_at)
            initial |= {"closing_on": day, "closing_time": uk_time(clock)}
        return cls(initial=initial)

    def accepted(self) -> DateTerms:
        answers = self.answers()
        return DateTerms(closing_at=answers["closing_at"], interview_on=answers["interview_on"])


class PublicationForm(_ClosingFields):
    opening_on = DateField(
        label="Opening date", help_text="Leave empty to publish now; otherwise it opens at 9am", required=False
    )

    field_order = ["opening_on", "closing_on", "closing_time"]

    @classmethod
    def of(cls, vacancy: Vacancy) -> PublicationForm:
        day, clock = as_said(vacancy.closing_at) if vacancy.closing_at else (None, LAST_MINUTE)
        return cls(initial={"closing_on": day, "closing_time": uk_time(clock)})

    def accepted(self, *, at: datetime) -> PublicationTerms:
        answers = self.answers()
        opening = answers["opening_on"]
        opens_at = datetime.combine(opening, time(9), LONDON) if opening else at
        return PublicationTerms(opening_at=max(opens_at, at), closing_at=answers["closing_at"])


class PeopleForm(Form):
    contact_name = forms.CharField(
        label="Contact name", help_text="Candidates may ask them about the job", max_length=120
    )
    contact_email = forms.EmailField(label="Contact e-mail")
    panel = forms.MultipleChoiceField(
        label="Panel",
        help_text="At least two. They score applications without names",
        widget=forms.CheckboxSelectMultiple,
    )
    approver_id = forms.ChoiceField(label="Approver", widget=forms.RadioSelect)

    def __init__(self, *args: object, scorers: Sequence[Person], approvers: Sequence[Person], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["panel"].choices = [(str(person.id), person.name) for person in scorers]
        self.fields["approver_id"].choices = [(str(person.id), person.name) for person in approvers]

    @classmethod
    def of(cls, vacancy: Vacancy, *, panel: set[UUID], **people: Sequence[Person]) -> PeopleForm:
        initial = {
            "contact_name": vacancy.contact_name,
            "contact_email": vacancy.contact_email,
            "panel": [str(person_id) for person_id in panel],
            "approver_id": str(vacancy.approver_id or ""),
        }
        return cls(initial=initial, **people)

    def accepted(self) -> PeopleTerms:
        answers = self.answers()
        return PeopleTerms(
            contact_name=answers["contact_name"],
            contact_email=answers["contact_email"],
            panel=[UUID(person) for person in answers["panel"]],
            approver_id=UUID(answers["approver_id"]),
        )


class CriterionRow(Form):
    """One row of the person specification; an empty text takes the row out."""

    text = forms.CharField(label="What the person needs", max_length=300, required=False)
    weight = forms.ChoiceField(label="Weight", choices=[("essential", "Essential"), ("desirable", "Desirable")])
    assessed_by = forms.ChoiceField(label="Assessed by", choices=Assessment.choices)

    marks_optional = False


class SpecificationForm:
    """The rows of a person specification: those there are, and some spare ones. Works without script."""

    def __init__(self, rows: list[CriterionRow]) -> None:
        self.rows = rows

    @classmethod
    def of(cls, criteria: Sequence[Criterion], *, spare: int = SPARE_ROWS) -> SpecificationForm:
        filled = [
            {
                "text": one.text,
                "weight": "essential" if one.is_essential else "desirable",
                "assessed_by": one.assessed_by,
            }
            for one in criteria
        ]
        rows = [*filled, *({} for _ in range(spare))]
        return cls([CriterionRow(prefix=f"row{at}", initial=row) for at, row in enumerate(rows)])

    @classmethod
    def posted(cls, data: object) -> SpecificationForm:
        """The rows as sent; "remove" takes one out and "add" puts spare ones below."""
        wanted = min(int(data.get("rows") or 0) if str(data.get("rows") or "").isdecimal() else 0, 60)
        kept = [at for at in range(wanted) if data.get("remove") != str(at)]
        return cls([CriterionRow(data, prefix=f"row{at}") for at in kept])

    def with_spare_rows(self) -> SpecificationForm:
        """The same rows as typed, renumbered, with spare ones below."""
        typed = [{name: row[name].value() for name in row.fields} for row in self.rows]
        rows = [*typed, *({} for _ in range(SPARE_ROWS))]
        return SpecificationForm([CriterionRow(prefix=f"row{at}", initial=row) for at, row in enumerate(rows)])

    def is_valid(self) -> bool:
        return not any(row.errors for row in self.rows)

    def accepted(self) -> list[CriterionTerms]:
        """The rows with words in them, in order."""
        return [
            CriterionTerms(
                text=row.cleaned_data["text"],
                is_essential=row.cleaned_data["weight"] == "essential",
                assessed_by=row.cleaned_data["assessed_by"],
            )
            for row in self.rows
            if row.cleaned_data.get("text")
        ]


class CommentForm(Form):
    decision = forms.ChoiceField(
        label="Your decision", choices=[("approve", "Approve"), ("send_back", "Send back")], widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label="What has to change", help_text="Needed when you send it back", required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    marks_optional = False


class ReasonForm(Form):
    reason = forms.CharField(label="Reason", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def accepted(self) -> str:
        return str(self.answers()["reason"])


class VacancyFilter(FilterForm):
    q = forms.CharField(label="Title or reference", required=False)
    staff_group = forms.ChoiceField(label="Staff group", choices=[("", "All"), *StaffGroup.choices], required=False)
    mine = forms.BooleanField(label="Mine alone", required=False)
    tab = forms.CharField(widget=forms.HiddenInput, required=False)

    def tags(self) -> list:
        return [tag for tag in super().tags() if not tag.label.startswith("Tab")]


def _band_in_words(band: PayBand) -> str:
    low, high = money(Money(band.from_pence)), money(Money(band.to_pence))
    return f"Band {band.code}: {low}" if low == high else f"Band {band.code}: {low} to {high}"
