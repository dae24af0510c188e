"""The life of a month, and of a statement.

period     open --load--> collecting   (some pool is still without a cost)
           open --load--> review       (every pool has one)
           collecting, review, approved --withdraw--> open
           review --approve--> approved --close--> closed   (here the figures are fixed, and the statements' words)
statement  due --file--> filed --send--> sent
           due --fail--> stuck         (the reason is kept and shown) --retry--> due
"""

from django.db.models import TextChoices


class PeriodState(TextChoices):
    OPEN = "open", "Open"
    COLLECTING = "collecting", "Collecting costs"
    REVIEW = "review", "In review"
    APPROVED = "approved", "Approved"
    CLOSED = "closed", "Closed"


class StatementState(TextChoices):
    DUE = "due", "Being drawn"
    FILED = "filed", "Ready"
    SENT = "sent", "Sent"
    STUCK = "stuck", "Stuck"


WITH_COSTS = (PeriodState.COLLECTING, PeriodState.REVIEW, PeriodState.APPROVED)
"""A month in one of these has costs loaded and is not closed."""
