"""The facts of account services, behind the partner's wall."""

from apps.account_services.models.accounts import Account, EmbeddedDirectoryEntry, TargetSystem
from apps.account_services.models.requests import AccountRequest, Decision, StarterFollowed
from apps.account_services.models.tasks import Task

__all__ = [
    "Account",
    "AccountRequest",
    "Decision",
    "EmbeddedDirectoryEntry",
    "StarterFollowed",
    "TargetSystem",
    "Task",
]
