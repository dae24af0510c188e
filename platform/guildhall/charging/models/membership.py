"""Partners that leave and partners that merge: what was settled with whom, and whose books went on to whom."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guildhall.charging.models.ledger import Journal
from guildhall.charging.models.years import Year
from guildhall.charging.states import CarryOverState, ExitState
from guildhall.database.records import AppendOnlyQuerySet, Fact, Record, RecordQuerySet
from guildhall.database.wall import BY_KEY, PLATFORM_ALONE, own_rows
from guildhall.kernel import Money, Month


class ExitQuerySet(RecordQuerySet):
    def standing(self) -> ExitQuerySet:
        return self.exclude(state=ExitState.WITHDRAWN)

    def approved(self) -> ExitQuerySet:
        """Those that were settled: nothing more of their year is due to or from these partners, but corrections."""
        return self.filter(state=ExitState.APPROVED)

    def of_partner(self, partner_key: str) -> ExitQuerySet:
        return self.filter(partner_key=partner_key)


class Exit(Record):
    """How a partner that leaves is settled with: what it contributed and bore, what is held for it, what it leaves
    behind. `figures` holds the working of each; once approved, a trigger keeps it all.

    `outstanding_pence` is what it had not paid, `refund_pence` what was owed to it already. All are still bound to pay
    `commitment_pence`; `stranded_pence` is the leaver's part of it. Below zero, `net_pence` is what it still owes.
    """

    wall = own_rows()

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="exits")
    partner_key = models.CharField(max_length=63, db_index=True)
    number = models.CharField(max_length=30)
    last_day_on = models.DateField()
    state = models.CharField(max_length=9, choices=ExitState.choices, default=ExitState.PREPARED)
    contributed_pence = models.BigIntegerField()
    outstanding_pence = models.BigIntegerField()
    borne_pence = models.BigIntegerField()
    credit_pence = models.BigIntegerField()
    refund_pence = models.BigIntegerField()
    commitment_pence = models.BigIntegerField()
    commitment_reason = models.CharField(max_length=500, blank=True)
    evidence_name = models.CharField(max_length=120, blank=True)
    evidence = models.BinaryField(null=True)
    stranded_pence = models.BigIntegerField()
    net_pence = models.BigIntegerField()
    figures = models.JSONField()
    digest = models.CharField(max_length=64)
    prepared_at = models.DateTimeField()
    prepared_by_id = models.UUIDField()
    approved_at = models.DateTimeField(null=True)
    approved_by_id = models.UUIDField(null=True)
    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="+", null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)
    pdf = models.BinaryField(null=True)
    pdf_digest = models.CharField(max_length=64, blank=True)
    filed_at = models.DateTimeField(null=True)

    objects = ExitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner_key", "last_day_on"],
                condition=~Q(state=ExitState.WITHDRAWN),
                name="exit_one_stands_for_a_last_day",
            ),
            models.CheckConstraint(
                condition=Q(
                    net_pence=F("contributed_pence") - F("outstanding_pence") - F("borne_pence") + F("credit_pence")
                    + F("refund_pence") - F("stranded_pence")
                ),
                name="exit_comes_to_what_its_figures_say",
            ),
            models.CheckConstraint(
                condition=Q(commitment_pence=0, stranded_pence=0)
                | Q(commitment_pence__gt=0, stranded_pence__gte=0, stranded_pence__lte=F("commitment_pence"))
                & ~Q(commitment_reason="") & ~Q(evidence_name=""),
                name="exit_leaves_behind_what_somebody_can_show",
            ),
            models.CheckConstraint(
                condition=Q(state=ExitState.APPROVED, approved_at__isnull=False, approved_by_id__isnull=False)
                | ~Q(state=ExitState.APPROVED) & Q(approved_at__isnull=True, approved_by_id__isnull=True, pdf=None),
                name="exit_is_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by_id__isnull=True) | ~Q(approved_by_id=F("prepared_by_id")),
                name="exit_is_approved_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(state=ExitState.WITHDRAWN) & ~Q(withdrawn_reason="")
                | ~Q(state=ExitState.WITHDRAWN) & Q(withdrawn_reason=""),
                name="exit_is_withdrawn_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(pdf=None, filed_at=None, pdf_digest="")
                | Q(pdf__isnull=False, filed_at__isnull=False) & ~Q(pdf_digest=""),
                name="exit_filed_has_its_moment_and_digest",
            ),
        ]  # fmt: skip

    @property
    def net(self) -> Money:
        return Money(self.net_pence)

    @property
    def name(self) -> str:
        return self.number

    def __str__(self) -> str:
        return f"Exit statement {self.number}"


class CarryOverQuerySet(RecordQuerySet):
    def standing(self) -> CarryOverQuerySet:
        return self.exclude(state=CarryOverState.WITHDRAWN)

    def prepared(self) -> CarryOverQuerySet:
        """Those that wait for somebody else: nothing of them is in the books."""
        return self.filter(state=CarryOverState.PREPARED)

    def into(self, successor_key: str) -> CarryOverQuerySet:
        return self.filter(successor_key=successor_key)


class CarryOver(Record):
    """What goes on to a successor from those that merge into it, as one person prepared it and another approves it.
    `figures` holds what is held for each of them and what each owes; no change is made to them, and once approved a
    trigger keeps it all. No partner's role may read any of it: when the books have gone on, the ledger says so.
    """

    wall = PLATFORM_ALONE

    successor_key = models.CharField(max_length=63, db_index=True)
    from_on = models.DateField()
    state = models.CharField(max_length=9, choices=CarryOverState.choices, default=CarryOverState.PREPARED)
    figures = models.JSONField()
    digest = models.CharField(max_length=64)
    prepared_at = models.DateTimeField()
    prepared_by_id = models.UUIDField()
    approved_at = models.DateTimeField(null=True)
    approved_by_id = models.UUIDField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    objects = CarryOverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["successor_key"],
                condition=Q(state=CarryOverState.PREPARED),
                name="carry_over_one_waits_for_a_successor",
            ),
            models.CheckConstraint(condition=Q(from_on__day=1), name="carry_over_starts_with_a_month"),
            models.CheckConstraint(
                condition=Q(state=CarryOverState.APPROVED, approved_at__isnull=False, approved_by_id__isnull=False)
                | ~Q(state=CarryOverState.APPROVED) & Q(approved_at__isnull=True, approved_by_id__isnull=True),
                name="carry_over_is_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by_id__isnull=True) | ~Q(approved_by_id=F("prepared_by_id")),
                name="carry_over_is_approved_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(state=CarryOverState.WITHDRAWN) & ~Q(withdrawn_reason="")
                | ~Q(state=CarryOverState.WITHDRAWN) & Q(withdrawn_reason=""),
                name="carry_over_is_withdrawn_for_a_reason",
            ),
        ]

    @property
    def name(self) -> str:
        return f"Merger into {self.figures['successor']['name']}"

    def __str__(self) -> str:
        return f"Books that go on from {self.from_on:%B %Y}"


class Succession(Fact):
    """That a partner's books went on to its successor, from the first of a month: what was held for it and what it
    owed. Its months before stay its own, and the successor may read their statements.

    Who succeeds a successor has a row for everyone before it as well. Those from before two people did it have no
    `carry_over`.
    """

    wall = own_rows(where=f"{BY_KEY} OR successor_key = current_user::text")

    partner_key = models.CharField(max_length=63, db_index=True)
    successor_key = models.CharField(max_length=63, db_index=True)
    from_on = models.DateField()
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()
    carry_over = models.ForeignKey(CarryOver, on_delete=models.PROTECT, related_name="successions", null=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner_key", "successor_key"], name="succession_is_written_once"),
            models.CheckConstraint(condition=Q(from_on__day=1), name="succession_starts_with_a_month"),
            models.CheckConstraint(condition=~Q(partner_key=F("successor_key")), name="succession_is_of_two_partners"),
        ]

    @property
    def from_month(self) -> Month:
        return Month(self.from_on.year, self.from_on.month)

    @property
    def name(self) -> str:
        return f"{self.partner_key} to {self.successor_key}"

    def __str__(self) -> str:
        return f"Books go on from {self.from_month.title}"
