"""The few widgets that Django lacks, and the class each widget wears in the kit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms


class Option(str):
    """A choice's words with a hint below them: `("panel", Option("Panel", hint="Scores applications"))`."""

    hint: str

    def __new__(cls, text: str, hint: str = "") -> Option:
        option = super().__new__(cls, text)
        option.hint = hint
        return option


class DateBoxes(forms.MultiWidget):
    """A day in three boxes. In data: `name_day`, `name_month`, `name_year`, or the whole day as `name`."""

    template_name = "components/widgets/date.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
            for part in ("day", "month", "year")
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: object) -> list[str]:
        if isinstance(value, date):
            return [str(value.day), str(value.month), str(value.year)]
        return ["", "", ""]

    def value_from_datadict(self, data: Mapping[str, str], files: Any, name: str) -> list[str]:
        parts = [(data.get(f"{name}_{part}") or "").strip() for part in ("day", "month", "year")]
        whole = data.get(name)
        return [str(whole).strip(), "", ""] if whole and not any(parts) else parts

    def value_omitted_from_data(self, data: Mapping[str, str], files: Any, name: str) -> bool:
        return name not in data and super().value_omitted_from_data(data, files, name)

    def get_context(self, name: str, value: object, attrs: dict[str, str] | None) -> dict[str, object]:
        context = super().get_context(name, value, attrs)
        for box, label in zip(context["widget"]["subwidgets"], ("Day", "Month", "Year"), strict=True):
            box["label"] = label
            box["width"] = 4 if label == "Year" else 2
        return context


def kit_class(widget: forms.Widget) -> str:
    """The class by which the kit knows a widget."""
    for kinds, name in _CLASSES:
        if isinstance(widget, kinds):
            return name
    return ""


_CLASSES: list[tuple[type[forms.Widget] | tuple[type[forms.Widget], ...], str]] = [
    (forms.CheckboxSelectMultiple, "nhsuk-checkboxes__input"),
    (forms.RadioSelect, "nhsuk-radios__input"),
    (forms.CheckboxInput, "nhsuk-checkboxes__input"),
    (forms.Select, "nhsuk-select"),
    (forms.Textarea, "nhsuk-textarea"),
    (forms.FileInput, "nhsuk-file-upload__input"),
    (forms.widgets.Input, "nhsuk-input"),
]
