"""A file of costs, read without trust: CSV in UTF-8 or a spreadsheet. Every fault is listed by row."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

from openpyxl import load_workbook

from guildhall.charging.keys import joined
from guildhall.kernel import Money

COLUMNS = ("pool", "amount", "ledger_reference", "narrative")
OPTIONAL = ("reason", "idle")
YES_OR_NO = {"": False, "no": False, "yes": True}
LONGEST = {"ledger_reference": 60, "narrative": 200, "reason": 200}
FIRST_ROW = "The first row must be: pool, amount, ledger_reference, narrative and, where needed, reason."
MORE_CELLS = "it has more cells than the first row. Put an amount with a comma in quotation marks."
BYTES_MAX, BYTES_UNPACKED_MAX, ROWS_MAX = 2_000_000, 20_000_000, 5_000
AMOUNT_MAX = Decimal(10**15)
FORMULA_SIGNS = ("=", "+", "@", "\t", "\r")

Cells: TypeAlias = list[Any]


@dataclass(frozen=True, slots=True)
class CostRow:
    """One good line: `row` is its number in the file, counted as a spreadsheet does. `is_idle` marks capacity that was
    paid for and that nobody used.
    """

    row: int
    pool: str
    amount: Money
    ledger_reference: str
    narrative: str
    reason: str = ""
    is_idle: bool = False


@dataclass(frozen=True, slots=True)
class CostFile:
    """What a file holds. `errors` are whole sentences in the order of the rows; with any of them, nothing is loaded."""

    name: str
    digest: str
    rows: tuple[CostRow, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        return not self.errors

    @property
    def total(self) -> Money:
        return Money.total(row.amount for row in self.rows)


def what_does_not_tie(total: Money, *, control_total: Money) -> list[str]:
    """Why a file is not the whole of the ledger; nothing, where they agree to the penny.

    >>> what_does_not_tie(Money(900), control_total=Money(1000))
    ['The file adds up to £9.00 and the control total is £10.00: the file is £1.00 short.']
    """
    if total == control_total:
        return []
    difference = total - control_total
    which = f"{abs(difference)} {'over' if difference.pence > 0 else 'short'}"
    return [f"The file adds up to {total} and the control total is {control_total}: the file is {which}."]


class Unreadable(ValueError):
    """The file as a whole cannot be read; the message says what to do."""


@dataclass(slots=True)
class _Reading:
    pools: Collection[str]
    rows: list[CostRow] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def read_costs(content: bytes, *, name: str, pools: Collection[str]) -> CostFile:
    """Read a file of costs and say everything that is wrong with it.

    Takes: the bytes of a CSV file in UTF-8 or of an .xlsx spreadsheet; the codes of the pools there are.
    Gives: the good rows, and every fault by the number of its row.
    Rule: cost_sharing.md, close; an amount below zero is income or a refund and has its reason.
    """
    digest = hashlib.sha256(content).hexdigest()
    try:
        rows = rows_of(content, first_row=FIRST_ROW)
        columns = _columns_of(rows)
    except Unreadable as unreadable:
        return CostFile(name, digest, errors=tuple(unreadable.args))
    reading = _Reading(pools)
    for number, cells in enumerate(rows[1:], start=2):
        if not any(text_of(cell) for cell in cells):
            continue
        if len(cells) > len(rows[0]) or any(text_of(cell) for cell in cells[len(columns) :]):
            reading.errors.append(f"Row {number}: {MORE_CELLS}")
        else:
            _read_row(reading, number, dict(zip(columns, [*cells, *[""] * len(columns)], strict=False)))
    if not reading.rows and not reading.errors:
        reading.errors.append("The file has no costs below its first row.")
    return CostFile(name, digest, tuple(reading.rows), tuple(reading.errors))


def rows_of(content: bytes, *, first_row: str) -> list[Cells]:
    """The cells of a CSV file in UTF-8 or of a spreadsheet's first sheet.

    Takes: `first_row`, what the first one must be, in words. Raises: Unreadable.
    """
    if len(content) > BYTES_MAX:
        raise Unreadable("The file is larger than 2 MB. Split it or leave out what is not needed.")
    rows = list(_spreadsheet(content) if content.startswith(b"PK") else _csv(content))
    if not rows or not any(text_of(cell) for cell in rows[0]):
        raise Unreadable(f"The file is empty. {first_row}")
    if len(rows) > ROWS_MAX:
        raise Unreadable(f"The file has more than {ROWS_MAX:,} rows. Split it.")
    return rows


def _csv(content: bytes) -> Iterator[Cells]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("The file is not in UTF-8. Save it again as “CSV UTF-8”, or as a spreadsheet.") from None
    try:
        yield from csv.reader(io.StringIO(text, newline=""), strict=True)
    except csv.Error:
        raise Unreadable("The file is not CSV: a quotation mark is never closed. Save it again.") from None


def _spreadsheet(content: bytes) -> Iterator[Cells]:
    unreadable = Unreadable("The spreadsheet cannot be read. Save it again as .xlsx, or as “CSV UTF-8”.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > BYTES_UNPACKED_MAX:
                raise Unreadable("The spreadsheet is larger than 20 MB when unpacked. Leave out what is not needed.")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        yield from (list(row) for row in sheet.iter_rows(values_only=True, max_row=ROWS_MAX + 1))
    except Unreadable:
        raise
    except Exception:  # whatever a broken or hostile workbook breaks, the answer is the same
        raise unreadable from None


def _columns_of(rows: Sequence[Cells]) -> list[str]:
    named = [text_of(cell).lower() for cell in rows[0]]
    while named and not named[-1]:
        named.pop()
    faults = [f"“{column}” is not a column of a cost file." for column in named if column not in (*COLUMNS, *OPTIONAL)]
    faults += [f"The column “{column}” is missing." for column in COLUMNS if column not in named]
    faults += [f"The column “{column}” is there twice." for column in COLUMNS if named.count(column) > 1]
    if faults:
        raise Unreadable(*faults, FIRST_ROW)
    return named


def _read_row(reading: _Reading, number: int, cells: dict[str, Any]) -> None:
    faults = [*formulas_in(cells), *_gaps(cells)]
    amount = None
    if not faults:
        amount, faults = _amount_of(cells)
        if text_of(cells["pool"]) not in reading.pools:
            known = joined(sorted(reading.pools)) or "none yet"
            faults.append(f"there is no pool “{text_of(cells['pool'])}”; the pools are {known}.")
    row = amount is not None and CostRow(number, amount=amount, is_idle=_is_idle(cells), **_words_of(cells))
    if row and (first := _first_of_these(reading.rows, row)):
        faults.append(f"the same pool, amount and ledger reference are in row {first.row}; remove one.")
    reading.errors += [f"Row {number}: {fault}" for fault in faults]
    if row and not faults:
        reading.rows.append(row)


def formulas_in(cells: dict[str, Any]) -> list[str]:
    """The cells that a spreadsheet would work out instead of showing, a fault each."""
    return [
        f"“{column}” begins with {_sign(cell)}, as a formula does; type the value itself."
        for column, cell in cells.items()
        if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS)
    ]


def _sign(cell: str) -> str:
    return {"\t": "a tab", "\r": "a line break"}.get(cell[0], f"“{cell[0]}”")


def _gaps(cells: dict[str, Any]) -> list[str]:
    gaps = [f"“{column}” is empty." for column in COLUMNS if not text_of(cells[column])]
    if text_of(cells.get("idle")).lower() not in YES_OR_NO:
        gaps.append("“idle” is yes, no or empty.")
    return gaps + [
        f"“{column}” is longer than {longest} characters."
        for column, longest in LONGEST.items()
        if len(text_of(cells.get(column))) > longest
    ]


def _amount_of(cells: dict[str, Any]) -> tuple[Money | None, list[str]]:
    try:
        amount = Money.of(_plain_amount(cells["amount"]))
    except ValueError as malformed:
        return None, [str(malformed)]
    if amount.pence < 0 and not text_of(cells.get("reason")):
        return amount, [f"{amount} is below zero; say why in “reason”."]
    if amount.pence < 0 and _is_idle(cells):
        return amount, [f"{amount} is below zero, and idle capacity is a cost."]
    return amount, []


def _is_idle(cells: dict[str, Any]) -> bool:
    return YES_OR_NO.get(text_of(cells.get("idle")).lower(), False)


def _plain_amount(cell: Any) -> str:
    """A typed number of a spreadsheet as text, if it is whole pence; text as it is."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return text_of(cell)
    exact = Decimal(repr(cell))
    if not exact.is_finite() or abs(exact) >= AMOUNT_MAX or exact != exact.quantize(Decimal("0.01")):
        return repr(cell)
    return f"{exact:.2f}"


def _words_of(cells: dict[str, Any]) -> dict[str, str]:
    return {column: text_of(cells.get(column)) for column in ("pool", "ledger_reference", "narrative", "reason")}


def _first_of_these(rows: Sequence[CostRow], row: CostRow) -> CostRow | None:
    same = (row.pool, row.amount, row.ledger_reference)
    return next((other for other in rows if (other.pool, other.amount, other.ledger_reference) == same), None)


def text_of(cell: Any) -> str:
    """A cell as text, nothing for an empty one."""
    return "" if cell is None else str(cell).strip()
