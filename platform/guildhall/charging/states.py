"""The life of months, statements, years, settlements, proposals, disputes, requests, exits, mergers, cards, sendings.

period     open --load--> collecting   (some pool is still without a cost)
           open --load--> review       (every pool has one)
           collecting, review, approved --withdraw--> open
           review --approve--> approved --close--> closed   (here the figures are fixed, and the statements' words)
statement  due --file--> filed --send--> sent
           due --fail--> stuck         (the reason is kept and shown) --retry--> due
year       budgeting --approve--> running --settle--> settled   (approved, the contributions are called)
settlement proposed --agree--> agreed --settle--> settled       (agreed, partners elect cash or technology)
           proposed --withdraw--> withdrawn
proposal   open --count--> carried        (the key is adopted from its month on)
           open --count--> rejected
           open --withdraw--> withdrawn
dispute    raised --answer--> answered --decide--> upheld      (posted as a correction by the next close)
           answered --decide--> rejected
           raised, answered --withdraw--> withdrawn
request    asked --grant--> granted
           asked --decline--> declined
exit       prepared --approve--> approved   (posted; its document is drawn next)
           prepared --withdraw--> withdrawn
merger     prepared --approve--> approved   (posted; the books are the successor's)
           prepared --withdraw--> withdrawn
rate card  set --approve--> approved         (by somebody else; in force from its month on)
           set --withdraw--> withdrawn
sending    due --send--> sent               (sent again, it is another)
           due --fail--> stuck              (the reason is kept and shown) --replay--> sent
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


class YearState(TextChoices):
    BUDGETING = "budgeting", "Budget in the making"
    RUNNING = "running", "Running"
    SETTLED = "settled", "Settled"


class SettlementState(TextChoices):
    PROPOSED = "proposed", "Proposed"
    AGREED = "agreed", "Agreed"
    SETTLED = "settled", "Settled"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ProposalState(TextChoices):
    OPEN = "open", "Open to votes"
    CARRIED = "carried", "Carried"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"


class DisputeState(TextChoices):
    RAISED = "raised", "Waiting for an answer"
    ANSWERED = "answered", "Waiting for a decision"
    UPHELD = "upheld", "Upheld"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"


class CreditRequestState(TextChoices):
    ASKED = "asked", "Asked for"
    GRANTED = "granted", "Granted"
    DECLINED = "declined", "Declined"


class ExitState(TextChoices):
    PREPARED = "prepared", "Waiting for approval"
    APPROVED = "approved", "Approved"
    WITHDRAWN = "withdrawn", "Withdrawn"


class CarryOverState(TextChoices):
    PREPARED = "prepared", "Waiting for approval"
    APPROVED = "approved", "Approved"
    WITHDRAWN = "withdrawn", "Withdrawn"


WITH_COSTS = (PeriodState.COLLECTING, PeriodState.REVIEW, PeriodState.APPROVED)
"""A month in one of these has costs loaded and is not closed."""
