"""What host finance and the board tell us about a year and its settlement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from guildhall.charging.models import Agreement
from guildhall.charging.operations.settling import SettlementTerms
from guildhall.charging.operations.years import AgreementTerms, BudgetTerms
from guildhall.charging.settling import SurplusPolicy
from guildhall.charging.support import SupportMethod
from guildhall.charging.working import Member
from guildhall.kernel import FinancialYear, Money, Month
from guildhall.web.fields import DateField, MoneyField
from guildhall.web.forms import Form

TIMES = [(12, "Every month"), (4, "Every quarter"), (2, "Twice a year"), (1, "Once a year")]
METHODS = [(method.value, method.words) for method in SupportMethod]
STEP_DOWN = SupportMethod.STEP_DOWN.value
POLICIES = [(policy.value, policy.words) for policy in SurplusPolicy]
NOTHING = Money(0)
AGREED_BY = "Who agreed it, and when"


def whole(label: str, *, least: int = 0, most: int = 10**9, **options: Any) -> forms.IntegerField:
    """A whole number in a narrow box."""
    box = forms.NumberInput(attrs={"class": "nhsuk-input--width-5", "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=box, **options)


class BudgetForm(Form):
    """A year's budget, and what each member weighs in its contributions."""

    budget = MoneyField(label="Budget for the year", help_text="What the members contribute in all, excluding VAT.")
    instalments = forms.TypedChoiceField(
        label="How often do members pay?", choices=TIMES, coerce=int, initial=12, widget=forms.RadioSelect
    )
    shared_by = forms.CharField(
        label="What do contributions go by?", max_length=80, help_text="For example, end users on 1 March 2026."
    )

    def __init__(self, *args: Any, members: Sequence[Member], weights: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        for member in members:
            self.fields[f"weight_{member.code}"] = whole(f"Weight of {member.name}", initial=weights.get(member.code))

    def accepted(self, year: FinancialYear) -> BudgetTerms:
        answers = self.answers()
        return BudgetTerms(
            year=year,
            budget=answers["budget"],
            instalments=answers["instalments"],
            shared_by=answers["shared_by"],
            weights={member.code: answers[f"weight_{member.code}"] for member in self.members},
        )


class SettlementForm(Form):
    """What the members agreed of a settlement."""

    agreed_by = forms.CharField(
        label=AGREED_BY, max_length=120, help_text="For example, the partnership board, 22 April 2027."
    )
    policy = forms.ChoiceField(label="How is the surplus given back?", choices=POLICIES, widget=forms.RadioSelect)
    to_reserve = MoneyField(
        label="What of it stays in the reserve?", initial=NOTHING, at_least=NOTHING, help_text="0.00 for none of it."
    )
    elections_until = DateField(
        label="Last day to choose cash or technology",
        help_text="Each member chooses on its own pages until then, for example 31 5 2027.",
    )

    def __init__(self, *args: Any, is_surplus: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_surplus:
            for name in ("policy", "to_reserve", "elections_until"):
                del self.fields[name]

    def accepted(self) -> SettlementTerms:
        answers = self.answers()
        if "policy" not in answers:
            return SettlementTerms(answers["agreed_by"])
        return SettlementTerms(
            agreed_by=answers["agreed_by"],
            policy=SurplusPolicy(answers["policy"]),
            to_reserve=answers["to_reserve"],
            elections_until=answers["elections_until"],
        )


class AgreementForm(Form):
    """What the members agreed, from a month on."""

    from_on = DateField(label="In force from", help_text="The first day of a month, for example 1 4 2026.")
    agreed_by = forms.CharField(label=AGREED_BY, max_length=120)
    surplus_policy = forms.ChoiceField(label="A surplus goes back", choices=POLICIES, widget=forms.RadioSelect)
    collar_percent = whole(
        "The most a member makes good of a deficit, in percent of its contributions", most=1000, required=False
    )
    instalments = forms.TypedChoiceField(
        label="How often do members pay?", choices=TIMES, coerce=int, widget=forms.RadioSelect
    )
    joiner_method = forms.ChoiceField(
        label="Who joins during a year is charged by",
        choices=Agreement.JoinerMethod.choices,
        help_text="The page of each joiner shows both side by side, for the months that are closed.",
        widget=forms.RadioSelect,
    )
    penny_option = forms.ChoiceField(
        label="The odd pence of agreed shares are rounded",
        choices=Agreement.PennyOption.choices,
        initial=Agreement.PennyOption.EACH_MONTH,
        widget=forms.RadioSelect,
        help_text="Over the months, nobody is a penny from its share for the months together, and one month can be "
        "a penny less than nothing.",
    )
    support_method = forms.ChoiceField(
        label="Services that serve each other pass their costs on", choices=METHODS, initial=STEP_DOWN,
        widget=forms.RadioSelect,
    )  # fmt: skip
    step_order = forms.CharField(
        label="Order of the steps",
        required=False,
        max_length=500,
        help_text="The services’ codes with commas between them. One that is not named follows in the usual order.",
    )
    voting_rule = forms.ChoiceField(
        label="A change of a key needs", choices=Agreement.VotingRule.choices, widget=forms.RadioSelect
    )
    vote_days = whole("Days that a vote is open", least=1, most=365)
    dispute_days = whole("Days in which a dispute is answered", least=1, most=365)
    has_open_book = forms.BooleanField(label="Every member sees every member’s share", required=False)
    statement_threshold = MoneyField(label="Balances are stated when over", at_least=NOTHING)
    agreement_threshold = MoneyField(label="Balances are agreed when over", at_least=NOTHING)

    def clean_from_on(self) -> Any:
        day = self.cleaned_data["from_on"]
        if day.day != 1:
            raise forms.ValidationError("“In force from” must be the first day of a month")
        return day

    def accepted(self) -> AgreementTerms:
        answers = dict(self.answers())
        day = answers.pop("from_on")
        policy = SurplusPolicy(answers.pop("surplus_policy"))
        answers["support_method"] = SupportMethod(answers["support_method"])
        answers["step_order"] = tuple(answers["step_order"].lower().replace(",", " ").split())
        return AgreementTerms(from_month=Month(day.year, day.month), surplus_policy=policy, **answers)
