"""What the tests' own room says."""

from guildhall.notices.announcements import PlatformAnnouncement

POISONED = PlatformAnnouncement("poison.drunk", "Whoever hears this dies of it.", cup=int)
HARMLESS = PlatformAnnouncement("poison.poured_away", "Nothing comes of it.", cup=int)
