"""A known act that came again with other content: a person decides which of the two counts."""

from datetime import date

import pytest

from guildhall.audit.queries import trail_of
from guildhall.kernel import Month, NotAllowed
from guildhall.metering.errors import ConflictAlreadyDecided, ReasonMissing
from guildhall.metering.models import EventConflict, UsageEvent
from guildhall.metering.operations import count_resend, keep_first_event, record_usage
from guildhall.metering.queries import undecided_conflicts_in, usage_in
from guildhall.metering.states import Decision
from guildhall.metering.units import Unit
from tenants.context import inside
from tests.cast import HUGO, MONDAY_9AM, after

JUNE, JULY = Month(2026, 6), Month(2026, 7)
ROBOT = Unit.ROBOT_MINUTES
WHY = "The robot's clock was wrong."


def a_conflict(partner, *, quantity: int = 5, again: int = 6, at=MONDAY_9AM) -> EventConflict:
    with inside(partner):
        record_usage(ROBOT, subject=7, at=MONDAY_9AM, quantity=quantity)
        record_usage(ROBOT, subject=7, at=at, quantity=again)
    return EventConflict.objects.latest("id")


def counted_for(conflict: EventConflict) -> EventConflict:
    return count_resend(conflict_id=conflict.id, reason=WHY, by=HUGO.actor, at=after(days=2))


def corrections() -> list[tuple[int, date, int]]:
    """Those that decisions made: how much, on which day, and what the original said."""
    made = UsageEvent.objects.filter(corrects__isnull=False).select_related("corrects").order_by("id")
    return [(event.quantity, event.day, event.corrects.quantity) for event in made]


@pytest.mark.parametrize("decide", [keep_first_event, count_resend])
def test_host_finance_decides_a_conflict_once_for_a_reason(on_platform, eastmoor, recruiter, decide):
    conflict = a_conflict(eastmoor)

    with pytest.raises(NotAllowed):
        decide(conflict_id=conflict.id, reason=WHY, by=recruiter, at=after(days=2))
    with pytest.raises(ReasonMissing):
        decide(conflict_id=conflict.id, reason=" ", by=HUGO.actor, at=after(days=2))
    decide(conflict_id=conflict.id, reason=WHY, by=HUGO.actor, at=after(days=2))
    for again in (keep_first_event, count_resend):
        with pytest.raises(ConflictAlreadyDecided):
            again(conflict_id=conflict.id, reason="Again", by=HUGO.actor, at=after(days=2))

    assert undecided_conflicts_in(JUNE) == []


@pytest.mark.parametrize(("decide", "said"), [(keep_first_event, Decision.FIRST), (count_resend, Decision.RESEND)])
def test_a_decision_stands_in_the_partners_own_trail(on_platform, eastmoor, decide, said):
    conflict = a_conflict(eastmoor)

    decide(conflict_id=conflict.id, reason=WHY, by=HUGO.actor, at=after(days=2))

    with inside(eastmoor):
        (entry,) = trail_of(conflict)
    assert (entry.what, entry.by) == ("usage conflict decided", HUGO.name)
    assert entry.details == {"decision": said.label, "reason": WHY}


def test_kept_the_first_goes_on_counting(on_platform, eastmoor):
    conflict = a_conflict(eastmoor)

    keep_first_event(conflict_id=conflict.id, reason=WHY, by=HUGO.actor, at=after(days=2))

    assert (usage_in(JUNE, unit=ROBOT), corrections()) == ({eastmoor.schema_name: 5}, [])


def test_counted_instead_the_difference_is_made_up_beside_the_first(on_platform, eastmoor):
    conflict = counted_for(a_conflict(eastmoor, quantity=5, again=2))

    assert conflict.decision == Decision.RESEND
    assert corrections() == [(-3, date(2026, 6, 1), 5)]
    assert usage_in(JUNE, unit=ROBOT) == {eastmoor.schema_name: 2}


def test_counted_in_another_month_it_is_taken_from_the_first_and_added_to_the_other(on_platform, eastmoor):
    counted_for(a_conflict(eastmoor, quantity=5, again=6, at=after(days=40)))

    assert corrections() == [(6, date(2026, 7, 11), 5), (-5, date(2026, 6, 1), 5)]
    assert [usage_in(month, unit=ROBOT) for month in (JUNE, JULY)] == [
        {eastmoor.schema_name: 0},
        {eastmoor.schema_name: 6},
    ]


def test_a_resend_that_differs_by_the_hour_alone_changes_no_figure(on_platform, eastmoor):
    counted_for(a_conflict(eastmoor, quantity=5, again=5, at=after(hours=1)))

    assert (usage_in(JUNE, unit=ROBOT), corrections()) == ({eastmoor.schema_name: 5}, [])


def test_of_several_resends_the_last_that_was_counted_stands(on_platform, eastmoor):
    first = a_conflict(eastmoor, quantity=5, again=6, at=after(days=40))
    second = a_conflict(eastmoor, quantity=5, again=9)
    counted_for(first)

    counted_for(second)

    assert [usage_in(month, unit=ROBOT) for month in (JUNE, JULY)] == [
        {eastmoor.schema_name: 9},
        {eastmoor.schema_name: 0},
    ]


def test_a_conflict_waits_in_the_month_of_the_first_and_in_the_month_the_resend_names(on_platform, eastmoor):
    conflict = a_conflict(eastmoor, at=after(days=40))

    assert [undecided_conflicts_in(month) for month in (JUNE.previous, JUNE, JULY, JULY.next)] == [
        [],
        [conflict],
        [conflict],
        [],
    ]
