"""A delivery's life, and a letter's.

due --take[lease]--> taken --finish--> done
                     taken --fail----> due     (a later moment; the reason is kept)
                     taken --die thrice--> parked (shown to the operator) --replay--> due
                                           parked --set aside[reason]--> set aside (kept and shown) --replay--> due
letter: due --send--> sent
"""

from django.db.models import TextChoices


class DeliveryState(TextChoices):
    DUE = "due", "Due"
    TAKEN = "taken", "Being done"
    DONE = "done", "Done"
    PARKED = "parked", "Parked"
    ASIDE = "aside", "Set aside"
