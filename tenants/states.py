"""A partner's life, a home's, and a run's over all homes.

applied --agree--> agreed --start--> building --finish--> live <--restore/suspend--> suspended
                                     building --fail----> stuck (the reason is kept and shown) --start--> building
live, suspended --leave--> leaving --archive--> archived --erase--> erased

HOME  current --bring forward--> current | part way (a step is done, the next is not)
      current, part way --fail--> failed (the error is kept and shown) --bring forward--> current, part way
RUN   moving --finish--> finished      every home is at the newest version, but those that failed
      moving --stop--> stopped         the canary failed, or too many did; running again goes on
      moving --replace--> killed       it had not said a word for a minute when the next run began
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


class HomeStatus(TextChoices):
    CURRENT = "current", "Up to date"
    PART_WAY = "part_way", "Part of the way"
    FAILED = "failed", "Failed"


class Wave(TextChoices):
    CANARY = "canary", "The canary"
    FIRST = "first", "The first hundredth"
    REST = "rest", "All others"


class RunOutcome(TextChoices):
    MOVING = "moving", "Under way"
    FINISHED = "finished", "Finished"
    STOPPED = "stopped", "Stopped"
    KILLED = "killed", "Killed"
