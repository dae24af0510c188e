"""Spreadsheets and CSV: typed cells, sums as formulas, and text that stays text."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from guildhall.documents.csv import csv_file
from guildhall.documents.spreadsheets import Sheet, spreadsheet
from guildhall.kernel import Money
from tests.cast import MONDAY_9AM

HOSTILE = ["=cmd()|'/c calc'!A0", "+1", "-1+1", "@SUM(A1)"]
SHEET = Sheet(
    "Statement",
    ["Pool", "Events", "Day", "Share"],
    [["Desk", 3, date(2026, 6, 30), Money.of("1234.56")], ["Refund", 0, None, Money.of("-0.06")]],
    summed=["Events", "Share"],
    notes=["Northfield", "Excluding VAT"],
)


def opened(sheet: Sheet, *, values: bool) -> list[list]:
    content = spreadsheet([sheet], title="Statement", made_at=MONDAY_9AM)
    book = load_workbook(io.BytesIO(content), data_only=values)
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def test_cells_are_typed_and_the_sums_are_formulas_with_their_values():
    formulas, values = opened(SHEET, values=False), opened(SHEET, values=True)

    assert formulas[3] == ["Pool", "Events", "Day", "Share"]
    assert [type(cell).__name__ for cell in formulas[4]] == ["str", "int", "datetime", "float"]
    assert formulas[6] == ["Total", "=SUM(B5:B6)", None, "=SUM(D5:D6)"]
    assert values[6] == ["Total", 3, None, 1234.5]


def test_text_that_looks_like_a_formula_stays_text_in_a_spreadsheet():
    content = spreadsheet([Sheet("S", ["x"], [[text] for text in HOSTILE])], title="t", made_at=MONDAY_9AM)

    cells = [row[0] for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in cells] == [(text, "s") for text in HOSTILE]


def test_the_same_sheets_give_the_same_bytes():
    first, second = (spreadsheet([SHEET], title="t", made_at=MONDAY_9AM) for _ in range(2))

    assert first == second


@pytest.mark.parametrize("cell", [1.5, True, b"x"])
def test_a_cell_never_holds_a_float(cell):
    with pytest.raises(TypeError):
        spreadsheet([Sheet("S", ["x"], [[cell]])], title="t", made_at=MONDAY_9AM)


def test_csv_is_utf_8_and_its_cells_are_no_formulas():
    written = csv_file(["pool", "share", "day"], [[text, Money.of("-1.50"), date(2026, 6, 30)] for text in HOSTILE])

    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert written.startswith(b"\xef\xbb\xbf")
    assert [row[0][0] for row in rows[1:]] == ["'"] * 2 + ["'"] * 2
    assert rows[1][1:] == ["-1.50", "2026-06-30"]
