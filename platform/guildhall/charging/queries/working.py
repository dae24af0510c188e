"""Working a month out, from what the tables hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Sum

from guildhall.charging.corrected import BilledMonth, CorrectedMonth
from guildhall.charging.models import CloseManifest, Period
from guildhall.charging.queries.corrections import corrections_in, members_at_close
from guildhall.charging.queries.ledger import assertions_that_fail
from guildhall.charging.queries.pools import pools_in, support_in
from guildhall.charging.queries.third_parties import third_parties_in, what_stops_charging
from guildhall.charging.rules import PoolOfMonth, Readiness, SourceAwaited, TakenBack, UnplacedPool
from guildhall.charging.rules import what_stops_approval as stops_approval
from guildhall.charging.rules import what_stops_closing as stops_closing
from guildhall.charging.support import BY_STEPS, Support
from guildhall.charging.third_parties import NOBODY, ThirdParties
from guildhall.charging.working import Member, PoolInMonth, WorkedMonth, worked_out
from guildhall.kernel import Money, Month
from guildhall.metering.queries import (
    events_by_partner_in,
    sources_a_month_waits_for,
    undecided_conflicts_in,
    users_not_counted_in,
)
from guildhall.metering.units import Unit
from tenants.queries import members_on


def members_in(month: Month) -> list[Member]:
    """Who shares the cost of a month: whoever had joined by its last day, by code."""
    return [Member(p.code, p.schema_name, p.name, p.letters) for p in members_on(month.last_day)]


def worked_month(
    period: Period, *, up_to: int | None = None, members: Sequence[Member] | None = None,
    third_parties: ThirdParties = NOBODY,
) -> WorkedMonth:  # fmt: skip
    """A period's shares as its costs, keys and usage have them now.

    Takes: `up_to`, the last event that counts; None for all there are. `members`, those frozen at a close.
    `third_parties`, what those pay who are no partners, which is taken off the costs.
    """
    who = members_in(period.month) if members is None else members
    pools = pools_in(period.month, costs_of=period, members=who, income=third_parties.income)
    return worked_out(
        period.month,
        members=who,
        pools=pools,
        support=support_of(period.month, pools),
        evidence=events_by_partner_in(period.month, up_to=up_to),
    )


def support_of(month: Month, pools: Sequence[PoolInMonth]) -> Support:
    """How services pass their costs on in a month. One question, if any serves another."""
    return support_in([month])[month] if any(pool.key.serves for pool in pools) else BY_STEPS


def worked_as_closed(period: Period, manifest: CloseManifest) -> WorkedMonth:
    """A closed period's shares, worked out again from the members, the events and the use that its manifest names."""
    members = [Member(code, key, code, "") for code, key in manifest.body["members"]]
    third_parties = third_parties_in(period, up_to=manifest.last_use_id)
    return worked_month(period, up_to=manifest.last_event_id, members=members, third_parties=third_parties)


def billed_month(period: Period, *, up_to: int | None = None, use_up_to: int | None = None) -> BilledMonth:
    """A period as it is billed: its own shares, what it corrects of the months before, and what third parties pay.

    A closed one is as it was closed; an open one as it would be closed now. Takes: `up_to`, the last event that counts
    of an open one, and `use_up_to`, the last use of a customer; None for all there are.
    """
    manifest = CloseManifest.objects.filter(period=period).defer("body").first()
    if manifest is None:
        paid = third_parties_in(period, up_to=use_up_to)
        worked = worked_month(period, up_to=up_to, third_parties=paid)
        return BilledMonth(worked, corrections_in(period, up_to=up_to), paid)
    members = members_at_close([period.month])[period.month]
    paid = third_parties_in(period, up_to=manifest.last_use_id)
    worked = worked_month(period, up_to=manifest.last_event_id, members=members, third_parties=paid)
    return BilledMonth(worked, corrections_in(period, up_to=manifest.last_event_id), paid)


def readiness_of(*, period: Period, at: datetime, billed: BilledMonth | None = None) -> Readiness:
    """Where a month stands at a moment."""
    billed = billed or billed_month(period)
    worked, load = billed.worked, period.loads.in_force().annotate(booked=Sum("costs__amount_pence")).first()
    return Readiness(
        month=period.month,
        is_over=at >= period.month.period.until,
        earlier_open=tuple(
            earlier.month
            for earlier in Period.objects.not_closed().filter(month_on__lt=period.month_on).order_by("month_on")
        ),
        has_members=bool(worked.members),
        loaded_by_id=load and load.loaded_by_id,
        has_costs=load is not None,
        costs_off_the_ledger=_off_the_ledger(load),
        pools_without_cost=tuple(pool.name for pool in worked.pools if load and pool.cost is None),
        unplaced=tuple(_unplaced(pool, worked) for pool in worked.unplaced),
        conflicts=len(undecided_conflicts_in(period.month)),
        sources=tuple(
            SourceAwaited(row.source.name, row.complete_until, row.health.label.lower())
            for row in sources_a_month_waits_for(period.month, at=at)
        ),
        users_not_counted=_users_not_counted(worked),
        is_approved=period.approved_at is not None,
        taken_back=(*_taken_back(worked), *(taken for one in billed.corrections for taken in _taken_back(one))),
        not_corrected=tuple(
            PoolOfMonth(pool.name, _what_is_missing(pool), one.month)
            for one in billed.corrections
            for pool in one.unplaced
        ),
        changed=tuple(
            PoolOfMonth(pool.name, pool.key.words, one.month) for one in billed.corrections for pool in one.changed
        ),
        balances_that_moved=tuple(assertions_that_fail(until=period.month)),
        third_parties=tuple(what_stops_charging(billed.third_parties)),
    )


def _off_the_ledger(load: Any) -> Money | None:
    """By how much a load's rows miss its control total; None, where they tie, or nothing was typed."""
    if load is None or load.control_total_pence is None or load.booked == load.control_total_pence:
        return None
    return Money(int(load.booked or 0) - load.control_total_pence)


def _unplaced(pool: PoolInMonth, worked: WorkedMonth) -> UnplacedPool:
    return UnplacedPool(pool.name, _what_is_missing(pool), worked.shared(pool).why)


def _what_is_missing(pool: PoolInMonth) -> str:
    return "charges for the services above" if pool.key.is_second_stage else pool.key.driver_words


def _taken_back(month: WorkedMonth | CorrectedMonth) -> list[TakenBack]:
    return [TakenBack(member.name, unit.plural, month.month) for member, unit in month.below_zero]


def _users_not_counted(worked: WorkedMonth) -> tuple[str, ...]:
    """Members whose user-days are not all there, if any pool is shared by them."""
    if not any(part.unit is Unit.USER_DAYS for pool in worked.pools for part in pool.key.parts):
        return ()
    waiting = users_not_counted_in(worked.month)
    return tuple(member.name for member in worked.members if member.key in waiting)


def what_stops_closing(*, period: Period, at: datetime, billed: BilledMonth | None = None) -> list[str]:
    """Everything that stops a month from being closed at a moment; nothing, for one that is closed."""
    return [] if period.is_closed else stops_closing(readiness_of(period=period, at=at, billed=billed))


def what_stops_approval(*, period: Period, at: datetime) -> list[str]:
    """Everything that stops a month's costs from being approved at a moment."""
    return [] if period.is_closed else stops_approval(readiness_of(period=period, at=at))
