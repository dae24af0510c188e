"""A file of what customers used, read without trust: CSV in UTF-8 or a spreadsheet. Every fault is listed by row."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from guildhall.charging.costs import MORE_CELLS, Unreadable, formulas_in, rows_of, text_of
from guildhall.charging.rate_cards import UNITS_MAX, read_number
from guildhall.metering.units import Unit

COLUMNS = ("customer", "pool", "unit", "used_on", "quantity", "reference", "evidence")
LONGEST = {"reference": 60, "evidence": 200}
FIRST_ROW = f"The first row must be: {', '.join(COLUMNS)}."
PLACES = 3
UNITS = [unit.value for unit in Unit]


@dataclass(frozen=True, slots=True)
class UseRow:
    """One good row: `row` is its number in the file, counted as a spreadsheet does; customer and pool are codes."""

    row: int
    customer: str
    pool: str
    unit: Unit
    used_on: date
    quantity: Fraction
    reference: str
    evidence: str


@dataclass(frozen=True, slots=True)
class UseFile:
    """What a file holds. `errors` are whole sentences, in the order of the rows; with any, nothing is taken in."""

    name: str
    rows: tuple[UseRow, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    customers: Collection[str]
    pools: Collection[str]
    rows: list[UseRow] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seen: dict[tuple[str, str], int] = field(default_factory=dict)


def read_use(content: bytes, *, name: str, customers: Collection[str], pools: Collection[str]) -> UseFile:
    """Read a file of what customers used and say everything that is wrong with it.

    Takes: the bytes of a CSV file in UTF-8 or of an .xlsx spreadsheet; the codes of the customers and pools there are.
    Gives: the good rows, and every fault by the number of its row.
    """
    try:
        rows = rows_of(content, first_row=FIRST_ROW)
        columns = _columns_of([text_of(cell).lower() for cell in rows[0]])
    except Unreadable as unreadable:
        return UseFile(name, errors=tuple(unreadable.args))
    reading = _Reading(customers, pools)
    for number, cells in enumerate(rows[1:], start=2):
        if not any(text_of(cell) for cell in cells):
            continue
        if any(text_of(cell) for cell in cells[len(columns) :]):
            reading.errors.append(f"Row {number}: {MORE_CELLS}")
        else:
            _read_row(reading, number, dict(zip(columns, [*cells, *[""] * len(columns)], strict=False)))
    if not reading.rows and not reading.errors:
        reading.errors.append("The file has no use below its first row.")
    return UseFile(name, tuple(reading.rows), tuple(reading.errors))


def _columns_of(named: list[str]) -> list[str]:
    while named and not named[-1]:
        named.pop()
    faults = [f"“{column}” is not a column of a file of use." for column in named if column not in COLUMNS]
    faults += [f"The column “{column}” is missing." for column in COLUMNS if column not in named]
    faults += [f"The column “{column}” is there twice." for column in COLUMNS if named.count(column) > 1]
    if faults:
        raise Unreadable(*faults, FIRST_ROW)
    return named


def _read_row(reading: _Reading, number: int, cells: dict[str, Any]) -> None:
    faults = [*formulas_in(cells), *(f"“{column}” is empty." for column in COLUMNS if not text_of(cells[column]))]
    faults += [
        f"“{column}” is longer than {most} characters."
        for column, most in LONGEST.items()
        if len(text_of(cells[column])) > most
    ]
    if not faults:
        row, faults = _row_of(reading, number, cells)
        if row and not faults:
            reading.rows.append(row)
            reading.seen[row.customer, row.reference] = number
    reading.errors += [f"Row {number}: {fault}" for fault in faults]


def _row_of(reading: _Reading, number: int, cells: dict[str, Any]) -> tuple[UseRow | None, list[str]]:
    words = {column: text_of(cells[column]) for column in COLUMNS}
    faults = []
    if words["customer"] not in reading.customers:
        faults.append(f"there is no customer “{words['customer'][:40]}”.")
    if words["pool"] not in reading.pools:
        faults.append(f"there is no pool “{words['pool'][:40]}”.")
    if words["unit"] not in UNITS:
        faults.append(f"“{words['unit'][:40]}” is no unit; the units are {', '.join(UNITS)}.")
    if first := reading.seen.get((words["customer"], words["reference"])):
        faults.append(f"the same customer and reference are in row {first}; remove one.")
    day, quantity = (
        _read(lambda: _day_of(cells["used_on"]), faults),
        _read(lambda: _quantity_of(cells["quantity"]), faults),
    )
    if faults or day is None or quantity is None:
        return None, faults
    return UseRow(
        number, words["customer"], words["pool"], Unit(words["unit"]), day, quantity, words["reference"],
        words["evidence"],
    ), []  # fmt: skip


def _read(reader: Any, faults: list[str]) -> Any:
    try:
        return reader()
    except ValueError as malformed:
        faults.append(str(malformed))
        return None


def _day_of(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    try:
        return date.fromisoformat(text_of(cell))
    except ValueError:
        raise ValueError(f"“{text_of(cell)[:40]}” is no day; write it as 2026-10-05.") from None


def _quantity_of(cell: Any) -> Fraction:
    """A typed number of a spreadsheet as it is shown; text as it is. Refuses: ValueError."""
    is_typed = isinstance(cell, int | float) and not isinstance(cell, bool)
    written = _typed(cell) if is_typed else text_of(cell)
    quantity = read_number(written, what="“quantity”", most=UNITS_MAX, places=PLACES)
    if not quantity:
        raise ValueError("“quantity” is nothing. Leave the row out.")
    return quantity


def _typed(cell: Any) -> str:
    exact = Decimal(repr(cell))
    return f"{exact:f}" if exact.is_finite() and abs(exact) < 10**12 else repr(cell)
