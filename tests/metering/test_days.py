"""Days are counted from events, each unit in its own way, and come to the same whenever they are counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.kernel import SYSTEM, Month, NotAllowed
from guildhall.metering.errors import DaysAlreadyCounted
from guildhall.metering.judging import FeedEvent
from guildhall.metering.models import Source, UsageDay, UsageEvent, UsageMark
from guildhall.metering.operations import take_in_usage
from guildhall.metering.operations.days import count_new_days, mark_last_event, rebuild_days
from guildhall.metering.queries import (
    events_by_partner_in,
    late_usage_in,
    usage_by_month,
    usage_by_unit,
    usage_in,
    use_below_zero_in,
)
from guildhall.metering.tasks import days_are_due
from guildhall.metering.units import Aggregation, Unit
from tenants.context import inside
from tests.cast import MONDAY_9AM, OSKAR, after
from tests.metering.feeds import a_source, sender_of

JUNE, JULY = Month(2026, 6), Month(2026, 7)
ROBOT, PORTAL, STORAGE, OFFERS = Unit.ROBOT_MINUTES, Unit.PORTAL_USER_DAYS, Unit.STORAGE_DAYS, Unit.OFFER_MADE
pytestmark = pytest.mark.usefixtures("on_platform")


def a_feed() -> Source:
    return a_source(f"feed-{Source.objects.count()}", units=(ROBOT, PORTAL, STORAGE, OFFERS))


def said(identity: str, unit: Unit, subject: str, quantity: int, **more: Any) -> FeedEvent:
    return FeedEvent(identity, unit, subject, quantity=quantity, **{"partner": "eastmoor", "at": MONDAY_9AM, **more})


def taken(source: Source, *events: FeedEvent) -> list[str]:
    found = take_in_usage(source_id=source.id, events=events, by=sender_of(source), at=after(days=60))
    return [one.reason or str(one.outcome) for one in found]


def counted() -> int:
    return count_new_days(up_to=mark_last_event(by=SYSTEM, at=MONDAY_9AM), by=SYSTEM, at=MONDAY_9AM)


def days() -> list[tuple[str, date, int, int]]:
    return list(UsageDay.objects.order_by("unit", "day").values_list("unit", "day", "quantity", "events"))


def test_unique_counts_different_things_each_day_however_often_they_are_seen(eastmoor):
    source = a_feed()
    seen = [("1", "rita", 0), ("2", "rita", 0), ("3", "anil", 0), ("4", "rita", 1), ("5", "rita", 2)]
    taken(source, *(said(i, PORTAL, who, 1, at=after(days=day)) for i, who, day in seen))

    assert taken(source, said("6", PORTAL, "rita", -1, at=after(days=2), corrects="5")) == ["accepted"]
    counted()

    assert usage_in(JUNE, unit=PORTAL) == {eastmoor.schema_name: 3}
    assert [row[1:] for row in days()] == [(date(2026, 6, 1), 2, 3), (date(2026, 6, 2), 1, 1), (date(2026, 6, 3), 0, 2)]


def test_latest_adds_up_the_last_known_level_of_each_thing_on_each_day(eastmoor):
    source = a_feed()
    levels = [
        ("1", "mail", 10, 1),
        ("2", "mail", 12, 5),
        ("3", "files", 100, 2),
        ("4", "mail", 11, 3),
        ("5", "mail", 7, 30),
    ]
    taken(source, *(said(i, STORAGE, what, level, at=after(hours=hours)) for i, what, level, hours in levels))
    counted()

    assert [row[1:] for row in days()] == [(date(2026, 6, 1), 112, 4), (date(2026, 6, 2), 7, 1)]
    assert events_by_partner_in(JUNE)[eastmoor.schema_name, STORAGE].quantity == 119


def test_a_level_that_is_corrected_is_the_corrected_one_and_an_older_ones_correction_changes_nothing(eastmoor):
    source = a_feed()
    taken(source, said("1", STORAGE, "mail", 10), said("2", STORAGE, "mail", 12, at=after(hours=1)))

    taken(source, said("3", STORAGE, "mail", -5, at=after(hours=2), corrects="2"))
    taken(source, said("4", STORAGE, "mail", 80, at=after(hours=3), corrects="1"))

    assert usage_in(JUNE, unit=STORAGE) == {eastmoor.schema_name: 7}


@pytest.mark.parametrize("unit", [PORTAL, STORAGE])
@pytest.mark.parametrize("change", [{"subject": "anil"}, {"at": after(days=1)}])
def test_what_is_told_apart_by_things_is_corrected_for_the_same_thing_and_day(unit, change):
    source = a_feed()
    taken(source, said("1", unit, "rita", 1))

    told = {"subject": "rita", "quantity": -1, "corrects": "1", **change}
    assert taken(source, said("2", unit, **told)) == [
        f"a correction of {unit.plural} is of the subject and the day of what it corrects"
    ]


@pytest.mark.parametrize("unit", [OFFERS, PORTAL])
def test_what_is_counted_one_by_one_says_one(unit):
    assert taken(a_feed(), said("1", unit, "x", 2)) == [f"{unit.label} are counted one by one: an event says 1, not 2."]


def test_an_answer_is_true_before_the_days_are_counted_after_it_and_when_more_has_come_since(eastmoor):
    source, key = a_feed(), eastmoor.schema_name
    taken(source, said("1", ROBOT, "a", 5), said("2", ROBOT, "a", 7, at=after(days=40)))
    before = usage_by_month(partner_key=key, months=[JUNE, JULY])
    counted()
    taken(source, said("3", ROBOT, "a", 2), said("4", STORAGE, "a", 9))

    since = usage_by_month(partner_key=key, months=[JUNE, JULY])

    assert [before[month][ROBOT] for month in (JUNE, JULY)] == [5, 7]
    assert [(since[month][ROBOT], since[month][STORAGE]) for month in (JUNE, JULY)] == [(7, 9), (7, 0)]
    assert UsageDay.objects.count() == 2


def test_counting_again_without_anything_new_is_done_already_and_counts_only_what_is():
    source = a_feed()
    taken(source, *(said(str(n), ROBOT, "a", 1, at=after(days=n)) for n in range(20)))
    assert counted() == 20

    with pytest.raises(DaysAlreadyCounted):
        counted()
    taken(source, said("late", ROBOT, "a", 1))

    assert counted() == 1


def test_only_guildhall_itself_counts():
    for act in (
        lambda by: mark_last_event(by=by, at=MONDAY_9AM),
        lambda by: count_new_days(up_to=1, by=by, at=MONDAY_9AM),
        lambda by: rebuild_days(up_to=1, by=by, at=MONDAY_9AM),
    ):
        with pytest.raises(NotAllowed):
            act(OSKAR.actor)


def test_late_levels_are_late_by_what_they_change(eastmoor):
    source, key = a_feed(), eastmoor.schema_name
    taken(source, said("1", STORAGE, "mail", 10), said("2", ROBOT, "x", 5))
    last = mark_last_event(by=SYSTEM, at=MONDAY_9AM)

    taken(source, said("3", STORAGE, "mail", 4, at=after(hours=1)), said("4", ROBOT, "x", 3))

    late = late_usage_in(JUNE, after=last)
    assert (late[key, STORAGE].quantity, late[key, STORAGE].count, late[key, ROBOT].quantity) == (-6, 1, 3)
    assert events_by_partner_in(JUNE, up_to=last)[key, STORAGE].quantity == 10


def test_use_below_zero_is_found_by_month(eastmoor):
    source = a_feed()
    taken(source, said("1", ROBOT, "a", 5), said("2", ROBOT, "a", -3, at=after(days=40), corrects="1"))

    assert [use_below_zero_in(month) for month in (JUNE, JULY)] == [{}, {(eastmoor.schema_name, ROBOT): -3}]


def test_a_partner_reads_its_own_days_alone(eastmoor):
    source = a_feed()
    taken(source, said("1", ROBOT, "a", 5), said("2", ROBOT, "a", 7, partner="northfield"))
    counted()

    with inside(eastmoor):
        assert usage_by_unit() == {ROBOT: {eastmoor.schema_name: 5}}
        assert (UsageDay.objects.count(), UsageMark.objects.count()) == (1, 1)


def test_by_the_hour_the_days_are_counted_and_a_second_bell_finds_nothing_to_do():
    taken(a_feed(), said("1", ROBOT, "a", 5))

    days_are_due(at=MONDAY_9AM)
    with pytest.raises(DaysAlreadyCounted):
        days_are_due(at=MONDAY_9AM)

    assert [row[2] for row in days()] == [5]


def test_the_command_rebuilds_every_day_to_the_same_figures(capsys):
    taken(a_feed(), said("1", ROBOT, "a", 5), said("2", STORAGE, "a", 7, at=after(days=1)))
    counted()
    before = days()

    UsageDay.objects.update(quantity=404)
    call_command("usage_days", "--rebuild")

    assert days() == before
    assert capsys.readouterr().out.splitlines() == [
        "2 days counted", "  5 minutes of robot time", "  7 gigabyte-days of storage",
    ]  # fmt: skip


# --- Whatever is done in whatever order, the days are what the events say -------------------------------------------

WAYS = {unit: unit.aggregation for unit in (ROBOT, PORTAL, STORAGE, OFFERS)}
EVENT = st.tuples(
    st.sampled_from(list(WAYS)), st.sampled_from("xy"), st.integers(0, 50).map(lambda hours: after(hours=hours)),
    st.integers(-4, 6).filter(bool), st.sampled_from(["", "", *"012345"]), st.sampled_from(["eastmoor", "northfield"]),
)  # fmt: skip
ACT = st.one_of(EVENT, EVENT, EVENT, st.just("count"), st.just("rebuild"))


def by_hand() -> dict[tuple[str, str, date], int]:
    """Every day's quantity, counted slowly from the events themselves."""
    events = list(UsageEvent.objects.select_related("corrects"))
    found: dict[tuple[str, str, date], int] = defaultdict(int)
    things: dict[tuple[str, str, date], dict[str, list[UsageEvent]]] = defaultdict(lambda: defaultdict(list))
    for event in events:
        key = (event.partner_key, event.unit, event.day)
        if Unit(event.unit).aggregation in (Aggregation.COUNT, Aggregation.SUM):
            found[key] += event.quantity
        else:
            things[key][event.subject].append(event)
    for (partner, unit, day), by_subject in things.items():
        count = _seen if Unit(unit).aggregation is Aggregation.UNIQUE else _level
        found[partner, unit, day] = sum(count(of_subject) for of_subject in by_subject.values())
    return dict(found)


