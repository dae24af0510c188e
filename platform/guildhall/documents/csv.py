"""Rows in, CSV out: UTF-8 with a mark that spreadsheets know, and cells that no program reads as formulas."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from defusedcsv import csv

from guildhall.kernel import Money


def csv_file(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Write CSV: amounts as plain numbers, days as 2026-09-30, text that begins with a formula's sign made harmless."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def _plain(cell: Any) -> Any:
    match cell:
        case None:
            return ""
        case Money():
            return cell.plain  # a minus and digits alone are left as they are
        case date():
            return cell.isoformat()
        case _:
            return cell
