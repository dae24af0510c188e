"""A statement's files, as links."""

from __future__ import annotations

from guildhall.charging.queries.statements import FileRow
from guildhall.web.parts import Link

FILE_WORDS = {
    "pdf": "PDF",
    "xlsx": "Spreadsheet (XLSX)",
    "csv": "CSV",
    "focus": "FOCUS rows (CSV)",
    "ubl": "E-invoice (UBL)",
}


def download_of(file: FileRow, here: str) -> Link:
    """One file to download; of an e-invoice that corrects a month, that month. Takes: the statement's own address."""
    words, url = f"Download {FILE_WORDS[file.kind]}", f"{here}/files/{file.kind}/"
    if file.corrects is None:
        return Link(words, url)
    return Link(f"{words}, correction of {file.corrects.title}", f"{url}?month={file.corrects}")
