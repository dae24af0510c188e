"""What a feed sends counts once for ever, event by event, however it is sent."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.kernel import Month, NotAllowed
from guildhall.metering.errors import BatchTooLarge, SourceRetired
from guildhall.metering.ingesting import ReportedUsage, judge_in_order
from guildhall.metering.judging import FeedEvent, Judged, Known, Outcome, judged
from guildhall.metering.models import EventConflict, Source, UsageEvent
from guildhall.metering.operations import count_resend, retire_source, take_in_usage
from guildhall.metering.queries import usage_in
from tenants.context import inside
from tests.cast import HUGO, MONDAY_9AM, after
from tests.metering.feeds import APPLICATIONS, ROBOT, a_source, sender_of

JUNE, JULY = Month(2026, 6), Month(2026, 7)
ACCEPTED, DUPLICATE, CONFLICT, REJECTED = Outcome


def sent(identity: str = "call-1", quantity: int = 1, **changes: object) -> FeedEvent:
    event = FeedEvent(identity, ROBOT, "the exchange", MONDAY_9AM, quantity)
    return replace(event, **changes)


def taken(source: Source, *events: FeedEvent, at: datetime = MONDAY_9AM) -> list[tuple[str, str]]:
    found = take_in_usage(source_id=source.id, events=events, by=sender_of(source), at=at)
    assert [one.event for one in found] == list(events)
    return [(str(one.outcome), one.reason) for one in found]


def of_eastmoor(source: Source, *events: FeedEvent, partner) -> list[tuple[str, str]]:
    with inside(partner):
        return taken(source, *events)


def test_each_event_of_a_batch_is_answered_for_by_itself(on_platform, eastmoor):
    source = a_source(of="eastmoor")
    of_eastmoor(source, sent("known", 5), partner=eastmoor)

    answers = of_eastmoor(
        source, sent("new", 2), sent("known", 5), sent("known", 6), sent("below", -1), sent("new", 2),
        sent("mended", -1, corrects="new"), sent("lost", -1, corrects="nowhere"), partner=eastmoor,
    )  # fmt: skip

    assert answers == [
        ("accepted", ""), ("duplicate", ""), ("conflict", ""),
        ("rejected", "negative without a correction reference"), ("duplicate", ""), ("accepted", ""),
        ("rejected", "corrects an unknown event"),
    ]  # fmt: skip
    assert usage_in(JUNE, unit=ROBOT) == {eastmoor.schema_name: 6}
    conflict = EventConflict.objects.get()
    assert (conflict.identity, conflict.quantity, conflict.first.quantity) == ("known", 6, 5)
    assert UsageEvent.objects.get(identity="mended").corrects.identity == "new"


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (sent(quantity=0), "Usage is a whole quantity above zero, not 0."),
        (sent(quantity=10**12 + 1), "Usage is 1,000,000,000,000 at most, not 1,000,000,000,001."),
        (sent(quantity=-(10**13), corrects="x"), "Usage is 1,000,000,000,000 at most, not -10,000,000,000,000."),
        (sent(at=datetime(1999, 12, 31, tzinfo=UTC)), "Usage happened in 2000 or later, not in 1999."),
        (sent(at=after(days=1, seconds=1)), "Usage happens now or happened before, not more than a day from now."),
        (sent("guildhall:decision-1-0"), "an id that begins with “guildhall:” is ours to give"),
        (sent(unit=APPLICATIONS), "the source does not report applications received"),
    ],
)
def test_what_makes_no_sense_is_rejected_in_words_and_the_rest_counts(on_platform, eastmoor, event, reason):
    source = a_source(of="eastmoor", units=(ROBOT,))

    assert of_eastmoor(source, event, sent("good", 3), partner=eastmoor) == [("rejected", reason), ("accepted", "")]

    assert usage_in(JUNE, unit=ROBOT) == {eastmoor.schema_name: 3}


def test_however_late_an_event_comes_it_counts(on_platform, eastmoor):
    source = a_source(of="eastmoor")

    late = datetime(2000, 1, 1, tzinfo=UTC)
    assert of_eastmoor(source, sent("old", 7, at=late), partner=eastmoor) == [("accepted", "")]

    assert usage_in(Month(2000, 1), unit=ROBOT) == {eastmoor.schema_name: 7}


@pytest.mark.parametrize(
    ("mends", "reason"),
    [
        ({"corrects": "mended"}, "corrects a correction: name the event that came first"),
        ({"corrects": "call-1", "unit": APPLICATIONS}, "corrects an event of another unit"),
    ],
)
def test_a_correction_names_the_event_that_came_first_and_speaks_of_its_unit(on_platform, eastmoor, mends, reason):
    source = a_source(of="eastmoor")
    of_eastmoor(source, sent("call-1", 5), sent("mended", -1, corrects="call-1"), partner=eastmoor)

    assert of_eastmoor(source, sent("again", -1, **mends), partner=eastmoor) == [("rejected", reason)]


def test_a_hosts_feed_names_the_partner_of_each_event(on_platform, northfield_key, eastmoor):
    source = a_source()

    answers = taken(
        source, sent("a", 2, partner="eastmoor"), sent("b", 3, partner="northfield"), sent("c", partner="x")
    )

    assert answers == [("accepted", ""), ("accepted", ""), ("rejected", "unknown partner")]
    assert usage_in(JUNE, unit=ROBOT) == {eastmoor.schema_name: 2, northfield_key: 3}


def test_the_same_event_of_a_hosts_feed_under_another_partner_is_a_conflict(on_platform, northfield_key, eastmoor):
    source = a_source()
    taken(source, sent("a", 2, partner="eastmoor"))

    assert taken(source, sent("a", 2, partner="northfield")) == [("conflict", "")]

    conflict = EventConflict.objects.get()
    assert (conflict.partner_key, conflict.first.partner_key) == (northfield_key, eastmoor.schema_name)
    assert usage_in(JUNE, unit=ROBOT) == {eastmoor.schema_name: 2}


def test_decided_for_the_resend_the_whole_goes_to_the_other_partner_and_back_again(
    on_platform, northfield_key, eastmoor
):
    source = a_source()
    taken(
        source, sent("a", 2, partner="eastmoor"), sent("a", 5, partner="northfield"), sent("a", 4, partner="eastmoor")
    )
    to_northfield, to_eastmoor = EventConflict.objects.order_by("id")
    told = {"reason": "The exchange mixed them up.", "by": HUGO.actor, "at": after(days=1)}

    count_resend(conflict_id=to_northfield.id, **told)
    assert usage_in(JUNE, unit=ROBOT) == {eastmoor.schema_name: 0, northfield_key: 5}
    count_resend(conflict_id=to_eastmoor.id, **told)

    assert usage_in(JUNE, unit=ROBOT) == {eastmoor.schema_name: 4, northfield_key: 0}


def test_two_partners_feeds_may_call_their_events_alike(on_platform, northfield_key, eastmoor):
    mine, theirs = a_source("tills", of="northfield"), a_source("doors", of="eastmoor")

    assert taken(mine, sent("1", 2)) == taken(theirs, sent("1", 3)) == [("accepted", "")]

    assert usage_in(JUNE, unit=ROBOT) == {eastmoor.schema_name: 3, northfield_key: 2}


def test_only_a_token_of_the_source_sends_and_a_retired_source_is_closed(on_platform):
    source, another = a_source("tills", of="northfield"), a_source("doors")

    with pytest.raises(NotAllowed):
        take_in_usage(source_id=source.id, events=[sent()], by=sender_of(another), at=MONDAY_9AM)
    retire_source(source_id=source.id, on=MONDAY_9AM.date(), reason="Sold.", by=HUGO.actor, at=MONDAY_9AM)
    with pytest.raises(SourceRetired):
        taken(source, sent())

    assert UsageEvent.objects.count() == 0


def test_a_batch_holds_five_thousand_events_and_no_more(on_platform):
    source = a_source(of="eastmoor")
    many = [sent(f"call-{number}") for number in range(5001)]

    with pytest.raises(BatchTooLarge, match="this one holds 5,001"):
        taken(source, *many)

    assert set(taken(source, *many[:5000])) == {("accepted", "")}
    assert usage_in(JUNE, unit=ROBOT) == {source.partner_key: 5000}


@pytest.mark.parametrize("count", [1, 50])
def test_a_batch_takes_as_many_statements_however_many_events_it_holds(on_platform, django_assert_num_queries, count):
    source = a_source()
    events = [sent(f"call-{number}", 5, partner="eastmoor") for number in range(count)]
    events += [sent(f"mended-{number}", -1, partner="eastmoor", corrects=f"call-{number}") for number in range(count)]
    events += [sent(f"call-{number}", 6, partner="eastmoor") for number in range(count)]
    sender = sender_of(source)

    with django_assert_num_queries(14):
        take_in_usage(source_id=source.id, events=events, by=sender, at=MONDAY_9AM)


BATCHES = st.lists(
    st.builds(
        FeedEvent,
        identity=st.sampled_from("abcdef"),
        unit=st.just(ROBOT),
        subject=st.just("x"),
        at=st.sampled_from([MONDAY_9AM, after(days=-40)]),
        quantity=st.integers(-3, 5).filter(bool),
        corrects=st.sampled_from(["", "", "a", "b"]),
        partner=st.sampled_from(["eastmoor", "northfield", "nobody"]),
    ),
    max_size=12,
)
PARTNERS = {"eastmoor": "t_e", "northfield": "t_n"}


def sums_of(found: list[Judged]) -> Counter:
    sums: Counter = Counter()
    for one in found:
        if one.outcome is ACCEPTED:
            sums[one.partner_key] += one.event.quantity
    return sums


def as_known(found: list[Judged], known: dict[str, Known]) -> dict[str, Known]:
    new = {one.event.identity: Known.of(one.event, one.partner_key) for one in found if one.outcome is ACCEPTED}
    return known | new


@given(BATCHES, st.integers(1, 12))
def test_in_pieces_and_again_and_again_the_same_events_come_to_the_same(events, piece):
    told = {"partners": PARTNERS, "units": [ROBOT], "at": MONDAY_9AM + timedelta(days=1)}
    whole = judged(events, known={}, **told)

    known: dict[str, Known] = {}
    in_pieces: list[Judged] = []
    for start in range(0, len(events), piece):
        found = judged(events[start : start + piece], known=known, **told)
        known, in_pieces = as_known(found, known), in_pieces + found

    assert in_pieces == whole
    again = judged([one.event for one in whole if one.outcome in (ACCEPTED, DUPLICATE)], known=known, **told)
    assert {one.outcome for one in again} <= {DUPLICATE}


@given(BATCHES)
def test_a_feed_is_judged_as_the_simulator_judges_it(events):
    """A feed is held to more: it corrects what came first, of its own partner, and not another correction."""
    named = {"eastmoor": "eastmoor", "northfield": "eastmoor", "nobody": "nobody"}
    events = [replace(e, corrects="" if e.identity in "ab" else e.corrects, partner=named[e.partner]) for e in events]
    reported = [ReportedUsage("feed", e.identity, e.at, e.partner, e.quantity, e.corrects or None) for e in events]

    ours = judged(events, partners=PARTNERS, known={}, units=[ROBOT], at=after(days=1))
    simulated = judge_in_order(reported, known={}, partners=set(PARTNERS))

    assert [f"{one.outcome}: {one.reason}" if one.reason else str(one.outcome) for one in ours] == simulated


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(BATCHES)
def test_the_database_holds_what_was_judged(on_platform, events):
    source = a_source(f"feed-{Source.objects.count()}")
    told = {"partners": {"eastmoor": "eastmoor", "northfield": "northfield"}, "units": [ROBOT], "at": MONDAY_9AM}
    expected = judged(events, known={}, **told)

    found = [word for event in events for word in taken(source, event)]

    assert found == [(str(one.outcome), one.reason) for one in expected]
    written = UsageEvent.objects.filter(source=source.code).values_list("identity", "quantity")
    accepted = [(one.event.identity, one.event.quantity) for one in expected if one.outcome is ACCEPTED]
    assert sorted(written) == sorted(accepted)
