"""Celery's doors. A task names its partner and its row, or it refuses, and nothing runs in the wrong place."""

from __future__ import annotations

from typing import Any

from celery import Task, shared_task
from django.db import connection
from django.utils import timezone

from guildhall.database import place
from guildhall.notices.relay import DELIVER
from tenants.delivering import deliver


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
