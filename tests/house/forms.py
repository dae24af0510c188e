"""The forms of our pages, as a browser sees them, and what somebody who means it would send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile

Body = tuple[tuple[str, str], ...]
"""What is sent: names and answers, in the order of the page. The token of the page is its sender's, and left out."""

BY_NAME = {
    "postcode": "NF1 2AB", "hours": "37.5", "salary": "41,000", "year": "2018", "code": "northfield", "letters": "QX",
    "short_name": "Quayside", "address": "ldaps://directory.example.org", "base": "ou=people,dc=example,dc=org",
    "bind_name": "cn=robot,dc=example,dc=org",
}  # fmt: skip
BY_TYPE = {
    "email": "noor@new.example", "tel": "07700 900123", "number": "1", "password": "quiet harbour morning",
    "file": "chosen.csv",
}  # fmt: skip
WORDS = "Plain words"
CHOICES = ("radio", "checkbox", "select")


@dataclass
class Field:
    """One field of a form. `options` are what may be chosen; `values` what is chosen or typed already."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)

    @property
    def is_of_a_day(self) -> bool:
        """Is it one of the three boxes of a day?"""
        return self.name.rpartition("_")[1:] in (("_", "day"), ("_", "month"), ("_", "year"))

    @property
    def is_given(self) -> bool:
        """Is it the page that says what it can be answered with?"""
        return self.kind in (*CHOICES, "hidden")

    @property
    def ids(self) -> set[str]:
        """What the page gives to be answered with."""
        return set(self.options or self.values)


@dataclass
class Form:
    """A form that posts, and where to."""

    action: str
    fields: dict[str, Field] = field(default_factory=dict)

    @property
    def could_carry_ids(self) -> bool:
        """Does the page give an answer, or a number in a field's name?"""
        return any(one.is_given or any(map(str.isdigit, one.name)) for one in self.fields.values())

    def ways_to_fill(self, day: date, typed: Mapping[str, str]) -> list[Body]:
        """The bodies of somebody who means it: with an answer to everything, with as few as they may, and with every
        day another than it was. Takes: a day to come; `typed`, what a person would have to find out elsewhere.
        """
        ways = [
            self._filled_in(day, typed, whole=True),
            self._filled_in(day, typed, whole=False),
            self._filled_in(day, typed, whole=True, moved=True),
        ]
        return list(dict.fromkeys(ways))

    def _filled_in(self, day: date, typed: Mapping[str, str], *, whole: bool, moved: bool = False) -> Body:
        answers: list[tuple[str, str]] = []
        for one in self.fields.values():
            values = [] if moved and one.is_of_a_day else one.values
            values = values or (one.options if whole or one.kind in CHOICES else [])
            if one.kind in ("radio", "select"):
                values = [value for value in values if value][:1]
            if not values and whole and one.kind != "hidden":
                values = [_plausible(one, day)]
            answers += [(one.name, typed.get(one.name, value)) for value in values]
        return tuple(answers)


class _Reader(HTMLParser):
    """Reads the forms of one page that post."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.forms = address, []
        self.form: Form | None = None
        self.open: Field | None = None  # a select whose options come, or a textarea whose text comes

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(urlsplit(urljoin(self.address, said.get("action") or self.address)).path)
            if said.get("method", "").lower() == "post":
                self.forms.append(self.form)
        elif self.form is not None:
            self._read(tag, said)

    def handle_data(self, data: str) -> None:
        if self.open is not None and self.open.kind == "textarea":
            self.open.values = ["".join([*self.open.values, data])]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        if tag == "textarea" and self.open is not None:
            self.open.values = [text for text in (self.open.values[0].strip() if self.open.values else "",) if text]
        if tag in ("select", "textarea"):
            self.open = None

    def _read(self, tag: str, said: dict[str, str]) -> None:
        name = said.get("name", "")
        if tag == "option" and self.open is not None:
            self.open.options.append(said.get("value", ""))
            if "selected" in said and said.get("value"):
                self.open.values = [said["value"]]
        if not name or name == "csrfmiddlewaretoken" or tag not in ("input", "select", "textarea"):
            return
        kind = said.get("type", "text") if tag == "input" else tag
        here = self.form.fields.setdefault(name, Field(name, kind))
        if kind in ("radio", "checkbox"):
            here.options.append(said.get("value", "on"))
            here.values += [said.get("value", "on")] if "checked" in said else []
        elif tag == "input" and said.get("value"):
            here.values.append(said["value"])
        self.open = here if tag in ("select", "textarea") else None


def forms_of(page: str, *, address: str) -> list[Form]:
    """The forms on a page that post. Takes: the page's HTML, and the path it was fetched from."""
    reader = _Reader(address)
    reader.feed(page)
    return reader.forms


def to_send(body: Body, files: Iterable[tuple[str, bytes]] = ()) -> dict[str, object]:
    """A body as Django's test client takes it. Takes: the contents of its files, by name."""
    content = dict(files)
    data: dict[str, object] = {}
    for name, value in body:
        if name in content:
            data[name] = SimpleUploadedFile(value, content[name], "text/csv")
        else:
            data.setdefault(name, []).append(value)
    return data


def values_in(bodies: Iterable[Body]) -> Iterator[str]:
    """Every answer in some bodies."""
    for body in bodies:
        yield from (value for _, value in body)


def _plausible(one: Field, on: date) -> str:
    if one.is_of_a_day:
        return str(getattr(on, one.name.rpartition("_")[2]))
    return BY_NAME.get(one.name) or BY_TYPE.get(one.kind) or WORDS
