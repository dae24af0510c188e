"""People and their employments."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from guildhall.database.operation import operation
from guildhall.directory.errors import (
    EmploymentAlreadyPlanned,
    EmploymentAlreadyWithdrawn,
    EmploymentHasBegun,
    StaffNotReady,
)
from guildhall.directory.models import Employment, Person
from guildhall.directory.operations import (
    Arrival,
    import_staff_in_bulk,
    move_employment,
    place_department,
    plan_employment,
    withdraw_employment,
)
from guildhall.directory.queries import PeopleCounts, employment_from, people_counts
from guildhall.directory.states import EmploymentKind, EmploymentState
from guildhall.kernel import SYSTEM, NotAllowed
from tests.cast import MONDAY_9AM, after

IDENTITY = UUID(int=7)
plan, move, withdraw = operation(plan_employment), operation(move_employment), operation(withdraw_employment)


def casey(**changes):
    return replace(
        Arrival(
            source="recruitment",
            source_key="starter-1",
            name="Casey Morgan",
            email="casey@candidate.example",
            post="Staff nurse",
            starts_on=date(2026, 7, 6),
        ),
        **changes,
    )


def test_somebody_is_expected_once(northfield):
    employment = plan(arrival=casey(), by=SYSTEM, at=MONDAY_9AM)

    with pytest.raises(EmploymentAlreadyPlanned):
        plan(arrival=casey(), by=SYSTEM, at=MONDAY_9AM)

    assert employment_from("recruitment", "starter-1") == employment
    assert people_counts(on=date(2026, 6, 1)) == PeopleCounts(people=1, employed=0, planned=1)
    assert people_counts(on=date(2026, 7, 6)) == PeopleCounts(people=1, employed=1, planned=0)


def test_a_second_employment_is_never_a_second_person(northfield):
    first = plan(arrival=casey(), by=SYSTEM, at=MONDAY_9AM)
    by_email = plan(arrival=casey(source_key="2", email="CASEY@candidate.example"), by=SYSTEM, at=MONDAY_9AM)
    first.person.identity_id = IDENTITY
    first.person.save()
    by_identity = plan(arrival=casey(source_key="3", email="", identity_id=IDENTITY), by=SYSTEM, at=MONDAY_9AM)

    assert {first.person_id, by_email.person_id, by_identity.person_id} == {first.person_id}


def test_an_employment_is_read_off_its_dates(northfield):
    employment = plan(arrival=casey(until=date(2026, 8, 1)), by=SYSTEM, at=MONDAY_9AM)

    states = [employment.state_on(date(2026, *day)) for day in ((7, 5), (7, 6), (7, 31), (8, 1))]

    planned, active, ended = EmploymentState.PLANNED, EmploymentState.ACTIVE, EmploymentState.ENDED
    assert states == [planned, active, active, ended]


def test_a_planned_employment_moves_and_a_begun_one_does_not(northfield):
    employment = plan(arrival=casey(), by=SYSTEM, at=MONDAY_9AM)

    moved = move(employment=employment, starts_on=date(2026, 7, 13), revision=2, by=SYSTEM, at=MONDAY_9AM)

    assert (moved.starts_on, moved.revision) == (date(2026, 7, 13), 2)
    with pytest.raises(EmploymentHasBegun):
        move(employment=moved, starts_on=date(2026, 8, 3), revision=3, by=SYSTEM, at=after(days=42))


def test_an_employment_withdrawn_never_began(northfield):
    employment = plan(arrival=casey(), by=SYSTEM, at=MONDAY_9AM)

    withdrawn = withdraw(employment=employment, by=SYSTEM, at=after(days=1))

    assert withdrawn.state_on(date(2027, 1, 1)) == EmploymentState.WITHDRAWN
    assert people_counts(on=date(2026, 7, 6)).employed == 0
    with pytest.raises(EmploymentAlreadyWithdrawn):
        withdraw(employment=employment, by=SYSTEM, at=after(days=2))


def a_staff_list():
    rows = [
        casey(source="demo", source_key=f"E{n}", name=f"Person {n}", email=f"p{n}@x.example", department_code="CARD")
        for n in range(1, 41)
    ]
    rows[10] = replace(rows[10], email="P1@x.example")  # a second employment of the first person
    rows[11] = replace(rows[11], identity_id=IDENTITY, email="")
    rows[12] = replace(rows[12], identity_id=IDENTITY, kind=EmploymentKind.AGENCY, until=date(2026, 9, 1))
    rows[13] = replace(rows[13], email="", department_code="")
    return rows


def everyone():
    people = {person.id: (person.name, person.email, person.identity_id) for person in Person.objects.order_by("id")}
    columns = ("source_key", "kind", "post", "starts_on", "until", "department__code", "revision", "manager")
    return [
        (people[row["person_id"]], [row[column] for column in columns])
        for row in Employment.objects.order_by("source_key").values("person_id", *columns)
    ]


def test_a_whole_list_is_known_exactly_as_one_by_one(northfield, administrator):
    operation(place_department)(code="CARD", name="Cardiology")
    with transaction.atomic():
        for row in a_staff_list():
            plan_employment(arrival=row, by=SYSTEM, at=MONDAY_9AM)
        one_by_one, people_one_by_one = everyone(), Person.objects.count()
        transaction.set_rollback(True)

    counts = import_staff_in_bulk(rows=a_staff_list(), by=administrator, at=MONDAY_9AM)

    assert (counts.rows, counts.added, counts.known) == (40, 40, 0)
    assert (everyone(), Person.objects.count()) == (one_by_one, people_one_by_one)


def test_the_same_list_again_changes_nothing(northfield, administrator):
    operation(place_department)(code="CARD", name="Cardiology")
    import_staff_in_bulk(rows=a_staff_list(), by=administrator, at=MONDAY_9AM)
    before = everyone()

    counts = import_staff_in_bulk(rows=a_staff_list(), by=administrator, at=after(days=1))

    assert ((counts.added, counts.known), everyone()) == ((0, 40), before)


def test_thousands_cost_no_more_questions_than_dozens(northfield, administrator, django_assert_max_num_queries):
    rows = [casey(source_key=f"E{n}", email=f"p{n}@x.example") for n in range(3_000)]

    with django_assert_max_num_queries(16):
        import_staff_in_bulk(rows=rows, by=administrator, at=MONDAY_9AM)


def test_a_list_with_bad_rows_is_refused_with_every_reason(northfield, administrator):
    rows = [casey(), casey(), casey(source_key="2", department_code="NONE")]

    with pytest.raises(StaffNotReady) as refused:
        import_staff_in_bulk(rows=rows, by=administrator, at=MONDAY_9AM)

    assert refused.value.reasons == [
        "Row 2 repeats the key starter-1. Keep one row for each employment.",
        "Row 3 names the department NONE. Add the department first.",
    ]


def test_a_recruiter_imports_no_staff_list(northfield, recruiter):
    with pytest.raises(NotAllowed):
        import_staff_in_bulk(rows=[casey()], by=recruiter, at=MONDAY_9AM)


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": date(2026, 7, 6)},
        {"kind": EmploymentKind.AGENCY},
    ],
)
def test_the_database_refuses_employments_without_sense(northfield, wrong):
    with pytest.raises(IntegrityError):
        plan(arrival=casey(**wrong), by=SYSTEM, at=MONDAY_9AM)
