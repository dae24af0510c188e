"""Forms: one renderer turns any plain Django form into a correct form of the kit; no page writes a form template.

A room's form has a field for each answer and one method, `accepted`, that gives the frozen terms of its verb:

    class PublicationForm(Form):
        closing_on = DateField(label="Closing date", help_text="For example, 27 3 2026")

        def accepted(self) -> PublicationTerms:
            answers = self.answers()                      # NotAccepted, when an answer makes no sense
            return PublicationTerms(closing_on=answers["closing_on"])

    form = PublicationForm(request.POST)
    with self.refusals_shown_on(form):
        publish_vacancy(terms=form.accepted(), …)
        return redirect(…)
    return self.page(PublicationPage.of(vacancy, form=form), status=422)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.utils.safestring import SafeString

from guildhall.web.fields import ClockField, DateField, MoneyField
from guildhall.web.parts import FilterTag
from guildhall.web.refusals import NotAccepted
from guildhall.web.widgets import DateBoxes, Option, kit_class

_KINDS: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.MultiWidget, "group"),
    (forms.CheckboxInput, "tick"),
    (forms.Textarea, "textarea"),
    (forms.ClearableFileInput, "file"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
]

_SHOWABLE = "nhsuk-password-input__input nhsuk-js-password-input-input"


class PageBoundField(forms.BoundField):
    """A field on a page: it knows the kit's classes, and where a link of the error summary must land."""

    @property
    def first_id(self) -> str:
        """Where a link of the error summary lands: the first radio or day box, not the group."""
        grouped = isinstance(
            self.field.widget, (forms.RadioSelect, forms.MultiWidget)
        )  # checkboxes are RadioSelects too
        return f"{self.auto_id}_0" if grouped else self.auto_id

    @property
    def kind(self) -> str:
        """Which shape of field.html this is: radios, checkboxes, group, tick, textarea, file, password or plain."""
        return next((kind for widget, kind in _KINDS if isinstance(self.field.widget, widget)), "plain")

    @property
    def shown_label(self) -> str:
        """The label, saying so where no answer is needed."""
        unmarked = self.field.required or self.kind == "tick" or not getattr(self.form, "marks_optional", True)
        return str(self.label) if unmarked else f"{self.label} (optional)"

    @property
    def prefix(self) -> str:
        return getattr(self.field, "prefix", "")

    @property
    def suffix(self) -> str:
        return getattr(self.field, "suffix", "")

    @property
    def counted_to(self) -> int | None:
        """The most characters a textarea takes, if it says so: the kit counts them down."""
        return getattr(self.field, "max_length", None) if self.kind == "textarea" else None

    @property
    def use_fieldset(self) -> bool:
        return self.kind in ("radios", "checkboxes", "group")

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        worn = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        if name := kit_class(worn):
            error = (
                f"{name}--error" if self.errors and name in ("nhsuk-input", "nhsuk-textarea", "nhsuk-select") else ""
            )
            extra = {"textarea": "nhsuk-js-character-count" if self.counted_to else "", "password": _SHOWABLE}
            built["class"] = " ".join(
                filter(None, [name, error, extra.get(self.kind, ""), worn.attrs.get("class", "")])
            )
        if self.kind == "group" and self.errors:
            built["class"] = "nhsuk-input--error"
        if self.counted_to:  # the kit's script counts; a browser's own limit would swallow what is pasted
            built["maxlength"] = False
            built["aria-describedby"] = f"{self.auto_id}-info {built.get('aria-describedby', '')}".strip()
        return built


class PageRenderer(TemplatesSetting):
    """The FORM_RENDERER; "django.forms" stands in INSTALLED_APPS."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = PageBoundField


class Form(forms.Form):
    """The base of a room's forms: nothing for the browser to refuse, and words that say what to do.

    Printed whole, it begins with what is wrong. Where a page says more above it, the page prints the summary first
    and then `fields_alone`.
    """

    use_required_attribute = False
    marks_optional: ClassVar[bool] = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, one in self.fields.items():
            one.label = one.label or name.replace("_", " ").capitalize()
            if one.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                one.error_messages["required"] = _what_to_do(one)

    def fields_alone(self) -> SafeString:
        """The fields without the summary of errors."""
        return self.render("components/fields.html")

    def answers(self) -> dict[str, Any]:
        """The answers, each a value of its kind. Refuses: NotAccepted when one makes no sense; the form says which."""
        if not self.is_valid():
            raise NotAccepted
        return self.cleaned_data


def _what_to_do(one: forms.Field) -> str:
    label = str(one.label)
    if label.endswith("?"):
        return f"Answer “{label}”"
    words = label if label[:2].isupper() else label[:1].lower() + label[1:]
    if isinstance(one, (forms.FileField,)):
        return f"Choose a file for {words}"
    if isinstance(one, forms.BooleanField):
        return f"Tick the box to confirm: {words}"
    return f"Select {words}" if isinstance(one, forms.ChoiceField) else f"Enter {words}"


class FilterForm(Form):
    """A filter: a GET form. Its answers are the query, its tags what is in force; what makes no sense is left out."""

    marks_optional = False

    @classmethod
    def of(cls, query: QueryDict, **kwargs: Any) -> Self:
        """The filter that a page's query string describes."""
        return cls(query, **kwargs)

    @property
    def chosen(self) -> dict[str, Any]:
        """The answers given, without the empty ones and without those that make no sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [], False)}

    def tags(self) -> list[FilterTag]:
        """What is in force, each with the address without it."""
        return [tag for name, value in self.chosen.items() for tag in self._tags_of(name, value)]

    def _tags_of(self, name: str, value: object) -> list[FilterTag]:
        label = self.fields[name].label
        if value is True:
            return [FilterTag(str(label), self._without(name))]
        values = value if isinstance(value, list) else [value]
        return [FilterTag(f"{label}: {self._words(name, one)}", self._without(name, one)) for one in values]

    def _words(self, name: str, value: object) -> str:
        choices: Mapping[str, str] = dict(getattr(self.fields[name], "choices", ()) or ())
        return str(choices.get(str(value), value))

    def _without(self, name: str, value: object = None) -> str:
        query = self.data.copy() if isinstance(self.data, QueryDict) else QueryDict(mutable=True)
        left = [one for one in query.getlist(name) if value is not None and one != str(value)]
        query.setlist(name, left)
        for word in ("page", f"{name}_day", f"{name}_month", f"{name}_year"):
            query.pop(word, None)
        return f"?{query.urlencode()}"


__all__ = [
    "ClockField",
    "DateBoxes",
    "DateField",
    "FilterForm",
    "Form",
    "MoneyField",
    "Option",
    "PageBoundField",
    "PageRenderer",
]
