"""What becomes of a resend with other content.

conflict   undecided --keep the first--> decided   (the event that came first goes on counting)
           undecided --count the resend--> decided   (a correcting event makes up the difference)
"""

from django.db.models import TextChoices


class Decision(TextChoices):
    FIRST = "first", "The first counts"
    RESEND = "resend", "The resend counts"