def _seen(events: list[UsageEvent]) -> int:
    return int(sum(event.quantity for event in events) > 0)


def _level(events: list[UsageEvent]) -> int:
    levels: Counter = Counter()
    for event in events:
        levels[event.corrects_id or event.id] += event.quantity
    roots = [event for event in events if event.corrects_id is None]
    return levels[max(roots, key=lambda event: (event.at, event.id)).id]


def as_asked() -> dict[tuple[str, str], int]:
    return {(partner, unit.value): used for unit, by in usage_by_unit().items() for partner, used in by.items()}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACT, max_size=25))
def test_after_any_sequence_the_days_are_what_the_events_say(acts):
    source = a_feed()
    for number, act in enumerate(acts):
        if act == "rebuild":
            rebuild_days(up_to=mark_last_event(by=SYSTEM, at=MONDAY_9AM), by=SYSTEM, at=MONDAY_9AM)
        elif act == "count":
            _count_quietly()
        else:
            unit, subject, at, quantity, corrects, partner = act
            taken(source, said(f"{number}", unit, subject, quantity, at=at, corrects=corrects, partner=partner))
        expected: Counter = Counter()
        for (partner_key, unit_used, _), quantity in by_hand().items():
            expected[partner_key, unit_used] += quantity
        assert as_asked() == dict(expected)
    _count_quietly()
    assert {(d.partner_key, d.unit, d.day): d.quantity for d in UsageDay.objects.all()} == by_hand()


def _count_quietly() -> None:
    try:
        counted()
    except DaysAlreadyCounted:
        return


assert timedelta(hours=50) < timedelta(days=28), "The events of the property lie in one month."
