"""What can be done about accounts."""

from apps.account_services.operations.deciding import approve_request, cancel_request, reject_request
from apps.account_services.operations.following import Starter, follow_start_date
from apps.account_services.operations.targets import TargetTerms, add_target_system
from apps.account_services.operations.working import (
    Leased,
    Outcome,
    TypedBack,
    confirm_task,
    finish_by_hand,
    hand_over_silent_tasks,
    hand_to_a_person,
    lease_task,
    report_fault,
)

__all__ = [
    "Leased",
    "Outcome",
    "Starter",
    "TargetTerms",
    "TypedBack",
    "add_target_system",
    "approve_request",
    "cancel_request",
    "confirm_task",
    "finish_by_hand",
    "follow_start_date",
    "hand_over_silent_tasks",
    "hand_to_a_person",
    "lease_task",
    "reject_request",
    "report_fault",
]
