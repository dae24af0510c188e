"""What a file of organisations would bring in, row by row, before anything is done. Pure.

Rows of the file = organisations that would join + those left out (each reason with its count), always.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date

from apps.partnership.errors import AddressesUnreadable
from apps.partnership.rules import code_for, kind_of, letters_for, short_name_of, spelled
from guildhall.notices.sending import is_address
from guildhall.reference.ods import OdsFile, OdsLayout, OdsOrganisation, OdsStatus

INTAKE_MAX = 700
FAULTS_KEPT = 100
GP_PRACTICE = "4"
CLOSED, DORMANT, PROPOSED = "Closed", "Dormant: no patients and no staff", "Proposed, and not open yet"
NO_PRACTICE, A_PARTNER, WAITS = "Not a GP practice", "A partner already", "Waiting in another intake"
BEYOND, NOT_READ = "Beyond the number asked for", "Not read: see the faults"


@dataclass(frozen=True, slots=True)
class Known:
    """What is taken: by partners in any state, and by the rows that other intakes still have to bring in."""

    codes: Set[str] = frozenset()
    letters: Set[str] = frozenset()
    partners: Set[str] = frozenset()
    waiting: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One organisation as it would join."""

    number: int
    ods_code: str
    name: str
    short_name: str
    code: str
    letters: str
    kind: str
    first_administrator: str = ""


@dataclass(frozen=True, slots=True)
class IntakePlan:
    """What a file would do. `faults` are sentences with their row's number; `left_out` counts every other row."""

    file_name: str
    digest: str
    rows_in_file: int
    joins_on: date
    rows: tuple[PlannedRow, ...]
    left_out: Mapping[str, int]
    faults: tuple[str, ...] = field(default=())


def plan_of(
    file: OdsFile,
    *,
    file_name: str,
    joins_on: date,
    known: Known,
    limit: int = INTAKE_MAX,
    addresses: Mapping[str, str] | None = None,
) -> IntakePlan:
    """The organisations that a file would bring in, in the file's order, with the names they would have.

    Takes: `limit`, how many at most; `addresses`, a first administrator's e-mail address by ODS code.
    """
    codes, letters = set(known.codes), set(known.letters)
    left_out: Counter[str] = Counter()
    rows: list[PlannedRow] = []
    for organisation in file.organisations:
        if reason := _why_not(organisation, file.layout, known) or (BEYOND if len(rows) >= limit else ""):
            left_out[reason] += 1
            continue
        name = organisation.name
        row = PlannedRow(
            number=organisation.number,
            ods_code=organisation.code,
            name=spelled(name)[:200],
            short_name=short_name_of(name),
            code=code_for(name, ods_code=organisation.code, taken=codes),
            letters=letters_for(name, taken=letters),
            kind=kind_of(organisation, layout=file.layout),
            first_administrator=(addresses or {}).get(organisation.code, ""),
        )
        rows.append(row)
        codes.add(row.code)
        letters.add(row.letters)
    if file.faults:
        left_out[NOT_READ] = len(file.faults)
    faults = [f"Row {fault.number:,}: {fault.sentence}" for fault in file.faults[:FAULTS_KEPT]]
    faults += _strangers(addresses or {}, rows)
    return IntakePlan(file_name, file.digest, file.rows, joins_on, tuple(rows), dict(left_out), tuple(faults))


def _why_not(organisation: OdsOrganisation, layout: OdsLayout, known: Known) -> str:
    if organisation.code in known.partners:
        return A_PARTNER
    if organisation.code in known.waiting:
        return WAITS
    if not organisation.is_open:
        return CLOSED
    if layout is OdsLayout.PRACTICES and organisation.setting != GP_PRACTICE:
        return NO_PRACTICE
    return {OdsStatus.DORMANT: DORMANT, OdsStatus.PROPOSED: PROPOSED}.get(organisation.status, "")


def _strangers(addresses: Mapping[str, str], rows: list[PlannedRow]) -> list[str]:
    joining = {row.ods_code for row in rows}
    lost = sorted(set(addresses) - joining)
    return [f"{code} has an administrator's address and does not join from this file." for code in lost[:FAULTS_KEPT]]


def read_addresses(content: bytes) -> dict[str, str]:
    """First administrators' addresses by ODS code: a CSV file of two columns, code and e-mail address, no header.

    Refuses: AddressesUnreadable, with every row that is wrong.
    """
    try:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise AddressesUnreadable("The list of administrators is not a CSV file in UTF-8. Save it as one.") from None
    faults, found = [], {}
    for number, cells in enumerate(lines, 1):
        code, address = (cell.strip() for cell in (*cells, "", "")[:2])
        if not code and not address:
            continue
        if not is_address(address):
            faults.append(f"Row {number} of the administrators: “{address}” is no e-mail address.")
        found[code.upper()] = address.lower()
    if faults:
        raise AddressesUnreadable(faults[:FAULTS_KEPT])
    return found
