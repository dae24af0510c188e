"""Questions about tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum

from apps.account_services.models import AccountRequest, Task
from apps.account_services.states import OPEN_STATES, TaskState, TaskStep
from guildhall.kernel import Month


@dataclass(frozen=True, slots=True)
class TimeGivenBack:
    """Minutes that one kind of task gave back: how many were done, what each took by hand, what that makes."""

    step: TaskStep
    done: int
    minutes_each: int

    @property
    def minutes(self) -> int:
        return self.done * self.minutes_each


def requests_with_work_due(at: datetime) -> list[int]:
    """Requests of which some task can be done now, the longest waiting first."""
    due = Task.objects.due(at).filter(request__state__in=OPEN_STATES).order_by("not_before", "id")
    return list(dict.fromkeys(due.values_list("request_id", flat=True)))


def tasks_of(request: AccountRequest) -> list[Task]:
    """A request's tasks, those of one target together, in the order they are done."""
    return list(request.tasks.select_related("account__target").order_by("account__target__name", "id"))


def tasks_with_a_person() -> list[Task]:
    """What the robot could not finish, the earliest due first."""
    waiting = Task.objects.with_a_person().select_related("account__target", "request__employment__person")
    return list(waiting.order_by("request__due_on", "id"))


def time_given_back(month: Month) -> list[TimeGivenBack]:
    """What the robot's tasks of a month gave back, by kind and by the baseline that held; nothing that was by hand."""
    rows = (
        Task.objects.filter(
            state=TaskState.SUCCEEDED,
            minutes_saved__gt=0,
            done_at__gte=month.period.from_,
            done_at__lt=month.period.until,
        )
        .values("step", "minutes_saved")
        .annotate(done=Count("id"), total=Sum("minutes_saved"))
        .order_by("step", "minutes_saved")
    )
    return [TimeGivenBack(TaskStep(row["step"]), row["done"], row["minutes_saved"]) for row in rows]
