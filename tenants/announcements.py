"""What `tenants` announces: the pages of a round, and each partner's turn in it."""

from guildhall.notices.announcements import Announcement, PlatformAnnouncement

PAGE_CAME = PlatformAnnouncement(
    "tenants.page_came",
    "The next fifty partners of a round are to have their turn; heard here.",
    work=str,
    period=str,
    after=str,
)
TURN_CAME = Announcement("tenants.turn_came", "A partner's turn in a round has come; heard here.", work=str, period=str)
