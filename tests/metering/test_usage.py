"""Usage counts once, for ever, on its UK-local day, and only for the partner that used it."""

import hashlib
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from guildhall.database.operation import OutsideTransaction
from guildhall.database.place import NoPartnerHere
from guildhall.kernel import FinancialYear, Month
from guildhall.metering.facts import UsageFact
from guildhall.metering.models import EventConflict, UsageEvent
from guildhall.metering.operations import hold_usage_still, record_usage, record_usage_in_bulk
from guildhall.metering.queries import (
    NO_EVENTS,
    EventsBehind,
    events_behind,
    events_by_partner_in,
    late_usage_in,
    list_of_events,
    undecided_conflicts_in,
    usage_by_month_of_year,
    usage_by_unit,
    usage_in,
)
from guildhall.metering.units import Unit
from tenants.context import as_owner, inside, on_the_platform
from tests.cast import MONDAY_9AM, after
from tests.evidence import usage_of

APPLICATIONS = Unit.APPLICATION_RECEIVED
JUNE = Month(2026, 6)


def test_the_same_act_counts_once_however_often_it_is_retried(northfield):
    for _ in range(3):
        record_usage(APPLICATIONS, subject=7, at=MONDAY_9AM)

    assert usage_of(northfield) == [("application_received", 1)]
    assert EventConflict.objects.count() == 0


def test_a_known_act_with_another_quantity_or_time_is_a_conflict_and_the_first_counts(northfield):
    record_usage(Unit.ROBOT_MINUTES, subject=7, at=MONDAY_9AM, quantity=5)

    record_usage(Unit.ROBOT_MINUTES, subject=7, at=MONDAY_9AM, quantity=6)
    record_usage(Unit.ROBOT_MINUTES, subject=7, at=MONDAY_9AM, quantity=6)
    record_usage(Unit.ROBOT_MINUTES, subject=7, at=after(days=40), quantity=5)

    assert usage_of(northfield) == [("robot_minutes", 5)]
    assert [(c.quantity, c.day) for c in undecided_conflicts_in(JUNE)] == [
        (6, date(2026, 6, 1)),
        (5, date(2026, 7, 11)),
    ]


def test_the_same_act_of_another_unit_or_partner_is_another_event(northfield, eastmoor):
    record_usage(APPLICATIONS, subject=7, at=MONDAY_9AM)
    record_usage(Unit.OFFER_MADE, subject=7, at=MONDAY_9AM)
    with inside(eastmoor):
        record_usage(APPLICATIONS, subject=7, at=MONDAY_9AM)

    assert usage_of(northfield) == [("application_received", 1), ("offer_made", 1)]
    assert usage_of(eastmoor) == [("application_received", 1)]


def test_many_facts_at_once_are_written_exactly_as_one_by_one(northfield, eastmoor):
    facts = [UsageFact.of(APPLICATIONS, subject=number % 7, at=after(days=number % 5)) for number in range(30)]

    record_usage_in_bulk(facts)
    with inside(eastmoor):
        for fact in facts:
            record_usage(fact.unit, subject=fact.subject, at=fact.at, quantity=fact.quantity)

    def written(model: type, partner: object) -> list[tuple]:
        columns = ("identity", "quantity", "at", "day", "digest")
        with on_the_platform():
            rows = model.objects.filter(partner_key=partner.schema_name, at__gte=MONDAY_9AM)
            return sorted(rows.values_list(*columns))

    assert written(UsageEvent, northfield) == written(UsageEvent, eastmoor)
    assert len(written(UsageEvent, northfield)) == 7
    assert written(EventConflict, northfield) == written(EventConflict, eastmoor)
    assert len(written(EventConflict, northfield)) == 23


def test_no_facts_are_no_work(northfield):
    record_usage_in_bulk([])

    assert usage_of(northfield) == []


@pytest.mark.parametrize("quantity", [0, -1, 1.5, True, 10**12 + 1])
def test_usage_is_a_whole_quantity_above_zero_and_within_reason(quantity):
    with pytest.raises(ValueError, match=r"Usage is (a whole quantity above zero|1,000,000,000,000 at most)"):
        UsageFact.of(APPLICATIONS, subject=1, at=MONDAY_9AM, quantity=quantity)


