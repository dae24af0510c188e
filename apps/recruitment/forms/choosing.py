"""Forms of those who choose: scores, shortlist, outcome, offer, start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms

from apps.recruitment.models import Criterion, Vacancy
from apps.recruitment.operations.offering import OfferTerms
from apps.recruitment.operations.shortlisting import InterviewOutcome
from apps.recruitment.operations.starting import StartTerms
from apps.recruitment.queries.applications import ApplicationLine
from guildhall.web.fields import DateField, MoneyField
from guildhall.web.forms import Form
from guildhall.web.widgets import Option

POINTS_IN_WORDS = [
    ("0", "0 No evidence"), ("1", "1 Little evidence"), ("2", "2 Some evidence"),
    ("3", "3 Good evidence"), ("4", "4 Strong evidence"),
]  # fmt: skip


class ScoresForm(Form):
    """Radios 0 to 4 for each criterion; what is not scored yet may wait."""

    marks_optional = False

    def __init__(
        self, *args: object, criteria: Sequence[Criterion], given: Mapping[int, int] | None = None, note: str = "",
        **kwargs: object,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        for criterion in criteria:
            self.fields[f"criterion_{criterion.id}"] = forms.ChoiceField(
                label=criterion.text,
                choices=POINTS_IN_WORDS,
                required=False,
                widget=forms.RadioSelect,
                initial=str((given or {}).get(criterion.id, "")),
            )
        self.fields["note"] = forms.CharField(
            label="Your note", help_text="For the panel. Never name or guess at the person", required=False,
            max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), initial=note,
        )  # fmt: skip

    def points(self) -> dict[int, int]:
        """Points by the id of each criterion that was scored."""
        answers = self.answers()
        scored = {name: value for name, value in answers.items() if name.startswith("criterion_") and value != ""}
        return {int(name.removeprefix("criterion_")): int(str(value)) for name, value in scored.items()}

    def note(self) -> str:
        return str(self.answers()["note"])


class ShortlistForm(Form):
    chosen = forms.MultipleChoiceField(
        label="Who is shortlisted", help_text="Everyone else is told that they are not taken further",
        widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    exception = forms.CharField(
        label="Reason for going on without two scorers",
        help_text="Only if an application has fewer than two locked score sheets",
        required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    marks_optional = False

    def __init__(self, *args: object, lines: Sequence[ApplicationLine], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(str(line.id), Option(line.ref, hint=_scores_of(line))) for line in lines]

    def accepted(self) -> tuple[list[int], str]:
        answers = self.answers()
        return [int(one) for one in answers["chosen"]], str(answers["exception"])


class OutcomeForm(Form):
    outcome = forms.ChoiceField(
        label="What came of the interview",
        choices=[
            ("appointable", "Appointable"),
            ("unsuccessful", Option("Unsuccessful", hint="They are told at once")),
        ],
        widget=forms.RadioSelect,
    )

    def accepted(self) -> InterviewOutcome:
        return InterviewOutcome(str(self.answers()["outcome"]))


class OfferForm(Form):
    salary = MoneyField(label="Full-time salary a year")
    starts_on = DateField(label="Proposed first day", required=False)
    reply_by = DateField(
        label="Last day to reply",
        help_text="The whole of this day counts",
        error_messages={"required": "Enter the last day to reply"},
    )

    def __init__(self, *args: object, vacancy: Vacancy, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        low, high = (str(amount).removesuffix(".00") for amount in (vacancy.pay_from, vacancy.pay_to))
        self.fields["salary"].help_text = f"Band {vacancy.band} runs from {low} to {high}"

    def accepted(self) -> OfferTerms:
        return OfferTerms(**self.answers())


class StartForm(Form):
    starts_on = DateField(label="First day")
    site = forms.CharField(label="Where they start", max_length=120)
    manager = forms.CharField(label="Line manager", max_length=120)

    def accepted(self) -> StartTerms:
        return StartTerms(**self.answers())


class MovedStartForm(Form):
    starts_on = DateField(label="New first day")

    def accepted(self) -> date:
        day: date = self.answers()["starts_on"]
        return day


def _scores_of(line: ApplicationLine) -> str:
    if not line.locked:
        return "No locked scores"
    totals = ", ".join(str(sheet.total) for sheet in line.locked)
    return f"Locked totals: {totals}"
