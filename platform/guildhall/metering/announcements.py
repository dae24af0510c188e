"""What metering announces: work of no partner."""

from guildhall.notices.announcements import PlatformAnnouncement

DAYS_DUE = PlatformAnnouncement("metering.days_due", "An hour has gone by: days with new events are to be counted.")