def test_usage_may_come_however_late_but_not_from_another_age(northfield):
    record_usage(APPLICATIONS, subject=1, at=datetime(2000, 1, 1, tzinfo=UTC))

    assert list(UsageEvent.objects.values_list("day", flat=True)) == [date(2000, 1, 1)]
    with pytest.raises(ValueError, match="Usage happened in 2000 or later, not in 1999"):
        UsageFact.of(APPLICATIONS, subject=2, at=datetime(1999, 12, 31, 23, 59, tzinfo=UTC))


def test_usage_belongs_to_a_partner(on_platform):
    with pytest.raises(NoPartnerHere):
        record_usage(APPLICATIONS, subject=1, at=MONDAY_9AM)


def test_usage_is_written_in_the_transaction_of_the_act():
    with pytest.raises(OutsideTransaction):
        record_usage(APPLICATIONS, subject=1, at=MONDAY_9AM)


def test_the_database_refuses_to_change_usage(northfield):
    record_usage(APPLICATIONS, subject=1, at=MONDAY_9AM)

    for change in ("UPDATE metering_usageevent SET quantity = 9", "DELETE FROM metering_usageevent"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(change)
        with as_owner(), pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            connection.cursor().execute(change)

    assert usage_of(northfield) == [("application_received", 1)]


def test_usage_is_counted_on_its_uk_local_day(northfield):
    record_usage(APPLICATIONS, subject=1, at=datetime(2026, 5, 31, 22, 59, 59, tzinfo=UTC))
    record_usage(APPLICATIONS, subject=2, at=datetime(2026, 5, 31, 23, 0, tzinfo=UTC))
    record_usage(APPLICATIONS, subject=3, at=datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC))
    record_usage(APPLICATIONS, subject=4, at=datetime(2026, 6, 30, 23, 0, tzinfo=UTC))

    key = northfield.schema_name
    assert usage_in(JUNE, unit=APPLICATIONS) == {key: 2}
    year = usage_by_month_of_year(partner_key=key, year=FinancialYear(2026))
    assert {str(month): used[APPLICATIONS] for month, used in year.items() if used[APPLICATIONS]} == {
        "2026-05": 1,
        "2026-06": 2,
        "2026-07": 1,
    }
    assert (len(year), year[Month(2027, 3)][Unit.OFFER_MADE]) == (12, 0)


def test_a_figure_is_proved_by_its_events_in_any_order(northfield, eastmoor):
    key = northfield.schema_name
    facts = [UsageFact.of(Unit.ROBOT_MINUTES, subject=n, at=after(days=n), quantity=n + 1) for n in range(3)]
    record_usage_in_bulk(facts[::-1])
    with inside(eastmoor):
        record_usage(Unit.ROBOT_MINUTES, subject=0, at=MONDAY_9AM, quantity=50)

    behind = events_behind(partner_key=key, unit=Unit.ROBOT_MINUTES, month=JUNE)

    by_hand = hashlib.sha256("".join(sorted(fact.digest for fact in facts)).encode()).hexdigest()
    assert behind == EventsBehind(count=3, quantity=6, digest=by_hand)
    assert events_by_partner_in(JUNE)[key, Unit.ROBOT_MINUTES] == behind
    assert events_behind(partner_key=key, unit=Unit.USER_DAYS, month=JUNE) == NO_EVENTS
    assert [
        (event.subject, event.quantity)
        for event in list_of_events(partner_key=key, unit=Unit.ROBOT_MINUTES, month=JUNE, offset=1, limit=2)
    ] == [("1", 2), ("2", 3)]


def test_what_comes_after_usage_was_held_still_is_late(northfield):
    record_usage(APPLICATIONS, subject=1, at=MONDAY_9AM)
    last = hold_usage_still(JUNE)

    record_usage(APPLICATIONS, subject=2, at=MONDAY_9AM)

    key = northfield.schema_name
    assert events_by_partner_in(JUNE, up_to=last)[key, APPLICATIONS].quantity == 1
    assert late_usage_in(JUNE, after=last)[key, APPLICATIONS].quantity == 1


def test_usage_is_listed_by_unit_and_partner_and_a_partner_reads_its_own(northfield, eastmoor):
    record_usage(APPLICATIONS, subject=1, at=MONDAY_9AM)
    with inside(eastmoor):
        record_usage(APPLICATIONS, subject=1, at=after(days=40))

    assert usage_by_unit()[APPLICATIONS] == {northfield.schema_name: 1}
    with on_the_platform():
        assert usage_by_unit(months=[JUNE])[APPLICATIONS] == {northfield.schema_name: 1}
        assert usage_by_unit()[APPLICATIONS] == {northfield.schema_name: 1, eastmoor.schema_name: 1}
