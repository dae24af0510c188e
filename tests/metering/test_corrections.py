"""What was wrong is put right by an event that names the original. Both are kept, and sums are sums."""

import pytest
from django.db import IntegrityError, transaction

from guildhall.kernel import Month
from guildhall.metering.errors import OriginalUnknown
from guildhall.metering.facts import UsageFact
from guildhall.metering.models import EventConflict, UsageEvent
from guildhall.metering.operations import record_usage, record_usage_in_bulk
from guildhall.metering.queries import Original, events_behind, list_of_events, usage_in
from guildhall.metering.units import Unit
from tenants.context import inside
from tests.cast import MONDAY_9AM, after
from tests.evidence import usage_of

JUNE = Month(2026, 6)
ROBOT = Unit.ROBOT_MINUTES


def test_a_correction_takes_back_what_was_counted_and_both_are_kept(northfield):
    record_usage(ROBOT, subject="run 7", at=MONDAY_9AM, quantity=50)

    record_usage(ROBOT, subject="run 7 again", at=MONDAY_9AM, quantity=-20, corrects="run 7")

    assert usage_of(northfield) == [("robot_minutes", 50), ("robot_minutes", -20)]
    assert usage_in(JUNE, unit=ROBOT) == {northfield.schema_name: 30}
    assert events_behind(partner_key=northfield.schema_name, unit=ROBOT, month=JUNE).count == 2


def test_a_correction_that_is_sent_again_counts_once_and_with_other_content_is_a_conflict(northfield):
    record_usage(ROBOT, subject="run 7", at=MONDAY_9AM, quantity=50)
    record_usage(ROBOT, subject="run 8", at=MONDAY_9AM, quantity=9)

    for original in ("run 7", "run 7", "run 8"):
        record_usage(ROBOT, subject="mended", at=MONDAY_9AM, quantity=-5, corrects=original)

    assert usage_of(northfield) == [("robot_minutes", 50), ("robot_minutes", 9), ("robot_minutes", -5)]
    assert [conflict.identity for conflict in EventConflict.objects.all()] == ["robot_minutes:mended"]


def test_a_correction_may_come_before_its_original_in_the_same_breath(northfield):
    mended = UsageFact.of(ROBOT, subject="mended", at=MONDAY_9AM, quantity=-5, corrects="run 7")
    original = UsageFact.of(ROBOT, subject="run 7", at=MONDAY_9AM, quantity=50)

    record_usage_in_bulk([mended, original])

    assert usage_in(JUNE, unit=ROBOT) == {northfield.schema_name: 45}
    assert UsageEvent.objects.get(quantity=-5).corrects.subject == "run 7"


def test_what_is_not_there_cannot_be_corrected(northfield, eastmoor):
    with inside(eastmoor):
        record_usage(ROBOT, subject="run 7", at=MONDAY_9AM, quantity=50)

    with pytest.raises(OriginalUnknown, match="There is no event “robot_minutes:run 7” here to correct"):
        record_usage(ROBOT, subject="mended", at=MONDAY_9AM, quantity=-5, corrects="run 7")

    assert usage_of(northfield) == []


def test_nothing_is_never_a_correction():
    with pytest.raises(ValueError, match="Usage is a whole quantity above zero, not 0"):
        UsageFact.of(ROBOT, subject=1, at=MONDAY_9AM, quantity=0, corrects="run 7")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"quantity": -1, "corrects": None}, "usage_event_below_zero_names_what_it_corrects"),
        ({"quantity": 0}, "usage_event_below_zero_names_what_it_corrects"),
        ({"quantity": -(10**12) - 1}, "usage_event_is_within_reason"),
        ({"source": "another/feed"}, "names an original of the same partner and source"),
        ({"corrects_id": 404}, "names an original of the same partner and source"),
    ],
)
def test_the_database_holds_what_a_correction_may_be(northfield, change, constraint):
    record_usage(ROBOT, subject="run 7", at=MONDAY_9AM, quantity=50)
    original = UsageEvent.objects.get()
    columns = {"source": original.source, "partner_key": original.partner_key, "unit": ROBOT, "at": MONDAY_9AM}
    columns |= {"identity": "mended", "subject": "mended", "day": original.day, "digest": "", "quantity": -5}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        UsageEvent.objects.create(**{**columns, "corrects": original, **change})


def test_the_database_refuses_to_correct_a_correction(northfield):
    record_usage(ROBOT, subject="run 7", at=MONDAY_9AM, quantity=50)
    record_usage(ROBOT, subject="mended", at=MONDAY_9AM, quantity=-5, corrects="run 7")

    with pytest.raises(IntegrityError, match="names an original"), transaction.atomic():
        record_usage(ROBOT, subject="mended again", at=MONDAY_9AM, quantity=-5, corrects="mended")


def test_a_correction_is_listed_after_what_it_corrects_and_says_what_that_was(northfield):
    record_usage(ROBOT, subject="run 7", at=MONDAY_9AM, quantity=50)
    record_usage(ROBOT, subject="run 8", at=after(hours=1), quantity=9)
    record_usage(ROBOT, subject="mended", at=after(days=3), quantity=-20, corrects="run 7")

    rows = list_of_events(partner_key=northfield.schema_name, unit=ROBOT, month=JUNE)

    assert [(row.subject, row.quantity, row.corrects) for row in rows] == [
        ("run 7", 50, None),
        ("mended", -20, Original("run 7", 50, MONDAY_9AM)),
        ("run 8", 9, None),
    ]
