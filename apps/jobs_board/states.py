"""What an advert is, asked of its moments: nothing is stored but the moments themselves.

coming --opening_at--> open --closing_at, closed_early_at--> closed
coming, open --withdrawn_at--> withdrawn
"""

from django.db.models import TextChoices


class AdvertState(TextChoices):
    COMING = "coming", "Not open yet"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"
