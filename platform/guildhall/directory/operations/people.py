"""Knowing who will work here, and from when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from guildhall.audit.operations import record
from guildhall.database.operation import step
from guildhall.directory.errors import (
    EmploymentAlreadyPlanned,
    EmploymentAlreadyWithdrawn,
    EmploymentHasBegun,
)
from guildhall.directory.models import Department, Employment, Person
from guildhall.directory.states import EmploymentKind, EmploymentState
from guildhall.kernel import LONDON, Actor, require


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who is to work here, as a source tells it; `until` is the first day after the end."""

    source: str
    source_key: str
    name: str
    email: str
    post: str
    starts_on: date
    until: date | None = None
    kind: EmploymentKind = EmploymentKind.STAFF
    site: str = ""
    department_code: str = ""
    manager: str = ""
    identity_id: UUID | None = None
    revision: int = 1


@step
def plan_employment(*, arrival: Arrival, by: Actor, at: datetime) -> Employment:
    """Expect somebody: the person, found again or new, and one employment for the source's key.

    Refuses: EmploymentAlreadyPlanned.
    Rule: accounts.md, section 7: an identity that is employed here is never a second person.
    """
    known = Employment.objects.select_for_update().filter(source=arrival.source, source_key=arrival.source_key)
    require(not known.exists(), EmploymentAlreadyPlanned(arrival.source_key))

    department = Department.objects.filter(code=arrival.department_code).first() if arrival.department_code else None
    employment = Employment.objects.create(
        person=_person_of(arrival), department=department, **columns_of_employment(arrival)
    )

    record("employment planned", employment, by=by, at=at, details={"first day": f"{arrival.starts_on:%-d %B %Y}"})
    return employment


@step
def move_employment(*, employment: Employment, starts_on: date, revision: int, by: Actor, at: datetime) -> Employment:
    """Expect somebody on another day.

    Refuses: EmploymentAlreadyWithdrawn, EmploymentHasBegun (on the moment's own day or before).
    """
    found = Employment.objects.locked(employment.pk)

    require(found.withdrawn_at is None, EmploymentAlreadyWithdrawn())
    require(not _has_begun(found, at), EmploymentHasBegun(found.starts_on))

    before = found.starts_on
    found.starts_on, found.revision = starts_on, revision
    found.save(update_fields=["starts_on", "revision"])

    record(
        "employment moved",
        found,
        by=by,
        at=at,
        details={"from": f"{before:%-d %B %Y}", "to": f"{starts_on:%-d %B %Y}"},
    )
    return found


@step
def withdraw_employment(*, employment: Employment, by: Actor, at: datetime) -> Employment:
    """Expect somebody no longer; the employment never began.

    Refuses: EmploymentAlreadyWithdrawn, EmploymentHasBegun.
    """
    found = Employment.objects.locked(employment.pk)

    require(found.withdrawn_at is None, EmploymentAlreadyWithdrawn())
    require(not _has_begun(found, at), EmploymentHasBegun(found.starts_on))

    found.withdrawn_at = at
    found.save(update_fields=["withdrawn_at"])

    record("employment withdrawn", found, by=by, at=at)
    return found


def columns_of_employment(arrival: Arrival) -> dict[str, object]:
    """What an arrival says about the employment itself; the same for one and for thousands."""
    return {
        "kind": arrival.kind,
        "source": arrival.source,
        "source_key": arrival.source_key,
        "revision": arrival.revision,
        "post": arrival.post,
        "site": arrival.site,
        "manager": arrival.manager,
        "starts_on": arrival.starts_on,
        "until": arrival.until,
    }


def _has_begun(employment: Employment, at: datetime) -> bool:
    return employment.state_on(at.astimezone(LONDON).date()) is not EmploymentState.PLANNED


def _person_of(arrival: Arrival) -> Person:
    """The person we know by this identity, else by this address, else a new one."""
    found = None
    if arrival.identity_id is not None:
        found = Person.objects.filter(identity_id=arrival.identity_id).first()
    if found is None and arrival.email:
        found = Person.objects.filter(email__iexact=arrival.email).first()
    if found is None:
        return Person.objects.create(name=arrival.name, email=arrival.email, identity_id=arrival.identity_id)
    if found.identity_id is None and arrival.identity_id is not None:
        found.identity_id = arrival.identity_id
        found.save(update_fields=["identity_id"])
    return found
