"""Feeds from outside: who registers them, how far they say they are complete, and when they are late or silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from guildhall.audit.queries import trail_of
from guildhall.kernel import Month, NotAllowed
from guildhall.metering.errors import (
    HeartbeatAhead,
    ReasonMissing,
    SourceAlreadyRegistered,
    SourceAlreadyRetired,
    SourceNotReady,
    SourceRetired,
)
from guildhall.metering.models import Heartbeat, Source
from guildhall.metering.operations import SourceTerms, hear_heartbeat, register_source, retire_source
from guildhall.metering.queries import list_of_sources, source_row, sources_a_month_waits_for
from guildhall.metering.states import Health
from tenants.context import inside
from tests.cast import HUGO, MONDAY_9AM, RITA, after
from tests.metering.feeds import APPLICATIONS, a_source, heard, sender_of

pytestmark = pytest.mark.usefixtures("on_platform")
JUNE = Month(2026, 6)


def retired(source: Source, **changes: object) -> Source:
    told = {"on": date(2026, 6, 1), "reason": "The exchange was sold.", "by": HUGO.actor, "at": after(hours=1)}
    return retire_source(source_id=source.id, **(told | changes))


def test_host_finance_registers_a_source_and_the_trail_says_so():
    source = a_source(of="eastmoor")

    assert (source.state, source.is_hosts, source.reports[0]) == ("active", False, APPLICATIONS)
    assert [(entry.what, entry.by) for entry in trail_of(source)] == [("source registered", HUGO.name)]


def test_only_host_finance_registers_and_retires():
    source = a_source()

    with pytest.raises(NotAllowed):
        retired(source, by=RITA.actor)
    with pytest.raises(NotAllowed):
        terms = SourceTerms("another", "Another", "", [APPLICATIONS], 24, date(2026, 6, 1))
        register_source(terms=terms, by=RITA.actor, at=MONDAY_9AM)


def test_a_source_that_makes_no_sense_is_refused_with_every_reason():
    terms = SourceTerms("New Feed", " ", "", [], 745, date(1999, 1, 1))

    with pytest.raises(SourceNotReady) as refused:
        register_source(terms=terms, by=HUGO.actor, at=MONDAY_9AM)

    assert [reason.split(" ")[:3] for reason in refused.value.reasons] == [
        ["A", "code", "is"], ["Give", "the", "source"], ["Choose", "what", "it"], ["A", "rhythm", "is"],
        ["The", "first", "day"],
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["new", "x", "Telephones", "1st", "a" * 41, "a/b"])
def test_a_code_is_plain_and_no_word_of_ours(code):
    terms = SourceTerms(code, "A feed", "", [APPLICATIONS], 24, date(2026, 6, 1))

    with pytest.raises(SourceNotReady, match="A code is 2 to 40"):
        register_source(terms=terms, by=HUGO.actor, at=MONDAY_9AM)


def test_a_code_is_nobody_elses_ever():
    retired(a_source(of="eastmoor"))

    with pytest.raises(SourceAlreadyRegistered):
        a_source(of="northfield")


def test_a_source_retires_once_with_its_last_day_and_a_reason():
    source = a_source()

    with pytest.raises(ReasonMissing):
        retired(source, reason=" ")
    with pytest.raises(SourceNotReady):
        retired(source, on=date(2026, 6, 2))
    source = retired(source)
    with pytest.raises(SourceAlreadyRetired):
        retired(source)

    assert (source.retired_on, source.retired_reason) == (date(2026, 6, 1), "The exchange was sold.")
    assert [row.health for row in list_of_sources(at=after(days=90))] == [Health.RETIRED]


def test_the_newest_heartbeat_stands_and_an_older_one_takes_nothing_back():
    source = a_source()

    for hours in (5, 9, 7, 9):
        heard(source, after(hours=hours), at=after(hours=10 + hours))

    row = source_row(source, at=after(hours=20))
    assert (row.complete_until, row.heard_at) == (after(hours=9), after(hours=19))
    assert Heartbeat.objects.count() == 1


def test_nobody_is_complete_up_to_what_is_still_to_come_but_clocks_differ_a_little():
    source = a_source()

    heard(source, after(minutes=5), at=MONDAY_9AM)
    with pytest.raises(HeartbeatAhead):
        heard(source, after(minutes=6), at=MONDAY_9AM)


def test_a_retired_source_says_nothing_more():
    source = retired(a_source())

    with pytest.raises(SourceRetired, match="nothing more is taken from it"):
        heard(source, MONDAY_9AM)


def test_only_a_token_of_the_source_speaks_for_it():
    northfields, hosts, another = a_source("tills", of="northfield"), a_source("doors"), a_source("lifts")
    mixed = [(northfields, sender_of(hosts)), (hosts, sender_of(northfields)), (hosts, sender_of(another))]
    eastmoors = replace(sender_of(northfields), partner="t_eastmoor")

    for source, sender in [*mixed, (northfields, eastmoors), (hosts, HUGO.actor)]:
        with pytest.raises(NotAllowed):
            hear_heartbeat(source_id=source.id, complete_until=MONDAY_9AM, by=sender, at=MONDAY_9AM)

    heard(northfields, MONDAY_9AM)
    heard(hosts, MONDAY_9AM)


@pytest.mark.parametrize(
    ("hours", "health"), [(6, Health.ON_TIME), (7, Health.LATE), (18, Health.LATE), (19, Health.SILENT)]
)
def test_a_source_is_late_after_a_rhythm_and_silent_after_three(hours, health):
    source = a_source(rhythm_hours=6)
    heard(source, MONDAY_9AM)

    assert source_row(source, at=after(hours=hours)).health == health


def test_a_source_that_never_said_anything_is_measured_from_its_first_day():
    a_source(rhythm_hours=24, from_on=date(2026, 6, 3))

    assert [list_of_sources(at=after(days=days))[0].health for days in (0, 2, 3, 9)] == [
        Health.ON_TIME, Health.ON_TIME, Health.LATE, Health.SILENT,
    ]  # fmt: skip


def test_a_month_that_is_over_waits_for_whoever_is_not_complete_up_to_its_end():
    end = JUNE.period.until
    whole, short, silent = a_source("whole"), a_source("short"), a_source("silent")
    heard(whole, end)
    heard(short, after(end, seconds=-1))
    a_source("later", from_on=date(2026, 7, 1))
    retired(a_source("gone"))

    waits = [row.source for row in sources_a_month_waits_for(JUNE, at=end)]

    assert waits == [short, silent]
    assert whole not in waits


def test_a_month_that_goes_on_tells_who_is_behind_already():
    heard(a_source("prompt"), after(days=13))
    heard(a_source("tardy"), after(days=12))
    heard(a_source("mute"), after(days=3))

    told = sources_a_month_waits_for(JUNE, at=after(days=14))

    assert [(row.source.code, row.health) for row in told] == [("mute", Health.SILENT), ("tardy", Health.LATE)]


def test_a_partner_reads_its_own_sources_and_changes_none(eastmoor):
    theirs = a_source("tills", of="eastmoor")
    a_source("doors", of="northfield")
    a_source("lifts")

    with inside(eastmoor):
        assert [row.source for row in list_of_sources(at=MONDAY_9AM)] == [theirs]
        heard(theirs, MONDAY_9AM)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Source.objects.filter(id=theirs.id).update(rhythm_hours=1)


@pytest.mark.parametrize(
    "change", [{"code": "No"}, {"units": []}, {"rhythm_hours": 0}, {"state": "retired"}, {"retired_reason": "Why?"}]
)
def test_the_database_holds_what_a_source_is(change):
    source = a_source()

    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.filter(id=source.id).update(**change)
