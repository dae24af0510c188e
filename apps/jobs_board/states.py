"""What an advert is, asked of its moments: nothing is stored but the moments themselves.

coming --opening_at--> open --closing_at, closed_early_at, employer_until--> closed
closed --the employer is back: employer_until is taken away--> open
coming, open --withdrawn_at--> withdrawn
"""

from django.db.models import TextChoices


class AdvertState(TextChoices):
    COMING = "coming", "Not open yet"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"


NOT_SENT = "Not sent yet"
"""What a candidate reads of a draft. Once its advert has closed the board says so by itself: no timer writes it."""

CLOSED_UNSENT = "Closed before you sent it"
