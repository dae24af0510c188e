"""Rounds: begun once a period, gone through page by page; a partner has its turn once, whatever is repeated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from guildhall.database.operation import operation
from guildhall.kernel import Actor, NotAllowed, require
from guildhall.notices.operations import announce, announce_to_each
from tenants.errors import PageAlreadyOpened, RoundAlreadyBegun
from tenants.models import Partner, Round
from tenants.rounds import PARTNERS_ON_A_PAGE, RegularWork

KEPT_IN_ORDER = """
    INSERT INTO tenants_turn (work, partner_key, period)
    SELECT %s, key, %s FROM unnest(%s::text[]) AS key
    ON CONFLICT (work, partner_key) DO UPDATE SET period = excluded.period
     WHERE tenants_turn.period < excluded.period
    RETURNING partner_key
"""


@operation
def begin_round(*, work: RegularWork, by: Actor, at: datetime) -> Round:
    """Begin a work's round for the period that it is, once; one that was not finished is overtaken.

    Refuses: NotAllowed (only Guildhall itself may), RoundAlreadyBegun.
    Announces: "tenants.page_came".
    """
    period = work.period_at(at)
    round_, is_new = Round.objects.select_for_update().get_or_create(
        work=work.name, defaults={"period": period, "begun_at": at}
    )

    require(by.is_system, NotAllowed("begin a round", ask="nobody: it begins by itself"))
    require(is_new or round_.period < period, RoundAlreadyBegun(work.name))

    round_.period, round_.after, round_.begun_at, round_.finished_at, round_.visited = period, "", at, None, 0
    round_.save()

    announce("tenants.page_came", work=work.name, period=period, after="")
    return round_


@operation
def open_page(*, work: RegularWork, period: datetime, after: str, by: Actor, at: datetime) -> list[Partner]:
    """Give the next fifty partners their turn and announce the page after theirs, all in this one transaction.

    Takes: `after`, the key of the last partner of the page before.
    Gives: those whose turn it was; one who has had it in this period or a later one is passed over.
    Refuses: NotAllowed (only Guildhall itself may), PageAlreadyOpened.
    Announces: "tenants.page_came", "tenants.turn_came".
    """
    round_ = Round.objects.select_for_update().get(work=work.name)

    require(by.is_system, NotAllowed("open a page of a round", ask="nobody: it opens by itself"))
    require((round_.period, round_.after, round_.finished_at) == (period, after, None), PageAlreadyOpened())

    page = list(Partner.objects.at_home().filter(schema_name__gt=after).order_by("schema_name")[:PARTNERS_ON_A_PAGE])
    theirs = _claim(work, page, period=period)
    if work.visit_page is not None:
        work.visit_page(partners=theirs, at=at)
    else:
        rings = {partner.schema_name: max(at, work.turn_of(partner.schema_name, period=period)) for partner in theirs}
        announce_to_each("tenants.turn_came", rings=rings, work=work.name, period=period)
    is_last = len(page) < PARTNERS_ON_A_PAGE
    round_.after = page[-1].schema_name if page else after
    round_.visited += len(theirs)
    round_.finished_at = at if is_last else None
    round_.save(update_fields=["after", "visited", "finished_at"])

    if not is_last:
        announce("tenants.page_came", work=work.name, period=period, after=round_.after)
    return theirs


def _claim(work: RegularWork, page: Sequence[Partner], *, period: datetime) -> list[Partner]:
    with connection.cursor() as cursor:
        cursor.execute(KEPT_IN_ORDER, [work.name, period, [partner.schema_name for partner in page]])
        claimed = {key for (key,) in cursor.fetchall()}
    return [partner for partner in page if partner.schema_name in claimed]
