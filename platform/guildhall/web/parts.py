"""The small frozen values that components show. Presenters build them; `templates/components/` spells them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from guildhall.kernel import Money
from guildhall.web.paging import ROWS_OF_A_TABLE, Paged, paginate


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere. `hidden` is read out after the words where the same link stands more than once."""

    text: str
    url: str
    hidden: str = ""
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """A status word. Colours: white, grey, green, aqua-green, blue, purple, pink, red, orange, yellow or none."""

    text: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A box in a row of a table, to choose it for an act on several. The table stands inside the form of that act."""

    name: str
    value: str
    label: str
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """A button that posts: an act is a noun one creates. Kinds: "" (green, one a page), secondary, warning, link."""

    text: str
    url: str
    kind: str = "secondary"
    hidden: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a summary list. The value may be text, Money, a day, an instant, a Tag, a Link, or a list of lines."""

    key: str
    value: object
    change_url: str = ""
    change_text: str = "Change"

    @property
    def kind(self) -> str:
        return kind_of(self.value)


@dataclass(frozen=True, slots=True)
class Task:
    """A line of a task list. A task without a url cannot be started yet."""

    title: str
    status: Tag
    url: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A line of a timeline: what, who, when, and from what to what in words."""

    title: str
    at: datetime
    by: str = ""
    text: str = ""
    changes: Sequence[str] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that matters. The value is words, Money or a number; the url leads to the rows that make it."""

    label: str
    value: object
    url: str = ""
    note: str = ""
    alert: bool = False

    @property
    def kind(self) -> str:
        return kind_of(self.value)


@dataclass(frozen=True, slots=True)
class Due:
    """A line of what is due: where it leads, what it is about, when."""

    text: str
    url: str
    when: str = ""
    about: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Banner:
    """One thing said at the top. Kinds: "" (for information), success."""

    text: str
    kind: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class FilterTag:
    """A word of the filter in force, and the address without it."""

    label: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Empty:
    """Why there is nothing here. Kinds: nothing_yet, nothing_matches, nothing_allowed, nothing_left."""

    heading: str
    text: str
    link: Link | None = None
    kind: str = "nothing_yet"


@dataclass(frozen=True, slots=True)
class Card:
    """An entry in a list of cards."""

    title: str
    url: str = ""
    text: str = ""
    facts: Sequence[str] = ()
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class JobState:
    """Long work as a page shows it. States: preparing, ready, failed, gone."""

    state: str
    heading: str
    text: str = ""
    done: int | None = None
    of: int | None = None
    link: Link | None = None

    @property
    def is_moving(self) -> bool:
        return self.state == "preparing"

    @property
    def width(self) -> int:
        """How far, of 300."""
        return 300 * (self.done or 0) // self.of if self.of else 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. Numeric ones stand right; `sort` is the word that sorts by it, `sorted` the order now."""

    head: str
    numeric: bool = False
    sort: str = ""
    sorted: str = ""

    @property
    def next_sort(self) -> str:
        return f"-{self.sort}" if self.sorted == "ascending" else self.sort


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is more than a plain value: words that link, with a quiet line below."""

    value: object
    url: str = ""
    note: str = ""
    hidden: str = ""

    @property
    def kind(self) -> str:
        return kind_of(self.value)


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell beside its column, as the table's template sees it."""

    column: Column
    cell: Cell
    is_head: bool
    in_totals: bool = False

    @property
    def kind(self) -> str:
        """Totals may leave a cell empty; a row may not, and says that nothing is known."""
        return "text" if self.is_blank else self.cell.kind

    @property
    def is_blank(self) -> bool:
        return self.in_totals and self.cell.value == ""

    @property
    def value(self) -> object:
        return self.cell.value


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows hold values or Cells; `totals` is its last line, `stacks` folds it into cards on a phone."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]
    totals: Sequence[object] = ()
    stacks: bool = True
    caption_hidden: bool = False
    head_first: bool = True
    paged: Paged[Sequence[object]] | None = None
    noun: str = ""

    def on_page(self, number: object, *, noun: str) -> Table:
        """The same table with the rows of one page and the way to the others, if there are more than one page's.

        Its totals stay those of all rows, and say so. Tables of one page of ours that have a row a partner turn
        together.
        """
        paged = paginate(self.rows, number=number, per_page=ROWS_OF_A_TABLE)
        if paged.pages == 1:
            return self
        totals = [f"Total of all {paged.count:,}", *self.totals[1:]] if self.totals else ()
        return replace(self, rows=paged.rows, totals=totals, paged=paged, noun=noun)

    @property
    def lines(self) -> list[list[TableCell]]:
        return [self._line(row) for row in self.rows]

    @property
    def total_line(self) -> list[TableCell]:
        return self._line(self.totals, in_totals=True)

    def _line(self, row: Sequence[object], *, in_totals: bool = False) -> list[TableCell]:
        cells = [value if isinstance(value, Cell) else Cell(value) for value in row]
        return [
            TableCell(column, cell, is_head=self.head_first and at == 0, in_totals=in_totals)
            for at, (column, cell) in enumerate(zip(self.columns, cells, strict=True))
        ]


def kind_of(value: object) -> str:
    """Which spelling a value takes on a page.

    >>> kind_of(Money(5)), kind_of(None), kind_of("words"), kind_of(["a", "b"])
    ('money', 'unknown', 'text', 'lines')
    """
    if value is None or value == "":
        return "unknown"
    for kind, kinds in _KINDS.items():
        if isinstance(value, kinds):
            return kind
    return "text"


_KINDS: dict[str, type | tuple[type, ...]] = {
    "money": Money,
    "instant": datetime,
    "day": date,
    "tag": Tag,
    "link": Link,
    "act": Act,
    "tick": Tick,
    "lines": (list, tuple),
    "text": bool,
    "number": int,
}
