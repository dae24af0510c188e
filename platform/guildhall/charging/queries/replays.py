"""Proving a closed month again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from guildhall.charging.corrected import BilledMonth, ClosedMonth, CorrectedMonth
from guildhall.charging.manifests import digest_of
from guildhall.charging.models import CloseManifest, Period
from guildhall.charging.queries.corrections import all_worked_again, last_event_counted_before, members_at_close
from guildhall.charging.queries.disputes import upheld_for
from guildhall.charging.queries.late import late_use_before
from guildhall.charging.queries.pools import pools_in, support_in
from guildhall.charging.queries.third_parties import third_parties_in
from guildhall.charging.queries.working import worked_as_closed
from guildhall.charging.working import Member, PoolInMonth
from guildhall.kernel import Month
from guildhall.metering.queries import late_usage_in


@dataclass(frozen=True, slots=True)
class Replay:
    """A closed month worked out again from its events, costs and keys, beside what was fixed at the close."""

    month: Month
    digest_at_close: str
    digest_now: str
    late_events: int

    @property
    def is_same(self) -> bool:
        return self.digest_now == self.digest_at_close


def replay(*, period: Period) -> Replay:
    """Work a closed month out again and compare its digest. Changes nothing.

    Raises: CloseManifest.DoesNotExist, for a month that is not closed.
    Rule: cost_sharing.md, invariant 5.
    """
    manifest = CloseManifest.objects.select_related("period").get(period=period)
    body = body_from_the_ground(manifest)
    late = late_usage_in(period.month, after=manifest.last_event_id)
    return Replay(
        month=period.month,
        digest_at_close=manifest.digest,
        digest_now=digest_of(body, previous=manifest.previous_digest),
        late_events=sum(events.count for events in late.values()),
    )


def body_from_the_ground(manifest: CloseManifest) -> dict[str, Any]:
    """What a manifest would list, had the month been closed by its events, costs and keys as they are now.

    Only who the members were is taken from the manifests; no total and no line is looked at.
    """
    period, up_to = manifest.period, manifest.last_event_id
    worked, paid = worked_as_closed(period, manifest), third_parties_in(period, up_to=manifest.last_use_id)
    return BilledMonth(worked, _corrections_from_the_ground(period, up_to), paid).manifest(last_event_id=up_to)


def _corrections_from_the_ground(period: Period, up_to: int) -> list[CorrectedMonth]:
    after = last_event_counted_before(period)
    late = {} if after is None else late_use_before(period.month, after=after, up_to=up_to)
    upheld = upheld_for(period)
    months = {*late, *upheld.changed}
    if after is None or not months:
        return []
    days = [month.first_day for month in months]
    periods = {one.month: one for one in Period.objects.filter(month_on__in=days).select_related("manifest")}
    support = support_in(months)
    closed = {
        month: ClosedMonth(
            month, members, _pools_from_the_ground(periods[month], members), None, upheld.before.get(month, {}),
            upheld.now.get(month, {}), support[month],
        )
        for month, members in members_at_close(months).items()
    }  # fmt: skip
    return all_worked_again(closed, late=late, after=after)


def _pools_from_the_ground(period: Period, members: Sequence[Member]) -> tuple[PoolInMonth, ...]:
    paid = third_parties_in(period, up_to=period.manifest.last_use_id)
    return tuple(pools_in(period.month, costs_of=period, members=members, income=paid.income))


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first closed month whose manifest does not carry the digest it claims."""

    month: Month
    reason: str


def first_broken_link() -> BrokenLink | None:
    """Check the chain of manifests from the first closed month on; None when it holds."""
    previous = ""
    for manifest in CloseManifest.objects.select_related("period").order_by("id"):
        if manifest.previous_digest != previous:
            return BrokenLink(manifest.period.month, "It does not follow the month closed before it.")
        if manifest.digest != digest_of(manifest.body, previous=previous):
            return BrokenLink(manifest.period.month, "What it lists is not what was closed.")
        previous = manifest.digest
    return None
