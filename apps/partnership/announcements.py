"""What the partnership announces."""

from uuid import UUID

from guildhall.notices.announcements import PlatformAnnouncement

BUILDING_STARTED = PlatformAnnouncement(
    "partnership.building_started", "A partner's home is to be built; heard here.", partner_id=UUID
)
PARTNER_LIVE = PlatformAnnouncement(
    "partnership.partner_live", "A partner has a home; its first person is to be invited.", partner_id=UUID
)
