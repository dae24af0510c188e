"""A key as host finance writes it down: units with their percents, agreed shares, floors and ceilings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, ClassVar, Generic, TypeVar

from django import forms

from guildhall.charging.keys import Bound, Key, KeyPart, numbers
from guildhall.charging.models import Pool
from guildhall.kernel import Money
from guildhall.metering.units import Unit
from guildhall.web.fields import MoneyField

PARTS = (1, 2, 3)
AGREED, BY_SHARES, SERVICES_ALONE = WITHOUT_UNITS = "agreed", "shares_above", "services_alone"
UNITS = [(unit.value, unit.label) for unit in Unit]
ONE_A_LINE = re.compile(r"(?P<code>[A-Za-z0-9][A-Za-z0-9_-]{0,31})(?:\s*[,:;=]\s*|\s+)(?P<rest>\S.*)")
NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,6})?")
LINES_MAX = 1_000
T = TypeVar("T")


class LinesField(forms.Field, Generic[T]):
    """A code and a value on each line; gives them by code. What a value is, the field that inherits says."""

    example: ClassVar[tuple[str, str]] = ("a value", "northfield 1")
    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.widget.attrs.update({"rows": 4, "spellcheck": "false", "autocomplete": "off"})

    def to_python(self, value: object) -> dict[str, T] | None:
        if isinstance(value, dict):
            return value
        found: dict[str, T] = {}
        lines = str(value or "").splitlines()
        if len(lines) > LINES_MAX:
            raise forms.ValidationError(f"“{self.label}” must have {LINES_MAX:,} lines or fewer")
        for number, line in enumerate(lines, 1):
            if line.strip():
                code, one = self._line(number, line.strip())
                if code in found:
                    raise forms.ValidationError(f"Line {number} of “{self.label}” names {code} a second time")
                found[code] = one
        return found or None

    def _line(self, number: int, line: str) -> tuple[str, T]:
        read = ONE_A_LINE.fullmatch(line)
        try:
            if read:
                return read["code"].lower(), self.read(read["rest"])
        except ValueError:
            pass
        raise forms.ValidationError(
            f"Line {number} of “{self.label}” must be a code and {self.example[0]}, such as {self.example[1]}"
        )

    def read(self, written: str) -> T:
        """One value. Raises: ValueError."""
        raise NotImplementedError


class NumbersField(LinesField[Fraction]):
    """A number for each code: a percentage, or any weight."""

    example = "a number", "northfield 60"

    def read(self, written: str) -> Fraction:
        plain = written.replace(",", "").removesuffix("%").strip()
        if not NUMBER.fullmatch(plain):
            raise ValueError(written)
        return Fraction(plain)


class AmountsField(LinesField[Money]):
    """An amount for each code."""

    example = "an amount", "northfield 1,250.00"

    def read(self, written: str) -> Money:
        return Money.of(written)


def key_in(answers: dict[str, Any]) -> Key:
    """The key that the answers spell; with no unit at all, one by nothing, which is none."""
    first = answers.get("unit_1")
    return Key(
        parts=() if first in WITHOUT_UNITS else _parts_in(answers),
        fixed=numbers(answers.get("shares") or {}) if first == AGREED else (),
        floor=_bound_in(answers, "floor"),
        ceiling=_bound_in(answers, "ceiling"),
        serves=numbers(answers.get("serves") or {}),
    )


def _bound_in(answers: dict[str, Any], which: str) -> Bound:
    return Bound(answers.get(which), tuple(sorted((answers.get(f"{which}_own") or {}).items())))


def _parts_in(answers: dict[str, Any]) -> tuple[KeyPart, ...]:
    return tuple(
        KeyPart(Unit(answers[f"unit_{number}"]), answers.get(f"percent_{number}") or 0)
        for number in PARTS
        if answers.get(f"unit_{number}")
    )


def what_is_missing(answers: dict[str, Any]) -> dict[str, str]:
    """What the answers leave open that a key alone cannot tell, by the field where it belongs."""
    first, shares = answers.get("unit_1"), answers.get("shares")
    if first == AGREED and not shares:
        return {"shares": "Enter the agreed shares"}
    if shares and first != AGREED:
        return {"shares": "Choose “Shares agreed in numbers”, or leave the agreed shares out"}
    if (first == SERVICES_ALONE) != key_in(answers).passes_all_on:
        return {
            "serves": "If other services bear it all, say which, with percentages that add up to 100, and only then"
        }
    return {}


def _percent(number: int) -> forms.IntegerField:
    box = forms.NumberInput(attrs={"class": "nhsuk-input--width-3", "inputmode": "numeric"})
    label = "Percent" if number == 1 else f"Percent of unit {number}"
    return forms.IntegerField(label=label, min_value=1, max_value=100, required=number == 1, widget=box,
        initial=100 if number == 1 else None,
    )  # fmt: skip


class KeyFields(forms.Form):
    """The fields of a key, wherever one is asked for."""

    unit_1 = forms.ChoiceField(
        label="Share it by",
        choices=[
            *UNITS, (AGREED, "Shares agreed in numbers"), (BY_SHARES, "Each member’s share of the services above"),
            (SERVICES_ALONE, "Nothing: other services bear it all"),
        ],
    )  # fmt: skip
    percent_1 = _percent(1)
    unit_2 = forms.ChoiceField(label="and by", choices=[("", "Nothing else"), *UNITS], required=False)
    percent_2 = _percent(2)
    unit_3 = forms.ChoiceField(label="and also by", choices=[("", "Nothing else"), *UNITS], required=False)
    percent_3 = _percent(3)
    shares = NumbersField(
        label="Agreed shares",
        help_text="One member a line: its code and a percentage, or any weight, such as northfield 60. "
        "Whoever is not named bears nothing.",
    )
    floor = MoneyField(label="Nobody bears less than", required=False, at_least=Money(0), help_text="In a month.")
    floor_own = AmountsField(
        label="Floors of some", help_text="One member a line: its code and the least it bears in a month."
    )
    ceiling = MoneyField(label="Nobody bears more than", required=False, at_least=Money(0), help_text="In a month.")
    ceiling_own = AmountsField(
        label="Ceilings of some", help_text="One member a line: its code and the most it bears in a month."
    )
    serves = NumbersField(
        label="Other services that it serves",
        help_text="One service a line: its code and how many percent of the cost go to it first, such as hosting 20. "
        "The members share the rest.",
    )

    def clean(self) -> None:
        if not {"unit_1", "shares", "serves"} & set(self.errors):
            for name, words in what_is_missing(self.cleaned_data).items():
                self.add_error(name, words)


KEY_FIELDS = list(KeyFields.base_fields)
BY_USE = [f"{one}_{number}" for number in PARTS for one in ("unit", "percent")]


def offer(form: forms.Form, pools: Sequence[Pool]) -> None:
    """Let a form choose among the services that there are."""
    form.fields["pool"].choices = [(pool.code, pool.name) for pool in pools]
