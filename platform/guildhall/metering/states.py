"""What becomes of a resend with other content, and the life of a source.

conflict   undecided --keep the first--> decided   (the event that came first goes on counting)
           undecided --count the resend--> decided   (a correcting event makes up the difference)
source     active --retire--> retired   (with its last day and a reason; nothing waits for it any more)
"""

from django.db.models import TextChoices


class Decision(TextChoices):
    FIRST = "first", "The first counts"
    RESEND = "resend", "The resend counts"


class SourceState(TextChoices):
    ACTIVE = "active", "Active"
    RETIRED = "retired", "Retired"


class Health(TextChoices):
    """How far behind a source is, counted in its own rhythm."""

    ON_TIME = "on time", "On time"
    LATE = "late", "Late"
    SILENT = "silent", "Silent"
    RETIRED = "retired", "Retired"
