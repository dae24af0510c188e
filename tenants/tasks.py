"""Celery's doors. A task names its partner and its row, or it refuses, and nothing runs in the wrong place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from celery import Task, shared_task
from django.db import connection
from django.utils import timezone

from guildhall.database import place
from guildhall.kernel import SYSTEM
from guildhall.notices.hearing import SLOW, hears
from guildhall.notices.relay import DELIVER
from tenants.context import on_the_platform
from tenants.delivering import deliver
from tenants.operations.rounds import open_page
from tenants.queries import partner_with_key
from tenants.rounds import work_named


class TenantTask(Task):
    """A task whose first argument is its partner's key ("" is the platform, said aloud). It fails closed: started
    from inside somebody's context, or with no partner named, it raises before its body runs.
    """

    ignore_result = True
    acks_late = True
    reject_on_worker_lost = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not args or not isinstance(args[0], str):
            raise TypeError(f"{self.name} names its partner first: a key, or an empty text for the platform.")
        if place.here() != place.NOWHERE:
            raise RuntimeError(f"{self.name} began inside {place.here().schema}: a worker starts each task nowhere.")
        try:
            return super().__call__(*args, **kwargs)
        finally:
            connection.close_if_unusable_or_obsolete()


@shared_task(base=TenantTask, name=DELIVER)
def deliver_one(partner_key: str, delivery_id: int) -> None:
    deliver(partner_key=partner_key, delivery_id=delivery_id, at=timezone.now())


@hears("tenants.page_came", queue=SLOW)
def a_page_came(*, work: str, period: str, after: str, at: datetime, **later: object) -> None:
    """Open one page of a round. Work that the code has dropped has nothing left to do."""
    named = work_named(work)
    if named is not None:
        open_page(work=named, period=datetime.fromisoformat(period), after=after, by=SYSTEM, at=at)


@hears("tenants.turn_came", queue=SLOW)
def a_turn_came(*, work: str, at: datetime, **later: object) -> None:
    """Visit one partner, in its own context."""
    named = work_named(work)
    if named is not None and named.visit is not None:
        key = place.partner_here()
        with on_the_platform():
            partner = partner_with_key(key)
        named.visit(partner=partner, at=at)
