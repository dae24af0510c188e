"""Rows in, an .xlsx out: typed cells, totals as formulas with their value beside them, and text that stays text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from guildhall.kernel import Money

Cell: TypeAlias = str | int | Money | date | None
"""What a cell may hold; anything else is refused, so that no float ever becomes an amount of ours."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a heading row, rows, and below them the sums of the columns named in `summed`.

    Takes: `notes`, lines of text above the table; `widths` in characters, by column.
    """

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    summed: Sequence[str] = ()
    notes: Sequence[str] = ()
    widths: Sequence[int] = field(default_factory=tuple)


def spreadsheet(sheets: Sequence[Sheet], *, title: str, made_at: datetime) -> bytes:
    """Write a spreadsheet. The same sheets give the same bytes.

    Takes: `made_at`, the moment written into the file's properties.
    Gives: the bytes of an .xlsx. Text that begins with =, +, - or @ is text, in every program.
    """
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {"title": title, "author": "Guildhall", "created": made_at.astimezone(UTC).replace(tzinfo=None)}
    )
    formats = {
        "plain": book.add_format({"valign": "top", "text_wrap": True}),
        "heading": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "money": book.add_format({"num_format": "£#,##0.00;[Red]-£#,##0.00", "valign": "top"}),
        "count": book.add_format({"num_format": "#,##0", "valign": "top"}),
        "day": book.add_format({"num_format": "d mmmm yyyy", "valign": "top", "align": "left"}),
        "total": book.add_format({"bold": True, "top": 1, "num_format": "£#,##0.00;[Red]-£#,##0.00"}),
        "total_count": book.add_format({"bold": True, "top": 1, "num_format": "#,##0"}),
        "total_text": book.add_format({"bold": True, "top": 1}),
    }
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet, formats)
    book.close()
    return file.getvalue()


def _write(page: Worksheet, sheet: Sheet, formats: dict[str, Any]) -> None:
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    for row, note in enumerate(sheet.notes):
        page.write_string(row, 0, note)
    top = len(sheet.notes) + (1 if sheet.notes else 0)
    for column, name in enumerate(sheet.columns):
        page.write_string(top, column, name, formats["heading"])
    page.freeze_panes(top + 1, 0)
    for row, cells in enumerate(sheet.rows, start=top + 1):
        for column, cell in enumerate(cells):
            _write_cell(page, row, column, cell, formats)
    if sheet.summed:
        _write_totals(page, sheet, top, formats)


def _write_cell(page: Worksheet, row: int, column: int, cell: Cell, formats: dict[str, Any]) -> None:
    match cell:
        case None:
            page.write_blank(row, column, None, formats["plain"])
        case str():
            page.write_string(row, column, cell, formats["plain"])
        case Money():
            page.write_number(row, column, _pounds(cell), formats["money"])
        case date():
            page.write_datetime(row, column, cell, formats["day"])
        case int() if not isinstance(cell, bool):
            page.write_number(row, column, cell, formats["count"])
        case _:
            raise TypeError(f"A cell holds text, a whole number, Money or a day, not {type(cell).__name__}.")


def _write_totals(page: Worksheet, sheet: Sheet, top: int, formats: dict[str, Any]) -> None:
    bottom = top + 1 + len(sheet.rows)
    for column, name in enumerate(sheet.columns):
        if name not in sheet.summed:
            page.write(bottom, column, None if column else "Total", formats["total_text"])
            continue
        cells = [row[column] for row in sheet.rows]
        first, last = xl_rowcol_to_cell(top + 1, column), xl_rowcol_to_cell(max(bottom - 1, top + 1), column)
        amounts = any(isinstance(cell, Money) for cell in cells)
        value = _pounds(Money.total(cells)) if amounts else sum(cells)  # type: ignore[arg-type]  # one kind a column
        page.write_formula(
            bottom, column, f"=SUM({first}:{last})", formats["total" if amounts else "total_count"], value
        )


def _pounds(amount: Money) -> float:
    """A spreadsheet's number is a float; one with 15 digits holds pence exactly up to ten million million pounds."""
    return float(amount.plain)
