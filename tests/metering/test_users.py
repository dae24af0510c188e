"""User-days: each night the directory's people are counted for the day that is over, and counted again when the
directory tells an earlier day otherwise.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from guildhall.directory.models import Employment, Person
from guildhall.directory.states import EmploymentKind
from guildhall.kernel import LONDON, SYSTEM, Month, NotAllowed
from guildhall.metering.models import EventConflict, UsageEvent
from guildhall.metering.operations import record_usage
from guildhall.metering.operations.users import count_users
from guildhall.metering.queries import usage_in
from guildhall.metering.queries.users import COUNTING_USERS
from guildhall.metering.units import Unit
from tenants.context import inside, on_the_platform
from tenants.delivering import deliver_everything_waiting
from tenants.models import Partner
from tenants.operations.rounds import begin_round
from tenants.rounds import WORK
from tests.cast import ADAM, MONDAY_9AM

JUNE = Month(2026, 6)
FOURTH = datetime(2026, 6, 4, 2, 0, tzinfo=LONDON)


@pytest.fixture
def staff(northfield):
    """Northfield joins on 1 June; two people work there, one of them in two posts, one from 3 June on."""
    with on_the_platform():
        Partner.objects.filter(code="northfield").update(joined_on=date(2026, 6, 1))
    rita, anil = a_person("Rita"), a_person("Anil")
    employed(rita, "1", date(2026, 1, 1))
    employed(rita, "2", date(2026, 1, 1))
    return employed(anil, "3", date(2026, 6, 3))


def a_person(name: str) -> Person:
    return Person.objects.create(name=name)


def employed(person: Person, key: str, starts_on: date, until: date | None = None) -> Employment:
    return Employment.objects.create(
        person=person, kind=EmploymentKind.STAFF, source="payroll", source_key=key, post="Nurse",
        starts_on=starts_on, until=until,
    )  # fmt: skip


def counted_at(at: datetime) -> int:
    return count_users(by=SYSTEM, at=at)


def by_day() -> list[tuple[int, int]]:
    """The day of June and what counts for it, all events added up."""
    days: dict[int, int] = {}
    for event in UsageEvent.objects.filter(unit=Unit.USER_DAYS, day__month=6):
        days[event.day.day] = days.get(event.day.day, 0) + event.quantity
    return sorted(days.items())


def test_every_day_of_membership_that_is_over_is_counted_once_by_people_not_posts(staff):
    assert (counted_at(FOURTH), counted_at(FOURTH)) == (3, 0)

    assert by_day() == [(1, 1), (2, 1), (3, 2)]
    assert usage_in(JUNE, unit=Unit.USER_DAYS) == {ADAM.actor.partner: 4}


def test_a_night_that_was_missed_is_made_up_the_next(staff):
    counted_at(FOURTH - timedelta(days=2))

    assert counted_at(FOURTH) == 2


def test_who_left_earlier_than_was_known_is_taken_back_by_corrections_that_name_the_day(staff):
    counted_at(FOURTH)
    staff.until = staff.starts_on + timedelta(days=1)
    staff.save()

    counted_at(FOURTH + timedelta(days=1))
    staff.withdrawn_at = FOURTH
    staff.save()
    counted_at(FOURTH + timedelta(days=1))

    assert by_day() == [(1, 1), (2, 1), (3, 1), (4, 1)]
    mended = UsageEvent.objects.get(quantity=-1)
    assert (mended.subject, mended.corrects.subject) == (
        "directory 2026-06-03, counted again 1", "directory 2026-06-03",
    )  # fmt: skip


def test_a_day_is_corrected_as_often_as_it_is_told_otherwise_and_never_a_conflict(staff):
    for withdrawn_at in (None, FOURTH, None, FOURTH):
        Employment.objects.filter(id=staff.id).update(withdrawn_at=withdrawn_at)
        counted_at(FOURTH)

    assert by_day() == [(1, 1), (2, 1), (3, 1)]
    assert (EventConflict.objects.count(), UsageEvent.objects.filter(corrects__isnull=False).count()) == (0, 3)


def test_a_day_that_somebody_else_counted_is_left_to_them(staff):
    record_usage(Unit.USER_DAYS, subject="2026-06-02", at=datetime(2026, 6, 2, 12, tzinfo=LONDON), quantity=1420)

    counted_at(FOURTH)

    assert by_day() == [(1, 1), (2, 1420), (3, 2)]


def test_who_is_no_member_yet_or_no_more_is_not_counted(staff, northfield):
    with on_the_platform():
        Partner.objects.filter(code="northfield").update(leaves_on=date(2026, 6, 2))
    counted_at(FOURTH)
    with on_the_platform():
        Partner.objects.filter(code="northfield").update(joined_on=None, leaves_on=None)

    assert (counted_at(FOURTH), by_day()) == (0, [(1, 1), (2, 1)])


def test_only_guildhall_itself_counts_users(staff, administrator):
    with pytest.raises(NotAllowed):
        count_users(by=administrator, at=FOURTH)


def test_the_nights_round_counts_for_every_partner(on_platform, eastmoor):
    for code in ("northfield", "eastmoor"):
        with inside(Partner.objects.get(code=code)):
            employed(a_person("Sam"), "1", MONDAY_9AM.date())

    begin_round(work=WORK[COUNTING_USERS], by=SYSTEM, at=FOURTH)
    deliver_everything_waiting(at=FOURTH + timedelta(hours=4))

    assert sorted(usage_in(JUNE, unit=Unit.USER_DAYS).values()) == [3, 3]
