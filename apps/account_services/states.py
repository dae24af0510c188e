"""A request's life, and a task's.

    REQUEST  submitted --approve--> approved --begin--> provisioning --prepare--> ready --switch on--> completed
             submitted --reject--> rejected             provisioning --finish--> completed   (a leaver's, a change's)
             submitted, approved, provisioning, ready --cancel--> cancelled
             completed --put off--> ready   (the first day moved: the account is switched off again)

    TASK     queued --lease--> leased --confirm--> succeeded | skipped (it was as wanted already: no credit)
             leased --fault--> queued (after 1, 5, 15, 60 minutes) --the fifth fault--> needs_human
             leased --the lease runs out--> leased (by whoever looks next, and looks first)
             leased --hand over--> needs_human --finish by hand--> done_by_human (no credit)
             queued, needs_human --withdraw--> withdrawn

Ready: every account stands at its target, switched off, read back. Completed: switched on, read back.
"""

from django.db.models import TextChoices


class RequestKind(TextChoices):
    JOINER = "joiner", "Joiner"
    LEAVER = "leaver", "Leaver"
    CHANGE = "change", "Change"


class RequestState(TextChoices):
    SUBMITTED = "submitted", "Waiting"
    APPROVED = "approved", "In hand"
    PROVISIONING = "provisioning", "In hand"
    READY = "ready", "Ready"
    COMPLETED = "completed", "Done"
    REJECTED = "rejected", "Rejected"
    CANCELLED = "cancelled", "Cancelled"


OPEN_STATES = (RequestState.SUBMITTED, RequestState.APPROVED, RequestState.PROVISIONING, RequestState.READY)

MOVES: dict[tuple[str, str], RequestState] = {
    (RequestState.SUBMITTED, "approve"): RequestState.APPROVED,
    (RequestState.SUBMITTED, "reject"): RequestState.REJECTED,
    (RequestState.SUBMITTED, "cancel"): RequestState.CANCELLED,
    (RequestState.APPROVED, "cancel"): RequestState.CANCELLED,
    (RequestState.APPROVED, "begin"): RequestState.PROVISIONING,
    (RequestState.PROVISIONING, "cancel"): RequestState.CANCELLED,
    (RequestState.PROVISIONING, "prepare"): RequestState.READY,
    (RequestState.PROVISIONING, "finish"): RequestState.COMPLETED,
    (RequestState.READY, "cancel"): RequestState.CANCELLED,
    (RequestState.READY, "switch on"): RequestState.COMPLETED,
    (RequestState.COMPLETED, "put off"): RequestState.READY,
}


class TaskStep(TextChoices):
    CREATE = "create", "Create the account, switched off"
    ENABLE = "enable", "Switch the account on"
    DISABLE = "disable", "Switch the account off"


class TaskState(TextChoices):
    QUEUED = "queued", "Queued"
    LEASED = "leased", "Being done"
    SUCCEEDED = "succeeded", "Done by the robot"
    SKIPPED = "skipped", "Nothing to do"
    NEEDS_HUMAN = "needs_human", "Needs a person"
    DONE_BY_HUMAN = "done_by_human", "Done by a person"
    WITHDRAWN = "withdrawn", "Withdrawn"


SETTLED = (TaskState.SUCCEEDED, TaskState.SKIPPED, TaskState.DONE_BY_HUMAN)
UNDONE = (TaskState.QUEUED, TaskState.LEASED, TaskState.NEEDS_HUMAN)


class TargetKind(TextChoices):
    LDAP = "ldap", "LDAP directory"
    TABLE = "directory_table", "Guildhall’s own directory"


class NamingPolicy(TextChoices):
    FIRST_DOT_LAST = "first.last", "First name, full stop, last name: casey.morgan"
    INITIAL_LAST = "initial_last", "Initial and last name: cmorgan"
