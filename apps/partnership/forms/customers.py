"""What host finance tells us about customers: who they are, how they are taxed, their prices and their use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from guildhall.charging.models import Pool
from guildhall.charging.operations.customer_billing import CustomerPayment
from guildhall.charging.operations.customer_use import RightUse, UseTerms
from guildhall.charging.operations.customers import CustomerTerms, CustomerVatTerms, Details
from guildhall.charging.operations.rate_cards import CardTerms
from guildhall.charging.rate_cards import PRICE_MAX, UNITS_MAX, Card, CardKind, Price, read_number
from guildhall.kernel import Money, Month
from guildhall.metering.units import Unit
from guildhall.web.fields import DateField, MoneyField
from guildhall.web.forms import Form

UNITS = [("", "Choose a unit"), *((unit.value, unit.label) for unit in Unit)]
ROWS = (1, 2, 3)
FIRST_OF_A_MONTH = "must be the first day of a month"


class NumberField(forms.CharField):
    """A plain number from nothing up, with so many decimal places at most; gives a fraction."""

    def __init__(self, *, places: int = 6, most: Fraction = UNITS_MAX, **options: Any) -> None:
        self.places, self.most = places, most
        super().__init__(**options)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "class": "nhsuk-input--width-10"})

    def to_python(self, value: object) -> Fraction | None:
        if value is None or not str(value).strip():
            return None
        try:
            return read_number(str(value), what=f"“{self.label}”", most=self.most, places=self.places)
        except ValueError as malformed:
            raise ValidationError(str(malformed).rstrip(".")) from malformed

    def run_validators(self, value: object) -> None:
        """The text validators of a CharField do not concern numbers."""


def pool_choices(pools: Sequence[Pool]) -> list[tuple[str, str]]:
    return [("", "Choose a service"), *((pool.code, pool.name) for pool in pools)]


class OfPools(Form):
    """A form that asks for a service."""

    def __init__(self, *args: Any, pools: Sequence[Pool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pool"].choices = pool_choices(pools)


class DetailsForm(Form):
    """What invoices say of a customer."""

    field_order = ["name", "address", "email", "reference", "gln", "payment_days"]

    name = forms.CharField(label="Name", max_length=120, help_text="As it stands on invoices.")
    address = forms.CharField(label="Address for invoices", max_length=300, widget=forms.Textarea(attrs={"rows": 4}))
    reference = forms.CharField(
        label="Order number or buyer reference", max_length=60, help_text="Every invoice quotes it."
    )
    gln = forms.CharField(
        label="Location number (GLN)", max_length=13, required=False, help_text="13 digits. E-invoices need it."
    )
    email = forms.EmailField(
        label="E-mail address for invoices", required=False, max_length=254,
        help_text="Each is sent to it when its month is closed. Leave it empty if they go another way.",
    )  # fmt: skip
    payment_days = forms.IntegerField(
        label="Days to pay in", min_value=0, max_value=365, initial=30,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-3"}),
    )  # fmt: skip

    def details(self) -> Details:
        answers = self.answers()
        return Details(
            answers["name"], answers["address"], answers["reference"], answers["gln"], answers["payment_days"],
            answers["email"],
        )  # fmt: skip


class CustomerForm(DetailsForm):
    """A new customer."""

    field_order = ["name", "code", "address", "email", "reference", "gln", "payment_days", "from_on"]

    code = forms.SlugField(
        label="Code", max_length=32, help_text="For files and addresses, such as gp-federation. It does not change."
    )
    from_on = DateField(label="Customer from", help_text="The first day, for example 1 10 2026.")

    def accepted(self) -> CustomerTerms:
        details = self.details()
        return CustomerTerms(self.cleaned_data["code"].lower(), self.cleaned_data["from_on"], details)


class EndForm(Form):
    """From when on an organisation is no customer any more."""

    until_on = DateField(label="First day without us", help_text="A minimum is due for the days before it.")

    def accepted(self) -> date:
        day: date = self.answers()["until_on"]
        return day


def month_of(day: date) -> Month:
    return Month(day.year, day.month)


class CustomerVatForm(OfPools):
    """How a service is taxed for a customer."""

    pool = forms.ChoiceField(label="Service")
    category = forms.ChoiceField(
        label="How is it taxed?",
        choices=[("S", "Taxed at a rate"), ("E", "Exempt from VAT"), ("O", "Outside the scope of VAT")],
        widget=forms.RadioSelect,
    )
    rate = forms.DecimalField(
        label="Rate in percent", required=False, max_digits=5, decimal_places=2,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-4", "inputmode": "decimal"}),
    )  # fmt: skip
    reason = forms.CharField(
        label="Why is no tax charged?", required=False, max_length=200, help_text="The invoice says it."
    )
    from_on = DateField(label="From", help_text="The first day of a month that is open, such as 1 10 2026.")

    def clean_from_on(self) -> date:
        return _first_of_a_month(self, "from_on")

    def accepted(self) -> CustomerVatTerms:
        answers = self.answers()
        return CustomerVatTerms(
            answers["pool"], month_of(answers["from_on"]), answers["category"], answers["rate"] or Decimal(0),
            answers["reason"],
        )  # fmt: skip


def _first_of_a_month(form: forms.Form, name: str) -> date:
    day: date = form.cleaned_data[name]
    if day.day != 1:
        raise ValidationError(f"“{form.fields[name].label}” {FIRST_OF_A_MONTH}")
    return day


def _price(number: int) -> NumberField:
    label = "Price in pounds" if number == 1 else f"Price {number} in pounds"
    return NumberField(label=label, required=number == 1, most=PRICE_MAX)


def _up_to(number: int) -> NumberField:
    label = "For the units up to" if number == 1 else f"Price {number} is for the units up to"
    return NumberField(label=label, required=False, help_text="Leave it empty if the price has no end.")


class RateCardForm(OfPools):
    """The prices of one unit for a customer."""

    pool = forms.ChoiceField(label="Service")
    unit = forms.ChoiceField(label="Unit", choices=UNITS)
    kind = forms.ChoiceField(
        label="How is a month priced?",
        choices=[(kind.value, kind.words) for kind in CardKind],
        widget=forms.RadioSelect,
        initial=CardKind.GRADUATED.value,
    )
    price_1, up_to_1 = _price(1), _up_to(1)
    price_2, up_to_2 = _price(2), _up_to(2)
    price_3, up_to_3 = _price(3), _up_to(3)
    size = NumberField(label="Units in a package or block", required=False, help_text="For packages and blocks alone.")
    free_units = NumberField(
        label="Free units in a financial year", required=False, help_text="Used up in the order of the months."
    )
    minimum = MoneyField(
        label="Minimum for a month", required=False, at_least=Money(0),
        help_text="Its shortfall is a line of its own. For a part of a month it is a part of it.",
    )  # fmt: skip
    from_on = DateField(label="In force from", help_text="The first day of a month that is open, such as 1 11 2026.")

    def clean_from_on(self) -> date:
        return _first_of_a_month(self, "from_on")

    def accepted(self) -> CardTerms:
        answers = self.answers()
        prices = [
            Price(answers[f"up_to_{row}"], answers[f"price_{row}"])
            for row in ROWS
            if answers[f"price_{row}"] is not None
        ]
        card = Card(
            CardKind(answers["kind"]), tuple(prices), answers["size"] or Fraction(1),
            answers["free_units"] or Fraction(0), answers["minimum"] or Money(0),
        )  # fmt: skip
        return CardTerms(answers["pool"], Unit(answers["unit"]), month_of(answers["from_on"]), card)


QUANTITY_HELP = "A plain number, with up to three decimal places."
EVIDENCE_HELP = "What shows it, such as a signed sheet and where it is kept."


class UseForm(OfPools):
    """What a customer used."""

    pool = forms.ChoiceField(label="Service")
    unit = forms.ChoiceField(label="Unit", choices=UNITS)
    used_on = DateField(label="Day of use")
    quantity = NumberField(label="Quantity", places=3, help_text=QUANTITY_HELP)
    reference = forms.CharField(label="Reference", max_length=60, help_text="The same reference counts once.")
    evidence = forms.CharField(label="Evidence", max_length=200, help_text=EVIDENCE_HELP)

    def accepted(self) -> UseTerms:
        answers = self.answers()
        return UseTerms(
            answers["pool"], Unit(answers["unit"]), answers["used_on"], answers["quantity"], answers["reference"],
            answers["evidence"],
        )  # fmt: skip


class RightUseForm(Form):
    """What a use really was."""

    quantity = NumberField(label="What was it really?", places=3, help_text=QUANTITY_HELP)
    reference = forms.CharField(label="Reference of the correction", max_length=60)
    evidence = forms.CharField(label="Evidence", max_length=200, help_text=EVIDENCE_HELP)

    def accepted(self) -> RightUse:
        return RightUse(**self.answers())


class UseFileForm(Form):
    """A file of what customers used."""

    file = forms.FileField(
        label="File of use",
        help_text="A spreadsheet (.xlsx) or CSV in UTF-8, 2 MB at most.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def content(self) -> tuple[str, bytes]:
        file = self.answers()["file"]
        return str(file.name), file.read()


class CustomerPaymentForm(Form):
    """Money that came in from a customer."""

    amount = MoneyField(label="Amount", at_least=Money(1))
    on = DateField(label="Day", help_text="The day on which it reached the bank.")
    reference = forms.CharField(
        label="Reference", max_length=80, help_text="The bank’s own reference. The same reference counts once."
    )

    def accepted(self, customer_id: int) -> CustomerPayment:
        answers = self.answers()
        return CustomerPayment(customer_id, answers["amount"], answers["on"], answers["reference"])


class CustomerRefundForm(CustomerPaymentForm):
    """Money that a customer was paid back."""

    on = DateField(label="Day", help_text="The day on which it left the bank.")
