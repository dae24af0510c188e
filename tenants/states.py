"""A partner's life.

applied --agree--> agreed --start--> building --finish--> live <--restore/suspend--> suspended
                                     building --fail----> stuck (the reason is kept and shown) --start--> building
live, suspended --leave--> leaving --archive--> archived --erase--> erased
"""

from django.db.models import TextChoices


class PartnerState(TextChoices):
    APPLIED = "applied", "Applied"
    AGREED = "agreed", "Terms agreed"
    BUILDING = "building", "Being built"
    LIVE = "live", "Live"
    SUSPENDED = "suspended", "Suspended"
    LEAVING = "leaving", "Leaving"
    ARCHIVED = "archived", "Archived"
    ERASED = "erased", "Erased"
    STUCK = "stuck", "Stuck"


MOVES: dict[tuple[str, str], str] = {
    (PartnerState.APPLIED, "agree"): PartnerState.AGREED,
    (PartnerState.AGREED, "start"): PartnerState.BUILDING,
    (PartnerState.STUCK, "start"): PartnerState.BUILDING,
    (PartnerState.BUILDING, "finish"): PartnerState.LIVE,
    (PartnerState.BUILDING, "fail"): PartnerState.STUCK,
    (PartnerState.LIVE, "suspend"): PartnerState.SUSPENDED,
    (PartnerState.SUSPENDED, "restore"): PartnerState.LIVE,
}
"""The moves that exist today; leaving, archiving and erasing come with the rest of a partner's life."""
