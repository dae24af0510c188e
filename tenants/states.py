"""A partner's life, the long acts at the end of it, a home's version, and a run's over all homes.

partner  applied --agree--> agreed --start--> building --finish--> live --suspend--> suspended --resume--> live
         building --fail----> stuck (the reason is kept and shown) --start--> building
         building --restore-> suspended (from an archive, until somebody has looked at it)
         live, suspended --give notice--> leaving --call back--> live | suspended (if the doors were closed meanwhile)
         leaving --archive--> archived --bring back--> leaving
         archived --erase--> erased
archive  due --write--> ready --delete--> deleted
         due --fail---> stuck (the reason is kept and shown) --try again--> due
erasure  asked --approve--> approved --finish--> done
         asked --withdraw--> withdrawn
         approved --fail--> stuck (the reason is kept and shown) --try again--> approved
home     current --bring forward--> current | part way (a step is done, the next is not)
         current, part way --fail--> failed (the error is kept and shown) --bring forward--> current, part way
run      moving --finish--> finished      every home is at the newest version, but those that failed
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


AT_HOME = (PartnerState.LIVE, PartnerState.SUSPENDED, PartnerState.LEAVING)
"""The states in which a partner has a home that work may be done in."""

HAS_LEFT = (PartnerState.ARCHIVED, PartnerState.ERASED)

MOVES: dict[tuple[str, str], str] = {
    (PartnerState.APPLIED, "agree"): PartnerState.AGREED,
    (PartnerState.AGREED, "start"): PartnerState.BUILDING,
    (PartnerState.STUCK, "start"): PartnerState.BUILDING,
    (PartnerState.BUILDING, "finish"): PartnerState.LIVE,
    (PartnerState.BUILDING, "fail"): PartnerState.STUCK,
    (PartnerState.BUILDING, "restore"): PartnerState.SUSPENDED,
    (PartnerState.LIVE, "suspend"): PartnerState.SUSPENDED,
    (PartnerState.SUSPENDED, "resume"): PartnerState.LIVE,
    (PartnerState.LIVE, "give notice"): PartnerState.LEAVING,
    (PartnerState.SUSPENDED, "give notice"): PartnerState.LEAVING,
    (PartnerState.LEAVING, "archive"): PartnerState.ARCHIVED,
    (PartnerState.ARCHIVED, "bring back"): PartnerState.LEAVING,
    (PartnerState.ARCHIVED, "erase"): PartnerState.ERASED,
}
"""What a move leads to. Calling back leads to where the doors stand, so `move` takes its goal by name."""

CALL_BACK_TO = (PartnerState.LIVE, PartnerState.SUSPENDED)


class ArchiveState(TextChoices):
    DUE = "due", "Being written"
    READY = "ready", "Ready"
    STUCK = "stuck", "Stuck"
    DELETED = "deleted", "Deleted"


class ErasureState(TextChoices):
    ASKED = "asked", "Waiting for a second operator"
    APPROVED = "approved", "Being erased"
    STUCK = "stuck", "Stuck"
    DONE = "done", "Done"
    WITHDRAWN = "withdrawn", "Withdrawn"


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
