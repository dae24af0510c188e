"""What the partnership announces."""

from uuid import UUID

from guildhall.notices.announcements import Announcement

BUILDING_STARTED = Announcement(
    "partnership.building_started", "A partner's home is to be built; heard here.", partner_id=UUID
)
PARTNER_LIVE = Announcement(
    "partnership.partner_live", "A partner has a home; its first person is to be invited.", partner_id=UUID
)
ADMINISTRATOR_NAMED = Announcement(
    "partnership.administrator_named", "A partner with a home has somebody to invite first.", partner_id=UUID
)
INTAKE_CONFIRMED = Announcement(
    "partnership.intake_confirmed", "The organisations of a file are to be brought in; heard here.", intake_id=int
)
