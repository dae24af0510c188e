"""A whole staff list at once: what `plan_employment` does for one, in a handful of statements for thousands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.audit.operations import record
from guildhall.database.operation import operation
from guildhall.directory.errors import StaffNotReady
from guildhall.directory.models import Department, Employment, Person
from guildhall.directory.operations.people import Arrival, columns_of_employment
from guildhall.directory.rules import may_import
from guildhall.kernel import Actor, NotAllowed, require

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class StaffCounts:
    """What came of a staff list; the three add up to its rows."""

    rows: int
    added: int
    known: int


@operation
def import_staff_in_bulk(*, rows: Sequence[Arrival], by: Actor, at: datetime) -> StaffCounts:
    """Know everyone on a staff list. Rows whose key the source has used before are left as they are.

    Refuses: NotAllowed; StaffNotReady, naming every row that repeats a key or a department we do not know.
    Rule: accounts.md, section 6: absence ends nobody, and the same facts again give 0 changes.
    """
    require(may_import(by), NotAllowed("import a staff list"))
    departments = {department.code: department for department in Department.objects.all()}
    if faults := _faults(rows, departments):
        raise StaffNotReady(faults)

    keys = Employment.objects.filter(source__in={row.source for row in rows}).values_list("source", "source_key")
    known = set(keys)
    fresh = [row for row in rows if (row.source, row.source_key) not in known]
    people = _people_for(fresh)
    added = Employment.objects.bulk_create(
        [
            Employment(person=person, department=departments.get(row.department_code), **columns_of_employment(row))
            for row, person in zip(fresh, people, strict=True)
        ],
        batch_size=BATCH,
    )

    if added:
        record("staff list imported", added[0], by=by, at=at, details={"people": str(len(added))})
    return StaffCounts(rows=len(rows), added=len(added), known=len(rows) - len(added))


def _faults(rows: Sequence[Arrival], departments: dict[str, Department]) -> list[str]:
    faults = []
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, start=1):
        if (row.source, row.source_key) in seen:
            faults.append(f"Row {number} repeats the key {row.source_key}. Keep one row for each employment.")
        if row.department_code and row.department_code not in departments:
            faults.append(f"Row {number} names the department {row.department_code}. Add the department first.")
        seen.add((row.source, row.source_key))
    return faults


def _people_for(rows: Sequence[Arrival]) -> list[Person]:
    """One person for each row, in order: known by identity, known by address, or new and written together."""
    by_identity: dict[UUID, Person] = {}
    by_email: dict[str, Person] = {}
    for person in Person.objects.all():
        _remember(person, by_identity, by_email)
    found: list[Person] = []
    fresh: list[Person] = []
    named: list[Person] = []
    for row in rows:
        known = (by_identity.get(row.identity_id) if row.identity_id else None) or by_email.get(row.email.lower())
        person = known or Person(name=row.name, email=row.email, identity_id=row.identity_id)
        if known is None:
            fresh.append(person)
        elif person.identity_id is None and row.identity_id is not None:
            person.identity_id = row.identity_id
            if person.pk is not None:
                named.append(person)
        _remember(person, by_identity, by_email)
        found.append(person)
    Person.objects.bulk_create(fresh, batch_size=BATCH)
    Person.objects.bulk_update(named, ["identity_id"], batch_size=BATCH)
    return found


def _remember(person: Person, by_identity: dict[UUID, Person], by_email: dict[str, Person]) -> None:
    if person.identity_id is not None:
        by_identity[person.identity_id] = person
    if person.email:
        by_email[person.email.lower()] = person
