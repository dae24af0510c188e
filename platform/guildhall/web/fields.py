"""Fields that give domain values: a day, a time of day, money, a month."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from guildhall.kernel import Money
from guildhall.web.widgets import DateBoxes

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>am|pm)?")


def read_day(parts: list[str]) -> date:
    """A day as people write it, in three boxes or in one.

    Refuses: ValueError for what is no day.

        >>> read_day(["6", "Aug", "26"]), read_day(["6/8/2026", "", ""]), read_day(["2026-08-06", "", ""])
        (datetime.date(2026, 8, 6), datetime.date(2026, 8, 6), datetime.date(2026, 8, 6))
    """
    words = re.findall(r"\d+|[a-z]+", " ".join(parts).lower())
    words = [re.sub(r"^(st|nd|rd|th|of)$", "", word) for word in words]
    words = [word for word in words if word]
    if len(words) != 3:
        raise ValueError("A day has three parts.")
    day, month, year = reversed(words) if len(words[0]) == 4 else words
    return date(_year(year), _month(month), int(day))


def _month(word: str) -> int:
    return int(word) if word.isdigit() else _MONTHS.index(word[:3]) + 1


def _year(word: str) -> int:
    if len(word) not in (2, 4):
        raise ValueError("A year has two or four digits.")
    return int(word) + (2000 if len(word) == 2 else 0)


def read_clock(written: str) -> time:
    """A time of day as people write it. Refuses: ValueError.

    >>> read_clock("5pm"), read_clock("17:30"), read_clock("9.15 am"), read_clock("midday")
    (datetime.time(17, 0), datetime.time(17, 30), datetime.time(9, 15), datetime.time(12, 0))
    """
    word = written.strip().lower()
    if word in ("midday", "noon"):
        return time(12)
    found = _CLOCK.fullmatch(word)
    if not found:
        raise ValueError("That is no time of day.")
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("That is no time of day.")
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    return time(hour, minute)


class DateField(forms.Field):
    """A day in three boxes, any sane input; gives a `date`."""

    widget = DateBoxes
    default_error_messages = {"invalid": "%(label)s must be a real date, such as 27 3 2026"}

    def to_python(self, value: object) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if value is None or isinstance(value, date):
            return value
        parts = list(value) if isinstance(value, (list, tuple)) else [str(value)]
        if not any(parts):
            return None
        return _read(self, read_day, parts)

    def has_changed(self, initial: object, data: object) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class ClockField(forms.CharField):
    """A time of day in one box: 5pm, 17:30, midday; gives a `time`."""

    default_error_messages = {"invalid": "%(label)s must be a time, such as 9am or 5:30pm"}

    def to_python(self, value: object) -> time | None:  # type: ignore[override]  # a field says what it gives
        if isinstance(value, time):
            return value
        return _read(self, read_clock, str(value)) if value else None

    def prepare_value(self, value: object) -> object:
        return f"{value:%H:%M}" if isinstance(value, time) else value


class MoneyField(forms.CharField):
    """Pounds and pence in one box with £ before it; gives Money. Takes: `at_least` and `at_most`, Money."""

    prefix = "£"
    default_error_messages = {
        "invalid": "%(label)s must be an amount in pounds and pence, such as 1,250.00",
        "too_little": "%(label)s must be %(limit)s or more",
        "too_much": "%(label)s must be %(limit)s or less",
    }

    def __init__(self, *, at_least: Money | None = None, at_most: Money | None = None, **options: Any) -> None:
        self.at_least, self.at_most = at_least, at_most
        super().__init__(**options)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "class": "nhsuk-input--width-10"})

    def to_python(self, value: object) -> Money | None:  # type: ignore[override]  # a field says what it gives
        if value is None or isinstance(value, Money):
            return value
        return _read(self, Money.of, str(value)) if str(value).strip() else None

    def validate(self, value: Money | None) -> None:
        super().validate(value)
        if value is not None and self.at_least is not None and value < self.at_least:
            raise _invalid(self, "too_little", self.at_least)
        if value is not None and self.at_most is not None and value > self.at_most:
            raise _invalid(self, "too_much", self.at_most)

    def run_validators(self, value: object) -> None:
        """The text validators of a CharField do not concern Money."""

    def prepare_value(self, value: object) -> object:
        return value.plain if isinstance(value, Money) else value


def _read(field: forms.Field, reader: Callable[[Any], Any], value: object) -> Any:
    try:
        return reader(value)
    except (ValueError, OverflowError) as error:
        raise _invalid(field, "invalid") from error


def _invalid(field: forms.Field, code: str, limit: object = "") -> ValidationError:
    words = {"label": field.label or "This", "limit": str(limit).removesuffix(".00")}
    return ValidationError(field.error_messages[code], code=code, params=words)
