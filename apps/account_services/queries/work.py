"""What waits for whom, for home pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from apps.account_services.models import AccountRequest, Task
from apps.account_services.queries.requests import earliest_waiting
from apps.account_services.rules.people import may_decide, may_work_exceptions
from guildhall.kernel import Actor
from guildhall.kernel.time import start_of_day


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A line of somebody's work: what, how many, where it leads, and by when the first of it is due."""

    label: str
    count: int
    url: str
    due_at: datetime | None = None


def work_waiting_for(actor: Actor, at: datetime) -> list[WorkItem]:
    """What this actor has to do about accounts; nothing that is not theirs, and no line that counts none."""
    items = []
    if may_decide(actor):
        first = earliest_waiting()
        items.append(
            WorkItem(
                "Account requests to decide",
                AccountRequest.objects.waiting().count(),
                "/accounts/requests/?stage=waiting",
                start_of_day(first) if first else None,
            )
        )
    if may_work_exceptions(actor):
        items.append(
            WorkItem("Account tasks that need a person", Task.objects.with_a_person().count(), "/accounts/exceptions/")
        )
    return [item for item in items if item.count]
