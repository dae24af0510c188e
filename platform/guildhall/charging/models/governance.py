"""How the members decide: a key is proposed, tried on the months that were, voted on, and adopted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guildhall.charging.keys import Key
from guildhall.charging.models.pools import Pool
from guildhall.charging.models.years import Agreement
from guildhall.charging.states import ProposalState
from guildhall.database.records import Fact, Record
from guildhall.database.wall import every_row, own_rows
from guildhall.kernel import Money, Month


class Proposal(Record):
    """That a pool be shared by another key from a month on. `electorate` is how many members may vote on it.

    `tried_from` and `tried_until` are the first days of the months that it was tried on; what it would have changed
    for each member is with its effects. The agreement's rule and days are kept as they were when it was raised.
    """

    wall = every_row()

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="proposals")
    rule = models.JSONField()
    from_on = models.DateField()
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN)
    voting_rule = models.CharField(max_length=20, choices=Agreement.VotingRule.choices)
    electorate = models.PositiveSmallIntegerField()
    tried_from = models.DateField()
    tried_until = models.DateField()
    votes_until = models.DateField()
    raised_at = models.DateTimeField()
    raised_by_id = models.UUIDField()
    counted_at = models.DateTimeField(null=True)
    counted_by_id = models.UUIDField(null=True)
    votes_for = models.PositiveSmallIntegerField(null=True)
    votes_against = models.PositiveSmallIntegerField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pool"], condition=Q(state=ProposalState.OPEN), name="proposal_one_open_for_a_pool"
            ),
            models.CheckConstraint(condition=Q(from_on__day=1), name="proposal_starts_with_a_month"),
            models.CheckConstraint(condition=~Q(reason=""), name="proposal_says_why"),
            models.CheckConstraint(
                condition=Q(state__in=["carried", "rejected"], counted_at__isnull=False, counted_by_id__isnull=False)
                | Q(state__in=["open", "withdrawn"], counted_at__isnull=True, counted_by_id__isnull=True),
                name="proposal_is_counted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn") & ~Q(withdrawn_reason="")
                | ~Q(state="withdrawn") & Q(withdrawn_reason=""),
                name="proposal_withdrawn_for_a_reason",
            ),
        ]

    @property
    def key(self) -> Key:
        return Key.read(self.rule)

    @property
    def from_month(self) -> Month:
        return Month(self.from_on.year, self.from_on.month)

    @property
    def name(self) -> str:
        return f"Share {self.pool.name} by {self.key.words}"

    def __str__(self) -> str:
        return self.name


class ProposalEffect(Fact):
    """What one member bore in the months a key was tried on, and what it would have borne by that key. It may vote."""

    wall = own_rows()

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="effects")
    partner_key = models.CharField(max_length=63, db_index=True)
    now_pence = models.BigIntegerField()
    then_pence = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "partner_key"], name="proposal_effect_one_for_a_partner")
        ]

    @property
    def change(self) -> Money:
        """Above zero, it would have paid more."""
        return Money(self.then_pence - self.now_pence)


class Vote(Fact):
    """What a member says to a proposal. Until the last day it may say otherwise: its last vote counts."""

    wall = own_rows(may="select, insert")

    class Choice(models.TextChoices):
        FOR = "for", "For"
        AGAINST = "against", "Against"
        ABSTAIN = "abstain", "Abstain"

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="votes")
    partner_key = models.CharField(max_length=63, db_index=True)
    choice = models.CharField(max_length=7, choices=Choice.choices)
    reason = models.CharField(max_length=500, blank=True)
    cast_at = models.DateTimeField()
    cast_by_id = models.UUIDField()
