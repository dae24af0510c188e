"""Charts as SVG text: the same drawing in page, print and PDF. Pure functions; attributes and classes only, so a strict
policy, a partner's theme and forced colours all hold. Labels stand on the drawing, the finding above, a table below.

Across a page the drawing is as wide as its place and its text always 14 px, so positions across are percentages.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from guildhall.kernel import Money
from guildhall.web import spelling
from guildhall.web.parts import Column, Table

Value = int | float | Money
Spell = Callable[[Value], str]
SERIES_MAX = 4
_BAR_SPAN, _LINE_SPAN = 72.0, 66.0  # how much of the width the marks take; the rest is for the words at their ends
_TEXT, _BAR, _GAP = 20, 24, 16
_AXIS_MAX = 24  # so many characters of three names stand side by side under the lines on a phone
_HALF = 50.0  # a name whose layer lies past the middle is written to its left
_INK, _QUIET, _GRID = "#212b32", "#4c6272", "#d8dde0"
_COLOURS = (
    "#0b4f5c",
    "#c8641b",
    "#3f9aa0",
    "#7a4f9a",
)  # where no sheet reaches, as in a PDF; a theme overrides the first


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart with what must stand around it: the finding, the measure, and the same figures as a table."""

    headline: str
    measure: str
    svg: str
    table: Table


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one layer, in the order of the labels; None where nothing is known."""

    name: str
    values: Sequence[Value | None]


def spell_value(value: Value) -> str:
    """Money in pounds, other figures with commas.

    >>> spell_value(Money.of("1200")), spell_value(1204)
    ('£1,200', '1,204')
    """
    return spelling.money(value) if isinstance(value, Money) else spelling.count(value)


def bar(
    points: Sequence[tuple[str, Value]], *, headline: str, measure: str, of: str = "", spell: Spell = spell_value
) -> Chart:
    """A bar for each label, its label above it and its value at its end.

    Takes: `headline`, the finding; `measure`, what is counted, over which period; `of`, the head of the first column.

        >>> drawn = bar([("Northfield", 30), ("Eastmoor", 15)], headline="Northfield used most", measure="Applications")
        >>> drawn.svg.count("<rect"), "72.00%" in drawn.svg, "36.00%" in drawn.svg
        (2, True, True)
    """
    most = max((_number(value) for _, value in points), default=0) or 1
    marks, top = [], 0
    for label, value in points:
        span = max(0.0, _number(value)) / most * _BAR_SPAN
        marks.append(_text(label, "0", top + 14))
        marks.append(
            f'<rect class="chart-1" fill="{_coloured(1)}" x="0" y="{top + _TEXT}" width="{span:.2f}%" height="{_BAR}"/>'
        )
        marks.append(_text(spell(value), f"{span:.2f}%", top + _TEXT + 17, dx=8, kind="chart-bold"))
        top += _TEXT + _BAR + _GAP
    rows = [(label, spell(value)) for label, value in points]
    told = "; ".join(f"{label}: {value}" for label, value in rows)
    table = Table(measure, [Column(of or "What"), Column("Figure", numeric=True)], rows, stacks=False)
    return Chart(headline, measure, _drawing(marks, max(top - _GAP, 1), headline, told), table)


def stacked_bar(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    headline: str,
    measure: str,
    of: str = "",
    spell: Spell = spell_value,
) -> Chart:
    """A bar for each label, made of its series; the names stand above the first bar, the total at the end of each.

    What is below zero has no layer: it is in the total that is written, and in the table.

    >>> parts = [Series("Recruitment", [10, 20]), Series("Accounts", [30, 20])]
    >>> drawn = stacked_bar(["April", "May"], parts, headline="Accounts grew", measure="Cost")
    >>> drawn.svg.count("<rect"), drawn.table.rows[0]
    (4, ('April', '10', '30', '40'))
    """
    _check(series)
    totals = [sum(_extent(one.values[at]) for one in series) for at in range(len(labels))]
    most = max(totals, default=0) or 1
    marks, top = _names_above(series, most)
    rows = []
    for at, label in enumerate(labels):
        values = [one.values[at] for one in series]
        total = _sum(values)
        marks.append(_text(label, "0", top + 14))
        marks += _layers(values, most, top + _TEXT)
        marks.append(
            _text(spell(total), f"{totals[at] / most * _BAR_SPAN:.2f}%", top + _TEXT + 17, dx=8, kind="chart-bold")
        )
        rows.append((label, *(_spelt(value, spell) for value in values), spell(total)))
        top += _TEXT + _BAR + _GAP
    columns = [Column(of or "What"), *(Column(one.name, numeric=True) for one in series), Column("Total", numeric=True)]
    return Chart(
        headline,
        measure,
        _drawing(marks, max(top - _GAP, 1), headline, _told(rows, columns)),
        Table(measure, columns, rows, stacks=False),
    )


def line(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    headline: str,
    measure: str,
    of: str = "",
    forecast_from: int | None = None,
    spell: Spell = spell_value,
) -> Chart:
    """A line for each series over the labels, its name and last value at its end; dashed from `forecast_from` on.

    >>> drawn = line(["April", "May", "June"], [Series("Score", [50, 60, 70])], headline="Ever better", measure="Score")
    >>> drawn.svg.count("chart-line-1"), drawn.table.rows[-1]
    (2, ('June', '70'))
    """
    _check(series)
    height, top = 220, 16
    known = [_number(value) for one in series for value in one.values if value is not None]
    most = _nice(max(known, default=0))
    example = next((value for one in series for value in one.values if value is not None), 0)
    marks = _grid(most, height, top, example, spell)
    marks += _line_marks(labels, series, most, (height, top), forecast_from)
    marks += _ends(labels, series, most, (height, top), spell)
    marks += _axis_words(labels, top + height + 22)
    rows = [(label, *(_spelt(one.values[at], spell) for one in series)) for at, label in enumerate(labels)]
    columns = [Column(of or "When"), *(Column(one.name, numeric=True) for one in series)]
    return Chart(
        headline,
        measure,
        _drawing(marks, top + height + 30, headline, _told(rows, columns)),
        Table(measure, columns, rows, stacks=False),
    )


def meter(done: Value, of: Value, *, words: str) -> str:
    """How much of an allowance is used, as one thin bar; the words beside it say the same.

    >>> 'width="25.00%"' in meter(1, 4, words="1 of 4")
    True
    """
    share = min(1.0, max(0.0, _number(done) / (_number(of) or 1))) * 100
    return (
        f'<svg class="app-meter" width="100%" height="12" role="img" aria-label="{escape(words)}">'
        f'<rect class="app-meter__ground" width="100%" height="12"/>'
        f'<rect class="app-meter__done" width="{share:.2f}%" height="12"/></svg>'
    )


def _check(series: Sequence[Series]) -> None:
    if not 1 <= len(series) <= SERIES_MAX:
        raise ValueError(f"A chart shows 1 to {SERIES_MAX} series; put the rest in the table.")


def _number(value: Value) -> float:
    return value.pence / 100 if isinstance(value, Money) else float(value)


def _extent(value: Value | None) -> float:
    """How much of a bar a value takes."""
    return max(0.0, _number(value or 0))


def _sum(values: Sequence[Value | None]) -> Value:
    known = [value for value in values if value is not None]
    if any(isinstance(value, Money) for value in known):
        return Money.total(value for value in known if isinstance(value, Money))
    return sum(known)  # type: ignore[arg-type]  # one kind in a chart


def _spelt(value: Value | None, spell: Spell) -> str | None:
    return None if value is None else spell(value)


def _text(words: str, x: str, y: float, *, dx: int = 0, kind: str = "", anchor: str = "start") -> str:
    fill = _QUIET if kind == "chart-quiet" else _INK
    weight = ' font-weight="bold"' if kind == "chart-bold" else ""
    return (
        f'<text class="{f"chart-text {kind}".strip()}" fill="{fill}"{weight}'
        f' x="{x}" y="{y:g}" dx="{dx}" text-anchor="{anchor}"'
        f' font-family="arial, sans-serif" font-size="14">{escape(words)}</text>'
    )


def _coloured(number: int) -> str:
    return _COLOURS[number - 1]


def _drawing(marks: Sequence[str], height: int, headline: str, told: str) -> str:
    name = f"chart-{zlib.crc32((headline + told).encode()):08x}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title"'
        f' aria-describedby="{name}-desc" width="100%" height="{height}" font-family="arial, sans-serif">'
        f'<title id="{name}-title">{escape(headline)}</title>'
        f'<desc id="{name}-desc">{escape(told)}</desc>{"".join(marks)}</svg>'
    )


def _told(rows: Sequence[Sequence[str | None]], columns: Sequence[Column]) -> str:
    return "; ".join(
        f"{row[0]}: "
        + ", ".join(f"{column.head} {value or 'no data'}" for column, value in zip(columns[1:], row[1:], strict=True))
        for row in rows
    )


def _layers(values: Sequence[Value | None], most: float, top: int) -> list[str]:
    marks, left = [], 0.0
    for number, value in enumerate(values, start=1):
        span = _extent(value) / most * _BAR_SPAN
        marks.append(
            f'<rect class="chart-{number}" fill="{_coloured(number)}" x="{left:.2f}%" y="{top}"'
            f' width="{span:.2f}%" height="{_BAR}"'
            ' stroke="#fff" stroke-width="1"/>'
        )
        left += span
    return marks


def _names_above(series: Sequence[Series], most: float) -> tuple[list[str], int]:
    """Each name on a line of its own, above the middle of its layer of the first bar, with a thread down to it.

    Names on the left read away to the right, from the top down; those on the right read towards the left and stand in
    the opposite order, so that no thread runs through another's name.
    """
    marks = []
    foot = len(series) * _TEXT + _TEXT + 4
    middles = _middles(series, most)
    left = [number for number in range(len(series)) if middles[number] <= _HALF]
    right = [number for number in range(len(series)) if middles[number] > _HALF]
    for row, number in enumerate([*left, *reversed(right)]):
        y, middle = row * _TEXT + 14, middles[number]
        anchor, dx = ("start", 6) if number in left else ("end", -6)
        marks.append(
            f'<line class="chart-line-{number + 1}" x1="{middle:.2f}%" y1="{y - 10}" x2="{middle:.2f}%" y2="{foot + 4}"'
            f' stroke="{_coloured(number + 1)}" stroke-width="2"/>'
        )
        marks.append(_text(series[number].name, f"{middle:.2f}%", y, dx=dx, anchor=anchor))
    return marks, foot - _TEXT + 4


def _middles(series: Sequence[Series], most: float) -> list[float]:
    """Where the middle of each layer of the first bar is, in percent of the width."""
    found, left = [], 0.0
    for one in series:
        span = _extent(one.values[0] if one.values else None) / most * _BAR_SPAN
        found.append(left + span / 2)
        left += span
    return found


def _nice(most: float) -> float:
    """The round figure at the top of the axis.

    >>> _nice(87), _nice(1204), _nice(0)
    (100.0, 1500.0, 1.0)
    """
    size = 1.0
    while size * 10 <= most:
        size *= 10
    return (
        next((size * step for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if size * step >= most), 1.0) if most > 0 else 1.0
    )


def _across(at: int, labels: Sequence[str]) -> float:
    return _LINE_SPAN * at / max(1, len(labels) - 1)


def _down(value: float, most: float, box: tuple[int, int]) -> float:
    height, top = box
    return top + height - value / most * height


def _grid(most: float, height: int, top: int, example: Value, spell: Spell) -> list[str]:
    marks = []
    for share in (0.0, 0.5, 1.0):
        y = _down(share * most, most, (height, top))
        figure: Value = Money(round(share * most * 100)) if isinstance(example, Money) else share * most
        marks.append(
            f'<line class="chart-axis" stroke="{_GRID}" stroke-width="1"'
            f' x1="0" y1="{y:g}" x2="{_LINE_SPAN:.2f}%" y2="{y:g}"/>'
        )
        marks.append(_text(spell(figure), "0", y - 4, kind="chart-quiet"))
    return marks


def _line_marks(
    labels: Sequence[str], series: Sequence[Series], most: float, box: tuple[int, int], forecast_from: int | None
) -> list[str]:
    marks = []
    for number, one in enumerate(series, start=1):
        for at in range(1, len(labels)):
            before, after = one.values[at - 1], one.values[at]
            if before is None or after is None:
                continue
            dashes = ' stroke-dasharray="6 5"' if forecast_from is not None and at >= forecast_from else ""
            marks.append(
                f'<line class="chart-line-{number}" x1="{_across(at - 1, labels):.2f}%" x2="{_across(at, labels):.2f}%"'
                f' y1="{_down(_number(before), most, box):.1f}" y2="{_down(_number(after), most, box):.1f}"'
                f' stroke="{_coloured(number)}" stroke-width="3" stroke-linecap="round"{dashes}/>'
            )
    return marks


def _ends(
    labels: Sequence[str], series: Sequence[Series], most: float, box: tuple[int, int], spell: Spell
) -> list[str]:
    ends = []
    for number, one in enumerate(series, start=1):
        known = [(at, value) for at, value in enumerate(one.values) if value is not None]
        if known:
            at, value = known[-1]
            ends.append((_down(_number(value), most, box), number, at, one.name, spell(value)))
    marks, lowest = [], -100.0
    for y, number, at, name, figure in sorted(ends):
        across = _across(at, labels)
        lowest = max(y, lowest + 38)  # names never stand on one another
        marks.append(
            f'<circle class="chart-{number}" fill="{_coloured(number)}" cx="{across:.2f}%" cy="{y:.1f}" r="5"/>'
        )
        marks.append(_text(name, f"{across:.2f}%", lowest, dx=12))
        marks.append(_text(figure, f"{across:.2f}%", lowest + 17, dx=12, kind="chart-bold"))
    return marks


def _axis_words(labels: Sequence[str], y: int) -> list[str]:
    if not labels:
        return []
    shown = sorted({0, (len(labels) - 1) // 2, len(labels) - 1})
    if sum(len(labels[at]) for at in shown) > _AXIS_MAX:
        shown = sorted({0, len(labels) - 1})
    anchors = {0: "start", len(labels) - 1: "end"}
    return [
        _text(labels[at], f"{_across(at, labels):.2f}%", y, kind="chart-quiet", anchor=anchors.get(at, "middle"))
        for at in shown
    ]
