"""May I have it? Absent, another partner's and hidden are one answer."""

from __future__ import annotations

from apps.account_services.models import AccountRequest, Task
from guildhall.web.errors import NotFound


def request_for(reference: str) -> AccountRequest:
    """A request of the partner we are with, with its person and its decision. Raises: NotFound."""
    found = AccountRequest.objects.select_related("employment__person", "decision").filter(reference=reference.upper())
    if (request := found.first()) is None:
        raise NotFound
    return request


def exception_for(task_id: int) -> Task:
    """A task that waits for a person. Raises: NotFound."""
    waiting = Task.objects.with_a_person().select_related("account__target", "request__employment__person")
    if (task := waiting.filter(pk=task_id).first()) is None:
        raise NotFound
    return task
