"""Closing a month: figures and words are fixed here, in one transaction; the files follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from guildhall.audit.operations import record
from guildhall.charging.corrected import BilledMonth
from guildhall.charging.entries import costs_of_month
from guildhall.charging.errors import BridgesAlreadySetDown, PeriodAlreadyClosed, PeriodNotReady
from guildhall.charging.figures import figures_of, statement_number
from guildhall.charging.keys import joined
from guildhall.charging.manifests import digest_of
from guildhall.charging.models import CloseManifest, Line, MonthBridge, Period, PoolCost, PoolTotal, Statement
from guildhall.charging.operations.correcting import fix_corrections
from guildhall.charging.operations.customer_billing import bill_third_parties
from guildhall.charging.operations.customers import hold_third_parties_still
from guildhall.charging.operations.disputes import count_disputes, hold_disputes_still
from guildhall.charging.operations.leaving import hold_exits_still, settle_late_with_leavers
from guildhall.charging.operations.ledger import post
from guildhall.charging.queries.bridges import bridges_into
from guildhall.charging.queries.third_parties import last_use
from guildhall.charging.queries.working import billed_month, readiness_of
from guildhall.charging.queries.years import split_costs
from guildhall.charging.rules import may_keep_costs, what_stops_closing
from guildhall.charging.states import PeriodState
from guildhall.charging.working import Member, PoolInMonth, WorkedMonth, combined_digest
from guildhall.database.operation import operation, step
from guildhall.kernel import Actor, NotAllowed, require
from guildhall.metering.operations import hold_usage_still
from guildhall.notices.operations import announce


@operation
def close_period(*, period_id: int, by: Actor, at: datetime) -> list[int]:
    """Fix a month's charges for good, correct the closed months that usage came late for, and set down one statement,
    due, for each member and for whoever is corrected.

    Gives: the statements' ids, by the members' codes.
    Refuses: NotAllowed, PeriodAlreadyClosed, PeriodNotReady (everything that stops it: costs or an approval missing, a
    conflict undecided, money without a place).
    Announces: "charging.period_closed", once; "charging.statement_due", once for each statement;
    "charging.customer_sending_due", once for each document of a customer with an address.
    Rule: cost_sharing.md, closing a period; invariants 1, 2, 4, 5 and 9.
    """
    period = Period.objects.locked(period_id)
    counted = hold_still(period=period)
    hold_exits_still()

    require(may_keep_costs(by), NotAllowed("close a month", ask="the shared service’s finance team"))
    require(not period.is_closed, PeriodAlreadyClosed(period.month.title))
    billed = billed_month(period, up_to=counted.last_event_id, use_up_to=counted.last_use_id)
    if reasons := what_stops_closing(readiness_of(period=period, at=at, billed=billed)):
        raise PeriodNotReady(reasons)

    fix_lines(period=period, worked=billed.worked)
    fix_corrections(period=period, corrections=billed.corrections)
    count_disputes(period=period)
    post_costs(period=period, by=by, at=at)
    settle_late_with_leavers(period=period, by=by, at=at)
    bill_third_parties(period=period, paid=billed.third_parties, by=by, at=at)
    manifest = fix_manifest(period=period, billed=billed, counted=counted, at=at)
    statements = set_down_statements(manifest=manifest, billed=billed, at=at)
    period.state, period.closed_at, period.closed_by_id = PeriodState.CLOSED, at, by.id
    period.save(update_fields=["state", "closed_at", "closed_by_id"])

    record("month closed", period, by=by, at=at, details=_details(billed))

    announce("charging.period_closed", period_id=period.id)
    for statement in statements:
        announce("charging.statement_due", statement_id=statement.id)
    return [statement.id for statement in statements]


@dataclass(frozen=True, slots=True)
class Counted:
    """Up to which event, and up to which use of a customer, a close counts."""

    last_event_id: int
    last_use_id: int


@step
def hold_still(*, period: Period) -> Counted:
    """Let nothing be added to what a close counts until this transaction ends: usage, disputes, and what decides what
    customers pay.
    """
    last_event_id = hold_months_still(period=period)
    hold_disputes_still()
    hold_third_parties_still()
    return Counted(last_event_id, last_use())


@step
def hold_months_still(*, period: Period) -> int:
    """Let no usage be added to a month and to the closed months before it until this transaction ends.

    Gives: the number of the last event written so far. All of these months up to it are what a close counts.
    Note: the locks are taken oldest month first, as whoever writes usage of several months takes them.
    """
    closed = Period.objects.closed().filter(month_on__lt=period.month_on).order_by("month_on")
    for earlier in closed:
        hold_usage_still(earlier.month)
    return hold_usage_still(period.month)


@step
def fix_lines(*, period: Period, worked: WorkedMonth) -> None:
    """Write each pool's total and each member's line. The database holds that they add up."""
    for pool in worked.pools:
        shared = worked.shared(pool)
        total = PoolTotal.objects.create(
            period=period,
            used_on=period.month_on,
            pool_id=pool.id,
            key_version_id=pool.key_version_id,
            cost_pence=shared.net.pence,
            income_pence=pool.income.pence,
            total_weight=str(shared.total_weight),
            basis=worked.basis(pool),
        )
        Line.objects.bulk_create(_line(total, pool, member, worked) for member in worked.members)


def _line(total: PoolTotal, pool: PoolInMonth, member: Member, worked: WorkedMonth) -> Line:
    share, drivers = worked.shared(pool).shares[member.code], worked.drivers(pool, member)
    return Line(
        period=total.period,
        used_on=total.used_on,
        partner_key=member.key,
        total=total,
        pool_id=pool.id,
        weight=str(share.weight),
        exact_share=str(share.exact),
        pence=share.pence,
        has_odd_penny=share.has_odd_penny,
        events_count=sum(driver.events for driver in drivers),
        events_quantity=sum(driver.quantity for driver in drivers),
        events_digest=combined_digest(drivers),
        drivers=[driver.plain for driver in drivers],
        basis=worked.line_basis(pool, member),
    )


@step
def post_costs(*, period: Period, by: Actor, at: datetime) -> None:
    """Enter what the month cost into the books, pool by pool; nothing, if it cost nothing."""
    rows = PoolCost.objects.in_force().filter(period=period).exclude(amount_pence=0)
    cost, income = split_costs(rows.values_list("pool__code", "amount_pence"))
    entry = costs_of_month(period.month, cost=cost, income=income)
    if entry.lines:
        post(entry, by=by, at=at)


@step
def fix_manifest(*, period: Period, billed: BilledMonth, counted: Counted, at: datetime) -> CloseManifest:
    """Write down all that the month rests on, chained to the month closed before."""
    before = CloseManifest.objects.order_by("-id").defer("body").first()
    body = billed.manifest(last_event_id=counted.last_event_id)
    return CloseManifest.objects.create(
        period=period,
        body=body,
        last_event_id=counted.last_event_id,
        last_use_id=counted.last_use_id,
        previous_digest=before.digest if before else "",
        digest=digest_of(body, previous=before.digest if before else ""),
        closed_at=at,
    )


@step
def set_down_statements(*, manifest: CloseManifest, billed: BilledMonth, at: datetime) -> list[Statement]:
    """Write each statement, figures and words, due to be drawn."""
    statements = []
    for member in billed.parties:
        figures = figures_of(
            member, billed, manifest_digest=manifest.digest, last_event_id=manifest.last_event_id, at=at
        )
        statements.append(
            Statement(
                period=manifest.period,
                partner_key=member.key,
                number=statement_number(member, billed.month),
                figures=figures,
                total_pence=figures["total_pence"],
                digest=digest_of(figures),
                due_at=at,
            )
        )
    return Statement.objects.bulk_create(statements)


def _details(billed: BilledMonth) -> dict[str, str]:
    """What the trail says of a close."""
    corrected = [one.month.title for one in billed.corrections if one.pools]
    return (
        {"shared": str(billed.worked.allocation.net_cost)}
        | ({"corrected": f"{joined(corrected)} corrected"} if corrected else {})
        | ({"paid": f"{billed.third_parties.total} paid by third parties"} if billed.third_parties.charges else {})
    )


@operation
def set_down_bridges(*, period_id: int, by: Actor, at: datetime) -> int:
    """Say for every partner what its share of a closed month came of, since the month before; once.

    Gives: how many were set down; none for the first month there is.
    Refuses: NotAllowed (Guildhall alone does), BridgesAlreadySetDown.
    """
    period = Period.objects.select_for_update(of=("self",)).get(id=period_id)

    require(by.is_system, NotAllowed("set down what a share came of", ask="the shared service’s finance team"))
    require(not MonthBridge.objects.filter(period=period).exists(), BridgesAlreadySetDown(period.month.title))

    rows = [
        MonthBridge(
            period=period,
            partner_key=key,
            before_pence=bridge.before.pence,
            after_pence=bridge.after.pence,
            **{f"{step}_pence": amount.pence for step, amount in bridge.steps.items()},
        )
        for key, bridge in bridges_into(period=period).items()
    ]
    return len(MonthBridge.objects.bulk_create(rows))
