"""What the stories of this room begin with."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from apps.account_services.models import AccountRequest, StarterFollowed, Task
from apps.account_services.operations import Starter, approve_request, follow_start_date
from guildhall.kernel import SYSTEM
from tests.cast import MONDAY_9AM

CASEY = Starter(
    UUID(int=1), "Casey Morgan", "casey@candidate.example", "Staff nurse", "Tower Hospital", "Rita Osei", "5"
)
SIXTH_OF_JULY = date(2026, 7, 6)


def follow(starts_on: date | None = SIXTH_OF_JULY, *, revision=1, starter=CASEY, at: datetime = MONDAY_9AM):
    return follow_start_date(starter=starter, revision=revision, starts_on=starts_on, by=SYSTEM, at=at)


def another(number: int, name: str = "Carla Mendes") -> Starter:
    return Starter(
        UUID(int=number), name, f"starter{number}@candidate.example", "Porter", "Tower Hospital", "Rita Osei"
    )


def the_request() -> AccountRequest:
    return AccountRequest.objects.get(pk=StarterFollowed.objects.get(starter_id=CASEY.starter_id).request_id)


def approved(approver, *, at: datetime = MONDAY_9AM, **following) -> AccountRequest:
    followed = follow(at=at, **following)
    return approve_request(request_id=followed.request_id, by=approver, at=at)


def tasks() -> list[tuple[str, str, int]]:
    return list(Task.objects.order_by("id").values_list("step", "state", "minutes_saved"))
