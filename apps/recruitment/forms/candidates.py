"""The candidate's forms, a page each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from apps.recruitment.models import Criterion, SectionKey
from apps.recruitment.operations.applying import SectionAnswers
from apps.recruitment.rules.forms import LONGEST_ANSWER, asked_by_form
from guildhall.web.fields import DateField
from guildhall.web.forms import Form

FINISHED = "finished"
LEVELS = [
    "GCSE or equal",
    "A level or equal",
    "Diploma",
    "Degree",
    "Higher degree",
    "Professional registration",
    "Other",
]


class _Section(Form):
    """A part of the form with “save and come back later”: then nothing need be complete."""

    @property
    def is_finished(self) -> bool:
        return self.data.get("then") != "later"

    def full_clean(self) -> None:
        if self.is_bound and not self.is_finished:
            for one in self.fields.values():
                one.required = False
        super().full_clean()


class DetailsForm(_Section):
    name = forms.CharField(label="Full name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = forms.CharField(
        label="Telephone", max_length=30, widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"})
    )
    address = forms.CharField(
        label="Address", max_length=500, widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"})
    )

    def accepted(self) -> SectionAnswers:
        return SectionAnswers(SectionKey.DETAILS, person=self.answers(), is_complete=self.is_finished)


class JobForm(_Section):
    """One job of the history."""

    role = forms.CharField(label="Job title", max_length=120)
    employer = forms.CharField(label="Employer", max_length=120)
    starts_on = DateField(label="Started on", help_text="For example, 1 9 2021")
    ends_on = DateField(label="Ended on", help_text="Leave empty if you still have this job", required=False)
    duties = forms.CharField(
        label="What you did", required=False, max_length=1500, widget=forms.Textarea(attrs={"rows": 4})
    )

    marks_optional = False

    def clean(self) -> dict[str, Any]:
        starts, ends = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "The job ended before it started: change one of the days")
        return self.cleaned_data

    def accepted(self) -> dict[str, str | None]:
        answers = self.answers()
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in answers.items()}


class QualificationForm(_Section):
    """One qualification."""

    subject = forms.CharField(label="Subject or title", max_length=120)
    level = forms.ChoiceField(label="Level", choices=[(level, level) for level in LEVELS])
    place = forms.CharField(label="School, college or body", max_length=120)
    year = forms.IntegerField(label="Year", min_value=1950, max_value=2100)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].widget.attrs["class"] = "nhsuk-input--width-4"

    def accepted(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.answers().items()}


class EmploymentForm(_Section):
    """The end of the employment page: what was between jobs, and whether the list is whole."""

    gaps = forms.CharField(
        label="What you did between jobs", required=False, max_length=1500, widget=forms.Textarea(attrs={"rows": 3})
    )

    marks_optional = False

    def accepted(self, jobs: Sequence[Mapping[str, Any]]) -> SectionAnswers:
        answers = {"jobs": list(jobs), "gaps": self.answers()["gaps"]}
        return SectionAnswers(SectionKey.EMPLOYMENT, answers, is_complete=self.is_finished)


class SupportingForm(_Section):
    """An answer for each criterion that the form asks about."""

    def __init__(self, *args: object, criteria: Sequence[Criterion], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for criterion in asked_by_form(criteria):
            self.fields[f"criterion_{criterion.id}"] = forms.CharField(
                label=criterion.text,
                help_text=f"{_weight(criterion)}. Say what you did, and what came of it",
                max_length=LONGEST_ANSWER,
                widget=forms.Textarea(attrs={"rows": 7}),
                error_messages={"required": f"Write how you meet “{criterion.text}”"},
            )

    def accepted(self) -> SectionAnswers:
        answers = {name.removeprefix("criterion_"): value for name, value in self.answers().items()}
        return SectionAnswers(SectionKey.SUPPORTING, answers, is_complete=self.is_finished)


class DeclarationsForm(_Section):
    right_to_work = forms.ChoiceField(
        label="Do you have the right to work in the United Kingdom?",
        choices=[("yes", "Yes"), ("no", "No"), ("sponsored", "I would need sponsorship")],
        widget=forms.RadioSelect,
    )
    true_and_complete = forms.BooleanField(label="What I have written is true and complete")

    def accepted(self) -> SectionAnswers:
        return SectionAnswers(SectionKey.DECLARATIONS, self.answers(), is_complete=self.is_finished)


class ReplyForm(Form):
    reply = forms.ChoiceField(
        label="Your answer",
        choices=[("accept", "Accept the offer"), ("decline", "Decline the offer")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Why you decline", help_text="Only if you like to say", required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    marks_optional = False


def _weight(criterion: Criterion) -> str:
    return "Essential" if criterion.is_essential else "Desirable"
