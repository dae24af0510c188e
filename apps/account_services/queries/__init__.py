"""Questions about accounts."""

from apps.account_services.queries.work import WorkItem, work_waiting_for

__all__ = ["WorkItem", "work_waiting_for"]
