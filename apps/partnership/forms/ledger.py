"""What host finance tells us about money that moved, and about requests for technology credit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from guildhall.charging.accounts import LedgerAccount
from guildhall.charging.operations.ledger import Balance, Payment
from guildhall.kernel import Money
from guildhall.web.fields import DateField, MoneyField
from guildhall.web.forms import FilterForm, Form
from tenants.models import Partner

REFERENCE_HELP = "The bank’s own reference. The same reference counts once."
ACCOUNTS = [(account.number, f"{account.number} {account.words}") for account in LedgerAccount]


def partner_choices(partners: Sequence[Partner]) -> list[tuple[str, str]]:
    return [("", "Choose a partner"), *((partner.schema_name, partner.name) for partner in partners)]


class PaymentForm(Form):
    """Money that came in from a partner, or went out to it."""

    partner = forms.ChoiceField(label="Partner")
    amount = MoneyField(label="Amount", at_least=Money(1))
    on = DateField(label="Day", help_text="The day on which it reached, or left, the bank.")
    reference = forms.CharField(label="Reference", max_length=80, help_text=REFERENCE_HELP)

    def __init__(self, *args: Any, partners: Sequence[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = partner_choices(partners)

    def accepted(self) -> Payment:
        answers = self.answers()
        return Payment(answers["partner"], answers["amount"], answers["on"], answers["reference"])


class OpeningForm(PaymentForm):
    """What was held before these books began."""

    def __init__(self, *args: Any, partners: Sequence[Partner], **kwargs: Any) -> None:
        super().__init__(*args, partners=partners, **kwargs)
        held = [("", "The reserve of all"), *((p.schema_name, f"Technology credit of {p.name}") for p in partners)]
        self.fields["partner"].label, self.fields["partner"].required = "What was held?", False
        self.fields["partner"].choices = held
        self.fields["on"].help_text = "The day from which it is in these books."


class BalanceForm(Form):
    """What an account was seen to hold."""

    account = forms.ChoiceField(label="Account", choices=ACCOUNTS)
    partner = forms.ChoiceField(label="Partner", required=False, help_text="For accounts that are kept by partner.")
    as_on = DateField(label="At the end of")
    side = forms.ChoiceField(label="Side", choices=[("debit", "Debit"), ("credit", "Credit")], widget=forms.RadioSelect)
    amount = MoneyField(label="Balance", at_least=Money(0))
    words = forms.CharField(label="Where was it seen?", max_length=200, help_text="For example, the bank statement.")

    def __init__(self, *args: Any, partners: Sequence[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = partner_choices(partners)

    def accepted(self) -> Balance:
        answers = self.answers()
        amount = answers["amount"] if answers["side"] == "debit" else -answers["amount"]
        account = LedgerAccount.numbered(int(answers["account"]))
        return Balance(account, answers["partner"], answers["as_on"], amount, answers["words"])


class LedgerFilter(FilterForm):
    """Which journals to see."""

    account = forms.ChoiceField(label="Account", choices=[("", "Every account"), *ACCOUNTS], required=False)
    partner = forms.ChoiceField(label="Partner", required=False)
    ahead = forms.BooleanField(label="Dated ahead as well", required=False)

    def __init__(self, *args: Any, partners: Sequence[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Every partner"), *((partner.code, partner.name) for partner in partners)]
        self.fields["partner"].choices = choices


class RestorationForm(Form):
    """What came back of a drawdown."""

    amount = MoneyField(label="What came back", at_least=Money(1))
    reference = forms.CharField(label="Reference", max_length=60, help_text="Of the credit note, or of the payment.")
