"""Bringing many partners in from one file.

an intake:   planned --confirm--> confirmed
             planned --withdraw--> withdrawn
its rows:    waiting --bring in--> joined (from here on the partner's own state says where it stands)
             waiting --refuse--> refused (the reason is kept and shown) --try again--> waiting
"""

from django.db.models import TextChoices


class IntakeState(TextChoices):
    PLANNED = "planned", "Not confirmed yet"
    CONFIRMED = "confirmed", "Confirmed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class RowState(TextChoices):
    WAITING = "waiting", "Waiting"
    JOINED = "joined", "Joined"
    REFUSED = "refused", "Refused"
