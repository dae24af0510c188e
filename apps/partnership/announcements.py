"""What the partnership announces."""

from uuid import UUID

from guildhall.notices.announcements import PlatformAnnouncement

BUILDING_STARTED = PlatformAnnouncement(
    "partnership.building_started", "A partner's home is to be built; heard here.", partner_id=UUID
)
PARTNER_LIVE = PlatformAnnouncement(
    "partnership.partner_live", "A partner has a home; its first person is to be invited.", partner_id=UUID
)
PARTNER_CHANGED = PlatformAnnouncement(
    "partnership.partner_changed",
    "A partner was suspended, resumed, gave notice or was called back, for a reason that the trail keeps; heard here, "
    "to write to its administrators.",
    partner_id=UUID,
    change=str,
    entry_id=int,
)
ARCHIVE_ASKED = PlatformAnnouncement(
    "partnership.archive_asked", "An archive of a partner is to be written; heard here.", archive_id=int
)
RETURN_ASKED = PlatformAnnouncement(
    "partnership.return_asked", "An archived partner's home is to be put back; heard here.", partner_id=UUID
)
ERASURE_APPROVED = PlatformAnnouncement(
    "partnership.erasure_approved", "Two operators agree that a partner is to be erased; heard here.", erasure_id=int
)
ADMINISTRATOR_NAMED = PlatformAnnouncement(
    "partnership.administrator_named", "A partner with a home has somebody to invite first.", partner_id=UUID
)
INTAKE_CONFIRMED = PlatformAnnouncement(
    "partnership.intake_confirmed", "The organisations of a file are to be brought in; heard here.", intake_id=int
)
