"""What the partnership announces."""

from uuid import UUID

from guildhall.notices.announcements import Announcement

BUILDING_STARTED = Announcement(
    "partnership.building_started", "A partner's home is to be built; heard here.", partner_id=UUID
)
PARTNER_LIVE = Announcement(
    "partnership.partner_live", "A partner has a home; its first person is to be invited.", partner_id=UUID
)
PARTNER_CHANGED = Announcement(
    "partnership.partner_changed",
    "A partner was suspended, resumed, gave notice or was called back, for a reason that the trail keeps; heard here, "
    "to write to its administrators.",
    partner_id=UUID,
    change=str,
    entry_id=int,
)
ARCHIVE_ASKED = Announcement(
    "partnership.archive_asked", "An archive of a partner is to be written; heard here.", archive_id=int
)
RETURN_ASKED = Announcement(
    "partnership.return_asked", "An archived partner's home is to be put back; heard here.", partner_id=UUID
)
ERASURE_APPROVED = Announcement(
    "partnership.erasure_approved", "Two operators agree that a partner is to be erased; heard here.", erasure_id=int
)
ADMINISTRATOR_NAMED = Announcement(
    "partnership.administrator_named", "A partner with a home has somebody to invite first.", partner_id=UUID
)
INTAKE_CONFIRMED = Announcement(
    "partnership.intake_confirmed", "The organisations of a file are to be brought in; heard here.", intake_id=int
)
