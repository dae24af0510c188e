"""Books that are open to every member: the shares of a closed month, and a quarter put before the board."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Sum

from guildhall.audit.operations import record
from guildhall.charging.errors import BoardPackAlreadyFiled, BoardPackNotReady, BooksAlreadyOpened
from guildhall.charging.manifests import digest_of
from guildhall.charging.models import Agreement, BoardPack, Line, OpenShare, Period
from guildhall.charging.queries.board_packs import figures_of_quarter
from guildhall.charging.queries.years import months_not_closed
from guildhall.charging.rules import may_keep_costs, what_stops_filing
from guildhall.database.operation import operation, step
from guildhall.kernel import Actor, Money, NotAllowed, Quarter, require
from guildhall.notices.operations import announce
from tenants.queries import live_partners, names_of_partners


@operation
def open_books(*, period_id: int, by: Actor, at: datetime) -> int:
    """Show every member what each of them bore in a closed month, if their agreement opens the books; once.

    Gives: how many shares are open; none, under an agreement that keeps them apart, or before there is one.
    Refuses: NotAllowed (Guildhall alone does), BooksAlreadyOpened.
    Rule: cost_sharing.md, goals, open book: all shares, if the agreement in force in that month says so.
    """
    period = Period.objects.select_for_update(of=("self",)).get(id=period_id)

    require(by.is_system, NotAllowed("open the books of a month", ask="the shared service’s finance team"))
    require(not OpenShare.objects.filter(period=period).exists(), BooksAlreadyOpened(period.month.title))
    return show_shares(period=period)


@step
def show_shares(*, period: Period) -> int:
    """Write down every share of a closed month for all members, unless it was done, or their agreement keeps them
    apart. Gives: how many were written.
    """
    agreement = Agreement.objects.in_force(period.month.first_day)
    is_open = agreement is not None and agreement.has_open_book
    if not is_open or OpenShare.objects.filter(period=period).exists():
        return 0
    borne = Line.objects.filter(period=period).values("partner_key", "pool_id").annotate(held=Sum("pence"))
    names = names_of_partners()
    rows = [
        OpenShare(
            period=period,
            partner_key=one["partner_key"],
            member=names[one["partner_key"]],
            pool_id=one["pool_id"],
            pence=one["held"],
        )
        for one in borne.order_by("partner_key", "pool_id")
    ]
    return len(OpenShare.objects.bulk_create(rows))


@operation
def file_board_pack(*, quarter: Quarter, by: Actor, at: datetime) -> BoardPack:
    """Put a quarter before the members: its figures are fixed, and every partner may read them.

    Refuses: NotAllowed, BoardPackAlreadyFiled, BoardPackNotReady (each month that is not closed).
    Announces: "charging.board_pack_filed", once for each partner.
    Rule: cost_sharing.md, goals: what did we use, what did it cost, what comes back.
    """
    days = [month.first_day for month in quarter.months]
    periods = list(Period.objects.filter(month_on__in=days).select_for_update().order_by("month_on"))

    require(may_keep_costs(by), NotAllowed("file a board pack", ask="the shared service’s finance team"))
    filed = BoardPack.objects.filter(starting=quarter.year.starting, number=quarter.number).exists()
    require(not filed, BoardPackAlreadyFiled(quarter.title))
    if reasons := what_stops_filing(months_not_closed(months=quarter.months)):
        raise BoardPackNotReady(reasons)

    for period in periods:
        show_shares(period=period)  # the pack shows them, and whoever opens books may not have come round yet
    figures = figures_of_quarter(quarter=quarter, at=at)
    pack = BoardPack.objects.create(
        starting=quarter.year.starting,
        number=quarter.number,
        figures=figures,
        digest=digest_of(figures),
        filed_at=at,
        filed_by_id=by.person_id,
    )

    record("board pack filed", pack, by=by, at=at, details={"cost": f"It cost {Money(figures['cost_pence'])}"})

    for partner in live_partners():
        announce("charging.board_pack_filed", pack_id=pack.id, partner_key=partner.schema_name)
    return pack
