"""What charging announces. All of it is platform work: no partner's context, and only ids."""

from guildhall.notices.announcements import PlatformAnnouncement

PERIOD_CLOSED = PlatformAnnouncement(
    "charging.period_closed", "A month's charges are fixed for good; once for each month.", period_id=int
)
STATEMENT_DUE = PlatformAnnouncement(
    "charging.statement_due",
    "A statement's figures and words are fixed and its files are to be drawn; once for each partner, and at a retry.",
    statement_id=int,
)
