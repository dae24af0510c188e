"""What account services announce. Ids and days, never a name."""

from datetime import date

from guildhall.notices.announcements import Announcement

REQUEST_APPROVED = Announcement(
    "account_services.request_approved", "Its tasks are due; heard by the robot.", request_id=int
)
REQUEST_MOVED = Announcement(
    "account_services.request_moved", "Its days changed after it was approved; heard by the robot.", request_id=int
)
ACCOUNTS_READY = Announcement(
    "account_services.accounts_ready",
    "Every account of a request stands and was read back; heard by whoever welcomes people.",
    request_id=int,
    starts_on=date,
)
NEEDS_A_PERSON = Announcement(
    "account_services.needs_a_person", "A task is waiting for a person; heard by whoever watches.", task_id=int
)
