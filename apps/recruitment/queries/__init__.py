"""Questions about recruitment with the partner we are with."""

from apps.recruitment.queries.waiting import WorkItem, work_waiting_for

__all__ = ["WorkItem", "work_waiting_for"]
