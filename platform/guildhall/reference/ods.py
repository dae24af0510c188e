"""The organisation files of the NHS Organisation Data Service: 27 columns, no header, one organisation in a row.

Three layouts: `etr` (trusts, and their sites), `eccg` (commissioners), `epraccur` (practices). Pure: bytes in, rows
out. Every row of a file is accounted for, as an organisation or as a fault that says what is wrong with it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guildhall.reference.errors import OdsFileUnreadable

COLUMNS = 27
_CODE = re.compile(r"[A-Z0-9]{3,8}")
_DAY = re.compile(r"\d{8}")


class OdsLayout(StrEnum):
    """Which file it is, by the name the service gives it."""

    TRUSTS = "etr"
    COMMISSIONERS = "eccg"
    PRACTICES = "epraccur"


class OdsStatus(StrEnum):
    """What the service says of an organisation. A closed one stays in the file and is never opened again."""

    ACTIVE = "A"
    CLOSED = "C"
    DORMANT = "D"
    PROPOSED = "P"


@dataclass(frozen=True, slots=True)
class OdsOrganisation:
    """One row. `parent` is the commissioner's code (practices only); `setting` "4" is a GP practice."""

    number: int
    code: str
    name: str
    address: tuple[str, ...]
    postcode: str
    opened_on: date
    closed_on: date | None
    status: OdsStatus
    parent: str = ""
    geography: str = ""
    setting: str = ""

    @property
    def is_open(self) -> bool:
        return self.closed_on is None and self.status is not OdsStatus.CLOSED


@dataclass(frozen=True, slots=True)
class OdsFault:
    """A row that could not be read, and what to do about it."""

    number: int
    sentence: str


@dataclass(frozen=True, slots=True)
class OdsFile:
    """A file, read: `digest` names its exact bytes; `organisations` and `faults` together are its rows."""

    layout: OdsLayout
    digest: str
    organisations: tuple[OdsOrganisation, ...]
    faults: tuple[OdsFault, ...]

    @property
    def rows(self) -> int:
        return len(self.organisations) + len(self.faults)


class _RowFault(Exception):
    """What is wrong with one row, as a sentence."""


def read_ods(content: bytes, *, layout: OdsLayout) -> OdsFile:
    """Read a file of the Organisation Data Service.

    Gives: every row, as an organisation or a fault; of a code that comes twice, the second row is a fault.
    Refuses: OdsFileUnreadable, for what is no text or has no rows.
    """
    found: dict[str, OdsOrganisation] = {}
    faults: list[OdsFault] = []
    for number, cells in _rows(_text(content)):
        try:
            organisation = _organisation(number, cells, layout)
            if organisation.code in found:
                first = found[organisation.code].number
                raise _RowFault(f"{organisation.code} stands in row {first} already. Keep one of the two rows.")
            found[organisation.code] = organisation
        except _RowFault as fault:
            faults.append(OdsFault(number, str(fault)))
    if not found and not faults:
        raise OdsFileUnreadable("The file is empty. Choose a file with one organisation in each row.")
    return OdsFile(layout, hashlib.sha256(content).hexdigest(), tuple(found.values()), tuple(faults))


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if "\0" in text or (content and not text):
        raise OdsFileUnreadable(
            "The file is not a text file in UTF-8. Choose the CSV file, not the archive it came in."
        )
    return text


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number; a row that breaks the CSV rules comes out as one cell, and so becomes a fault."""
    reader = csv.reader(io.StringIO(text, newline=""))
    number = 0
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as broken:
            yield number, [f"{broken}"]


def _organisation(number: int, cells: list[str], layout: OdsLayout) -> OdsOrganisation:
    if len(cells) != COLUMNS:
        raise _RowFault(f"The row has {len(cells)} columns and needs {COLUMNS}. Take the file as it was published.")
    cells = [cell.strip() for cell in cells]
    code, name = cells[0].upper(), cells[1]
    if not _CODE.fullmatch(code):
        raise _RowFault(f"“{cells[0]}” is no organisation code. A code has 3 to 8 letters and digits.")
    if not name:
        raise _RowFault(f"{code} has no name. Add it in the second column.")
    opened_on, closed_on = _day(cells[10], code), _day(cells[11], code)
    if opened_on is None:
        raise _RowFault(f"{code} has no opening date. Add it in column 11 as YYYYMMDD.")
    if closed_on is not None and closed_on < opened_on:
        raise _RowFault(f"{code} closes before it opens. Check columns 11 and 12.")
    practices = layout is OdsLayout.PRACTICES
    return OdsOrganisation(
        number=number,
        code=code,
        name=name,
        address=tuple(line for line in cells[4:9] if line),
        postcode=cells[9].upper(),
        opened_on=opened_on,
        closed_on=closed_on,
        status=_status(cells[12], closed_on, code),
        parent=cells[14].upper() if practices else "",
        geography=cells[3].upper(),
        setting=cells[25] if practices else "",
    )


def _day(written: str, code: str) -> date | None:
    if not written:
        return None
    try:
        if not _DAY.fullmatch(written):
            raise ValueError
        return date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        raise _RowFault(f"“{written}” is no date for {code}. Write dates as YYYYMMDD.") from None


def _status(written: str, closed_on: date | None, code: str) -> OdsStatus:
    """What the file says; trusts and commissioners have no such column filled, so their closing date says it."""
    if not written:
        return OdsStatus.CLOSED if closed_on else OdsStatus.ACTIVE
    try:
        return OdsStatus(written.upper())
    except ValueError:
        raise _RowFault(f"“{written}” is no status for {code}. It is A, C, D or P.") from None
