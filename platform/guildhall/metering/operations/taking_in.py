"""What feeds send, many at once: each event counts once for ever, and is answered for by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from guildhall.database.operation import operation, step
from guildhall.kernel import Actor, Month, NotAllowed, require
from guildhall.metering.errors import BatchTooLarge, SourceRetired
from guildhall.metering.judging import FeedEvent, Judged, Known, Outcome, judged
from guildhall.metering.models import EventConflict, Source, UsageEvent
from guildhall.metering.operations.holding import let_months_be_held_still
from guildhall.metering.rules import BATCH_MAX, may_send_for
from tenants.queries import keys_by_code

COLUMNS = ("partner_key", "identity", "unit", "subject", "quantity", "at", "day", "digest", "corrects")
COMING = """
    CREATE TEMPORARY TABLE usage_coming (
        partner_key text, identity text, unit text, subject text, quantity bigint, at timestamptz, day date,
        digest text, corrects text
    ) ON COMMIT DROP
"""
KNOWN = """
    SELECT identity, partner_key, unit, subject, day, digest, corrects_id IS NOT NULL FROM public.metering_usageevent
     WHERE source = %s AND identity = ANY(%s)
"""
OF_THE_HOST, OF_A_PARTNER = " AND host_feed", " AND partner_key = %s"
"""Each lets the unique index be used that holds it."""
_ASK = "the shared service’s finance team"
WRITE = """
    INSERT INTO public.metering_usageevent
        (source, host_feed, partner_key, identity, unit, subject, quantity, at, day, digest, corrects_id)
    SELECT %(source)s, %(host_feed)s, c.partner_key, c.identity, c.unit, c.subject, c.quantity, c.at, c.day, c.digest,
           o.id
      FROM pg_temp.usage_coming c
      LEFT JOIN public.metering_usageevent o
             ON o.partner_key = c.partner_key AND o.source = %(source)s AND o.identity = c.corrects
     WHERE (c.corrects <> '') = %(corrections)s
     ORDER BY c.partner_key, c.identity
"""


@operation
def take_in_usage(*, source_id: int, events: Sequence[FeedEvent], by: Actor, at: datetime) -> list[Judged]:
    """Take in what a feed sends, 5,000 events at most: each is accepted, a duplicate, a conflict or rejected, and all
    of it stands at once or none. The same events sent again, in pieces, shuffled or twice at a time, count once.

    Gives: what became of each event, in the order in which they were sent.
    Refuses: NotAllowed, SourceRetired, BatchTooLarge.
    Rule: cost_sharing.md, invariant 3.
    """
    source = Source.objects.get(id=source_id)

    require(may_send_for(by, source), NotAllowed(f"send usage for {source.name}", ask=_ASK))
    require(source.is_active, SourceRetired(source.name))
    require(len(events) <= BATCH_MAX, BatchTooLarge(len(events)))

    _take_turns(source)
    let_months_be_held_still(Month(day.year, day.month) for day in {event.day.replace(day=1) for event in events})
    partners = keys_by_code() if source.is_hosts else {"": source.partner_key}
    names = {event.identity for event in events} | {event.corrects for event in events if event.corrects}
    found = judged(events, partners=partners, known=_known(source, names), units=source.reports, at=at)
    write_events(source=source, accepted=[one for one in found if one.outcome is Outcome.ACCEPTED])
    list_conflicts(source=source, conflicts=[one for one in found if one.outcome is Outcome.CONFLICT])
    return found


def _take_turns(source: Source) -> None:
    """Note: why a feed's batches take turns. Two that bring the same events at once must not both find them unknown.
    Batches of one source wait for each other; the unique constraint stands behind, and would refuse the second whole.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"usage from {source.code}"])


def _known(source: Source, identities: Iterable[str]) -> dict[str, Known]:
    """What there is under these identities of a feed; of the host's, whichever partner it was counted for."""
    where = OF_THE_HOST if source.is_hosts else OF_A_PARTNER
    with connection.cursor() as cursor:
        told: list[Any] = [source.code, list(identities), *([] if source.is_hosts else [source.partner_key])]
        cursor.execute(KNOWN + where, told)
        return {name: Known(*content) for name, *content in cursor.fetchall()}


@step
def write_events(*, source: Source, accepted: Sequence[Judged]) -> None:
    """Write down events of a feed that were found new: copied into a table of their own, then added in one statement,
    and those that correct in another, once their originals are there.
    """
    if not accepted:
        return
    with connection.cursor() as cursor:
        cursor.execute(COMING)
        with cursor.copy(f"COPY pg_temp.usage_coming ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for one in accepted:
                copy.write_row(_row(one))
        for corrections in sorted({bool(one.event.corrects) for one in accepted}):
            cursor.execute(WRITE, {"source": source.code, "host_feed": source.is_hosts, "corrections": corrections})
        cursor.execute("DROP TABLE pg_temp.usage_coming")


def _row(one: Judged) -> tuple[object, ...]:
    event = one.event
    return (
        one.partner_key, event.identity, event.unit.value, event.subject, event.quantity, event.at, event.day,
        event.digest, event.corrects,
    )  # fmt: skip


@step
def list_conflicts(*, source: Source, conflicts: Sequence[Judged]) -> None:
    """List what came again with other content, each once, beside the event that came first."""
    if not conflicts:
        return
    names = {one.event.identity for one in conflicts}
    there = UsageEvent.objects.filter(source=source.code, identity__in=names)
    of_it = there.filter(host_feed=True) if source.is_hosts else there.filter(partner_key=source.partner_key)
    first = {event.identity: event for event in of_it}
    EventConflict.objects.bulk_create(
        [
            EventConflict(
                first=first[one.event.identity], source=source.code, partner_key=one.partner_key,
                identity=one.event.identity, unit=one.event.unit, subject=one.event.subject,
                quantity=one.event.quantity, at=one.event.at, day=one.event.day, digest=one.event.digest,
            )
            for one in conflicts
        ],
        ignore_conflicts=True,
    )  # fmt: skip
