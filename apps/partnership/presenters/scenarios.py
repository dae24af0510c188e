"""A scenario and its answer, as people read them; the file itself is a click away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from django.forms import BaseForm

from guildhall.kernel import Month
from guildhall.web.pages import Page
from guildhall.web.parts import Act, Column, Link, Row, Table

YES = {True: "Yes", False: "No"}
HERE = "/what-if/scenarios/"


@dataclass(frozen=True, slots=True)
class StepAnswered:
    """One step of a result: single figures as rows, everything else as tables."""

    title: str
    rows: Sequence[Row]
    tables: Sequence[Table]

    @classmethod
    def of(cls, step: Mapping[str, Any]) -> Self:
        outputs = step["outputs"]
        return cls(
            f"{step['id']}: {in_words(step['operation'])}",
            [Row(in_words(name), _figure(one)) for name, one in outputs.items() if not isinstance(one, (dict, list))],
            [
                table
                for name, one in outputs.items()
                if isinstance(one, (dict, list))
                for table in _tables(in_words(name), one)
            ],
        )


def in_words(name: str) -> str:
    """A key of a result as a heading.

    >>> in_words("period_can_close")
    'Period can close'
    """
    words = name.replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}"


def _figure(value: Any) -> str:
    if isinstance(value, bool):
        return YES[value]
    return "–" if value is None or value == "" else str(value)


def _tables(caption: str, value: Any) -> list[Table]:
    """What is in a map or a list; a map of maps is one table, and what lies deeper has tables of its own."""
    if not value:
        return [Table(caption, [Column("What")], [["Nothing"]])]
    if isinstance(value, list):
        return _of_list(caption, value)
    inner = list(value.values())
    if all(not isinstance(one, (dict, list)) for one in inner):
        rows = [[name, _figure(one)] for name, one in value.items()]
        return [Table(caption, [Column("What"), Column("Figure", True)], rows)]
    if all(isinstance(one, dict) and _is_flat(one) for one in inner):
        return [_grid(caption, {str(name): one for name, one in value.items()})]
    return [table for name, one in value.items() for table in _deeper(f"{caption}: {name}", one)]


def _deeper(caption: str, value: Any) -> list[Table]:
    return _tables(caption, value if isinstance(value, (dict, list)) else [value])


def _of_list(caption: str, value: Sequence[Any]) -> list[Table]:
    if all(isinstance(one, dict) and _is_flat(one) for one in value):
        return [_grid(caption, {str(number): one for number, one in enumerate(value, start=1)})]
    if any(isinstance(one, dict) for one in value):
        return [
            table
            for number, one in enumerate(value, start=1)
            for name, inner in one.items()
            for table in _deeper(f"{caption} {number}: {in_words(str(name)).lower()}", inner)
        ]
    return [Table(caption, [Column("Number"), Column("Figure", True)], _numbered(value))]


def _numbered(value: Sequence[Any]) -> list[list[object]]:
    return [
        [number, ", ".join(map(_figure, one)) if isinstance(one, list) else _figure(one)]
        for number, one in enumerate(value, start=1)
    ]


def _is_flat(value: Mapping[str, Any]) -> bool:
    return all(not isinstance(one, (dict, list)) for one in value.values())


def _grid(caption: str, rows: Mapping[str, Mapping[str, Any]]) -> Table:
    names = list(dict.fromkeys(name for row in rows.values() for name in row))
    return Table(
        caption,
        [Column("Which"), *(Column(in_words(name), True) for name in names)],
        [[which, *(_figure(row.get(name)) for name in names)] for which, row in rows.items()],
        stacks=False,
    )


@dataclass(frozen=True, kw_only=True)
class ScenarioPage(Page):
    """Ask a scenario; below, its answer, or everything that is wrong with it."""

    template: ClassVar[str] = "pages/partnership/scenario.html"
    form: BaseForm
    months: Sequence[Link]
    faults: Sequence[str] = ()
    steps: Sequence[StepAnswered] = ()
    digest: str = ""
    acts: Sequence[Act] = ()

    @classmethod
    def of(cls, form: BaseForm, *, months: Sequence[Month], faults: Sequence[str] = ()) -> Self:
        return cls(
            title="Scenarios",
            headline="This scenario cannot be answered" if faults else "",
            back=Link("What if", "/what-if/"),
            form=form,
            months=[Link(month.title, f"{HERE}?month={month}") for month in reversed(months)],
            faults=faults,
        )

    def answered(self, result: Mapping[str, Any], *, scenario: str) -> Self:
        """The same page with an answer. Takes: the scenario's text, for whoever downloads the result."""
        return replace(
            self,
            headline=str(result["title"]),
            steps=[StepAnswered.of(step) for step in result["steps"]],
            digest=str(result["scenario_digest"]),
            acts=[Act("Download the result", f"{HERE}result/", fields={"scenario": scenario})],
        )
